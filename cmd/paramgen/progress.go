package main

import (
	"fmt"
	"io"
	"iter"
	"math/big"
	"sync"
	"sync/atomic"
	"time"

	"github.com/paramgen/paramgen"
)

// progress shows on a terminal how far the work is, at each tick. A nil progress shows nothing.
type progress struct {
	w     io.Writer
	cover atomic.Pointer[paramgen.CoverProgress] // nil unless an array is made
	total atomic.Pointer[big.Int]                // nil while the space is compiled
	done  atomic.Int64
	quit  chan struct{}
	gone  chan struct{}
	once  sync.Once
}

// everySecond is when to show progress: not before the first second is over.
func everySecond() (ticks <-chan time.Time, stop func()) {
	t := time.NewTicker(time.Second)
	return t.C, t.Stop
}

// newProgress starts showing on w, or returns nil if that is nil.
func newProgress(w io.Writer, clock func() (<-chan time.Time, func())) *progress {
	if w == nil {
		return nil
	}
	p := &progress{w: w, quit: make(chan struct{}), gone: make(chan struct{})}
	ticks, stop := clock()
	go func() {
		defer close(p.gone)
		defer stop()
		p.run(ticks)
	}()
	return p
}

// clearLine goes to the start of the line and empties it.
const clearLine = "\r\x1b[K"

func (p *progress) run(ticks <-chan time.Time) {
	shown := false
	for {
		select {
		case <-ticks:
			fmt.Fprint(p.w, clearLine+p.String())
			shown = true
		case <-p.quit:
			if shown {
				fmt.Fprint(p.w, clearLine)
			}
			return
		}
	}
}

func (p *progress) String() string {
	total, done := p.total.Load(), p.done.Load()
	switch cover := p.cover.Load(); {
	case total == nil && cover != nil:
		return shown(*cover)
	case total == nil:
		return "compiling the space"
	case total.Sign() == 0:
		return "0 of 0 combinations"
	}
	share, _ := new(big.Float).Quo(new(big.Float).SetInt64(done), new(big.Float).SetInt(total)).Float64()
	return fmt.Sprintf("%d of %v combinations (%.1f%%)", done, total, 100*share)
}

// watch yields the sequence, of total combinations, and counts.
func (p *progress) watch(seq iter.Seq[paramgen.Combination], total *big.Int) iter.Seq[paramgen.Combination] {
	if p == nil {
		return seq
	}
	p.total.Store(total)
	return func(yield func(paramgen.Combination) bool) {
		for c := range seq {
			p.done.Add(1)
			if !yield(c) {
				return
			}
		}
	}
}

// say tells how far a covering array is.
func (p *progress) say(now paramgen.CoverProgress) {
	if p != nil {
		p.cover.Store(&now)
	}
}

// stop clears the line. It can be called again.
func (p *progress) stop() {
	if p == nil {
		return
	}
	p.once.Do(func() { close(p.quit) })
	<-p.gone
}
