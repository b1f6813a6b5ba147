package paramgen

import "testing"

// TestIncludeUnset: what a combination of another generator does not know is unset, wherever among its values a parameter has that.
func TestIncludeUnset(t *testing.T) {
	old := Must(New(WithParameters(Param("x", 1, 2))))
	var done []Combination
	for c := range old.All() {
		done = append(done, c)
	}
	for _, values := range [][]any{{nil, 3}, {3, nil}} {
		g := Must(New(WithParameters(Param("x", 1, 2), Param("y", values...))))
		a, err := g.CoveringArray(1, Include(done...))
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range a.Rows[:a.Included] {
			if c.ID() != done[i].ID() {
				t.Errorf("%v became %v", done[i], c)
			}
		}
	}
}
