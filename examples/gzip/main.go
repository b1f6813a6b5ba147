// Command gzip sweeps the parameters of a compressor in its own process, as a benchmark harness
// does, and prints lines for benchstat:
//
//	go run ./examples/gzip | tee gzip.txt
//	benchstat -row /level -col /workers gzip.txt
//
// The same sweep runs under go test -bench, see gzip_test.go.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/paramgen/paramgen"
)

// space returns the parameters of the compressor and the rules that exclude useless combinations.
func space() (*paramgen.Generator, error) {
	return paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("level", gzip.HuffmanOnly, 1, 6, 9).Describe("compression level"),
			paramgen.Param("block", paramgen.Pow2(16<<10, 1<<20)...).Describe("bytes that are compressed separately"),
			paramgen.Param("workers", 1, 2, 4, 8).Describe("blocks that are compressed concurrently"),
		),
		paramgen.WithRules(
			paramgen.Named("memory", paramgen.Expr("block*workers <= 1048576")),
			paramgen.Named("worth it", paramgen.Expr("level < 9 || block >= 65536")),
		),
	)
}

// config is a combination as the compressor reads it.
type config struct {
	Level   int `paramgen:"level"`
	Block   int `paramgen:"block"`
	Workers int `paramgen:"workers"`
}

// benchmark returns the benchmark of a configuration.
func benchmark(c config, data []byte) func(*testing.B) {
	return func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		var size int64
		for range b.N {
			size = compress(c, data)
		}
		b.ReportMetric(float64(len(data))/float64(size), "ratio")
	}
}

// compress returns the size of the data with each block compressed separately.
func compress(c config, data []byte) (size int64) {
	blocks := make(chan []byte)
	sizes := make(chan int64)
	var workers sync.WaitGroup
	for range c.Workers {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for block := range blocks {
				sizes <- compressed(block, c.Level)
			}
		}()
	}
	go func() {
		for rest := data; len(rest) > 0; {
			n := min(c.Block, len(rest))
			blocks <- rest[:n]
			rest = rest[n:]
		}
		close(blocks)
		workers.Wait()
		close(sizes)
	}()
	for n := range sizes {
		size += n
	}
	return size
}

func compressed(block []byte, level int) int64 {
	var n counter
	w, err := gzip.NewWriterLevel(&n, level)
	if err != nil {
		panic(err) // the space has valid levels only
	}
	w.Write(block) // never fails
	w.Close()
	return int64(n)
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// text returns reproducible data to compress: words, a few of them frequent.
func text(size int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("the of and to in is that for it with as was on be at by this have from or one had not but what all were when")
	var b bytes.Buffer
	for b.Len() < size {
		b.WriteString(words[int(r.ExpFloat64()*6)%len(words)])
		b.WriteByte(' ')
	}
	return b.Bytes()[:size]
}

// run benchmarks n random combinations and prints one line for each.
func run(w io.Writer, n int) error {
	g, err := space()
	if err != nil {
		return err
	}
	data := text(4 << 20)
	for c := range g.Sample(n, 1) {
		config, err := paramgen.Decode[config](c)
		if err != nil {
			return err
		}
		r := testing.Benchmark(benchmark(config, data))
		if _, err := fmt.Fprintf(w, "BenchmarkGzip/%s-%d\t%s\n", c, runtime.GOMAXPROCS(0), r); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	testing.Init() // for -test.benchtime
	n := flag.Int("n", 16, "how many combinations to benchmark")
	flag.Parse()
	if err := run(os.Stdout, *n); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
