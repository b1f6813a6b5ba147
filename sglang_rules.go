package paramgen

import (
	"fmt"
	"math/big"
)

// Devices returns the rule that a server fits that many GPUs: tp_size·pp_size·dp_size ≤ n, or tp_size·pp_size ≤ n where
// enable_dp_attention is true, since the copies of the model then share the GPUs. A parameter that is unset, or that
// the space does not have, counts as 1, or as false. The rule's name is devices, and it replaces one of that name.
func Devices(n int) Rule { return Optional(&devicesRule{n}) }

type devicesRule struct{ n int }

func (r *devicesRule) Name() string { return "devices" }

func (r *devicesRule) String() string {
	return fmt.Sprintf("tp_size*pp_size*dp_size <= %d, without dp_size under enable_dp_attention", r.n)
}

func (r *devicesRule) Allow(c Combination) bool {
	most := big.NewInt(int64(r.n))
	gpus := new(big.Int).Mul(size(c, "tp_size"), size(c, "pp_size"))
	if gpus.Cmp(most) > 0 {
		return false
	}
	if gpus.Mul(gpus, size(c, "dp_size")).Cmp(most) <= 0 {
		return true
	}
	shared, _ := Value[bool](c, "enable_dp_attention")
	return shared
}

// size returns a size that is 1 where it is not set.
func size(c Combination, name string) *big.Int {
	if n, set := operand[int](c, name); set {
		return big.NewInt(int64(n))
	}
	return big.NewInt(1)
}

// SGLangRules returns what an SGLang server demands of its flags, to be added to any space:
//
//	paramgen.New(space, paramgen.WithRules(paramgen.SGLangRules()...))
//
// Parameters go by the names of the flags, with underscores. A rule speaks of those that the space has: others, and unset ones,
// are taken to be left to the server, and what the server would then choose is not guessed. How many GPUs there are is not
// known here: see [Devices]. Rules, by name:
//
//   - sglang_nodes: tp_size·pp_size is a multiple of nnodes
//   - sglang_nodes_dp: several nodes and copies of the model need enable_dp_attention
//   - sglang_dp_attention: with it, tp_size is a multiple of dp_size
//   - sglang_page, sglang_page_dp: a chunk of prefill, divided by dp_size under enable_dp_attention, is whole pages
//   - sglang_pp_speculative: pipeline parallelism excludes speculative decoding
//   - sglang_speculative_chunk: speculative decoding excludes enable_mixed_chunk
//   - sglang_hicache: enable_hierarchical_cache excludes disable_radix_cache
//   - sglang_swa: 0 < swa_full_tokens_ratio ≤ 1
//   - sglang_priority: enable_priority_scheduling needs the policy fcfs or lof
//   - sglang_tokenizers: tokenizer_worker_num is positive
//   - sglang_two_batch: enable_two_batch_overlap needs a moe_a2a_backend or enable_dp_attention
func SGLangRules() []Rule {
	rules := make([]Rule, len(sglangDemands))
	for i, d := range sglangDemands {
		rules[i] = Optional(Named(d.name, Expr(d.text)))
	}
	return rules
}

// sglangDemands is read from server_args.py of July 2026. == and != hold for unset values too, where the rest says nothing.
var sglangDemands = []struct{ name, text string }{
	{"sglang_nodes", "tp_size*pp_size % nnodes == 0 && (pp_size != nil || tp_size % nnodes == 0)"},
	{"sglang_nodes_dp", "nnodes <= 1 || dp_size <= 1 || enable_dp_attention == true"},
	{"sglang_dp_attention", "enable_dp_attention != true || tp_size % dp_size == 0"},
	{"sglang_page", "enable_dp_attention == true || chunked_prefill_size <= 0 || chunked_prefill_size % page_size == 0"},
	{"sglang_page_dp", "enable_dp_attention != true || chunked_prefill_size <= 0 || chunked_prefill_size / dp_size % page_size == 0"},
	{"sglang_pp_speculative", "pp_size <= 1 || speculative_algorithm == nil"},
	{"sglang_speculative_chunk", "speculative_algorithm == nil || enable_mixed_chunk != true"},
	{"sglang_hicache", "enable_hierarchical_cache != true || disable_radix_cache != true"},
	{"sglang_swa", "0 < swa_full_tokens_ratio <= 1"},
	{"sglang_priority", `enable_priority_scheduling != true || oneof(schedule_policy, nil, "fcfs", "lof")`},
	{"sglang_tokenizers", "tokenizer_worker_num > 0"},
	{"sglang_two_batch", `enable_two_batch_overlap != true || moe_a2a_backend != nil && moe_a2a_backend != "none" || enable_dp_attention == true`},
}
