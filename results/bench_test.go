package results_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
	"github.com/paramgen/paramgen/sglang"
)

// manyLines returns results of the default space: n records of 10 fields as JSON Lines.
func manyLines(n int) []byte {
	var b bytes.Buffer
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for b.Len() == 0 || n > 0 {
		i := 0
		for c := range g.All() {
			if n == 0 {
				break
			}
			x := float64(n%977) + 0.25
			fmt.Fprintf(&b, `{"id": "%s", "index": %d, "request_rate": 8, "completed": 200, "duration": %.3f, "output_throughput": %.2f, "mean_ttft_ms": %.3f, "p99_ttft_ms": %.3f, "mean_itl_ms": %.4f, "accept_length": null}`+"\n",
				c.ID(), i, x/7, 5*x, x/3, 2*x, x/11)
			n--
			i++
		}
	}
	return b.Bytes()
}

// BenchmarkRead compares reading 500,000 lines of 10 fields, and skipping and joining them, with
// encoding/json.
func BenchmarkRead(b *testing.B) {
	text := manyLines(500_000)
	g := paramgen.Must(paramgen.New(sglang.Default()))
	read := func(b *testing.B) *results.Table {
		table, err := results.Read(bytes.NewReader(text))
		if err != nil || len(table.Records) != 500_000 {
			b.Fatal(err)
		}
		return table
	}
	run := func(name string, f func(b *testing.B)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for range b.N {
				f(b)
			}
		})
	}
	run("of=read", func(b *testing.B) { read(b) })
	run("of=skip", func(b *testing.B) {
		table := read(b)
		if err := table.Identify(g); err != nil {
			b.Fatal(err)
		}
		for c := range table.Skip(g.All(), results.Has("output_throughput")) {
			b.Fatal(c)
		}
	})
	run("of=join", func(b *testing.B) {
		rows, err := results.Join(g, read(b), g.All())
		if err != nil {
			b.Fatal(err)
		}
		if best, err := results.Best(results.Merge(rows), 1, results.Metric{Name: "output_throughput"}); err != nil || len(best) != 1 {
			b.Fatal(err)
		}
	})
	run("of=json.Decoder/into=map", func(b *testing.B) { decode[map[string]any](b, text) })
	run("of=json.Decoder/into=RawMessage", func(b *testing.B) { decode[json.RawMessage](b, text) })
	run("of=json.Valid", func(b *testing.B) {
		for _, line := range bytes.SplitAfter(bytes.TrimSpace(text), []byte("\n")) {
			if !json.Valid(line) {
				b.Fatal(line)
			}
		}
	})
}

func decode[T any](b *testing.B, text []byte) {
	b.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		var v T
		if err := d.Decode(&v); err == io.EOF {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}
