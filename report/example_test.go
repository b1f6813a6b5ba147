package report_test

import (
	"errors"
	"fmt"
	"os"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

// A rule that never allows two parameters to be set together.
func ExampleReport() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("max_running_requests", nil, 128, 256, 512),
			paramgen.Param("max_total_tokens", nil, 4096, 8192, 16384),
			paramgen.Param("tp_size", 1, 2),
		),
		paramgen.WithRules(paramgen.Named("memory", paramgen.Expr("max_running_requests*512 <= max_total_tokens"))),
	))
	r := g.Report()
	for _, n := range r.ForbiddenPairs {
		fmt.Println(n)
	}
	fmt.Print("\n", r)
	// Output:
	// max_running_requests ∈ {128…512} never with max_total_tokens ∈ {4096…16384} (never both set): rule memory
	//
	// 14 of 32 combinations are valid (43.75%), in 4 nodes
	//
	// Rules: 1
	//   memory: max_running_requests*512 <= max_total_tokens
	//       rejects 18 (56.25%), 18 that no other rule rejects
	//
	// Parameters: 3, with 0 values in no valid combination
	//   max_running_requests
	//       nil  ███████████▍          57.14%  8
	//       128  ██▉                   14.29%  2
	//       256  ██▉                   14.29%  2
	//       512  ██▉                   14.29%  2
	//   max_total_tokens
	//       nil    ███████████▍          57.14%  8
	//       4096   ██▉                   14.29%  2
	//       8192   ██▉                   14.29%  2
	//       16384  ██▉                   14.29%  2
	//   tp_size: 1 2 in 7 each (50.00%)
	//
	// Pairs of values: 9 of 32 in no valid combination
	//   max_running_requests ∈ {128…512} never with max_total_tokens ∈ {4096…16384} (never both set): rule
	//       memory
	//
	// Components: 2, independent of each other
	//   max_running_requests, max_total_tokens: 7 combinations of 2 parameters, 3 nodes, 1 rule (memory)
	//   tp_size: 2 combinations of 1 parameter, 1 node, no rules
}

func ExampleReport_WriteHTML() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	f, err := os.CreateTemp("", "report*.html")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(f.Name())
	if err := errors.Join(g.Report().WriteHTML(f), f.Close()); err != nil {
		fmt.Println(err)
	}
	// Output:
}

// A space whose rules contradict each other: which rules conflict, and which to remove.
func ExampleReport_empty() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 4, 8), paramgen.Param("dp_size", 1, 2, 4)),
		paramgen.WithRules(
			paramgen.Named("fits", paramgen.Expr("tp_size*dp_size <= 8")),
			paramgen.Named("large", paramgen.Expr("tp_size >= 8")),
			paramgen.Named("copies", paramgen.Expr("dp_size >= 2")),
		),
	))
	r := g.Report()
	fmt.Println("conflict:", r.Conflict)
	fmt.Println("remove one of:", r.Relaxations)
	// Output:
	// conflict: [fits large copies]
	// remove one of: [[fits] [large] [copies]]
}

// A partial assignment: no rule alone forbids it, two together do.
func ExampleGenerator_Check_partial() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("tp_size", 1, 2, 4, 8), paramgen.Param("dp_size", 1, 2, 4), paramgen.Param("page_size", 16, 64),
		),
		paramgen.WithRules(
			paramgen.Named("fits", paramgen.Expr("tp_size*dp_size <= 8")),
			paramgen.Named("copies", paramgen.Expr("page_size == 16 || dp_size >= 2")),
		),
	))
	for _, values := range []map[string]any{{"tp_size": 4}, {"tp_size": 8, "page_size": 64}} {
		var e *paramgen.CheckError
		if errors.As(g.Check(values), &e) {
			fmt.Println(e.Completions, e.Conflict)
			fmt.Println(e.Reasons())
		}
	}
	// Output:
	// 3 []
	// 3 valid combinations have these values
	// no value for dp_size, page_size; give nil to leave it unset
	// 0 [fits copies]
	// no value for dp_size; give nil to leave it unset
	// no valid combination has these values: forbidden by rules fits and copies together
}

func ExampleGenerator_Nearest() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 4, 8), paramgen.Param("dp_size", 1, 2, 4)),
		paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8")),
	))
	near, err := g.Nearest(map[string]any{"tp_size": 8, "dp_size": 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	for c, changes := range near {
		fmt.Println(c, changes)
	}
	// Output:
	// tp_size=1/dp_size=4 [tp_size: 8 → 1]
	// tp_size=2/dp_size=4 [tp_size: 8 → 2]
	// tp_size=8/dp_size=1 [dp_size: 4 → 1]
}

func ExampleGenerator_Neighbours() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 4, 8), paramgen.Param("dp_size", 1, 2, 4)),
		paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8")),
	))
	c, err := g.Combination(map[string]any{"tp_size": 1, "dp_size": 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	neighbours, err := g.Neighbours(c)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("neighbours of", c)
	for d := range neighbours {
		fmt.Println("  ", d)
	}
	// Output:
	// neighbours of tp_size=1/dp_size=1
	//    tp_size=2/dp_size=1
	//    tp_size=4/dp_size=1
	//    tp_size=8/dp_size=1
	//    tp_size=1/dp_size=2
	//    tp_size=1/dp_size=4
}

// A sweep of one parameter at a time. From tp_size=4, the value dp_size=4 also needs another
// tp_size.
func ExampleGenerator_OneAtATime() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 4), paramgen.Param("dp_size", 1, 2, 4)),
		paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8")),
	))
	baseline, err := g.Combination(map[string]any{"tp_size": 4, "dp_size": 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	sweep, err := g.OneAtATime(baseline)
	if err != nil {
		fmt.Println(err)
		return
	}
	for c := range sweep {
		fmt.Println(c)
	}
	// Output:
	// tp_size=4/dp_size=1
	// tp_size=1/dp_size=1
	// tp_size=2/dp_size=1
	// tp_size=4/dp_size=2
	// tp_size=1/dp_size=4
}

func ExampleGenerator_Diff() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	h := paramgen.Must(g.With(paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8")), paramgen.WithoutRules("prefill")))
	fmt.Print(g.Diff(h))
	// Output:
	// 119,232 valid combinations before, 93,312 after
	//   89,424 in both, 3,888 added, 29,808 removed
	// rule added: tp_size*dp_size <= 8
	// rule removed: prefill
}
