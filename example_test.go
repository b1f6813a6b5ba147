package paramgen_test

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// The parameters and rules of an SGLang server come with the library. The space is compiled once;
// it is never listed.
func Example() {
	g, err := paramgen.New(sglang.Default())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(g.Count(), "valid combinations of", g.Theoretical())
	for c := range g.Sample(3, 1) {
		fmt.Println(c.ID(), strings.Join(c.Args(), " "))
	}
	// Output:
	// 119232 valid combinations of 576000
	// 4169afde0c4c --max-total-tokens 8192 --chunked-prefill-size 8192 --max-prefill-tokens 32768 --tp-size 1 --dp-size 2 --cuda-graph-backend-decode disabled --cuda-graph-backend-prefill disabled
	// 7cc416bb6fb4 --max-total-tokens 4096 --chunked-prefill-size 2048 --max-prefill-tokens 16384 --tp-size 1 --dp-size 4 --cuda-graph-max-bs-decode 256 --attention-backend triton
	// d78cecd3931d --max-total-tokens 4096 --chunked-prefill-size 1024 --max-prefill-tokens 16384 --tp-size 8 --dp-size 4 --cuda-graph-backend-decode disabled --cuda-graph-backend-prefill disabled --attention-backend torch_native
}

// A space of one's own: parameters with their values, and rules over them.
func ExampleNew() {
	g, err := paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("tp_size", 1, 2, 4),
			paramgen.Param("dp_size", 1, 2),
			paramgen.Param("max_running_requests", nil, 256).Describe("nil: left to the server"),
		),
		paramgen.WithRules(
			paramgen.Expr("tp_size*dp_size <= 4"),
			paramgen.Expr("dp_size == 1 || max_running_requests == nil"),
		),
	)
	if err != nil {
		log.Fatal(err)
	}
	for c := range g.All() {
		fmt.Println(c)
	}
	// Output:
	// tp_size=1/dp_size=1/max_running_requests=nil
	// tp_size=1/dp_size=1/max_running_requests=256
	// tp_size=1/dp_size=2/max_running_requests=nil
	// tp_size=2/dp_size=1/max_running_requests=nil
	// tp_size=2/dp_size=1/max_running_requests=256
	// tp_size=2/dp_size=2/max_running_requests=nil
	// tp_size=4/dp_size=1/max_running_requests=nil
	// tp_size=4/dp_size=1/max_running_requests=256
}

// New reports all that is wrong at once; each error has a type.
func ExampleNew_errors() {
	_, err := paramgen.New(
		paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 2.0)),
		paramgen.WithoutParameters("dp_size"),
	)
	fmt.Println(err)
	var unknown *paramgen.UnknownError
	if errors.As(err, &unknown) {
		fmt.Println("not there:", unknown.Name)
	}

	_, err = paramgen.New(sglang.Default(), paramgen.WithRules(paramgen.Expr("tp_sise*dp_size <= 8"), paramgen.Expr("tp_size <= <= 8")))
	fmt.Println(err)
	// Output:
	// paramgen: no parameter "dp_size"; did you mean "tp_size"?
	// paramgen: parameter "tp_size": value 3, 2.0, is the same as value 2; give each value once
	// not there: dp_size
	// paramgen: rule "tp_sise*dp_size <= 8": no parameter "tp_sise"; did you mean "tp_size"?
	// paramgen: rule "tp_size <= <= 8": expected an operand, found <=
	// 	tp_size <= <= 8
	// 	           ^
}

// A generator never changes. With makes another one, with parameters and rules added, replaced and
// removed.
func ExampleGenerator_With() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	h, err := g.With(
		paramgen.WithoutParameters("attention_backend", "disable_radix_cache"),
		paramgen.WithValues("tp_size", 4, 8),
		paramgen.WithParameters(paramgen.Param("stream_interval", 1, 8)),
		paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8")),
		paramgen.WithoutRules("memory"),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(g.Count(), len(g.Parameters()), len(g.Rules()))
	fmt.Println(h.Count(), len(h.Parameters()), len(h.Rules()))
	// Output:
	// 119232 10 3
	// 20700 9 3
}

