package main

import (
	"fmt"
	"io"
	"iter"
	"math/big"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/paramgen/paramgen"
)

// progress shows the progress on a terminal, at each tick. A nil progress shows nothing.
type progress struct {
	w     io.Writer
	array atomic.Pointer[paramgen.CoverProgress] // nil unless a covering array is made
	total atomic.Pointer[big.Int]                // nil while the space is compiled
	done  atomic.Int64
	quit  chan struct{}
	gone  chan struct{}
	once  sync.Once
}

// everySecond returns a clock that ticks every second, first after one second.
func everySecond() (ticks <-chan time.Time, stop func()) {
	t := time.NewTicker(time.Second)
	return t.C, t.Stop
}

// newProgress starts showing progress on w. It returns nil if w is nil.
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

// clearLine moves the cursor to the start of the line and clears it.
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
	switch array := p.array.Load(); {
	case total == nil && array != nil:
		return arrayProgress(*array)
	case total == nil:
		return "compiling the space"
	case total.Sign() == 0:
		return "0 of 0 combinations"
	}
	share, _ := new(big.Float).Quo(new(big.Float).SetInt64(done), new(big.Float).SetInt(total)).Float64()
	return fmt.Sprintf("%d of %v combinations (%.1f%%)", done, total, 100*share)
}

// watch yields the sequence, which has total combinations, and counts them.
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

// cover records the progress of a covering array.
func (p *progress) cover(now paramgen.CoverProgress) {
	if p != nil {
		p.array.Store(&now)
	}
}

// stop clears the line. It can be called more than once.
func (p *progress) stop() {
	if p == nil {
		return
	}
	p.once.Do(func() { close(p.quit) })
	<-p.gone
}

// arrayProgress describes the progress of a covering array.
func arrayProgress(p paramgen.CoverProgress) string {
	if p.Moves == 0 {
		return fmt.Sprintf("%d rows, %d of %d tuples to go", p.Rows, p.Open, p.Tuples)
	}
	return fmt.Sprintf("%d rows, searching for fewer: %d moves, %d tuples to go", p.Rows, p.Moves, p.Open)
}

// progressTo returns the terminal to show progress on. It is nil if there is none, or if the data
// goes to a terminal, too.
func progressTo(stdout, stderr io.Writer, output string) io.Writer {
	if isTerminal(stderr) && (output != "-" || !isTerminal(stdout)) {
		return stderr
	}
	return nil
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
