package sglang_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// boundedPrefills counts by loops what the rules prefill and graph_prefill leave of
// chunked_prefill_size, max_prefill_tokens and cuda_graph_max_bs. 0 is unset.
func boundedPrefills(mostGraph, chunkFloor int) int64 {
	n := int64(0)
	for _, chunk := range []int{0, 512, 1024, 2048, 4096, 8192, 16384} {
		for _, prefill := range []int{4096, 8192, 16384, 32768, 65536} {
			for _, graph := range []int{0, 8, 16, 24, 32, 48, 64, 80, 96} {
				tooLong := chunk > prefill
				tooWide := graph > 32 && chunk != 0 && chunk <= 2048
				tooSmall := chunk != 0 && chunk < chunkFloor
				if !tooLong && !tooWide && !tooSmall && graph <= mostGraph {
					n++
				}
			}
		}
	}
	return n
}

// preset returns a preset that exists.
func preset(name string) paramgen.Option {
	o, err := sglang.Preset(name)
	if err != nil {
		panic(err)
	}
	return o
}

func product(factors ...int64) *big.Int {
	p := big.NewInt(1)
	for _, f := range factors {
		p.Mul(p, big.NewInt(f))
	}
	return p
}

// TestThroughputPreset multiplies the counts of independent groups of parameters.
func TestThroughputPreset(t *testing.T) {
	g := paramgen.Must(paramgen.New(preset("throughput")))
	if got := len(g.Parameters()); got != 33 {
		t.Errorf("%d parameters", got)
	}
	if got := g.Theoretical().String(); got != "1058158080000000000" {
		t.Errorf("theoretical %s", got)
	}
	free := []int64{5, 5, 6, 6, 5, 5, 3, 4, 2, 2, 5}
	hicache := int64(5 * 5 * 3 * (2*4 - 1) * 3 * 3)
	caches := 2*hicache + 2*(2+1) // with hicache: the prefix cache, without LMCache; without: LMCache or not, and the prefix cache or not
	overlap, compile := int64(2*2+1), int64(1+5)
	want := func(backends int64) *big.Int {
		return product(append(free, backends, boundedPrefills(96, 0), caches, overlap, compile)...)
	}
	if got := g.Count(); got.Cmp(want(6)) != 0 {
		t.Errorf("valid %v, want %v", got, want(6))
	}
	nsa := paramgen.Must(g.With(paramgen.WithValues("attention_backend", nil, "flashinfer", "triton", "torch_native", "fa3", "fa4", "nsa")))
	if got := nsa.Count(); got.Cmp(want(6+5*3)) != 0 {
		t.Errorf("with nsa %v, want %v", got, want(6+5*3))
	}
}

func TestDevicesPreset(t *testing.T) {
	g := paramgen.Must(paramgen.New(preset("devices")))
	if got := len(g.Parameters()); got != 18 {
		t.Errorf("%d parameters", got)
	}
	if got := g.Theoretical(); got.Cmp(product(4, 4, 4, 6, 7, 5, 5, 5, 5, 6, 9, 2, 2, 2, 5, 2, 5, 3)) != 0 {
		t.Errorf("theoretical %v", got)
	}
	for _, devices := range []int{1, 4, 8, 16, 512} {
		want := int64(0)
		for _, tp := range []int{1, 2, 4, 8} {
			for _, pp := range []int{1, 2, 4, 8} {
				for _, dp := range []int{1, 2, 4, 8} {
					if tp*pp*dp <= devices && (pp <= 4 || dp <= 4) {
						graph, floor := 96, 0
						if dp >= 4 {
							graph = 64
						}
						if dp > 1 {
							floor = 256 * dp
						}
						want += boundedPrefills(graph, floor)
					}
				}
			}
		}
		rest := product(want, 6, 5, 5, 5, 6, 2, 2+1, 2, 5, 5, 3)
		if got := paramgen.Must(g.With(paramgen.WithRules(sglang.Devices(devices)))).Count(); got.Cmp(rest) != 0 {
			t.Errorf("%d devices: %v, want %v", devices, got, rest)
		}
		if devices == 8 && g.Count().Cmp(rest) != 0 {
			t.Errorf("by default %v, want %v", g.Count(), rest)
		}
	}
}

func TestRuleTexts(t *testing.T) {
	rules := append(sglang.Rules()[1:2], paramgen.Named("n", sglang.Devices(8)))
	info := paramgen.Must(paramgen.New(paramgen.WithRules(rules...))).Info()
	for i, want := range []string{
		"nnodes <= 1 || dp_size <= 1 || enable_dp_attention == true",
		"tp_size*pp_size*dp_size <= 8, without dp_size under enable_dp_attention",
	} {
		if got := info.Rules[i].Text; got != want {
			t.Errorf("text %s, want %s", got, want)
		}
	}
}

