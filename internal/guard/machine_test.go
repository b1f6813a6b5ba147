package guard

import (
	"testing"

	"github.com/paramgen/paramgen/internal/diagram"
)

// equal is the rule that two variables of so many values are equal: it remembers the first.
func equal(v, w, values int) diagram.Constraint {
	var rows [][]int32
	for x := range int32(values) {
		rows = append(rows, []int32{x, x})
	}
	return diagram.Relation([]int{v, w}, rows)
}

// TestManyStates has a condition of more states than a byte tells apart.
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

// TestInactiveIsOneState: once a condition rejects, nothing of the others is remembered.
func TestInactiveIsOneState(t *testing.T) {
	const values = 20
	g := New(4, 0, false, []diagram.Constraint{equal(0, 1, values), equal(2, 3, values)})
	m := g.Machine([]int{0, 2, 1, 3, 4})
	pending := map[int32]bool{m.Start(): true}
	for level, most := range []int{values, values * values, values + 1, 2, 0} {
		next, behind := make([]int32, values), map[int32]bool{}
		for s := range pending {
			m.Expand(level, s, next)
			for _, to := range next {
				if to > diagram.Accept {
					behind[to] = true
				}
			}
		}
		if pending = behind; len(pending) != most {
			t.Errorf("%d states behind level %d, want %d", len(pending), level, most)
		}
	}
}
