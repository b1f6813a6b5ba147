package sglang_test

import (
	"fmt"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

func ExampleDevices() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for _, gpus := range []int{1, 8, 32} {
		fmt.Println(gpus, paramgen.Must(g.With(paramgen.WithRules(sglang.Devices(gpus)))).Count())
	}
	// Output:
	// 1 9936
	// 8 89424
	// 32 119232
}

// The rules of the server can be added to any space. Those about parameters that it lacks do
// nothing.
func ExampleRules() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("chunked_prefill_size", nil, -1, 2048, 3000),
			paramgen.Param("page_size", 1, 64),
		),
		paramgen.WithRules(sglang.Rules()...),
	))
	fmt.Println(g.Count(), "of", g.Theoretical())
	fmt.Println(g.Check(map[string]any{"chunked_prefill_size": 3000, "page_size": 64}) != nil)
	// Output:
	// 7 of 8
	// true
}

func ExampleRelease() {
	for _, release := range []string{"2025-11", "2026-07"} {
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("cuda_graph_max_bs", 64)), sglang.Release(release)))
		for c := range g.All() {
			fmt.Println(release, c.Args())
		}
	}
	// Output:
	// 2025-11 [--cuda-graph-max-bs 64]
	// 2026-07 [--cuda-graph-max-bs-decode 64]
}
