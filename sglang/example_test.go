package sglang_test

import (
	"errors"
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

// A flag has the name that the release has for it.
func ExampleRelease() {
	space := paramgen.WithParameters(paramgen.Param("cuda_graph_max_bs", 64), paramgen.Param("dsa_decode_backend", "fa3"))
	for _, release := range []string{"v0.5.10", "v0.5.13", "v0.5.18"} {
		g := paramgen.Must(paramgen.New(space, sglang.Release(release)))
		for c := range g.All() {
			fmt.Println(release, c.Args())
		}
	}
	// Output:
	// v0.5.10 [--cuda-graph-max-bs 64 --nsa-decode-backend fa3]
	// v0.5.13 [--cuda-graph-max-bs 64 --dsa-decode-backend fa3]
	// v0.5.18 [--cuda-graph-max-bs-decode 64 --dsa-decode-backend fa3]
}

// What a release refuses is an error.
func ExampleFlagError() {
	_, err := paramgen.New(
		paramgen.WithParameters(paramgen.Param("hicache_mem_layout", "layer_first", "page_head")),
		sglang.Release("v0.5.5.post3"),
	)
	var refused *sglang.FlagError
	if errors.As(err, &refused) {
		fmt.Println(refused.Value, "is taken since", refused.Releases[0])
	}
	// Output: page_head is taken since v0.5.10
}

// On torch_native, a server runs without CUDA graphs, whatever their parameters say.
func ExampleDistinct() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	distinct := paramgen.Must(g.With(paramgen.WithRules(sglang.Distinct(g.Parameters()...)...)))
	fmt.Println(distinct.Count(), "of", g.Count())
	// Output: 94392 of 119232
}
