package paramgen

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCheckProduct checks every combination of a small space with rules of all kinds.
func TestCheckProduct(t *testing.T) {
	rules := []Rule{
		Expr("a != 2 || b == nil"), Forbid(map[string]any{"a": 3, "c": true}), If(Expr("c"), Expr("a > 1")),
		Relate("r", "a", "b", func(a int, b string) bool { return len(b) < a }),
	}
	params := WithParameters(Param("a", 1, 2, 3), Param("b", nil, "x", "yy"), Param("c", false, true))
	g, free := Must(New(params, WithRules(rules...))), Must(New(params))
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
		var check *CheckError
		if errors.As(err, &check) && cmp.Diff(want, check.Rules) != "" {
			t.Errorf("%v: rejected by %v, want %v", c, check.Rules, want)
		}
	}
}

func TestCheckFaults(t *testing.T) {
	bad := false
	g := Must(New(
		WithParameters(Param("tp_size", 1, 2), Param("name", "x", "7"), Param("dp_size", 1, 2), Param("flag", true), Param("left", 1)),
		WithRules(
			Named("small", Expr("tp_size < 2")), Named("unread", Expr("dp_size < 2")),
			Func("panics", func(c Combination) bool {
				if bad {
					panic("boom")
				}
				return true
			}),
		),
	))
	bad = true
	err := g.Check(map[string]any{"tp_sise": 1, "zzzz": 1, "tp_size": uint8(2), "name": 7, "dp_size": 9, "flag": []int{}})
	var check *CheckError
	if !errors.As(err, &check) {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff([]string{"small"}, check.Rules); diff != "" {
		t.Error(diff)
	}
	want := `paramgen: not a valid combination
	no parameter "tp_sise"; did you mean "tp_size"?
	no parameter "zzzz"
	parameter "name": has the string "7", not the number 7
	parameter "dp_size": 9 is not among its values 1, 2
	parameter "flag": a value of type []int is not supported; use nil, bool, integers, floats or strings
	rule "panics": panicked: boom
	no value for left; give nil to leave it unset
	rule "small" rejects it: tp_size < 2: 2 >= 2`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Error(diff)
	}
	var unknown *UnknownError
	var fault *ParameterError
	var panicked *PanicError
	if !errors.As(err, &unknown) || !errors.As(err, &fault) || !errors.As(err, &panicked) {
		t.Error("the faults cannot be matched")
	}
}

func TestCheckCondition(t *testing.T) {
	g := Must(New(WithParameters(Param("on", false, true), Param("size", 1, 2).When(Expr("on")))))
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
	g := Must(New(WithParameters(Param("f", 1.0, nil))))
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
	g := Must(New(WithParameters(Param("x", 1, 2), Param("free", nil, 5).When(Expr("x == 1")), Param("bound", 5, 6).When(Expr("x == 1")))))
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
	g := Must(New(
		WithParameters(
			Param("max_running_requests", nil, 128, 256), Param("max_total_tokens", nil, 4096, 32768),
			Param("tp_size", 1, 2, 4), Param("dp_size", 1, 2, 4), Param("name", "a b", "c"),
			Param("on", false, true), Param("size", 1, 2).When(Expr("on")),
		),
		WithRules(
			Named("memory", Expr("max_running_requests*512 <= max_total_tokens")),
			Expr("tp_size != 4 && dp_size != 4"),
			Forbid(map[string]any{"tp_size": 2, "name": "a b"}),
			Named("pairs", Tuples([]string{"tp_size", "dp_size"}, []any{1, 1}, []any{2, 2}, []any{4, 4})),
			If(Expr("on"), Expr("tp_size > 1")),
			Func("go code", func(c Combination) bool {
				dp, _ := Value[int](c, "dp_size")
				on, _ := Value[bool](c, "on")
				return dp < 4 || on
			}),
			Named("demand", Optional(Expr("tp_size == 1 || no_such == nil && dp_size > 1"))),
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
		var e *CheckError
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
	g := Must(New(
		WithParameters(Param("a", 1, 2, 3), Param("b", 1, 2, 3), Param("c", 1, 2, 3)),
		WithRules(Expr("a < b"), Expr("b < c"), Named("late", Expr("a + b + c < 9 && a < 3"))),
	))
	for _, test := range []struct {
		values map[string]any
		want   string
	}{
		{nil, "no value for a, b, c; give nil to leave it unset\n1 valid combination has these values"},
		{map[string]any{"b": 2}, "no value for a, c; give nil to leave it unset\n1 valid combination has these values"},
		{map[string]any{"c": 2}, "no value for a, b; give nil to leave it unset\nno valid combination has these values: forbidden by rules “a < b” and “b < c” together"},
		{map[string]any{"b": 1}, "no value for a, c; give nil to leave it unset\nrule \"a < b\" rejects it: b=1\nno valid combination has these values"},
		{map[string]any{"c": 2, "d": 1}, "no parameter \"d\"\nno value for a, b; give nil to leave it unset"},
		{map[string]any{"c": "2"}, "parameter \"c\": has the number 2, not the string \"2\"\nno value for a, b; give nil to leave it unset"},
	} {
		var e *CheckError
		if err := g.Check(test.values); !errors.As(err, &e) {
			t.Errorf("%v: error %v", test.values, err)
		} else if diff := cmp.Diff(test.want, e.Reasons()); diff != "" {
			t.Errorf("%v: %s", test.values, diff)
		}
	}
}

// TestCheckPartialOfEmpty checks that the conflict in an empty space is one of its rules alone.
func TestCheckPartialOfEmpty(t *testing.T) {
	g := Must(New(WithParameters(Param("a", 1, 2), Param("b", 1, 2)), WithRules(Expr("a < 2"), Expr("a > 1"))))
	var e *CheckError
	if err := g.Check(map[string]any{"b": 1}); !errors.As(err, &e) || cmp.Diff([]string{"a < 2", "a > 1"}, e.Conflict) != "" {
		t.Errorf("error %v", err)
	}
}

// TestPastTheBudget checks the error of a rule that needs a larger diagram than the budget allows.
func TestPastTheBudget(t *testing.T) {
	var params []Parameter
	var sum []string
	for i := range 12 {
		name := fmt.Sprintf("p%d", i)
		params = append(params, Param(name, Range(1, 50, 1)...))
		sum = append(sum, name+"*"+name)
	}
	var over *BudgetError
	if _, err := New(WithParameters(params...), WithRules(Expr(strings.Join(sum, "+")+" == 5000")), WithBudget(1000)); !errors.As(err, &over) {
		t.Errorf("error %v", err)
	}
}