// TestWriteSpace writes presets as space files, and reads them back.
func TestWriteSpace(t *testing.T) {
	for _, name := range sglang.Presets() {
		g := paramgen.Must(paramgen.New(preset(name), paramgen.WithRules(sglang.Rules()...), paramgen.WithoutParameters("cuda_graph_max_bs")))
		var file strings.Builder
		if err := g.WriteSpace(&file); err != nil {
			t.Fatal(name, err)
		}
		option, err := paramgen.Load(strings.NewReader(file.String()))
		if err != nil {
			t.Fatal(name, err)
		}
		if h := paramgen.Must(paramgen.New(option)); h.Count().Cmp(g.Count()) != 0 {
			t.Errorf("%s: %v combinations, %v after reading back", name, g.Count(), h.Count())
		}
	}
}

func TestPresetNames(t *testing.T) {
	if got := strings.Join(sglang.Presets(), " "); got != "default devices throughput" {
		t.Error(got)
	}
	if got := paramgen.Must(paramgen.New(preset("default"))).Count().String(); got != "119232" {
		t.Error(got)
	}
	_, err := sglang.Preset("troughput")
	var unknown *paramgen.UnknownError
	if !errors.As(err, &unknown) || unknown.Nearest != "throughput" {
		t.Error(err)
	}
}

// TestDevices compares the rule with its formula, with the parameters there, unset, and not there.
func TestDevices(t *testing.T) {
	tp, pp := paramgen.Param("tp_size", 1, 2, 4), paramgen.Param("pp_size", nil, 2)
	dp, attention := paramgen.Param("dp_size", 1, 2, 3), paramgen.Param("enable_dp_attention", false, true)
	for _, params := range [][]paramgen.Parameter{{tp}, {dp}, {tp, dp}, {tp, pp, dp}, {tp, pp, dp, attention}, {dp, attention}, {paramgen.Param("x", 1)}} {
		for n := range 14 {
			g := paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(sglang.Devices(n))))
			want := 0
			for c := range paramgen.Must(paramgen.New(paramgen.WithParameters(params...))).All() {
				gpus := 1
				for _, name := range []string{"tp_size", "pp_size", "dp_size"} {
					shared, _ := paramgen.Value[bool](c, "enable_dp_attention")
					if v, set := paramgen.Value[int](c, name); set && !(shared && name == "dp_size") {
						gpus *= v
					}
				}
				if gpus <= n {
					want++
				}
			}
			if got := g.Count().Int64(); got != int64(want) {
				t.Errorf("%d devices, %d parameters: %d, want %d", n, len(params), got, want)
			}
		}
	}
	if _, err := paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", "two")), paramgen.WithRules(sglang.Devices(8))); err == nil {
		t.Error("a size that is no number")
	}
	huge := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, math.MaxInt), paramgen.Param("dp_size", 1, 2, math.MaxInt)), paramgen.WithRules(sglang.Devices(4))))
	if got := huge.Count(); got.Int64() != 4 {
		t.Errorf("sizes whose product is past the machine's integers: %v fit, want 4", got)
	}
}

// TestRules takes each demand by itself: values that it must reject, and values that it must not.
func TestRules(t *testing.T) {
	for _, tt := range []struct{ rule, rejected, allowed string }{
		{"sglang_nodes", "tp_size=1 nnodes=2; tp_size=3 pp_size=1 nnodes=2", "tp_size=1 pp_size=2 nnodes=2; tp_size=2 nnodes=2; tp_size=3; nnodes=2"},
		{"sglang_nodes_dp", "nnodes=2 dp_size=2; nnodes=2 dp_size=2 enable_dp_attention=false", "nnodes=2; dp_size=2; nnodes=2 dp_size=2 enable_dp_attention=true"},
		{"sglang_dp_attention", "tp_size=2 dp_size=4 enable_dp_attention=true", "tp_size=2 dp_size=4; tp_size=4 dp_size=2 enable_dp_attention=true"},
		{"sglang_page", "chunked_prefill_size=100 page_size=64", "chunked_prefill_size=128 page_size=64; chunked_prefill_size=-1 page_size=64; chunked_prefill_size=100; page_size=64"},
		{"sglang_page_dp", "chunked_prefill_size=128 page_size=64 dp_size=4 enable_dp_attention=true", "chunked_prefill_size=128 page_size=64 dp_size=2 enable_dp_attention=true; chunked_prefill_size=128 page_size=64 dp_size=4"},
		{"sglang_pp_speculative", "pp_size=2 speculative_algorithm=EAGLE", "pp_size=1 speculative_algorithm=EAGLE; pp_size=2"},
		{"sglang_speculative_chunk", "speculative_algorithm=EAGLE enable_mixed_chunk=true", "speculative_algorithm=EAGLE; enable_mixed_chunk=true"},
		{"sglang_hicache", "enable_hierarchical_cache=true disable_radix_cache=true", "enable_hierarchical_cache=true; disable_radix_cache=true"},
		{"sglang_swa", "swa_full_tokens_ratio=0.0; swa_full_tokens_ratio=1.5", "swa_full_tokens_ratio=1.0; tp_size=1"},
		{"sglang_priority", "enable_priority_scheduling=true schedule_policy=lpm", "enable_priority_scheduling=true; schedule_policy=lpm; enable_priority_scheduling=true schedule_policy=lof"},
		{"sglang_tokenizers", "tokenizer_worker_num=0", "tokenizer_worker_num=1; tp_size=1"},
		{"sglang_two_batch", "enable_two_batch_overlap=true; enable_two_batch_overlap=true moe_a2a_backend=none", "enable_two_batch_overlap=true moe_a2a_backend=deepep; enable_two_batch_overlap=true enable_dp_attention=true; enable_two_batch_overlap=false"},
	} {
		for want, texts := range []string{tt.rejected, tt.allowed} {
			for _, text := range strings.Split(texts, "; ") {
				g := paramgen.Must(paramgen.New(paramgen.WithParameters(single(text)...), paramgen.WithRules(sglang.Rules()...)))
				if got := g.Count().Int64(); got != int64(want) {
					t.Errorf("%s: %d combinations with %s", tt.rule, got, text)
				}
				alone := paramgen.Must(g.With(paramgen.WithoutRules(tt.rule)))
				if alone.Count().Int64() != 1 {
					t.Errorf("%s: another rule rejects %s", tt.rule, text)
				}
				unset := paramgen.Must(paramgen.New(paramgen.WithParameters(single(text)...), paramgen.WithParameters(absent(text)...), paramgen.WithRules(sglang.Rules()...)))
				if unset.Count().Cmp(g.Count()) != 0 {
					t.Errorf("%s: being unset is not the same as not being there, with %s", tt.rule, text)
				}
			}
		}
	}
}

