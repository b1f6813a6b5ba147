package paramgen

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCheckProduct asks for every combination of a small space with rules of all kinds.
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
