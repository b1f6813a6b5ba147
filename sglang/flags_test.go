package sglang_test

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// TestRelease writes values for releases, as arguments and as entries of a configuration file.
func TestRelease(t *testing.T) {
	for _, tt := range []struct{ release, values, args, entries string }{
		{"v0.5.18", "disable_cuda_graph=true", "--cuda-graph-backend-decode disabled --cuda-graph-backend-prefill disabled",
			`cuda-graph-backend-decode: "disabled"; cuda-graph-config: "{\"prefill\":{\"backend\":\"disabled\"}}"`},
		{"v0.5.18", "disable_cuda_graph=false", "", ""},
		{"v0.5.13", "disable_cuda_graph=true", "--disable-cuda-graph", "disable-cuda-graph: true"},
		{"v0.5.18", "cuda_graph_max_bs=32 tp_size=2", "--cuda-graph-max-bs-decode 32 --tp-size 2", "cuda-graph-max-bs: 32; tp-size: 2"},
		{"v0.5.13", "cuda_graph_max_bs=32", "--cuda-graph-max-bs 32", "cuda-graph-max-bs: 32"},
		{"v0.5.10", "cuda_graph_max_bs_decode=32", "--cuda-graph-max-bs 32", "cuda-graph-max-bs: 32"},
		{"v0.5.18", "cuda_graph_backend_prefill=breakable", "--cuda-graph-backend-prefill breakable", `cuda-graph-config: "{\"prefill\":{\"backend\":\"breakable\"}}"`},
		{"v0.5.18", "enforce_piecewise_cuda_graph=true", "--cuda-graph-backend-prefill tc_piecewise", `cuda-graph-config: "{\"prefill\":{\"backend\":\"tc_piecewise\"}}"`},
		{"v0.5.13", "enforce_piecewise_cuda_graph=true", "--enforce-piecewise-cuda-graph", "enforce-piecewise-cuda-graph: true"},
		{"v0.5.10", "dsa_prefill_backend=fa3 attention_backend=dsa", "--nsa-prefill-backend fa3 --attention-backend nsa", `nsa-prefill-backend: "fa3"; attention-backend: "nsa"`},
		{"v0.5.18", "nsa_prefill_backend=fa3 attention_backend=nsa", "--dsa-prefill-backend fa3 --attention-backend nsa", `nsa-prefill-backend: "fa3"; attention-backend: "nsa"`},
		{"main", "dllm_fdfo=true", "--dllm-fdfo", "refused: use arguments"},
		{"main", "dllm_fdfo=false", "--no-dllm-fdfo", "refused: use arguments"},
		{"main", "no_dllm_fdfo=true", "--no-dllm-fdfo", "refused: use arguments"},
		{"v0.5.5.post3", "tensor_parallel_size=2", "--tp-size 2", "tp-size: 2"},
		{"v0.5.18", "fp8_gemm_runner_backend=triton", "--fp8-gemm-backend triton", `fp8-gemm-backend: "triton"`},
		{"v0.5.18", "chunked_prefill_size=-1", "--chunked-prefill-size=-1", "chunked-prefill-size: -1"},
		{"v0.5.18", "max_total_tokens=64k", "--max-total-tokens 64k", `max-total-tokens: "64k"`},
		{"v0.5.18", "served_model_name=-x", "--served-model-name=-x", "refused: it would be read as a flag"},
		{"v0.5.18", "enable_nsa_prefill_context_parallel=true", "--enable-nsa-prefill-context-parallel", "refused: use arguments"},
		{"2025-11", "cuda_graph_max_bs=32", "--cuda-graph-max-bs 32", "cuda-graph-max-bs: 32"},
		{"2026-07", "cuda_graph_max_bs=32", "--cuda-graph-max-bs-decode 32", "cuda-graph-max-bs: 32"},
		{"2026-08", "cuda_graph_max_bs=32", "--cuda-graph-max-bs-decode 32", "cuda-graph-max-bs: 32"},
	} {
		g, err := paramgen.New(paramgen.WithParameters(single(tt.values)...), sglang.Release(tt.release))
		if err != nil {
			t.Error(err)
			continue
		}
		g = paramgen.Must(g.With(paramgen.WithRules())) // With keeps the release
		for c := range g.All() {
			if got := strings.Join(c.Args(), " "); got != tt.args {
				t.Errorf("%s %s: %s, want %s", tt.release, tt.values, got, tt.args)
			}
		}
		var b strings.Builder
		_, err = g.Write(&b, paramgen.FormatYAML, g.All())
		got := entries(b.String())
		if want, refused := strings.CutPrefix(tt.entries, "refused: "); refused {
			if err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
				t.Errorf("%s %s: %v after %q, want %s", tt.release, tt.values, err, b.String(), want)
			}
		} else if err != nil || got != tt.entries {
			t.Errorf("%s %s: %s, %v; want %s", tt.release, tt.values, got, err, tt.entries)
		}
	}
}

