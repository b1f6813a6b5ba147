package sglang_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
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
	if got := len(g.Parameters()); got != 32 {
		t.Errorf("%d parameters", got)
	}
	if got := g.Theoretical().String(); got != "987614208000000000" {
		t.Errorf("theoretical %s", got)
	}
	free := []int64{5, 5, 6, 6, 5, 5, 3, 5, 2} // tokenizers to multimodal attention, and mixed chunks
	hicache := int64(5 * 5 * 3 * (2*4 - 1) * 4 * 3)
	// with hicache, the prefix cache with 3 policies and without LMCache; without it, LMCache or
	// not, and the prefix cache or not
	caches := hicache*3 + 2*(3+1)
	overlap := int64((2*2-1)*2 + 2) // two batches need the a2a backend; nothing overlaps without the schedule
	compile, backends := int64(1+5), int64(6+6*4)
	want := product(append(free, backends, boundedPrefills(96, 0), caches, overlap, compile)...)
	if got := g.Count(); got.Cmp(want) != 0 {
		t.Errorf("valid %v, want %v", got, want)
	}
}

// TestDevicesPreset counts the linked parameters by loops.
func TestDevicesPreset(t *testing.T) {
	g := paramgen.Must(paramgen.New(preset("devices")))
	if got := len(g.Parameters()); got != 18 {
		t.Errorf("%d parameters", got)
	}
	if got := g.Theoretical(); got.Cmp(product(4, 4, 4, 2, 6, 7, 5, 5, 5, 5, 6, 9, 2, 2, 2, 2, 5, 3)) != 0 {
		t.Errorf("theoretical %v", got)
	}
	for _, devices := range []int{1, 4, 8, 16, 512} {
		want := product(devicesPreset(devices), 6, 5, 5, 5, 6, 2, 2, 5, 3)
		if got := paramgen.Must(g.With(paramgen.WithRules(sglang.Devices(devices)))).Count(); got.Cmp(want) != 0 {
			t.Errorf("%d devices: %v, want %v", devices, got, want)
		}
		if devices == 8 && g.Count().Cmp(want) != 0 {
			t.Errorf("by default %v, want %v", g.Count(), want)
		}
	}
}

// devicesPreset counts what the preset has of its parallelism, sizes of prefill and overlap.
func devicesPreset(devices int) (n int64) {
	sizes := []int{1, 2, 4, 8}
	for _, tp := range sizes {
		for _, pp := range sizes {
			for _, dp := range sizes {
				graph, floor := 96, 0
				if dp >= 4 {
					graph = 64
				}
				if dp > 1 {
					floor = 256 * dp
				}
				prefills := boundedPrefills(graph, floor)
				if pp > 4 && dp > 4 {
					continue
				}
				if tp*pp*dp <= devices {
					n += prefills * 2 // without dp attention, two batches do not overlap; the schedule may
				}
				if dp > 1 && tp%dp == 0 && tp*pp <= devices {
					n += prefills * 3
				}
			}
		}
	}
	return n
}

// TestServingPreset multiplies the counts of independent groups of parameters, and counts the
// largest group by loops.
func TestServingPreset(t *testing.T) {
	g := paramgen.Must(paramgen.New(preset("serving")))
	if got := len(g.Parameters()); got != 28 {
		t.Errorf("%d parameters", got)
	}
	graphs := int64((2*(4+2) + 1) * (3*3 + 1))
	free := product(3, 3, 4, 5, 3, 4, 3)
	want := new(big.Int).Mul(free, big.NewInt(servingPreset(graphs)))
	if got := g.Count(); got.Cmp(want) != 0 {
		t.Errorf("valid %v, want %v", got, want)
	}
}

// servingPreset counts parallelism, speculative decoding, attention, pages and CUDA graphs.
func servingPreset(graphs int64) (n int64) {
	sizes := []int{1, 2, 4, 8}
	for _, tp := range sizes {
		for _, dp := range sizes {
			for _, shared := range []bool{false, true} {
				if shared && (dp == 1 || tp%dp != 0) || !shared && tp*dp > 8 {
					continue
				}
				heads := int64(1)
				if shared {
					heads = 2 * 2 // a head for each copy, dense layers
				}
				n += heads * experts(tp, graphs) * drafts(shared)
			}
		}
	}
	return n
}

// experts counts expert parallelism with the CUDA graphs that it allows.
func experts(tp int, graphs int64) (n int64) {
	for _, ep := range []int{1, 2, 4, 8} {
		if tp%ep != 0 {
			continue
		}
		balance := int64(2)
		if ep == 1 {
			balance = 1
		}
		runners := int64(5)
		if ep != 1 && ep != tp {
			runners = 4
		}
		n += balance * runners * graphs
		if ep == tp && tp > 1 {
			n += balance * 2 * (2*graphs + 1) // deepep, of which one mode has no graphs
			n += balance * 2 * graphs         // mooncake
		}
	}
	return n
}

