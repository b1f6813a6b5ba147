package sglang

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/value"
)

// Distinct returns rules that reject combinations which a server silently runs like another one,
// so that no benchmark is run twice. They are not demands of the server, which [Rules] returns.
//
//	g.With(paramgen.WithRules(sglang.Distinct(g.Parameters()...)...))
//
// Of the combinations that run alike, the one stays in which the parameters that the server
// ignores are unset or false, or else have the server's default, or else their first value. Given
// the parameters of the space, Distinct knows which of these exist, and also rejects a default of
// the release [Newest] if the parameter can be unset. Without them, it assumes that they can be
// unset or false. A space whose own rules forbid the combination that stays loses all that are
// like it. Rules, by name:
//
//   - sglang_distinct_mixed_chunk: speculative decoding ignores enable_mixed_chunk
//   - sglang_distinct_graphs: the attention_backends torch_native and flex_attention, and
//     deepep_mode normal, switch CUDA graphs off
//   - sglang_distinct_no_graphs: disable_cuda_graph ignores the sizes of CUDA graphs
//   - sglang_distinct_overlap: pipeline parallelism ignores disable_overlap_schedule
//   - sglang_distinct_dp: a dp_size of 1 ignores enable_dp_attention and enable_dp_lm_head
//   - sglang_distinct_ep: a moe_a2a_backend sets ep_size to tp_size, which stays if the space has
//     it
//   - sglang_distinct_deepep: without one, deepep_mode is ignored
//   - sglang_distinct_draft: without speculative_algorithm, its parameters are ignored
//   - sglang_distinct_ngram: NGRAM ignores speculative_eagle_topk
//   - sglang_distinct_chain: a speculative_eagle_topk of 1 sets speculative_num_draft_tokens to
//     speculative_num_steps + 1, if the space has it
//   - sglang_distinct_page, sglang_distinct_page_mla, sglang_distinct_page_mha: flashmla and
//     cutlass_mla choose page_size themselves, and trtllm_mla and trtllm_mha all but some
//   - sglang_distinct_hicache: without enable_hierarchical_cache, hicache_* are ignored
//   - sglang_distinct_hicache_io: hicache_mem_layout page_first_direct ignores hicache_io_backend
//   - sglang_distinct_hicache_layout: with the hicache_io_backend direct, page_first becomes
//     page_first_direct, if the space has it
//   - sglang_distinct_hicache_storage: with mooncake, layer_first becomes one of these, if the
//     space has both
//   - sglang_distinct_compile: without enable_torch_compile, torch_compile_max_bs is ignored
//   - sglang_distinct_radix: disable_radix_cache ignores radix_eviction_policy
//   - sglang_distinct_steps: num_continuous_decode_steps does nothing
//   - sglang_distinct_default_NAME: unset is the default, for each parameter NAME
func Distinct(space ...paramgen.Parameter) []paramgen.Rule {
	var all []named
	for _, r := range rewrites {
		if text := r.expression(space); text != "" {
			all = append(all, named{"sglang_distinct_" + r.name, text})
		}
	}
	for _, m := range merges {
		if m.holds(space) || m.name == "ep" && len(space) == 0 {
			all = append(all, named{"sglang_distinct_" + m.name, m.text})
		}
	}
	for _, p := range space {
		if text := newestRelease().defaultOf(p); text != "" {
			all = append(all, named{"sglang_distinct_default_" + p.Name(), text})
		}
	}
	return optional(all)
}

// rewrite is a condition under which parameters are ignored.
type rewrite struct {
	name, when string
	ignored    []string
}

var graphs = []string{"disable_cuda_graph", "disable_decode_cuda_graph", "disable_prefill_cuda_graph", "cuda_graph_backend_decode",
	"cuda_graph_backend_prefill", "cuda_graph_max_bs", "cuda_graph_max_bs_decode", "cuda_graph_max_bs_prefill", "cuda_graph_bs",
	"cuda_graph_bs_decode", "cuda_graph_bs_prefill"}

var rewrites = []rewrite{
	{"mixed_chunk", `speculative_algorithm != nil`, []string{"enable_mixed_chunk"}},
	{"graphs", `oneof(attention_backend, "torch_native", "flex_attention") || moe_a2a_backend == "deepep" && deepep_mode == "normal"`, graphs},
	{"no_graphs", `disable_cuda_graph == true`, graphs[5:]},
	{"overlap", `pp_size != nil && pp_size > 1`, []string{"disable_overlap_schedule"}},
	{"dp", `oneof(dp_size, nil, 1)`, []string{"enable_dp_attention", "enable_dp_lm_head"}},
	{"ep", overA2A, []string{"ep_size"}},
	{"deepep", `oneof(moe_a2a_backend, nil, "none", "flashinfer")`, []string{"deepep_mode"}},
	{"draft", `speculative_algorithm == nil`, []string{"speculative_num_steps", "speculative_eagle_topk", "speculative_num_draft_tokens"}},
	{"ngram", `speculative_algorithm == "NGRAM"`, []string{"speculative_eagle_topk"}},
	{"page", `oneof(attention_backend, "flashmla", "cutlass_mla")`, []string{"page_size"}},
	{"page_mla", `attention_backend == "trtllm_mla" && !oneof(page_size, 32)`, []string{"page_size"}},
	{"page_mha", `attention_backend == "trtllm_mha" && !oneof(page_size, 16, 32)`, []string{"page_size"}},
	{"hicache", `enable_hierarchical_cache != true && oneof(disaggregation_mode, nil, "null")`, []string{"hicache_ratio", "hicache_size", "hicache_write_policy",
		"hicache_io_backend", "hicache_mem_layout", "hicache_storage_backend", "hicache_storage_prefetch_policy"}},
	{"hicache_io", `hicache_mem_layout == "page_first_direct" && oneof(hicache_io_backend, nil, "kernel", "direct")`, []string{"hicache_io_backend"}},
	{"compile", `enable_torch_compile != true`, []string{"torch_compile_max_bs"}},
	{"radix", `disable_radix_cache == true`, []string{"radix_eviction_policy"}},
	{"steps", `true`, []string{"num_continuous_decode_steps"}},
}

