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

// TestCheckProduct checks every combination of a small space with rules of all kinds.
func TestCheckProduct(t *testing.T) {
	rules := []paramgen.Rule{
		paramgen.Expr("a != 2 || b == nil"), paramgen.Forbid(map[string]any{"a": 3, "c": true}), paramgen.If(paramgen.Expr("c"), paramgen.Expr("a > 1")),
		paramgen.Relate("r", "a", "b", func(a int, b string) bool { return len(b) < a }),
	}
	params := paramgen.WithParameters(paramgen.Param("a", 1, 2, 3), paramgen.Param("b", nil, "x", "yy"), paramgen.Param("c", false, true))
	g, free := paramgen.Must(paramgen.New(params, paramgen.WithRules(rules...))), paramgen.Must(paramgen.New(params))
	for c := range free.All() {
		var want []string
		for _, r := range rules {
			if !r.Allow(c) {
				want = append(want, r.Name())
			}
		}
		err := g.Check(c.Map())
		_, valid := g.Index(c)
		if valid != (err == nil) || valid != (len(want) == 0) {
			t.Errorf("%v: error %v, valid %v, rejected by %v", c, err, valid, want)
		}
		var check *paramgen.CheckError
		if errors.As(err, &check) && cmp.Diff(want, check.Rules) != "" {
			t.Errorf("%v: rejected by %v, want %v", c, check.Rules, want)
		}
	}
}

func TestCheckFaults(t *testing.T) {
	bad := false
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("tp_size", 1, 2), paramgen.Param("name", "x", "7"), paramgen.Param("dp_size", 1, 2), paramgen.Param("flag", true), paramgen.Param("left", 1)),
		paramgen.WithRules(
			paramgen.Named("small", paramgen.Expr("tp_size < 2")), paramgen.Named("unread", paramgen.Expr("dp_size < 2")),
			paramgen.Func("panics", func(c paramgen.Combination) bool {
				if bad {
					panic("boom")
				}
				return true
			}),
		),
	))
	bad = true
	err := g.Check(map[string]any{"tp_sise": 1, "zzzz": 1, "tp_size": uint8(2), "name": 7, "dp_size": 9, "flag": struct{}{}})
	var check *paramgen.CheckError
	if !errors.As(err, &check) {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff([]string{"small"}, check.Rules); diff != "" {
		t.Error(diff)
	}
	want := `paramgen: not a valid combination
	no parameter "tp_sise"; did you mean "tp_size"?
	no parameter "zzzz"; parameters: tp_size, name, dp_size, flag, left
	parameter "name": has the string "7", not the number 7
	parameter "dp_size": 9 is not among its values 1, 2
	parameter "flag": a value of type struct {} is not supported; use nil, bool, integers, floats, strings or lists of these
	rule "panics": panicked: boom
	no value for left; give nil to leave it unset
	rule "small" rejects it: tp_size < 2: 2 >= 2`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Error(diff)
	}
	var unknown *paramgen.UnknownError
	var fault *paramgen.ParameterError
	var panicked *paramgen.PanicError
	if !errors.As(err, &unknown) || !errors.As(err, &fault) || !errors.As(err, &panicked) {
		t.Error("the faults cannot be matched")
	}
}

func TestCheckCondition(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("on", false, true), paramgen.Param("size", 1, 2).When(paramgen.Expr("on")))))
	for _, test := range []struct {
		on    bool
		size  any
		valid bool
	}{{true, 1, true}, {true, nil, false}, {false, nil, true}, {false, 1, false}} {
		err := g.Check(map[string]any{"on": test.on, "size": test.size})
		if (err == nil) != test.valid || err != nil && !strings.Contains(err.Error(), `"size when on" rejects`) {
			t.Errorf("%v: error %v", test, err)
		}
	}
}

func TestCheckNumbersByValue(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("f", 1.0, nil))))
	for _, v := range []any{1, 1.0, uint(1), float32(1), nil} {
		if err := g.Check(map[string]any{"f": v}); err != nil {
			t.Errorf("%v: %v", v, err)
		}
	}
	if err := g.Check(map[string]any{"f": "1"}); err == nil || !strings.Contains(err.Error(), `"1" is not among its values`) {
		t.Errorf("error %v", err)
	}
	if err := g.Check(map[string]any{"f": "1.0"}); err == nil || !strings.Contains(err.Error(), "has the number 1") {
		t.Errorf("error %v", err)
	}
}