// single returns parameters with one value each.
func single(text string) (params []paramgen.Parameter) {
	for _, field := range strings.Fields(text) {
		name, value, _ := strings.Cut(field, "=")
		var v any = value
		if value == "true" || value == "false" {
			v = value == "true"
		} else if strings.Contains(value, ".") {
			v = map[string]float64{"0.0": 0, "1.0": 1, "1.5": 1.5}[value]
		} else if n, ok := new(big.Int).SetString(value, 10); ok {
			v = n.Int64()
		}
		params = append(params, paramgen.Param(name, v))
	}
	return params
}

// absent returns the parameters that text does not name, unset.
func absent(text string) (params []paramgen.Parameter) {
	for _, name := range []string{"tp_size", "pp_size", "dp_size", "nnodes", "page_size", "moe_a2a_backend", "speculative_algorithm",
		"enable_dp_attention", "enable_mixed_chunk", "chunked_prefill_size", "schedule_policy", "disable_radix_cache"} {
		if !strings.Contains(text, name) {
			params = append(params, paramgen.Param(name, nil))
		}
	}
	return params
}

func ExamplePreset() {
	throughput, err := sglang.Preset("throughput")
	if err != nil {
		panic(err)
	}
	g, err := paramgen.New(throughput, paramgen.WithRules(sglang.Rules()...))
	if err != nil {
		panic(err)
	}
	fmt.Println(g.Count(), "of", g.Theoretical())
	// Output: 1257360537600000 of 1058158080000000000
}

func TestRelease(t *testing.T) {
	for _, tt := range []struct{ release, values, want string }{
		{"", "disable_cuda_graph=true", "--cuda-graph-backend-decode disabled --cuda-graph-backend-prefill disabled"},
		{"", "cuda_graph_max_bs=32", "--cuda-graph-max-bs-decode 32"},
		{"2026-07", "disable_cuda_graph=false", ""},
		{"2026-06", "cuda_graph_max_bs=32 tp_size=2", "--cuda-graph-max-bs-decode 32 --tp-size 2"},
		{"2026-05", "disable_cuda_graph=true", "--disable-cuda-graph"},
		{"2025-11", "cuda_graph_max_bs=32 disable_cuda_graph=false", "--cuda-graph-max-bs 32"},
	} {
		release := cmp.Or(tt.release, sglang.Newest)
		options := []paramgen.Option{paramgen.WithParameters(single(tt.values)...), sglang.Release(release)}
		g := paramgen.Must(paramgen.Must(paramgen.New(options...)).With(paramgen.WithRules())) // With keeps it
		for c := range g.All() {
			if got := strings.Join(c.Args(), " "); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.release, got, tt.want)
			}
		}
	}
	graphs := paramgen.Func("graphs", func(c paramgen.Combination) bool { return !slices.Contains(c.Args(), "--disable-cuda-graph") })
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("disable_cuda_graph", false, true)), paramgen.WithRules(graphs), sglang.Release("2026-05")))
	if g.Count().Int64() != 1 {
		t.Error("a rule is run with other arguments than the combinations have")
	}
	for _, month := range []string{"2025-10", "", "2026", "2026-13", "newest"} {
		var at *paramgen.RangeError
		if _, err := paramgen.New(sglang.Release(month)); !errors.As(err, &at) {
			t.Errorf("%q: %v", month, err)
		}
	}
}
