package paramgen

import "testing"

// TestCheckFreeCondition: a parameter of which unset is a value may have it where it is active too.
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
