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