// A parameter of one's own beside the preset's, and a rule that connects the two: 4 is for small
// tensor parallelism only.
func ExampleGenerator_With_extension() {
	g, err := paramgen.New(
		sglang.Default(),
		paramgen.WithParameters(paramgen.Param("my_custom_param", 1, 2, 3, 4)),
		paramgen.WithRules(paramgen.Expr("my_custom_param != 4 || tp_size <= 2")),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(g.Count()) // 119,232 times 4 values of tp_size, of which two leave 4 values and two leave 3
	// Output:
	// 417312
}

// What no expression says, Go code does. New runs it once for each case that it tells apart, here
// 10 pairs of tp_size and dp_size at most, and never again. It should read as few parameters as it
// can.
func ExampleFunc() {
	const node = 8 // GPUs
	topology := paramgen.Func("topology", func(c paramgen.Combination) bool {
		tp, _ := paramgen.Value[int](c, "tp_size")
		if tp == node {
			return true // each copy has a node of its own
		}
		dp, _ := paramgen.Value[int](c, "dp_size")
		return tp*dp <= node
	})
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithRules(topology)))
	fmt.Println(g.Count())
	// Output:
	// 109296
}

// Expressions have Go's syntax. An unset value leaves arithmetic and order unknown, and what is
// unknown rejects nothing.
func ExampleExpr() {
	params := paramgen.WithParameters(
		paramgen.Param("batch", nil, 8, 16),
		paramgen.Param("backend", nil, "fa3", "triton"),
		paramgen.Param("graph", false, true),
	)
	for _, text := range []string{
		"batch <= 8",
		"set(batch) && batch <= 8",
		"batch == nil || backend != nil",
		`oneof(backend, "fa3", "triton")`,
		"!graph || batch%16 == 0",
		"1 <= int(graph) + int(set(backend)) <= 1",
	} {
		g := paramgen.Must(paramgen.New(params, paramgen.WithRules(paramgen.Expr(text))))
		fmt.Printf("%2v of %v: %s\n", g.Count(), g.Theoretical(), text)
	}
	// Output:
	// 12 of 18: batch <= 8
	//  6 of 18: set(batch) && batch <= 8
	// 14 of 18: batch == nil || backend != nil
	// 12 of 18: oneof(backend, "fa3", "triton")
	// 15 of 18: !graph || batch%16 == 0
	//  9 of 18: 1 <= int(graph) + int(set(backend)) <= 1
}

func ExampleForbid() {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithRules(
		paramgen.Forbid(map[string]any{"attention_backend": "torch_native", "tp_size": 8}),
	)))
	fmt.Println(g.Count())
	// Output:
	// 111780
}

// Both sides of a conditional rule can be any rules.
func ExampleIf() {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithRules(
		paramgen.If(paramgen.Expr("dp_size > 1"), paramgen.Forbid(map[string]any{"attention_backend": nil})),
	)))
	fmt.Println(g.Count())
	// Output:
	// 99360
}

// A function of two parameters of known types, called where both are set.
func ExampleRelate() {
	multiple := paramgen.Relate("multiple", "max_total_tokens", "chunked_prefill_size", func(total, chunk int) bool { return total%chunk == 0 && total > chunk })
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithRules(multiple)))
	fmt.Println(g.Count())
	// Output:
	// 113472
}

// A parameter that matters only under a condition is unset elsewhere, and the combination is
// counted once.
func ExampleParameter_When() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("enable_torch_compile", false, true),
		paramgen.Param("torch_compile_max_bs", 16, 32).When(paramgen.Expr("enable_torch_compile")),
	)))
	for c := range g.All() {
		fmt.Println(c)
	}
	// Output:
	// enable_torch_compile=false/torch_compile_max_bs=nil
	// enable_torch_compile=true/torch_compile_max_bs=16
	// enable_torch_compile=true/torch_compile_max_bs=32
}

