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

// The first sweep of a new model: every two values of SGLang's parameters that the rules let meet are measured together.
func ExampleGenerator_Cover() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	runs := 0
	for c := range g.Cover(2) {
		_ = c.Args() // start the server with these and measure
		runs++
	}
	fmt.Println(runs, "runs instead of", g.Count())
	// Output: 49 runs instead of 119232
}

// What each strength costs: values, pairs and triples.
func ExampleGenerator_Cover_strengths() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for t := 1; t <= 3; t++ {
		runs := len(slices.Collect(g.Cover(t)))
		fmt.Printf("strength %d takes about %d runs\n", t, (runs+5)/10*10)
	}
	// Output:
	// strength 1 takes about 10 runs
	// strength 2 takes about 50 runs
	// strength 3 takes about 250 runs
}

// A smaller budget is spent on the first rows, which show the most; here it ends after an hour of runs.
func ExampleGenerator_Cover_prefix() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	const minutesPerRun = 3
	minutes, runs := 0, 0
	for c := range g.Cover(2) {
		if minutes+minutesPerRun > 60 {
			break
		}
		_ = c.Args() // start the server with these and measure
		minutes += minutesPerRun
		runs++
	}
	fmt.Println(runs, "runs")
	// Output: 20 runs
}

// What the rows show, and whether there could be fewer. A smaller budget is spent on the first rows.
func ExampleGenerator_CoveringArray() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	a, err := g.CoveringArray(2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a)
	shown := 0
	for _, n := range a.New[:25] {
		shown += n
	}
	fmt.Println("the first 25 show more than 80 % of them:", shown*5 > a.Tuples*4)
	// Output:
	// 49 combinations show all 691 pairs of values; fewer cannot
	// the first 25 show more than 80 % of them: true
}

// How much of the pairs would other selections of the same size show?
func ExampleGenerator_Coverage() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	sample, err := g.Coverage(2, g.Sample(49, 1))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sample)
	for pair := range sample.Missing() {
		fmt.Println("such as", pair)
		break
	}
	// Output:
	// 49 combinations show 593 of 691 pairs of values (85.82%)
	// such as [max_total_tokens=8192 chunked_prefill_size=nil]
}

// A finished sweep showed every pair. Now a parameter has two values more, and no run shall be repeated.
func ExampleInclude() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	done := slices.Collect(g.Cover(2)) // or read back by package results

	g = paramgen.Must(g.With(paramgen.WithValues("attention_backend", nil, "flashinfer", "triton", "torch_native", "fa3", "fa4")))
	a, err := g.CoveringArray(2, paramgen.Include(done...))
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range a.Rows[a.Included:] {
		_ = c.Args() // what is left to run
	}
	fmt.Println(a.Included, "runs are done,", len(a.Rows)-a.Included, "to go")
	// Output: 49 runs are done, 16 to go
}

// A baseline need not say everything.
func ExampleInclude_partial() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	a, err := g.CoveringArray(2, paramgen.Include(map[string]any{"tp_size": 8, "attention_backend": "flashinfer"}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Join(a.Rows[0].Args(), " "))
	_, err = g.CoveringArray(2, paramgen.Include(map[string]any{"disable_cuda_graph": true, "cuda_graph_max_bs": 64}))
	fmt.Println(err)
	// Output:
	// --max-prefill-tokens 4096 --tp-size 8 --dp-size 1 --attention-backend flashinfer
	// paramgen: row 1: rule "cuda_graph" rejects it: !disable_cuda_graph || cuda_graph_max_bs == nil: disable_cuda_graph is true and 64 != nil; no valid combination has these values
}

// Three parameters that are known to interact are covered by triples, all others by pairs.
func ExampleStrength() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	a, err := g.CoveringArray(2, paramgen.Strength(3, "max_total_tokens", "chunked_prefill_size", "tp_size"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Tuples, "pairs and triples, all shown:", a.Shown == a.Tuples)
	fmt.Println("at least", a.Bound, "runs, at most 5 more:", len(a.Rows) <= a.Bound+5)
	// Output:
	// 811 pairs and triples, all shown: true
	// at least 120 runs, at most 5 more: true
}

// Only 20 runs can be had.
func ExampleAtMost() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	a, err := g.CoveringArray(2, paramgen.AtMost(20))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(a.Rows), "runs show more than three quarters of the pairs:", a.Share() > 0.75)
	// Output: 20 runs show more than three quarters of the pairs: true
}

// A sweep that is run every night is worth a longer search, which is left when time is up.
func ExampleImprove() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	quick, err := g.CoveringArray(4)
	if err != nil {
		log.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	improved, err := g.CoveringArray(4, paramgen.Improve(50_000), paramgen.OnProgress(func(p paramgen.CoverProgress) bool {
		return time.Now().Before(deadline)
	}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(improved.Rows) < len(quick.Rows))
	// Output: true
}
