package paramgen_test

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/randspace"
	"github.com/paramgen/paramgen/sglang"
)

// some returns values for some parameters, now and then one that the parameter does not have.
func (t *twin) some(alien any) map[string]any {
	values := map[string]any{}
	for _, p := range t.Parameters {
		domain := p.Domain()
		switch n := t.rng.IntN(len(domain) + 2); {
		case n < len(domain):
			values[p.Name] = domain[n]
		case n == len(domain) && alien != nil:
			values[p.Name] = alien
		}
	}
	return values
}

func distance(values map[string]any, r randspace.Row) int {
	n := 0
	for name, v := range values {
		if r[name] != v {
			n++
		}
	}
	return n
}

func (t *twin) nearest() error {
	values := t.some("none of its values")
	var want []randspace.Row
	for _, r := range t.valid {
		if len(want) > 0 && distance(values, r) < distance(values, want[0]) {
			want = nil
		}
		if len(want) == 0 || distance(values, r) == distance(values, want[0]) {
			want = append(want, r)
		}
	}
	seq, err := t.g.Nearest(values)
	if err != nil {
		return err
	}
	var got []paramgen.Combination
	for c, changes := range seq {
		got = append(got, c)
		repaired := maps.Clone(values)
		for _, change := range changes {
			if change.From != values[change.Parameter] {
				return fmt.Errorf("change %v of %v", change, values)
			}
			repaired[change.Parameter] = change.To
		}
		if len(changes) != distance(values, c.Map()) || distance(repaired, c.Map()) != 0 {
			return fmt.Errorf("changes %v lead from %v to %v", changes, values, c)
		}
	}
	return same(fmt.Sprintf("nearest to %v", values), got, want)
}

// any returns a random combination, valid or not.
func (t *twin) any() (paramgen.Combination, randspace.Row, error) {
	wide, err := paramgen.New(t.Wide().Options()...)
	if err != nil {
		return paramgen.Combination{}, nil, err
	}
	i := t.rng.IntN(len(t.rows))
	for c := range wide.All() {
		if i == 0 {
			return c, c.Map(), nil
		}
		i--
	}
	return paramgen.Combination{}, nil, errors.New("no such row")
}

func (t *twin) neighbours() error {
	c, row, err := t.any()
	if err != nil {
		return err
	}
	var want []randspace.Row
	for _, p := range t.Parameters {
		for _, r := range t.valid {
			if distance(row, r) == 1 && r[p.Name] != row[p.Name] {
				want = append(want, r)
			}
		}
	}
	return same(fmt.Sprintf("neighbours of %v", c), slices.Collect(must(t.g.Neighbours(c))), want)
}

func (t *twin) around() error {
	c, row, err := t.any()
	if err != nil {
		return err
	}
	var want []randspace.Row
	add := func(r randspace.Row) {
		if !slices.ContainsFunc(want, func(s randspace.Row) bool { return maps.Equal(r, s) }) {
			want = append(want, r)
		}
	}
	if slices.ContainsFunc(t.valid, func(r randspace.Row) bool { return maps.Equal(r, row) }) {
		add(row)
	}
	for _, p := range t.Parameters {
		for _, v := range p.Domain() {
			var best randspace.Row
			for _, r := range t.valid {
				if v != row[p.Name] && r[p.Name] == v && (best == nil || distance(row, r) < distance(row, best)) {
					best = r
				}
			}
			if best != nil {
				add(best)
			}
		}
	}
	return same(fmt.Sprintf("around %v", c), slices.Collect(must(t.g.OneAtATime(c))), want)
}