// Linked parameters take the values of a row together.
func ExampleTuples() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 4), paramgen.Param("dp_size", 1, 2, 4)),
		paramgen.WithRules(paramgen.Tuples([]string{"tp_size", "dp_size"}, []any{1, 4}, []any{2, 2}, []any{4, 1})),
	))
	for c := range g.All() {
		fmt.Println(c)
	}
	// Output:
	// tp_size=1/dp_size=4
	// tp_size=2/dp_size=2
	// tp_size=4/dp_size=1
}

func ExampleRange() {
	fmt.Println(paramgen.Range(0.5, 1, 0.25), paramgen.Range(8, 2, -3), paramgen.Pow2(3, 40))
	// Output:
	// [0.5 0.75 1] [8 5 2] [4 8 16 32]
}

// A sample is uniform over the valid combinations, has none twice, and is the same wherever and
// whenever it is drawn. A larger one begins with the smaller.
func ExampleGenerator_Sample() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for c := range g.Sample(3, 42) {
		index, _ := g.Index(c)
		fmt.Println(index, c.ID())
	}
	for c := range g.Sample(1, 42) {
		fmt.Println("again:", c.ID())
	}
	// Output:
	// 35376 61f7a6ac8c74
	// 87027 8c7d8670e677
	// 72688 71ce81ec1dc4
	// again: 61f7a6ac8c74
}

// Each of seven machines takes its share. No machine walks another one's.
func ExampleGenerator_Shard() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	const machines = 7
	for i := range machines {
		shard, err := g.Shard(i, machines)
		if err != nil {
			log.Fatal(err)
		}
		n := 0
		for range shard {
			n++
		}
		from, to, _ := g.ShardRange(i, machines)
		fmt.Printf("machine %d: %d combinations, %v up to %v\n", i, n, from, to)
	}
	// Output:
	// machine 0: 17033 combinations, 0 up to 17033
	// machine 1: 17033 combinations, 17033 up to 34066
	// machine 2: 17033 combinations, 34066 up to 51099
	// machine 3: 17033 combinations, 51099 up to 68132
	// machine 4: 17033 combinations, 68132 up to 85165
	// machine 5: 17033 combinations, 85165 up to 102198
	// machine 6: 17034 combinations, 102198 up to 119232
}

// An index is a combination's place in the order of nested loops. It can be gone to at once, also
// in spaces that nobody could walk.
func ExampleGenerator_At() {
	digits := make([]paramgen.Parameter, 100)
	for i := range digits {
		digits[i] = paramgen.Param(fmt.Sprintf("digit%d", i), paramgen.Range(0, 9, 1)...)
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(digits...), paramgen.WithRules(paramgen.Expr("digit0 != digit99"))))
	middle := g.Count()
	middle.Rsh(middle, 1)
	c, err := g.At(middle)
	if err != nil {
		log.Fatal(err)
	}
	index, valid := g.Index(c)
	fmt.Println(len(g.Count().String()), "digits,", index.Cmp(middle) == 0, valid)
	// Output:
	// 100 digits, true true
}

// A walk that was interrupted goes on where it stopped.
func ExampleGenerator_From() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	rest, err := g.From(big.NewInt(119230))
	if err != nil {
		log.Fatal(err)
	}
	for c := range rest {
		fmt.Println(c.ID())
	}
	// Output:
	// a216d51c0bf4
	// ea73f1ab19bf
}

// A filter is for conditions that cannot be rules; counts and indices know nothing of it.
func ExampleFilter() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	done := map[string]bool{"de2b82f988ed": true, "f8217a8a73ee": true} // from a file of results, say
	todo := paramgen.Filter(g.All(), func(c paramgen.Combination) bool { return !done[c.ID()] })
	n := 0
	for range todo {
		n++
	}
	fmt.Println(n, "of", g.Count())
	// Output:
	// 119230 of 119232
}

