package paramgen

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRejections shows how each kind of rule is explained.
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

// In an empty space nothing can be completed, and the values are not to blame.
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
