package sglang

import (
	"fmt"
	"math/big"

	"github.com/paramgen/paramgen"
)

// Devices returns the rule that a server fits that many GPUs: tp_size·pp_size·dp_size ≤ n, or
// tp_size·pp_size ≤ n if enable_dp_attention is true, since the copies of the model then share
// the GPUs. A parameter that is unset, or that the space does not have, counts as 1, or as false.
// The rule's name is devices, and it replaces another rule of that name.
func Devices(n int) paramgen.Rule { return paramgen.Optional(devices(n)) }

// devices is the rule of [Devices].
type devices int

func (n devices) Name() string { return "devices" }

func (n devices) String() string {
	return fmt.Sprintf("tp_size*pp_size*dp_size <= %d, without dp_size under enable_dp_attention", int(n))
}

func (n devices) Allow(c paramgen.Combination) bool {
	most := big.NewInt(int64(n))
	gpus := new(big.Int).Mul(size(c, "tp_size"), size(c, "pp_size"))
	if gpus.Cmp(most) > 0 {
		return false
	}
	if gpus.Mul(gpus, size(c, "dp_size")).Cmp(most) <= 0 {
		return true
	}
	shared, _ := paramgen.Value[bool](c, "enable_dp_attention")
	return shared
}

// size returns the value of a parameter, or 1 if it is unset.
func size(c paramgen.Combination, name string) *big.Int {
	v, _ := c.Get(name)
	if v == nil {
		return big.NewInt(1)
	}
	n, ok := paramgen.Value[int](c, name)
	if !ok {
		panic(fmt.Errorf("%s is %v; the rule devices needs an integer", name, v))
	}
	return big.NewInt(int64(n))
}

// Rules returns what a server demands of its flags, to be added to any space:
//
//	paramgen.New(space, paramgen.WithRules(sglang.Rules()...))
//
// A rule applies to the parameters that the space has. The others, and those that are unset, are
// left to the server, and the value that it would choose is not assumed. The number of GPUs is not
// known here: see [Devices]. Rules, by name:
//
//   - sglang_nodes: tp_size·pp_size is a multiple of nnodes
//   - sglang_nodes_dp: several nodes and copies of the model need enable_dp_attention
//   - sglang_dp_attention: with it, tp_size is a multiple of dp_size
//   - sglang_page, sglang_page_dp: a chunk of prefill, divided by dp_size under
//     enable_dp_attention, is whole pages
//   - sglang_pp_speculative: pipeline parallelism excludes speculative decoding
//   - sglang_speculative_chunk: speculative decoding excludes enable_mixed_chunk
//   - sglang_hicache: enable_hierarchical_cache excludes disable_radix_cache
//   - sglang_swa: 0 < swa_full_tokens_ratio ≤ 1
//   - sglang_priority: enable_priority_scheduling needs the policy fcfs or lof
//   - sglang_tokenizers: tokenizer_worker_num is positive
//   - sglang_two_batch: enable_two_batch_overlap needs a moe_a2a_backend or enable_dp_attention
func Rules() []paramgen.Rule {
	rules := make([]paramgen.Rule, len(demands))
	for i, d := range demands {
		rules[i] = paramgen.Optional(paramgen.Named(d.name, paramgen.Expr(d.text)))
	}
	return rules
}

// demands are the rules as expressions. == and != also hold for unset values; the other operators
// are then unknown.
var demands = []struct{ name, text string }{
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