// Values are of the type in which they were given; Value converts numbers where that loses
// nothing.
func ExampleValue() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("tp_size", 8), paramgen.Param("mem_fraction", 0.85), paramgen.Param("backend", "fa3"), paramgen.Param("limit", nil),
	)))
	for c := range g.All() {
		tp, ok := paramgen.Value[uint8](c, "tp_size")
		fmt.Println(tp, ok)
		fraction, ok := paramgen.Value[float32](c, "mem_fraction")
		fmt.Println(fraction, ok)
		_, ok = paramgen.Value[int](c, "backend")
		fmt.Println("backend as int:", ok)
		_, ok = paramgen.Value[int](c, "limit")
		fmt.Println("limit is set:", ok)
		for name, value := range c.All() {
			fmt.Println(name, value)
		}
	}
	// Output:
	// 8 true
	// 0.85 true
	// backend as int: false
	// limit is set: false
	// tp_size 8
	// mem_fraction 0.85
	// backend fa3
	// limit <nil>
}

// The name of a combination is that of a sub-benchmark, and reads back whatever the values are.
// Its ID is for joining results: it stays when parameters are reordered or added unset.
func ExampleCombination_String() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("model", "meta/llama 3"), paramgen.Param("chunk", -1), paramgen.Param("limit", nil), paramgen.Param("mode", ""),
	)))
	for c := range g.All() {
		fmt.Println(c)
	}
	// Output:
	// model=meta%2Fllama%203/chunk=%2D1/limit=nil/mode=%
}

func ExampleCombination_ID() {
	p := paramgen.Param
	for _, params := range [][]paramgen.Parameter{
		{p("tp_size", 2), p("backend", "fa3")},
		{p("backend", "fa3"), p("limit", nil), p("tp_size", int64(2))},
		{p("tp_size", 4), p("backend", "fa3")},
	} {
		for c := range paramgen.Must(paramgen.New(paramgen.WithParameters(params...))).All() {
			fmt.Println(c.ID(), c)
		}
	}
	// Output:
	// 234d2eb0531b tp_size=2/backend=fa3
	// 234d2eb0531b backend=fa3/limit=nil/tp_size=2
	// 0f0977feadc5 tp_size=4/backend=fa3
}

// Arguments are for os/exec: unset and false leave nothing, true leaves the flag alone.
func ExampleCombination_Args() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("tp_size", 2), paramgen.Param("disable_radix_cache", true), paramgen.Param("disable_cuda_graph", false),
		paramgen.Param("max_total_tokens", nil), paramgen.Param("chunked_prefill_size", -1),
	)))
	for c := range g.All() {
		fmt.Printf("%q\n", c.Args())
	}
	// Output:
	// ["--tp-size" "2" "--disable-radix-cache" "--chunked-prefill-size=-1"]
}

// Any sequence can be written: all, a sample, a part, what a filter leaves.
func ExampleGenerator_Write() {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithoutParameters("max_running_requests", "max_total_tokens", "chunked_prefill_size")))
	for _, format := range []paramgen.Format{paramgen.FormatJSONL, paramgen.FormatCSV, paramgen.FormatArgs} {
		if _, err := g.Write(os.Stdout, format, g.Sample(2, 1)); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// {"max_prefill_tokens":8192,"tp_size":4,"dp_size":2,"disable_radix_cache":true,"disable_cuda_graph":true,"cuda_graph_max_bs":null,"attention_backend":"flashinfer"}
	// {"max_prefill_tokens":8192,"tp_size":2,"dp_size":4,"disable_radix_cache":true,"disable_cuda_graph":true,"cuda_graph_max_bs":null,"attention_backend":"flashinfer"}
	// max_prefill_tokens,tp_size,dp_size,disable_radix_cache,disable_cuda_graph,cuda_graph_max_bs,attention_backend
	// 8192,4,2,True,True,,flashinfer
	// 8192,2,4,True,True,,flashinfer
	// --max-prefill-tokens 8192 --tp-size 4 --dp-size 2 --disable-radix-cache --cuda-graph-backend-decode disabled --cuda-graph-backend-prefill disabled --attention-backend flashinfer
	// --max-prefill-tokens 8192 --tp-size 2 --dp-size 4 --disable-radix-cache --cuda-graph-backend-decode disabled --cuda-graph-backend-prefill disabled --attention-backend flashinfer
}

