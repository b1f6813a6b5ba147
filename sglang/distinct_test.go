package sglang_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/longtest"
	"github.com/paramgen/paramgen/sglang"
)

// runs returns what a server makes of a combination, by the facts that the doc comment of Distinct
// lists, written down once more.
func runs(values map[string]any) string {
	v := func(name string) any { return values[name] }
	drop := func(names ...string) {
		for _, n := range names {
			delete(values, n)
		}
	}
	graphs := []string{"cuda_graph_backend_decode", "cuda_graph_backend_prefill", "cuda_graph_max_bs", "cuda_graph_max_bs_decode", "cuda_graph_max_bs_prefill"}
	for name, standard := range map[string]any{"dp_size": 1, "pp_size": 1, "moe_a2a_backend": "none", "kv_cache_dtype": "auto", "deepep_mode": "auto",
		"schedule_policy": "fcfs", "hicache_io_backend": "kernel", "hicache_mem_layout": "page_first", "enable_mixed_chunk": false,
		"disable_overlap_schedule": false, "enable_dp_attention": false, "disable_cuda_graph": false, "enable_hierarchical_cache": false, "ep_size": 1} {
		if v(name) == nil {
			values[name] = standard
		}
	}
	if v("speculative_algorithm") != nil {
		values["enable_mixed_chunk"] = false
	}
	if a := v("attention_backend"); a == "torch_native" || a == "flex_attention" || v("moe_a2a_backend") == "deepep" && v("deepep_mode") == "normal" {
		values["disable_cuda_graph"] = true
	}
	if v("disable_cuda_graph") == true {
		drop(graphs...)
	}
	if pp, ok := v("pp_size").(int); ok && pp > 1 {
		values["disable_overlap_schedule"] = true
	}
	if v("dp_size") == 1 {
		values["enable_dp_attention"] = false
	}
	switch v("moe_a2a_backend") {
	case "none":
		drop("deepep_mode")
	default:
		values["ep_size"] = v("tp_size")
	}
	switch v("speculative_algorithm") {
	case nil:
		drop("speculative_num_steps", "speculative_eagle_topk", "speculative_num_draft_tokens")
	case "NGRAM":
		drop("speculative_eagle_topk")
	}
	if steps, ok := v("speculative_num_steps").(int); ok && v("speculative_eagle_topk") == 1 {
		values["speculative_num_draft_tokens"] = steps + 1
	}
	switch a, page := v("attention_backend"), v("page_size"); {
	case a == "flashmla", a == "trtllm_mla" && page != 32, a == "trtllm_mha" && page != 16 && page != 32:
		values["page_size"] = 64
	}
	if v("enable_hierarchical_cache") != true {
		drop("hicache_io_backend", "hicache_mem_layout")
	} else if v("hicache_mem_layout") == "page_first" && v("hicache_io_backend") == "direct" {
		values["hicache_mem_layout"] = "page_first_direct"
	}
	if v("hicache_mem_layout") == "page_first_direct" {
		values["hicache_io_backend"] = "direct"
	}
	drop("num_continuous_decode_steps")
	var text []string
	for name, value := range values {
		if value != nil {
			text = append(text, fmt.Sprint(name, "=", value))
		}
	}
	slices.Sort(text)
	return strings.Join(text, " ")
}

// TestDistinct compares the number of combinations that stay with the number of those that a
// server runs differently, and checks that each of these stays once.
func TestDistinct(t *testing.T) {
	p := paramgen.Param
	spaces := map[string]paramgen.Option{
		"attention": paramgen.WithParameters(p("attention_backend", nil, "flashmla", "trtllm_mla", "trtllm_mha", "flex_attention"), p("page_size", nil, 1, 16, 32, 64),
			p("disable_cuda_graph", false, true), p("cuda_graph_max_bs", nil, 8), p("num_continuous_decode_steps", 1, 2)),
		"no unset page": paramgen.WithParameters(p("attention_backend", "flashmla", "trtllm_mla"), p("page_size", 16, 32, 128)),
		"parallel": paramgen.WithParameters(p("tp_size", 1, 2, 4), p("pp_size", 1, 2), p("dp_size", nil, 1, 2), p("enable_dp_attention", false, true),
			p("disable_overlap_schedule", false, true), p("ep_size", 1, 2, 4), p("moe_a2a_backend", nil, "none", "deepep"), p("deepep_mode", "auto", "normal"),
			p("cuda_graph_backend_decode", nil, "full")),
		"speculative": paramgen.WithParameters(p("speculative_algorithm", nil, "EAGLE", "NGRAM"), p("speculative_num_steps", nil, 3, 5), p("speculative_eagle_topk", nil, 1, 4),
			p("speculative_num_draft_tokens", nil, 4, 6, 8), p("enable_mixed_chunk", false, true)),
		"hicache": paramgen.WithParameters(p("enable_hierarchical_cache", false, true), p("hicache_io_backend", nil, "kernel", "direct"),
			p("hicache_mem_layout", nil, "layer_first", "page_first", "page_first_direct")),
		"defaults": paramgen.WithParameters(p("schedule_policy", nil, "fcfs", "lpm"), p("kv_cache_dtype", "auto", nil, "fp8_e5m2"), p("enable_mixed_chunk", nil, false, true)),
	}
	if longtest.Enabled() {
		spaces["default"] = sglang.Default()
	}
	for name, space := range spaces {
		g := paramgen.Must(paramgen.New(space))
		classes := map[string]bool{}
		for c := range g.All() {
			classes[runs(c.Map())] = true
		}
		distinct := paramgen.Must(g.With(paramgen.WithRules(sglang.Distinct(g.Parameters()...)...)))
		stay := map[string]bool{}
		for c := range distinct.All() {
			if class := runs(c.Map()); stay[class] {
				t.Errorf("%s: %s stays twice", name, class)
			} else {
				stay[class] = true
			}
		}
		if len(stay) != len(classes) {
			t.Errorf("%s: %d of %d stay", name, len(stay), len(classes))
		}
	}
}

// TestDistinctPresets checks that no value is lost.
func TestDistinctPresets(t *testing.T) {
	for _, name := range sglang.Presets() {
		g := paramgen.Must(paramgen.New(preset(name), paramgen.WithRules(sglang.Rules()...)))
		if dead := g.Report().DeadValues; dead > 0 {
			t.Errorf("%s: %d dead values under the rules of the server", name, dead)
		}
		if base := paramgen.Must(paramgen.New(preset(name))); base.Count().Cmp(g.Count()) != 0 {
			t.Errorf("%s: the server refuses some of its combinations", name)
		}
		for _, rules := range [][]paramgen.Rule{sglang.Distinct(), sglang.Distinct(g.Parameters()...)} {
			h := paramgen.Must(g.With(paramgen.WithRules(rules...)))
			if dead := h.Report().DeadValues; dead > 0 {
				t.Errorf("%s: %d dead values among the distinct combinations", name, dead)
			}
			t.Log(name, g.Count(), h.Count())
		}
	}
}