// TestCheckFreeCondition checks conditional parameters with and without nil among their own
// values.
func TestCheckFreeCondition(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1, 2), paramgen.Param("free", nil, 5).When(paramgen.Expr("x == 1")), paramgen.Param("bound", 5, 6).When(paramgen.Expr("x == 1")))))
	for _, test := range []struct {
		values map[string]any
		valid  bool
	}{
		{map[string]any{"x": 1, "free": nil, "bound": 5}, true},
		{map[string]any{"x": 1, "free": 5, "bound": 6}, true},
		{map[string]any{"x": 1, "free": 5, "bound": nil}, false},
		{map[string]any{"x": 2, "free": nil, "bound": nil}, true},
		{map[string]any{"x": 2, "free": 5, "bound": nil}, false},
	} {
		if err := g.Check(test.values); (err == nil) != test.valid {
			t.Errorf("%v: error %v", test.values, err)
		}
	}
}

// TestRejections compares the explanation of each kind of rule.
func TestRejections(t *testing.T) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("max_running_requests", nil, 128, 256), paramgen.Param("max_total_tokens", nil, 4096, 32768),
			paramgen.Param("tp_size", 1, 2, 4), paramgen.Param("dp_size", 1, 2, 4), paramgen.Param("name", "a b", "c"),
			paramgen.Param("on", false, true), paramgen.Param("size", 1, 2).When(paramgen.Expr("on")),
		),
		paramgen.WithRules(
			paramgen.Named("memory", paramgen.Expr("max_running_requests*512 <= max_total_tokens")),
			paramgen.Expr("tp_size != 4 && dp_size != 4"),
			paramgen.Forbid(map[string]any{"tp_size": 2, "name": "a b"}),
			paramgen.Named("pairs", paramgen.Tuples([]string{"tp_size", "dp_size"}, []any{1, 1}, []any{2, 2}, []any{4, 4})),
			paramgen.If(paramgen.Expr("on"), paramgen.Expr("tp_size > 1")),
			paramgen.Func("go code", func(c paramgen.Combination) bool {
				dp, _ := paramgen.Value[int](c, "dp_size")
				on, _ := paramgen.Value[bool](c, "on")
				return dp < 4 || on
			}),
			paramgen.Named("demand", paramgen.Optional(paramgen.Expr("tp_size == 1 || no_such == nil && dp_size > 1"))),
		),
	))
	for _, test := range []struct {
		values map[string]any
		want   string
	}{
		{
			map[string]any{"max_running_requests": 128, "max_total_tokens": 32768, "tp_size": 1, "dp_size": 1, "name": "c", "on": false, "size": nil},
			`rule "memory" rejects it: max_running_requests*512 <= max_total_tokens: 128*512 = 65536 > 32768`,
		},
		{
			map[string]any{"max_running_requests": nil, "max_total_tokens": nil, "tp_size": 4, "dp_size": 4, "name": "c", "on": false, "size": 2},
			`rule "tp_size != 4 && dp_size != 4" rejects it: tp_size != 4: 4 == 4; dp_size != 4: 4 == 4
rule "go code" rejects it: dp_size=4, on=false
rule "size when on" rejects it: size=2, but it must be unset unless on`,
		},
		{
			map[string]any{"max_running_requests": nil, "max_total_tokens": nil, "tp_size": 2, "dp_size": 1, "name": "a b", "on": true, "size": nil},
			`rule "forbid name=\"a b\", tp_size=2" rejects it
rule "pairs" rejects it: tp_size=2, dp_size=1
rule "demand" rejects it: tp_size == 1 || no_such == nil && dp_size > 1: 2 != 1 and 1 <= 1
rule "size when on" rejects it: size=nil, but it must be set if on`,
		},
		{
			map[string]any{"max_running_requests": nil, "max_total_tokens": nil, "tp_size": 1, "dp_size": 1, "name": "c", "on": true, "size": 1},
			`rule "if on then tp_size > 1" rejects it: on is true, but 1 <= 1`,
		},
	} {
		var e *paramgen.CheckError
		if err := g.Check(test.values); !errors.As(err, &e) {
			t.Errorf("%v: error %v", test.values, err)
			continue
		}
		if diff := cmp.Diff(test.want, e.Reasons()); diff != "" {
			t.Error(diff)
		}
		for _, r := range e.Rejections {
			if len(r.Reads) == 0 {
				t.Errorf("rule %q is said to read nothing", r.Rule)
			}
		}
	}
}

