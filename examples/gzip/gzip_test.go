package main

import (
	"bytes"
	"flag"
	"regexp"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// BenchmarkGzip is the sweep under go test -bench. -bench /level=9 selects combinations by name.
func BenchmarkGzip(b *testing.B) {
	g, err := space()
	if err != nil {
		b.Fatal(err)
	}
	data := text(1 << 20)
	for c := range g.All() {
		config, err := paramgen.Decode[config](c)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.String(), benchmark(config, data))
	}
}

var line = regexp.MustCompile(`^BenchmarkGzip/level=(-2|1|6|9|%2D2)/block=\d+/workers=\d+-\d+\s+\d+\s+[\d.]+ ns/op\s+[\d.]+ MB/s\s+[\d.]+ ratio`)

func TestRun(t *testing.T) {
	if err := flag.Set("test.benchtime", "1x"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(&out, 3); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 {
		t.Errorf("%d lines", len(lines))
	}
	for _, l := range lines {
		if !line.MatchString(l) {
			t.Errorf("%q", l)
		}
	}
}

func TestSpace(t *testing.T) {
	g, err := space()
	if err != nil {
		t.Fatal(err)
	}
	for c := range g.All() {
		block, _ := paramgen.Value[int](c, "block")
		workers, _ := paramgen.Value[int](c, "workers")
		if level, _ := paramgen.Value[int](c, "level"); block*workers > 1<<20 || level == 9 && block < 1<<16 {
			t.Errorf("%v", c)
		}
	}
	// The blocks of 2^14 to 2^20 bytes allow 4, 4, 4, 4, 3, 2, 1 numbers of workers; level 9 excludes
	// the first two.
	if got := g.Count().Int64(); got != 3*22+14 {
		t.Errorf("%d combinations", got)
	}
}