// TestReleaseLists writes lists as the words of one flag, or as JSON where a release takes that.
func TestReleaseLists(t *testing.T) {
	for _, tt := range []struct {
		release, name string
		value         any
		args, entries string
	}{
		{"v0.5.18", "cuda_graph_bs_decode", []int{1, 2, 4}, "--cuda-graph-bs-decode 1 2 4", "cuda-graph-bs: [1, 2, 4]"},
		{"v0.5.13", "cuda_graph_bs_decode", []int{1, 2, 4}, "--cuda-graph-bs 1 2 4", "cuda-graph-bs: [1, 2, 4]"},
		{"v0.5.5.post3", "cuda_graph_bs_prefill", []int{1, 2}, "--piecewise-cuda-graph-tokens [1,2]", `piecewise-cuda-graph-tokens: "[1,2]"`},
		{"v0.5.18", "cuda_graph_bs_prefill", []int{1, 2}, "--cuda-graph-bs-prefill 1 2", "piecewise-cuda-graph-tokens: [1, 2]"},
		{"v0.5.18", "cuda_graph_bs_decode", 8, "--cuda-graph-bs-decode 8", "cuda-graph-bs: 8"},
		{"v0.5.18", "tp_size", []int{1, 2}, "refused: it takes one value, not a list", ""},
		{"v0.5.18", "cuda_graph_bs_decode", []int{}, "refused: it takes one or more values", ""},
		{"v0.5.18", "cuda_graph_bs_decode", []string{"x"}, "refused: it takes an integer", ""},
		{"v0.5.18", "lora_paths", []string{"a", "b"}, "--lora-paths a b", "refused: use arguments"},
	} {
		g, err := paramgen.New(paramgen.WithParameters(paramgen.Param(tt.name, tt.value)), sglang.Release(tt.release))
		if want, refused := strings.CutPrefix(tt.args, "refused: "); refused {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s %s: %v, want %s", tt.release, tt.name, err, want)
			}
			continue
		} else if err != nil {
			t.Error(err)
			continue
		}
		for c := range g.All() {
			if got := strings.Join(c.Args(), " "); got != tt.args {
				t.Errorf("%s: %s, want %s", tt.release, got, tt.args)
			}
		}
		var b strings.Builder
		_, err = g.Write(&b, paramgen.FormatYAML, g.All())
		if want, refused := strings.CutPrefix(tt.entries, "refused: "); refused && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %s", tt.release, err, want)
		} else if got := entries(b.String()); !refused && got != tt.entries {
			t.Errorf("%s: %s, want %s", tt.release, got, tt.entries)
		}
	}
}

// TestReleaseOfGroups checks the parameters of the server only.
func TestReleaseOfGroups(t *testing.T) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("nsa_decode_backend", "fa3").InGroup("serve"),
			paramgen.Param("model", "m").InGroup("bench"),
			paramgen.Param("request_rate", nil, 8).InGroup("bench"),
			paramgen.Param("gpu", "h100").NoFlag()),
		sglang.Release("v0.5.18")))
	c, err := g.At(big.NewInt(1))
	if got := strings.Join(c.Args(), " "); err != nil || got != "--dsa-decode-backend fa3 --model m --request-rate 8" {
		t.Error(got, err)
	}
	if _, err := paramgen.New(paramgen.WithParameters(paramgen.Param("request_rate", 8).InGroup("serve")), sglang.Release("v0.5.18")); err == nil {
		t.Error("an unknown flag of the server is accepted")
	}
}

// TestOneFlagTwice refuses parameters that the release writes as one flag.
func TestOneFlagTwice(t *testing.T) {
	for _, values := range []string{"disable_cuda_graph=true cuda_graph_backend_decode=full", "tp_size=1 tensor_parallel_size=2", "nsa_prefill_backend=fa3 dsa_prefill_backend=fa3"} {
		if _, err := paramgen.New(paramgen.WithParameters(single(values)...), sglang.Release("v0.5.18")); err == nil || !strings.Contains(err.Error(), "is written as the flag") {
			t.Errorf("%s: %v", values, err)
		}
	}
}

// entries returns the entries of a YAML document.
func entries(document string) string {
	lines := strings.Split(strings.TrimSpace(document), "\n")
	if len(lines) < 3 || lines[2] == "{}" {
		return ""
	}
	return strings.Join(lines[2:], "; ")
}