// A file is written whole or not at all.
func ExampleGenerator_WriteFile() {
	dir, err := os.MkdirTemp("", "paramgen")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	g := paramgen.Must(paramgen.New(sglang.Default()))
	n, err := g.WriteFile(filepath.Join(dir, "sweep.json"), paramgen.FormatJSON, g.All())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(n, "combinations written")
	// Output:
	// 119232 combinations written
}

// A space can stand in a file, where people who write no Go can change it.
func ExampleLoad() {
	space, err := paramgen.Load(strings.NewReader(`{
		"parameters": [
			{"name": "tp_size", "values": [1, 2, 4, 8], "description": "GPUs that share each layer"},
			{"name": "dp_size", "values": [1, 2, 4]},
			{"name": "attention_backend", "values": [null, "flashinfer", "triton"]}
		],
		"rules": [
			"tp_size*dp_size <= 8",
			{"name": "no triton on 8", "forbid": {"tp_size": 8, "attention_backend": "triton"}}
		]}`))
	if err != nil {
		log.Fatal(err)
	}
	g, err := paramgen.New(space)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(g.Count(), "of", g.Theoretical())
	// Output:
	// 26 of 36
}

// A space that is made in Go is written as a space file.
func ExampleGenerator_WriteSpace() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("tp_size", 1, 2, 4).Describe("GPUs that share each layer"),
			paramgen.Param("page_size", nil, 16, 64).When(paramgen.Expr("tp_size > 1")),
		),
		paramgen.WithRules(
			paramgen.If(paramgen.Expr("tp_size == 4"), paramgen.Expr("page_size != 16")),
			paramgen.Named("small pages", paramgen.Forbid(map[string]any{"tp_size": 2, "page_size": 64})),
		),
	))
	if err := g.WriteSpace(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// {"parameters": [
	//   {"name": "tp_size", "values": [1, 2, 4], "description": "GPUs that share each layer"},
	//   {"name": "page_size", "values": [null, 16, 64], "when": "tp_size > 1"}
	// ],
	// "rules": [
	//   {"if": "tp_size == 4", "then": "page_size != 16"},
	//   {"name": "small pages", "forbid": {"page_size": 64, "tp_size": 2}}
	// ]}
}

// Check says of one combination whether it is valid, and what is wrong otherwise.
func ExampleGenerator_Check() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 4, 8), paramgen.Param("dp_size", 1, 2, 4), paramgen.Param("chunk", nil, 2048)),
		paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8"), paramgen.Named("small chunks", paramgen.Expr("dp_size < 4 || chunk == nil"))),
	))
	fmt.Println(g.Check(map[string]any{"tp_size": 2, "dp_size": 4, "chunk": nil}))

	err := g.Check(map[string]any{"tp_size": 8, "dp_size": 4, "chunk": 2048})
	fmt.Println(err)
	var fault *paramgen.CheckError
	if errors.As(err, &fault) {
		fmt.Printf("%q\n", fault.Rules)
	}
	fmt.Println(g.Check(map[string]any{"tp_size": "2", "dpsize": 4, "chunk": nil}))
	// Output:
	// <nil>
	// paramgen: not a valid combination
	// 	rule "tp_size*dp_size <= 8" rejects it: 8*4 = 32 > 8
	// 	rule "small chunks" rejects it: dp_size < 4 || chunk == nil: 4 >= 4 and 2048 != nil
	// ["tp_size*dp_size <= 8" "small chunks"]
	// paramgen: not a valid combination
	// 	no parameter "dpsize"; did you mean "dp_size"?
	// 	parameter "tp_size": has the number 2, not the string "2"
	// 	no value for dp_size; give nil to leave it unset
}

