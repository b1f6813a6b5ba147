package paramgen_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// compression is the space of the benchmark below.
var compression = paramgen.Must(paramgen.New(
	paramgen.WithParameters(
		paramgen.Param("level", 1, 6, 9),
		paramgen.Param("block", 4<<10, 64<<10),
	),
	paramgen.WithRules(paramgen.Expr("level < 9 || block >= 65536")), // what is not worth a run
))

// benchmarkGzip is the body of a BenchmarkGzip(b *testing.B).
func benchmarkGzip(b *testing.B) {
	for c := range compression.All() {
		b.Run(c.String(), func(b *testing.B) {
			level, _ := paramgen.Value[int](c, "level")
			block, _ := paramgen.Value[int](c, "block")
			w, err := gzip.NewWriterLevel(io.Discard, level)
			if err != nil {
				b.Fatal(err)
			}
			text := []byte(strings.Repeat("all work and no play ", block)[:block])
			b.SetBytes(int64(block))
			for range b.N {
				if _, err := w.Write(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A sweep as Go benchmarks: each combination is a sub-benchmark, and its name is what benchstat groups by.
//
//	go test -bench Gzip | benchstat -row /level -col /block -
func Example_benchmark() {
	for c := range compression.All() {
		fmt.Println("BenchmarkGzip/" + c.String())
	}
	// Output:
	// BenchmarkGzip/level=1/block=4096
	// BenchmarkGzip/level=1/block=65536
	// BenchmarkGzip/level=6/block=4096
	// BenchmarkGzip/level=6/block=65536
	// BenchmarkGzip/level=9/block=65536
}