// drafts counts speculative decoding with the backends of attention and the sizes of pages.
func drafts(shared bool) (n int64) {
	const backends, pages = 4, 2
	chains := int64(2)    // a branch has a draft token more than steps: 3 and 4, 5 and 6
	trees := int64(2 * 4) // steps and draft tokens
	eagle := (1 + chains + trees) * backends * pages
	ngram := int64(5 * (backends + 1)) // several tokens in a page need flashinfer
	n = backends*pages + 2*eagle
	if !shared {
		n += eagle + ngram
	}
	return n
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
		g := paramgen.Must(paramgen.New(preset(name), paramgen.WithRules(sglang.Rules()...), paramgen.WithoutParameters("chunked_prefill_size")))
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
	if got := strings.Join(sglang.Presets(), " "); got != "default devices serving throughput" {
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

// TestDevices compares the rule with its formula, with the parameters there, unset, and not
// there.
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
		{"sglang_nodes", "tp_size=1 nnodes=2; tp_size=3 pp_size=1 nnodes=2; nnodes=2; pp_size=1 nnodes=2", "tp_size=1 pp_size=2 nnodes=2; tp_size=2 nnodes=2; tp_size=3; nnodes=1; pp_size=2 nnodes=2"},
		{"sglang_nodes_dp", "nnodes=2 tp_size=2 dp_size=2; nnodes=2 tp_size=2 dp_size=2 enable_dp_attention=false", "nnodes=2 tp_size=2; dp_size=2; nnodes=2 tp_size=2 dp_size=2 enable_dp_attention=true"},
		{"sglang_dp_attention", "tp_size=2 dp_size=4 enable_dp_attention=true; dp_size=2 enable_dp_attention=true", "tp_size=2 dp_size=4; tp_size=4 dp_size=2 enable_dp_attention=true; enable_dp_attention=true; dp_size=1 enable_dp_attention=true"},
		{"sglang_dp_lm_head", "dp_size=2 enable_dp_lm_head=true", "enable_dp_lm_head=true; tp_size=2 dp_size=2 enable_dp_lm_head=true enable_dp_attention=true"},
		{"sglang_context_parallel", "attn_cp_size=2; tp_size=4 dp_size=4 attn_cp_size=2; tp_size=3 attn_cp_size=2", "attn_cp_size=1; tp_size=2 attn_cp_size=2; tp_size=4 dp_size=2 attn_cp_size=2"},
		{"sglang_prefill_cp", "enable_prefill_cp=true", "enable_prefill_cp=true cp_strategy=zigzag; enable_prefill_cp=false"},
		{"sglang_page", "chunked_prefill_size=100 page_size=64; page_size=125; chunked_prefill_size=100 page_size=64 enable_dp_attention=true", "chunked_prefill_size=128 page_size=64; chunked_prefill_size=-1 page_size=64; chunked_prefill_size=100; page_size=64; page_size=125 disaggregation_mode=decode"},
		{"sglang_page_dp", "chunked_prefill_size=128 page_size=64 tp_size=4 dp_size=4 enable_dp_attention=true; page_size=8192 tp_size=4 dp_size=4 enable_dp_attention=true", "chunked_prefill_size=128 page_size=64 tp_size=2 dp_size=2 enable_dp_attention=true; chunked_prefill_size=128 page_size=64 dp_size=4; page_size=8192 dp_size=4"},
		{"sglang_page_size", "page_size=-1", "page_size=1"},
		{"sglang_pp_speculative", "pp_size=2 speculative_algorithm=EAGLE", "pp_size=1 speculative_algorithm=EAGLE; pp_size=2"},
		{"sglang_speculative", "speculative_algorithm=EAGLE speculative_num_steps=3; speculative_algorithm=STANDALONE speculative_num_steps=3 speculative_eagle_topk=1", "speculative_algorithm=EAGLE; speculative_algorithm=EAGLE3 speculative_num_steps=3 speculative_eagle_topk=1 speculative_num_draft_tokens=4; speculative_algorithm=NGRAM speculative_num_draft_tokens=4; speculative_num_steps=3"},
		{"sglang_speculative_page", "speculative_algorithm=EAGLE speculative_num_steps=3 speculative_eagle_topk=4 speculative_num_draft_tokens=4 page_size=64 attention_backend=flashmla", "speculative_algorithm=EAGLE page_size=64 attention_backend=flashmla; speculative_algorithm=EAGLE speculative_num_steps=3 speculative_eagle_topk=4 speculative_num_draft_tokens=4 page_size=64 attention_backend=flashinfer"},
		{"sglang_ngram_page", "speculative_algorithm=NGRAM page_size=64; speculative_algorithm=NGRAM page_size=64 attention_backend=fa3", "speculative_algorithm=NGRAM; speculative_algorithm=NGRAM page_size=1; speculative_algorithm=NGRAM page_size=64 attention_backend=flashinfer; speculative_algorithm=NGRAM page_size=64 speculative_ngram_max_bfs_breadth=1"},
		{"sglang_speculative_dp", "speculative_algorithm=NGRAM tp_size=2 dp_size=2 enable_dp_attention=true", "speculative_algorithm=NGRAM enable_dp_attention=true; speculative_algorithm=NGRAM dp_size=2; speculative_algorithm=EAGLE tp_size=2 dp_size=2 enable_dp_attention=true"},
		{"sglang_hicache", "enable_hierarchical_cache=true disable_radix_cache=true", "enable_hierarchical_cache=true; disable_radix_cache=true"},
		{"sglang_swa", "swa_full_tokens_ratio=0.0; swa_full_tokens_ratio=1.5", "swa_full_tokens_ratio=1.0; tp_size=1"},
		{"sglang_priority", "enable_priority_scheduling=true schedule_policy=lpm", "enable_priority_scheduling=true; schedule_policy=lpm; enable_priority_scheduling=true schedule_policy=lof"},
		{"sglang_retraction", "retraction_policy=priority; retraction_policy=priority enable_priority_scheduling=false", "retraction_policy=length; retraction_policy=priority enable_priority_scheduling=true"},
		{"sglang_conservativeness", "schedule_conservativeness=-1", "schedule_conservativeness=1.0"},
		{"sglang_tokenizers", "tokenizer_worker_num=0", "tokenizer_worker_num=1; tp_size=1"},
		{"sglang_two_batch", "enable_two_batch_overlap=true; enable_two_batch_overlap=true moe_a2a_backend=none; enable_two_batch_overlap=true enable_dp_attention=true; enable_two_batch_overlap=true dp_size=1 enable_dp_attention=true", "enable_two_batch_overlap=true moe_a2a_backend=deepep; enable_two_batch_overlap=true tp_size=2 dp_size=2 enable_dp_attention=true; enable_two_batch_overlap=false"},
		{"sglang_a2a_flashinfer", "moe_a2a_backend=flashinfer; moe_a2a_backend=flashinfer tp_size=4 dp_size=2 enable_dp_attention=true", "moe_a2a_backend=flashinfer tp_size=2 dp_size=2 enable_dp_attention=true"},
		{"sglang_a2a_pplx", "moe_a2a_backend=pplx; moe_a2a_backend=pplx enable_dp_attention=true", "moe_a2a_backend=pplx tp_size=2 dp_size=2 enable_dp_attention=true"},
		{"sglang_a2a_mori", "moe_a2a_backend=mori; moe_a2a_backend=mori chunked_prefill_size=8192", "moe_a2a_backend=mori chunked_prefill_size=4096; moe_a2a_backend=mori chunked_prefill_size=-1; moe_a2a_backend=mori tp_size=2 dp_size=2 enable_dp_attention=true"},
		{"sglang_eplb", "enable_eplb=true; enable_eplb=true ep_size=1; enable_eplb=true moe_a2a_backend=deepep", "enable_eplb=true ep_size=2; enable_eplb=true moe_a2a_backend=deepep tp_size=2"},
		{"sglang_moe_dense", "moe_dense_tp_size=2; moe_dense_tp_size=2 tp_size=4", "moe_dense_tp_size=1 tp_size=4; moe_dense_tp_size=4 tp_size=4"},
		{"sglang_moe_dp", "moe_dp_size=2; moe_dp_size=2 tp_size=2 pp_size=2; moe_dp_size=2 tp_size=2 ep_size=2", "moe_dp_size=1 pp_size=2; moe_dp_size=2 tp_size=4 ep_size=2; moe_dp_size=2 tp_size=2"},
		{"sglang_torch_compile", "enable_torch_compile=true disable_cuda_graph_padding=true", "enable_torch_compile=true; disable_cuda_graph_padding=true"},
		{"sglang_pdmux", "enable_pdmux=true; enable_pdmux=true chunked_prefill_size=-1; enable_pdmux=true chunked_prefill_size=-1 disable_overlap_schedule=true disaggregation_mode=decode", "enable_pdmux=true chunked_prefill_size=-1 disable_overlap_schedule=true; enable_pdmux=false"},
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
		"enable_dp_attention", "enable_mixed_chunk", "chunked_prefill_size", "schedule_policy", "disable_radix_cache", "attention_backend",
		"speculative_eagle_topk", "speculative_ngram_max_bfs_breadth", "disaggregation_mode", "ep_size", "enable_priority_scheduling",
		"cp_strategy", "disable_overlap_schedule", "moe_dp_size", "attn_cp_size", "enable_eplb"} {
		if !strings.Contains(" "+text, " "+name+"=") {
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
	// Output: 4190315328000000 of 987614208000000000
}