// What there is to know of a space without walking it.
func ExampleGenerator_Info() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 4, 8).Describe("GPUs that share each layer"), paramgen.Param("dp_size", 1, 2, 4)),
		paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8")),
	))
	fmt.Print(g.Info())
	// Output:
	// Parameters: 2
	//   tp_size (4 values): 1 2 4 8
	//       GPUs that share each layer
	//   dp_size (3 values): 1 2 4
	//
	// Rules: 1
	//   tp_size*dp_size <= 8
	//
	// Combinations
	//   theoretical:  12
	//   valid:        9
	//   filtered out: 3 (25.00%)
}

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

// A sweep as Go benchmarks: each combination is a sub-benchmark, and its name is what benchstat
// groups by.
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

// A script has a command for each combination, with the id in the name of its result.
func ExampleWithTemplate() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("attention_backend", nil, "fa3"),
		paramgen.Param("disable_radix_cache", true),
	)))
	_, err := g.Write(os.Stdout, paramgen.FormatShell, g.All(), paramgen.WithTemplate("bench --model M {args} --result-filename {id}.jsonl"))
	if err != nil {
		panic(err)
	}
	// Output:
	// #!/usr/bin/env bash
	// bench --model M --disable-radix-cache --result-filename 6cc372b149ff.jsonl
	// bench --model M --attention-backend fa3 --disable-radix-cache --result-filename 18262b5d1306.jsonl
}

func ExampleWithIdentity() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 1, 2))))
	if _, err := g.Write(os.Stdout, paramgen.FormatJSONL, g.All(), paramgen.WithIdentity()); err != nil {
		panic(err)
	}
	// Output:
	// {"id":"838ecc88df23","index":0,"tp_size":1}
	// {"id":"c19c7f366f0a","index":1,"tp_size":2}
}

// Configuration files for SGLang's --config, over settings that all of them share.
func ExampleWithBase() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("tp_size", 2),
		paramgen.Param("chunked_prefill_size", nil, 4096),
	)))
	base := strings.NewReader(`{"model_path": "meta-llama/Llama-3.1-8B-Instruct", "chunked_prefill_size": 2048}`)
	if _, err := g.Write(os.Stdout, paramgen.FormatYAML, g.All(), paramgen.WithBase(base)); err != nil {
		panic(err)
	}
	// Output:
	// ---
	// # id c19c7f366f0a, index 0
	// model-path: "meta-llama/Llama-3.1-8B-Instruct"
	// tp-size: 2
	// ---
	// # id 0a5051e90f0f, index 1
	// model-path: "meta-llama/Llama-3.1-8B-Instruct"
	// tp-size: 2
	// chunked-prefill-size: 4096
}

func ExampleGenerator_WriteFolder() {
	parent, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(parent)
	g := paramgen.Must(paramgen.New(sglang.Default()))
	dir := filepath.Join(parent, "configs")
	n, err := g.WriteFolder(dir, paramgen.FormatYAML, g.Sample(3, 1), paramgen.WithIndexNames())
	if err != nil {
		panic(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		panic(err)
	}
	fmt.Println(n)
	for _, f := range files {
		fmt.Println(filepath.Base(f))
	}
	// Output:
	// 3
	// 019559.yaml
	// 021426.yaml
	// 039236.yaml
}

// A combination can be had by its values, for instance to find where it stands.
func ExampleGenerator_Combination() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	c, err := g.Combination(map[string]any{"tp_size": 4, "dp_size": 2, "max_prefill_tokens": 16384, "disable_radix_cache": false, "disable_cuda_graph": true})
	if err != nil {
		panic(err)
	}
	index, valid := g.Index(c)
	fmt.Println(c.ID(), index, valid)
	// Output:
	// 1f44b1313b27 1508 true
}

// The first sweep of a new model runs every valid pair of values.
func ExampleGenerator_Cover() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	a, err := g.Cover(2)
	if err != nil {
		log.Fatal(err)
	}
	for c := range a.Rows() {
		_ = c.Args() // start the server with these and measure
	}
	fmt.Println(a.Len(), "runs instead of", g.Count())
	fmt.Println(a)
	// Output:
	// 49 runs instead of 119232
	// 49 combinations cover all 691 pairs of values; no array has fewer
}