// TestRefusals checks that New names the parameter, the value, the release and what to do.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct{ release, values, want string }{
		{"v0.5.18", "enable_piecewise_cuda_graph=true", `parameter "enable_piecewise_cuda_graph": SGLang v0.5.18 has no flag --enable-piecewise-cuda-graph; releases that take it: v0.5.5.post3`},
		{"v0.5.13", "enable_piecewise_cuda_graph=true", `SGLang v0.5.13 ignores --enable-piecewise-cuda-graph; releases that take it: v0.5.5.post3`},
		{"v0.5.5.post3", "hicache_mem_layout=page_head", `SGLang v0.5.5.post3 refuses (choices: layer_first, page_first, page_first_direct, page_first_kv_split) --hicache-mem-layout page_head; releases that take it: v0.5.10`},
		{"v0.5.13", "cuda_graph_backend_decode=full", `SGLang v0.5.13 has no flag --cuda-graph-backend-decode; releases that take it: v0.5.14`},
		{"v0.5.18", "kv_cache_dtype=fp7", "refuses (choices: auto, bf16"},
		{"v0.5.18", "request_rate=1", "has no flag --request-rate; no known release takes it: rename it, remove it, or say how it is written"},
		{"v0.5.18", "tp_size=two", "refuses (it takes an integer) --tp-size two"},
		{"v0.5.18", "tp_size=1.5", "refuses (it takes an integer) --tp-size 1.5"},
		{"v0.5.18", "mem_fraction_static=most", "refuses (it takes a number)"},
		{"v0.5.18", "max_total_tokens=64x", "refuses (it takes an integer, or one such as 64k)"},
		{"v0.5.18", "disable_radix_cache=1", "refuses (it takes true or false) --disable-radix-cache 1"},
		{"v0.5.18", "attention_backend=true", "refuses (it takes a text; true and false are for flags without a value)"},
		{"v0.5.18", "cuda_graph_config=1", "refuses (it takes a JSON object)"},
		{"v0.5.18", "mm_process_config=x", "refuses (it takes JSON)"},
		{"v0.5.18", "help=true", "ignores --help"},
		{"2026-07", "enable_deepep_waterfill=true", "SGLang v0.5.16 has no flag --enable-deepep-waterfill"},
		{"2026-06", "tp_size=1", "the SGLang releases of 2026-06 differ in how flags are written: v0.5.13, v0.5.14; name one of them"},
		{"v0.5.4", "tp_size=1", `no SGLang release "v0.5.4"; releases: v0.5.5.post3`},
		{"2025-10", "tp_size=1", "releases: v0.5.5.post3, v0.5.10, v0.5.13, v0.5.14, v0.5.15, v0.5.16, v0.5.18, main"},
		{"", "tp_size=1", "releases: v0.5.5.post3"},
		{"2026", "tp_size=1", "releases: v0.5.5.post3"},
	} {
		_, err := paramgen.New(paramgen.WithParameters(single(tt.values)...), sglang.Release(tt.release))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q %s: %v, want %s", tt.release, tt.values, err, tt.want)
		}
	}
}

// TestAllRefusals finds every value that a release refuses, not only the first.
func TestAllRefusals(t *testing.T) {
	_, err := paramgen.New(paramgen.WithParameters(paramgen.Param("kv_cache_dtype", "a", "auto", "b"), paramgen.Param("x", 1)), sglang.Release("v0.5.18"))
	for _, want := range []string{"--kv-cache-dtype a", "--kv-cache-dtype b", "--x"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
	var unknown *paramgen.UnknownError
	if _, err := paramgen.New(sglang.Release("v0.5.19")); !errors.As(err, &unknown) || unknown.Kind != "SGLang release" {
		t.Error(err)
	}
}

// TestPresetRefusals takes any value in a preset, but does not write flags that the release
// refuses.
func TestPresetRefusals(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithParameters(paramgen.Param("gpu", "h100")), paramgen.WithValues("tp_size", "x")))
	var b strings.Builder
	for _, format := range []paramgen.Format{paramgen.FormatArgs, paramgen.FormatYAML} {
		n, err := g.Write(&b, format, g.All())
		for _, want := range []string{`"gpu": SGLang v0.5.18 has no flag --gpu`, `"tp_size": SGLang v0.5.18 refuses`} {
			if err == nil || !strings.Contains(err.Error(), want) || n > 0 || b.Len() > 0 {
				t.Errorf("%s: %v after %d, want %s", format, err, n, want)
			}
		}
	}
}

// TestReleases checks that Newest is the newest release of the table but main.
func TestReleases(t *testing.T) {
	all := sglang.Releases()
	if i := slices.Index(all, sglang.Newest); i != len(all)-2 || all[len(all)-1] != "main" {
		t.Errorf("Newest is %s, releases are %v", sglang.Newest, all)
	}
}
