package main

import "github.com/paramgen/paramgen/internal/diagram"

// classics are spaces of the literature that need no file: without rules, and SGLang's ten
// parameters.
func classics() []model {
	free := func(name string, sizes ...int) model { // size, how many, size, how many, …
		m := model{name: name}
		for i := 0; i < len(sizes); i += 2 {
			for range sizes[i+1] {
				m.domains = append(m.domains, sizes[i])
			}
		}
		return m
	}
	return []model{
		free("3^4", 3, 4), free("3^13", 3, 13), free("4^15 3^17 2^29", 4, 15, 3, 17, 2, 29),
		free("4^1 3^39 2^35", 4, 1, 3, 39, 2, 35), free("2^100", 2, 100), free("10^20", 10, 20), sglang(),
	}
}

// sglang is the default space: without CUDA graphs no batch size for them, chunks of a prefill no
// larger than it, and 128 requests of 512 tokens already more than the largest total.
func sglang() model {
	m := model{name: "sglang", domains: []int{5, 5, 6, 4, 4, 3, 2, 2, 5, 4}}
	forbid := func(v int, x int32, w int, y int32) {
		m.rules = append(m.rules, diagram.Nogood([]int{v, w}, []int32{x, y}))
	}
	const requests, total, chunk, prefill, noGraph, graphBatch = 0, 1, 2, 3, 7, 8
	for x := int32(1); x < 5; x++ {
		forbid(noGraph, 1, graphBatch, x)
		for y := int32(1); y < 5; y++ {
			forbid(requests, x, total, y)
		}
	}
	forbid(chunk, 5, prefill, 0)
	return m
}