// The rows that cover the most come first, so a prefix is a good smaller sweep.
func ExampleCoveringArray() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	a, err := g.Cover(2)
	if err != nil {
		log.Fatal(err)
	}
	const minutesPerRun = 3
	minutes, runs, pairs := 0, 0, 0
	for c := range a.Rows() {
		if minutes+minutesPerRun > 60 {
			break
		}
		_ = c.Args() // start the server with these and measure
		minutes += minutesPerRun
		pairs += a.New[runs]
		runs++
	}
	fmt.Printf("%d runs cover more than %d %% of the pairs\n", runs, 100*pairs/a.Tuples/5*5)
	// Output: 20 runs cover more than 75 % of the pairs
}

// A sample of the same size covers fewer pairs.
func ExampleGenerator_Coverage() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	sample, err := g.Coverage(2, g.Sample(49, 1))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sample)
	for pair := range sample.Missing() {
		fmt.Println("it misses", pair)
		break
	}
	// Output:
	// 49 combinations cover 593 of 691 pairs of values (85.82%)
	// it misses [max_total_tokens=8192 chunked_prefill_size=nil]
}

// A parameter gets two more values after a finished sweep. No run is repeated.
func ExampleInclude() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	first, err := g.Cover(2) // or read by package results
	if err != nil {
		log.Fatal(err)
	}
	done := slices.Collect(first.Rows())

	g = paramgen.Must(g.With(paramgen.WithValues("attention_backend", nil, "flashinfer", "triton", "torch_native", "fa3", "fa4")))
	a, err := g.Cover(2, paramgen.Include(done...))
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range slices.Collect(a.Rows())[a.Included:] {
		_ = c.Args() // what is left to run
	}
	fmt.Println(a.Included, "runs done,", a.Len()-a.Included, "to go")
	// Output: 49 runs done, 16 to go
}

// An included row may leave parameters out.
func ExampleInclude_partial() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	a, err := g.Cover(2, paramgen.Include(map[string]any{"tp_size": 8, "attention_backend": "flashinfer"}))
	if err != nil {
		log.Fatal(err)
	}
	for c := range a.Rows() {
		fmt.Println(strings.Join(c.Args(), " "))
		break
	}
	_, err = g.Cover(2, paramgen.Include(map[string]any{"tp_size": 16}))
	fmt.Println(err)
	// Output:
	// --max-prefill-tokens 4096 --tp-size 8 --dp-size 1 --attention-backend flashinfer
	// paramgen: row 1: parameter "tp_size": 16 is not among its values 1, 2, 4, 8
}

// Three parameters that are known to interact are covered by triples, all others by pairs.
func ExampleStrength() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	a, err := g.Cover(2, paramgen.Strength(3, "max_total_tokens", "chunked_prefill_size", "tp_size"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Tuples, "pairs and triples, all covered:", a.Covered == a.Tuples)
	fmt.Println("at least", a.Bound, "runs, at most 5 more:", a.Len() <= a.Bound+5)
	// Output:
	// 811 pairs and triples, all covered: true
	// at least 120 runs, at most 5 more: true
}

// There is time for 20 runs only.
func ExampleAtMost() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	a, err := g.Cover(2, paramgen.AtMost(20))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Len(), "runs cover more than three quarters of the pairs:", a.Share() > 0.75)
	// Output: 20 runs cover more than three quarters of the pairs: true
}

// A sweep that runs every night is worth a longer search, here limited to a minute.
func ExampleImprove() {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithoutParameters("max_total_tokens", "attention_backend")))
	quick, err := g.Cover(3)
	if err != nil {
		log.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	improved, err := g.Cover(3, paramgen.Improve(50_000), paramgen.OnProgress(func(paramgen.CoverProgress) bool {
		return time.Now().Before(deadline)
	}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("no more rows than before:", improved.Len() <= quick.Len())
	// Output: no more rows than before: true
}
