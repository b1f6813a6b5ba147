package main

import (
	"bytes"
	"io"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/paramgen/paramgen"
)

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	ticks, stopped := make(chan time.Time), false
	p := newProgress(&b, func() (<-chan time.Time, func()) { return ticks, func() { stopped = true } })
	ticks <- time.Time{}
	n := 0
	for range p.watch(slices.Values(make([]paramgen.Combination, 8)), big.NewInt(8)) {
		if n++; n == 2 {
			ticks <- time.Time{}
			ticks <- time.Time{}
		}
	}
	p.stop()
	p.stop()
	const want = clearLine + "compiling the space" + clearLine + "2 of 8 combinations (25.0%)" + clearLine + "2 of 8 combinations (25.0%)" + clearLine
	if got := b.String(); got != want || !stopped || n != 8 {
		t.Errorf("shown %q, stopped %v, %d combinations", got, stopped, n)
	}
}

// TestProgressEmpty: an empty selection has no percentage.
func TestProgressEmpty(t *testing.T) {
	p := &progress{}
	p.total.Store(new(big.Int))
	if got := p.String(); got != "0 of 0 combinations" {
		t.Errorf("shown %q", got)
	}
}

// TestProgressQuick shows nothing for work that ends before the first tick.
func TestProgressQuick(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(&b, everySecond)
	p.stop()
	if b.Len() > 0 {
		t.Errorf("shown %q", b.String())
	}
	var none *progress
	none.stop()
	if none = newProgress(nil, everySecond); none != nil {
		t.Error("progress without a terminal")
	}
	if progressTo(io.Discard, &b, "-") != nil {
		t.Error("a buffer is taken for a terminal")
	}
}
