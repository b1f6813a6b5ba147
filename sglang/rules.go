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
// They are the checks of the release v0.5.18. A parameter that is unset, or that the space does
// not have, counts as what the server chooses by itself: 1 for sizes, a chunk of prefill of 8192
// tokens, which is its choice on GPUs of 80 GiB, and for NGRAM more than one branch. dp attention
// with a dp_size of 1 counts as off. The number of GPUs is not known here: see [Devices]. Rules,
// by name:
//
//   - sglang_nodes: tp_size·pp_size is a multiple of nnodes
//   - sglang_nodes_dp: several nodes and copies of the model need enable_dp_attention
//   - sglang_dp_attention: with it, tp_size is a multiple of dp_size
//   - sglang_dp_lm_head: enable_dp_lm_head needs enable_dp_attention
//   - sglang_context_parallel: tp_size is a multiple of dp_size·attn_cp_size
//   - sglang_prefill_cp: enable_prefill_cp needs a cp_strategy
//   - sglang_page, sglang_page_dp: a chunk of prefill, divided by dp_size under
//     enable_dp_attention, is whole pages
//   - sglang_page_size: page_size is positive
//   - sglang_pp_speculative: pipeline parallelism excludes speculative decoding
//   - sglang_speculative: EAGLE, EAGLE3, NEXTN and STANDALONE take speculative_num_steps,
//     speculative_eagle_topk and speculative_num_draft_tokens all or none
//   - sglang_speculative_page: several branches (speculative_eagle_topk) and several tokens in a
//     page need the attention_backend flashinfer, fa3 or triton
//   - sglang_ngram_page: for NGRAM, they need flashinfer
//   - sglang_speculative_dp: NGRAM, STANDALONE and DFLASH exclude enable_dp_attention
//   - sglang_hicache: enable_hierarchical_cache excludes disable_radix_cache
//   - sglang_swa: 0 < swa_full_tokens_ratio ≤ 1
//   - sglang_priority: enable_priority_scheduling needs the policy fcfs or lof
//   - sglang_retraction: the retraction_policy priority needs enable_priority_scheduling
//   - sglang_conservativeness: schedule_conservativeness is not negative
//   - sglang_tokenizers: tokenizer_worker_num is positive
//   - sglang_two_batch: enable_two_batch_overlap needs a moe_a2a_backend or enable_dp_attention
//   - sglang_a2a_flashinfer: the moe_a2a_backend flashinfer needs enable_dp_attention and a
//     dp_size of tp_size
//   - sglang_a2a_pplx: pplx needs enable_dp_attention
//   - sglang_a2a_mori: mori needs chunks of prefill of at most 4096 tokens
//   - sglang_eplb: enable_eplb needs an ep_size above 1, which a moe_a2a_backend sets to tp_size
//   - sglang_moe_dense: moe_dense_tp_size is 1 or tp_size
//   - sglang_moe_dp: moe_dp_size above 1 needs a pp_size of 1, and ep_size·moe_dp_size ≤
//     tp_size
//   - sglang_torch_compile: enable_torch_compile excludes disable_cuda_graph_padding
//   - sglang_pdmux: enable_pdmux needs a pp_size of 1, a chunked_prefill_size of -1 and
//     disable_overlap_schedule, and excludes a disaggregation_mode
func Rules() []paramgen.Rule { return optional(demands) }

// optional returns rules that apply to any space.
func optional(all []named) []paramgen.Rule {
	rules := make([]paramgen.Rule, len(all))
	for i, r := range all {
		rules[i] = paramgen.Optional(paramgen.Named(r.name, paramgen.Expr(r.text)))
	}
	return rules
}

// named is a rule as an expression.
type named struct{ name, text string }

// Conditions that several rules share. They are true or false also if a parameter is unset.
const (
	copies  = `(dp_size != nil && dp_size > 1)`
	shared  = `(enable_dp_attention == true && ` + copies + `)` // dp attention is on
	a2a     = `!oneof(moe_a2a_backend, nil, "none")`
	noChunk = `(disaggregation_mode == "decode" || chunked_prefill_size != nil && chunked_prefill_size <= 0)` // chunks are not checked
)