// kept are the values that stay in place of those which a rewrite ignores, if nothing else is
// better.
var kept = map[string]any{"page": 64, "page_mla": 64, "page_mha": 64, "hicache_io": "direct"}

// overA2A holds for the moe_a2a_backends that set ep_size.
const overA2A = `oneof(moe_a2a_backend, "deepep", "flashinfer", "mooncake", "mori", "nixl", "pplx")`

// merge is a rule for spaces that have the combination that stays: name of a parameter, a value
// of which is among its values for each value of another one.
type merge struct {
	name, text string
	parameter  string
	has        func(space []paramgen.Parameter) []any // values that the parameter needs
}

var merges = []merge{
	{"ep", `!` + overA2A + ` || ep_size == nil || tp_size == nil || ep_size == tp_size`, "ep_size",
		func(space []paramgen.Parameter) []any { return valuesOf(space, "tp_size", 0) }},
	{"chain", `speculative_eagle_topk != 1 || speculative_num_draft_tokens == speculative_num_steps + 1`, "speculative_num_draft_tokens",
		func(space []paramgen.Parameter) []any { return valuesOf(space, "speculative_num_steps", 1) }},
	{"hicache_layout", `!oneof(hicache_mem_layout, nil, "page_first") || hicache_io_backend != "direct" || enable_hierarchical_cache != true`, "hicache_mem_layout",
		func([]paramgen.Parameter) []any { return []any{"page_first_direct"} }},
	{"hicache_storage", `hicache_mem_layout != "layer_first" || hicache_storage_backend != "mooncake"`, "hicache_mem_layout",
		func([]paramgen.Parameter) []any { return []any{"page_first", "page_first_direct"} }},
}

// holds reports whether the parameter of the merge has the values that stay.
func (m merge) holds(space []paramgen.Parameter) bool {
	needed := m.has(space)
	values := valuesOf(space, m.parameter, 0)
	for _, v := range needed {
		if !slices.ContainsFunc(values, func(other any) bool { return same(v, other) }) {
			return false
		}
	}
	return len(needed) > 0 && len(values) > 0
}

// valuesOf returns the values of a parameter that are set, plus a number if they are integers.
func valuesOf(space []paramgen.Parameter, name string, plus int64) (all []any) {
	for _, p := range space {
		for _, v := range p.Values() {
			if n := reflect.ValueOf(v); p.Name() == name && v != nil {
				if plus != 0 && n.CanInt() {
					v = n.Int() + plus
				}
				all = append(all, v)
			}
		}
	}
	return all
}

// expression returns the rewrite as a rule of a space, or "" if it ignores nothing there.
func (r rewrite) expression(space []paramgen.Parameter) string {
	var terms []string
	for _, name := range r.ignored {
		if r.name == "ep" && (len(space) == 0 || merges[0].holds(space)) {
			continue // the merge of that name is exact
		}
		i := slices.IndexFunc(space, func(p paramgen.Parameter) bool { return p.Name() == name })
		switch {
		case i >= 0:
			terms = append(terms, r.keep(space[i]))
		case len(space) == 0 && isSwitch(name):
			terms = append(terms, name+" != true")
		case len(space) == 0 && kept[r.name] != nil:
			terms = append(terms, fmt.Sprintf("oneof(%s, nil, %s)", name, value.Quote(kept[r.name])))
		case len(space) == 0:
			terms = append(terms, name+" == nil")
		}
	}
	if len(terms) == 0 {
		return ""
	}
	return fmt.Sprintf("!(%s) || %s", r.when, strings.Join(terms, " && "))
}

// keep returns the condition that an ignored parameter has the value that stays. An inactive
// parameter is unset.
func (r rewrite) keep(p paramgen.Parameter) string {
	values := p.Values()
	if slices.Contains(values, nil) {
		return p.Name() + " == nil"
	}
	best := values[0]
	a := newestRelease().argument(hyphens(p.Name()))
	for _, v := range values {
		if value.IsBool(v) && !value.IsTrue(v) || same(v, kept[r.name]) || a != nil && same(v, a.Default) {
			best = v
		}
	}
	return fmt.Sprintf("oneof(%s, nil, %s)", p.Name(), value.Quote(best))
}

// isSwitch reports whether a parameter is true or false.
func isSwitch(name string) bool {
	a := newestRelease().argument(hyphens(name))
	return a != nil && a.isSwitch()
}

// defaultOf returns a rule that rejects the default of a parameter that can also be unset, or "".
func (r *release) defaultOf(p paramgen.Parameter) string {
	a := r.argument(hyphens(p.Name()))
	values := p.Values()
	if a == nil || p.Condition() != nil || !slices.Contains(values, nil) {
		return ""
	}
	for _, v := range values {
		if same(v, a.Default) || a.Default == nil && a.Action == "store_true" && value.IsBool(v) && !value.IsTrue(v) {
			return fmt.Sprintf("param(%q) != %s", p.Name(), value.Quote(v))
		}
	}
	return ""
}

// same reports whether two values are equal, as numbers or as texts.
func same(v, other any) bool {
	if v == nil || other == nil || value.IsBool(v) != value.IsBool(other) {
		return false
	}
	a, errA := strconv.ParseFloat(value.Text(v), 64)
	b, errB := strconv.ParseFloat(value.Text(other), 64)
	return value.Text(v) == value.Text(other) || errA == nil && errB == nil && a == b
}
