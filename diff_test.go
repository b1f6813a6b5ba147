package paramgen_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/randspace"
	"github.com/paramgen/paramgen/sglang"
)

// differs compares with another space by the identities of combinations: with one that has a value and some rules less and another rule, or with any other.
func (t *twin) differs() error {
	other := randspace.New(t.rng.Uint64())
	if t.rng.IntN(2) == 0 {
		other = randspace.Space{Parameters: slices.Clone(t.Parameters), Rules: append(slices.Clip(t.Rules[:len(t.Rules)/2]), t.Rule(t.rng.Uint64()))}
		if len(other.Parameters) > 0 && len(other.Parameters[0].Values) > 1 {
			other.Parameters[0].Values = other.Parameters[0].Values[1:]
		}
	}
	h, err := paramgen.New(other.Options()...)
	if err != nil {
		return nil // the value was needed
	}
	d := t.g.Diff(h)
	if want := sharedIDs(t.g, h); d.Shared == nil || d.Shared.Int64() != int64(want) {
		return fmt.Errorf("%v combinations are in both, want %d; the other is\n%s", d.Shared, want, other)
	}
	if err := liveness(t.g, h, d); err != nil {
		return fmt.Errorf("%w; the other is\n%s", err, other)
	}
	return nil
}

func sharedIDs(g, h *paramgen.Generator) int {
	ids, n := map[string]bool{}, 0
	for c := range g.All() {
		ids[c.ID()] = true
	}
	for c := range h.All() {
		if ids[c.ID()] {
			n++
		}
	}
	return n
}

// liveness checks which values of both spaces the difference says to have come and gone.
func liveness(g, h *paramgen.Generator, d *paramgen.Diff) error {
	before, after := seenValues(g), seenValues(h)
	for _, p := range d.Parameters {
		for _, v := range p.Dead {
			if key := valueKey(p.Name, v); !before[key] || after[key] {
				return fmt.Errorf("%s=%v is dead", p.Name, v)
			}
		}
		for _, v := range p.Revived {
			if key := valueKey(p.Name, v); before[key] || !after[key] {
				return fmt.Errorf("%s=%v is revived", p.Name, v)
			}
		}
	}
	return nil
}

func seenValues(g *paramgen.Generator) map[string]bool {
	seen := map[string]bool{}
	for c := range g.All() {
		for name, v := range c.All() {
			seen[valueKey(name, v)] = true
		}
	}
	return seen
}

// valueKey is the same for numbers of the same value.
func valueKey(name string, v any) string {
	if s, ok := v.(string); ok {
		v = fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(name, "=", v)
}

// TestDiffOfConditions: the condition of a parameter is a rule like others, be it called by another name than its text.
func TestDiffOfConditions(t *testing.T) {
	with := func(condition string) *paramgen.Generator {
		x := paramgen.Param("x", 1, 2).When(paramgen.Named("wanted", paramgen.Expr(condition)))
		return paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("on", 0, 1, 2), x)))
	}
	want := []string{"x when wanted"}
	if d := with("on > 0").Diff(with("on > 1")); !slices.Equal(d.ChangedRules, want) || len(d.AddedRules)+len(d.RemovedRules) > 0 {
		t.Errorf("changed %q, added %q, removed %q", d.ChangedRules, d.AddedRules, d.RemovedRules)
	}
}

func TestDiff(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	h := paramgen.Must(g.With(
		paramgen.WithValues("tp_size", 1, 2, 4, 16),
		paramgen.WithoutParameters("attention_backend"),
		paramgen.WithParameters(paramgen.Param("page_size", nil, 16)),
		paramgen.WithRules(
			paramgen.Expr("tp_size*dp_size <= 8"),
			paramgen.Named("memory", paramgen.Expr("max_running_requests*8 <= max_total_tokens")),
			paramgen.Named("cuda_graph", paramgen.Expr("cuda_graph_max_bs == nil")),
		),
		paramgen.WithoutRules("prefill"),
	))
	d := g.Diff(h)
	want := `119,232 valid combinations before, 36,864 after
  6,624 in both, 30,240 added, 112,608 removed
tp_size
  added: 16
  removed: 8
cuda_graph_max_bs
  in no valid combination any more: 32 64 128 256
parameter removed: attention_backend: nil flashinfer triton torch_native
parameter added: page_size: nil 16
rule added: tp_size*dp_size <= 8
rule removed: prefill
rule changed: cuda_graph
rule changed: memory
`
	if n := sharedIDs(g, h); d.Shared.Int64() != int64(n) {
		t.Errorf("%v shared, want %d", d.Shared, n)
	}
	if diff := cmp.Diff(want, d.String()); diff != "" {
		t.Error(diff)
	}
	got, err := json.Marshal(d.Parameters)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`[{"name":"tp_size","added":[16],"removed":[8]},{"name":"cuda_graph_max_bs","dead":[32,64,128,256]},`+
		`{"name":"attention_backend","gone":true,"removed":[null,"flashinfer","triton","torch_native"]},{"name":"page_size","new":true,"added":[null,16]}]`, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestDiffOfEqual(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	d := g.Diff(paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithOrder("tp_size"))))
	if d.Added().Sign() != 0 || d.Removed().Sign() != 0 || len(d.Parameters)+len(d.AddedRules)+len(d.RemovedRules)+len(d.ChangedRules) > 0 {
		t.Errorf("a space differs from itself in another order: %s", d)
	}
}

// TestDiffOfOtherOrder: the order of parameters and values is nothing that differs.
func TestDiffOfOtherOrder(t *testing.T) {
	rule := expr("x <= y || x == 4 && y == 1")
	a := paramgen.Must(paramgen.New(param("x", 1, 2, 3, 4), param("y", 1, 2, 3), rule))
	b := paramgen.Must(paramgen.New(param("y", 3, 1, 2), param("x", 2, 4, 1, 3), rule))
	if d := a.Diff(b); d.Shared == nil || d.Shared.Cmp(a.Count()) != 0 || d.Before.Cmp(d.After) != 0 || len(d.Parameters) > 0 {
		t.Errorf("%+v", d)
	}
}