// demands are the rules of the server. == and != also hold for unset values; the other operators
// are then unknown, and reject nothing.
var demands = []named{
	{"sglang_nodes", `(tp_size != nil || pp_size != nil || 1 % nnodes == 0) && (tp_size == nil || pp_size != nil || tp_size % nnodes == 0) && ` +
		`(tp_size != nil || pp_size % nnodes == 0) && tp_size*pp_size % nnodes == 0`},
	{"sglang_nodes_dp", `nnodes <= 1 || dp_size <= 1 || enable_dp_attention == true`},
	{"sglang_dp_attention", `!` + shared + ` || tp_size != nil && tp_size % dp_size == 0`},
	{"sglang_dp_lm_head", `enable_dp_lm_head != true || !` + copies + ` || enable_dp_attention == true`},
	{"sglang_context_parallel", `attn_cp_size <= 1 || tp_size != nil && tp_size % attn_cp_size == 0 && (dp_size == nil || tp_size % (dp_size*attn_cp_size) == 0)`},
	{"sglang_prefill_cp", `enable_prefill_cp != true || cp_strategy != nil`},
	{"sglang_page", noChunk + ` || ` + shared + ` || chunked_prefill_size % page_size == 0 && (chunked_prefill_size != nil || 8192 % page_size == 0)`},
	{"sglang_page_dp", noChunk + ` || !` + shared + ` || chunked_prefill_size/dp_size % page_size == 0 && (chunked_prefill_size != nil || 8192/dp_size % page_size == 0)`},
	{"sglang_page_size", `page_size >= 1`},
	{"sglang_pp_speculative", `pp_size <= 1 || speculative_algorithm == nil`},
	{"sglang_speculative", `!oneof(speculative_algorithm, "EAGLE", "EAGLE3", "NEXTN", "STANDALONE") || ` +
		`speculative_num_steps == nil && speculative_eagle_topk == nil && speculative_num_draft_tokens == nil || ` +
		`speculative_num_steps != nil && speculative_eagle_topk != nil && speculative_num_draft_tokens != nil`},
	{"sglang_speculative_page", `!oneof(speculative_algorithm, "EAGLE", "EAGLE3", "NEXTN", "STANDALONE") || speculative_eagle_topk <= 1 || page_size <= 1 || ` +
		`oneof(attention_backend, nil, "flashinfer", "fa3", "triton")`},
	{"sglang_ngram_page", `speculative_algorithm != "NGRAM" || page_size <= 1 || attention_backend == "flashinfer" || ` +
		`speculative_ngram_max_bfs_breadth != nil && speculative_ngram_max_bfs_breadth <= 1`},
	{"sglang_speculative_dp", `!oneof(speculative_algorithm, "NGRAM", "STANDALONE", "DFLASH") || !` + shared},
	{"sglang_hicache", `enable_hierarchical_cache != true || disable_radix_cache != true`},
	{"sglang_swa", `0 < swa_full_tokens_ratio <= 1`},
	{"sglang_priority", `enable_priority_scheduling != true || oneof(schedule_policy, nil, "fcfs", "lof")`},
	{"sglang_retraction", `retraction_policy != "priority" || enable_priority_scheduling == true`},
	{"sglang_conservativeness", `schedule_conservativeness >= 0`},
	{"sglang_tokenizers", `tokenizer_worker_num > 0`},
	{"sglang_two_batch", `enable_two_batch_overlap != true || ` + a2a + ` || ` + shared},
	{"sglang_a2a_flashinfer", `moe_a2a_backend != "flashinfer" || ` + shared + ` && dp_size == tp_size`},
	{"sglang_a2a_pplx", `moe_a2a_backend != "pplx" || ` + shared},
	{"sglang_a2a_mori", `moe_a2a_backend != "mori" || ` + noChunk + ` || chunked_prefill_size != nil && chunked_prefill_size <= 4096 || ` +
		shared + ` && (chunked_prefill_size == nil || chunked_prefill_size/dp_size <= 4096)`},
	{"sglang_eplb", `enable_eplb != true || ep_size != nil && ep_size > 1 || ` + a2a + ` && tp_size != nil && tp_size > 1`},
	{"sglang_moe_dense", `oneof(moe_dense_tp_size, nil, 1) || moe_dense_tp_size == tp_size`},
	{"sglang_moe_dp", `moe_dp_size <= 1 || oneof(pp_size, nil, 1) && tp_size != nil && moe_dp_size <= tp_size && (ep_size == nil || ep_size*moe_dp_size <= tp_size)`},
	{"sglang_torch_compile", `enable_torch_compile != true || disable_cuda_graph_padding != true`},
	{"sglang_pdmux", `enable_pdmux != true || oneof(pp_size, nil, 1) && chunked_prefill_size == -1 && oneof(disaggregation_mode, nil, "null") && disable_overlap_schedule == true`},
}
