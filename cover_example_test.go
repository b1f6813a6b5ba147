package paramgen_test

import (
	"fmt"
	"log"
	"slices"
	"strings"
	"time"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

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
	_, err = g.Cover(2, paramgen.Include(map[string]any{"disable_cuda_graph": true, "cuda_graph_max_bs": 64}))
	fmt.Println(err)
	// Output: --max-prefill-tokens 4096 --tp-size 8 --dp-size 1 --attention-backend flashinfer
	// paramgen: row 1: rule "cuda_graph" rejects it: !disable_cuda_graph || cuda_graph_max_bs ==
	// nil: disable_cuda_graph is true and 64 != nil; no valid combination has these values
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
