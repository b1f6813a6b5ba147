// Package sglang describes the tuning parameters of an SGLang server: presets of parameters, the
// server's rules, and how its flags are named. Facts are from server_args.py of July 2026.
//
//	g, err := paramgen.New(sglang.Default())
//
// Parameters have the names of the server's flags, with underscores.
package sglang

import (
	"errors"
	"sync"

	"github.com/paramgen/paramgen"
)

// Default returns the preset for the throughput of a server: ten parameters and three rules,
// 119,232 valid combinations of 576,000. The rules, by name:
//   - cuda_graph: disable_cuda_graph is true only if cuda_graph_max_bs is unset
//   - prefill: a chunk of prefill is at most max_prefill_tokens, if both are set
//   - memory: 512 tokens for each running request fit max_total_tokens, if both are set; with the
//     preset's values they never do, so no combination sets both
//
// It includes [Release] of [Newest].
func Default() paramgen.Option { return defaultPreset() }

// defaultPreset makes the preset when it is first needed.
var defaultPreset = sync.OnceValue(func() paramgen.Option {
	return join(nil,
		paramgen.WithParameters(
			paramgen.Param("max_running_requests", nil, 128, 256, 512, 1024).
				Describe("requests that run at the same time; unset: derived by the server"),
			paramgen.Param("max_total_tokens", nil, 4096, 8192, 16384, 32768).
				Describe("tokens in the memory pool; unset: what fits"),
			paramgen.Param("chunked_prefill_size", nil, 512, 1024, 2048, 4096, 8192).
				Describe("most tokens in a chunk of prefill; unset: by GPU memory"),
			paramgen.Param("max_prefill_tokens", 4096, 8192, 16384, 32768).
				Describe("most tokens in a prefill batch"),
			paramgen.Param("tp_size", 1, 2, 4, 8).
				Describe("GPUs that share each layer (tensor parallelism)"),
			paramgen.Param("dp_size", 1, 2, 4).
				Describe("copies of the model (data parallelism)"),
			paramgen.Param("disable_radix_cache", false, true).
				Describe("do not reuse the prefix cache"),
			paramgen.Param("disable_cuda_graph", false, true).
				Describe("do not record CUDA graphs"),
			paramgen.Param("cuda_graph_max_bs", nil, 32, 64, 128, 256).
				Describe("largest batch for which CUDA graphs are recorded; unset: by GPU memory"),
			paramgen.Param("attention_backend", nil, "flashinfer", "triton", "torch_native").
				Describe("attention kernels; unset: chosen by the server"),
		),
		paramgen.WithRules(
			paramgen.Named("cuda_graph", paramgen.Expr("!disable_cuda_graph || cuda_graph_max_bs == nil")),
			paramgen.Named("prefill", paramgen.Expr("chunked_prefill_size <= max_prefill_tokens")),
			paramgen.Named("memory", paramgen.Expr("max_running_requests*512 <= max_total_tokens")),
		),
		newest())
})

// join returns an option that applies all of the options and also reports err. C is the type of
// what options of paramgen change, which has no exported name.
func join[C any](err error, options ...func(*C) error) func(*C) error {
	return func(c *C) error {
		all := []error{err}
		for _, o := range options {
			all = append(all, o(c))
		}
		return errors.Join(all...)
	}
}