// partial checks values of which some are missing.
func (t *twin) partial() error {
	values := t.some(nil)
	err := t.g.Check(values)
	var e *paramgen.CheckError
	if len(values) == len(t.Parameters) || !errors.As(err, &e) {
		return nil // complete ones are checked elsewhere
	}
	completions := 0
	alone := map[string]int{}
	for i, r := range t.rows {
		if distance(values, r) > 0 {
			continue
		}
		if len(t.rejecting[i]) == 0 {
			completions++
		}
		alone[""]++
		for _, rule := range t.rejecting[i] {
			alone[rule]++
		}
	}
	if e.Completions == nil || e.Completions.Int64() != int64(completions) {
		return fmt.Errorf("%v can be completed in %v ways, want %d", values, e.Completions, completions)
	}
	var rejecting []string
	for _, name := range (&reported{twin: t}).names() {
		if alone[name] == alone[""] {
			rejecting = append(rejecting, name)
		}
	}
	if diff := cmp.Diff(rejecting, e.Rules); diff != "" {
		return fmt.Errorf("rules that reject %v: %s", values, diff)
	}
	if completions > 0 || len(e.Rules) > 0 {
		if e.Conflict != nil {
			return fmt.Errorf("conflict %q of %v", e.Conflict, values)
		}
		return nil
	}
	var given []any
	for name, v := range values {
		given = append(given, name, v)
	}
	return (&reported{twin: t}).minimal(e.Conflict, given...)
}

func TestNearestRepairs(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	seq, err := g.Nearest(map[string]any{
		"max_running_requests": 128, "max_total_tokens": 32768, "chunked_prefill_size": 1024, "max_prefill_tokens": 5000, "tp_size": 2,
		"dp_size": 1, "disable_radix_cache": false, "disable_cuda_graph": false, "cuda_graph_max_bs": 64, "attention_backend": nil,
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, changes := range seq {
		got = append(got, fmt.Sprint(changes))
	}
	if diff := cmp.Diff([]string{
		"[max_running_requests: 128 → nil max_prefill_tokens: 5000 → 4096]",
		"[max_running_requests: 128 → nil max_prefill_tokens: 5000 → 8192]",
		"[max_running_requests: 128 → nil max_prefill_tokens: 5000 → 16384]",
		"[max_running_requests: 128 → nil max_prefill_tokens: 5000 → 32768]",
		"[max_total_tokens: 32768 → nil max_prefill_tokens: 5000 → 4096]",
		"[max_total_tokens: 32768 → nil max_prefill_tokens: 5000 → 8192]",
		"[max_total_tokens: 32768 → nil max_prefill_tokens: 5000 → 16384]",
		"[max_total_tokens: 32768 → nil max_prefill_tokens: 5000 → 32768]",
	}, got); diff != "" {
		t.Error(diff)
	}
}

// TestNearestKeepsValues: the sequence tells of the values that were given, whatever becomes of the map.
func TestNearestKeepsValues(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("n", 1, 2))))
	values := map[string]any{"n": 5000}
	seq, err := g.Nearest(values)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, changes := range seq {
		values["n"] = changes[0].To
		got = append(got, fmt.Sprint(changes))
	}
	if diff := cmp.Diff([]string{"[n: 5000 → 1]", "[n: 5000 → 2]"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestNearestFaults(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	_, err := g.Nearest(map[string]any{"tp_sise": 2, "tp_size": "2", "dp_size": []int{1}, "max_prefill_tokens": 5000})
	want := `paramgen: parameter "dp_size": a value of type []int is not supported; use nil, bool, integers, floats or strings
paramgen: no parameter "tp_sise"; did you mean "tp_size"?
paramgen: parameter "tp_size": has the number 2, not the string "2"`
	if err == nil || err.Error() != want {
		t.Errorf("error %v", err)
	}
}

// A nearest combination is found, and the first of very many told, without listing any.
func TestNearestOfHuge(t *testing.T) {
	var params []paramgen.Parameter
	for i := range 300 {
		params = append(params, paramgen.Param(fmt.Sprintf("p%d", i), 0, 1, 2, 3))
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(paramgen.Expr("p0 + p299 == 3"))))
	seq, err := g.Nearest(map[string]any{"p0": 3, "p299": 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, changes := range seq {
		if len(changes) != 1 || changes[0].String() != "p0: 3 → 0" {
			t.Errorf("changes %v", changes)
		}
		break
	}
}

func TestNeighboursOfForeign(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for name, call := range map[string]func(paramgen.Combination) (iter.Seq[paramgen.Combination], error){
		"Neighbours": g.Neighbours, "OneAtATime": g.OneAtATime,
	} {
		seq, err := call(paramgen.Combination{})
		if seq != nil || !is[*paramgen.RangeError](err) || !strings.Contains(err.Error(), "combination is") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
