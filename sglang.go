package paramgen

import "errors"

// SGLang adds the preset for the throughput of an SGLang server: ten parameters and three rules, 119,232 valid combinations of
// 576,000. Facts are from SGLang's server_args.py of July 2026.
//
// The names are those of the server's flags, with underscores. Rules, by name:
//   - cuda_graph: disable_cuda_graph is true only where cuda_graph_max_bs is unset
//   - prefill: a chunk of prefill is at most max_prefill_tokens, where both are set
//   - memory: 512 tokens for each running request fit max_total_tokens, where both are set; with the preset's values they
//     never do, so no combination sets both
func SGLang() Option {
	return func(c *config) error {
		return errors.Join(WithParameters(sglangParameters()...)(c), WithRules(sglangRules()...)(c))
	}
}

func sglangParameters() []Parameter {
	return []Parameter{
		Param("max_running_requests", nil, 128, 256, 512, 1024).Describe("requests that run at the same time; unset: derived by the server"),
		Param("max_total_tokens", nil, 4096, 8192, 16384, 32768).Describe("tokens in the memory pool; unset: what fits"),
		Param("chunked_prefill_size", nil, 512, 1024, 2048, 4096, 8192).Describe("most tokens in a chunk of prefill; unset: by GPU memory"),
		Param("max_prefill_tokens", 4096, 8192, 16384, 32768).Describe("most tokens in a prefill batch"),
		Param("tp_size", 1, 2, 4, 8).Describe("GPUs that share each layer (tensor parallelism)"),
		Param("dp_size", 1, 2, 4).Describe("copies of the model (data parallelism)"),
		Param("disable_radix_cache", false, true).Describe("do not reuse the prefix cache"),
		Param("disable_cuda_graph", false, true).Describe("do not record CUDA graphs"),
		Param("cuda_graph_max_bs", nil, 32, 64, 128, 256).Describe("largest batch for which CUDA graphs are recorded; unset: by GPU memory"),
		Param("attention_backend", nil, "flashinfer", "triton", "torch_native").Describe("attention kernels; unset: chosen by the server"),
	}
}

func sglangRules() []Rule {
	return []Rule{
		Named("cuda_graph", Expr("!disable_cuda_graph || cuda_graph_max_bs == nil")),
		Named("prefill", Expr("chunked_prefill_size <= max_prefill_tokens")),
		Named("memory", Expr("max_running_requests*512 <= max_total_tokens")),
	}
}
