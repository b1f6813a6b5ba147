package guard

import (
	"testing"

	"github.com/paramgen/paramgen/internal/diagram"
)

// equal is the condition that two variables are equal. Its machine has a state per value.
func equal(v, w, values int) diagram.Constraint {
	var rows [][]int32
	for x := range int32(values) {
		rows = append(rows, []int32{x, x})
	}
	return diagram.Relation([]int{v, w}, rows)
}

// TestManyStates has a condition with more than 256 states.
func TestManyStates(t *testing.T) {
	const values = 300
	g := New(2, 0, false, []diagram.Constraint{equal(0, 1, values)})
	space, err := diagram.Compile(diagram.Problem{Domains: []int{values, values, 2}, Constraints: []diagram.Constraint{g}})
	if err != nil {
		t.Fatal(err)
	}
	oracle := space.Oracle()
	each([]int{values, values, 2}, func(row []int32) {
		if got, want := oracle.Completable(row), (row[0] == row[1]) == (row[2] != 0); got != want {
			t.Fatalf("%v: got %v", row, got)
		}
	})
}

// TestInactiveIsOneState checks that the states of other conditions are dropped once one rejects.
func TestInactiveIsOneState(t *testing.T) {
	const values = 20
	g := New(4, 0, false, []diagram.Constraint{equal(0, 1, values), equal(2, 3, values)})
	m := g.Machine([]int{0, 2, 1, 3, 4})
	pending := map[int32]bool{m.Start(): true}
	for level, most := range []int{values, values * values, values + 1, 2, 0} {
		next, after := make([]int32, values), map[int32]bool{}
		for s := range pending {
			m.Expand(level, s, next)
			for _, to := range next {
				if to > diagram.Accept {
					after[to] = true
				}
			}
		}
		if pending = after; len(pending) != most {
			t.Errorf("%d states after level %d, want %d", len(pending), level, most)
		}
	}
}
