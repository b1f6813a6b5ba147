package paramgen

import "testing"

// TestForbidWithRemoved: a removed parameter is unset, in what is forbidden too.
func TestForbidWithRemoved(t *testing.T) {
	g := Must(New(WithParameters(Param("x", 1, 2, 3), Param("y", nil, 5)), WithRules(
		Forbid(map[string]any{"x": 1, "y": nil}),
		Forbid(map[string]any{"x": 2, "y": 5}),
	)))
	without := Must(g.With(WithoutParameters("y")))
	var got []any
	for c := range without.All() {
		v, _ := c.Get("x")
		got = append(got, v)
	}
	if len(got) != 2 || got[0] != 2 || got[1] != 3 {
		t.Errorf("x is one of %v, want 2 and 3", got)
	}
}

// TestDiffOfOtherOrder: the order of parameters and values is nothing that differs.
func TestDiffOfOtherOrder(t *testing.T) {
	rule := WithRules(Expr("x <= y || x == 4 && y == 1"))
	a := Must(New(WithParameters(Param("x", 1, 2, 3, 4), Param("y", 1, 2, 3)), rule))
	b := Must(New(WithParameters(Param("y", 3, 1, 2), Param("x", 2, 4, 1, 3)), rule))
	if d := a.Diff(b); d.Shared == nil || d.Shared.Cmp(a.Count()) != 0 || d.Before.Cmp(d.After) != 0 || len(d.Parameters) > 0 {
		t.Errorf("%+v", d)
	}
}