func TestCheckPartial(t *testing.T) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("a", 1, 2, 3), paramgen.Param("b", 1, 2, 3), paramgen.Param("c", 1, 2, 3)),
		paramgen.WithRules(paramgen.Expr("a < b"), paramgen.Expr("b < c"), paramgen.Named("late", paramgen.Expr("a + b + c < 9 && a < 3"))),
	))
	for _, test := range []struct {
		values map[string]any
		want   string
	}{
		{nil, "1 valid combination has these values\nno value for a, b, c; give nil to leave it unset"},
		{map[string]any{"b": 2}, "1 valid combination has these values\nno value for a, c; give nil to leave it unset"},
		{map[string]any{"c": 2}, "no value for a, b; give nil to leave it unset\nno valid combination has these values: forbidden by rules “a < b” and “b < c” together"},
		{map[string]any{"b": 1}, "no value for a, c; give nil to leave it unset\nrule \"a < b\" rejects it: b=1\nno valid combination has these values"},
		{map[string]any{"c": 2, "d": 1}, "no parameter \"d\"; parameters: a, b, c\nno value for a, b; give nil to leave it unset"},
		{map[string]any{"c": "2"}, "parameter \"c\": has the number 2, not the string \"2\"\nno value for a, b; give nil to leave it unset"},
	} {
		var e *paramgen.CheckError
		if err := g.Check(test.values); !errors.As(err, &e) {
			t.Errorf("%v: error %v", test.values, err)
		} else if diff := cmp.Diff(test.want, e.Reasons()); diff != "" {
			t.Errorf("%v: %s", test.values, diff)
		}
	}
}

// TestCheckPartialOfEmpty checks that the conflict in an empty space is one of its rules alone.
func TestCheckPartialOfEmpty(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2)), paramgen.WithRules(paramgen.Expr("a < 2"), paramgen.Expr("a > 1"))))
	var e *paramgen.CheckError
	if err := g.Check(map[string]any{"b": 1}); !errors.As(err, &e) || cmp.Diff([]string{"a < 2", "a > 1"}, e.Conflict) != "" {
		t.Errorf("error %v", err)
	}
}

// TestPastTheBudget checks the error of a rule that needs a larger diagram than the budget allows.
func TestPastTheBudget(t *testing.T) {
	var params []paramgen.Parameter
	var sum []string
	for i := range 12 {
		name := fmt.Sprintf("p%d", i)
		params = append(params, paramgen.Param(name, paramgen.Range(1, 50, 1)...))
		sum = append(sum, name+"*"+name)
	}
	var over *paramgen.BudgetError
	if _, err := paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(paramgen.Expr(strings.Join(sum, "+")+" == 5000")), paramgen.WithBudget(1000)); !errors.As(err, &over) {
		t.Errorf("error %v", err)
	}
}

// some returns values for some parameters, sometimes one that the parameter does not have.
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

// partial checks values with some missing.
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

// TestNearestKeepsValues checks that a later change of the map has no effect.
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
	_, err := g.Nearest(map[string]any{"tp_sise": 2, "tp_size": "2", "dp_size": struct{}{}, "max_prefill_tokens": 5000})
	want := `paramgen: parameter "dp_size": a value of type struct {} is not supported; use nil, bool, integers, floats, strings or lists of these
paramgen: no parameter "tp_sise"; did you mean "tp_size"?
paramgen: parameter "tp_size": has the number 2, not the string "2"`
	if err == nil || err.Error() != want {
		t.Errorf("error %v", err)
	}
}

// TestNearestOfHuge finds the nearest combination in a space that is too large to list.
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

func TestKinds(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", nil, true, 1))))
	for v, want := range map[any]string{"nil": `has the unset value nil, not the string "nil"`, "true": `has the boolean true, not the string "true"`} {
		if err := g.Check(map[string]any{"a": v}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", v, err, want)
		}
	}
}
