package cover

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

// parity allows rows of which the first three values add up to a multiple.
type parity int32

func (p parity) Completable(row []int32) bool {
	return row[0] < 0 || row[1] < 0 || row[2] < 0 || (row[0]+row[1]+row[2])%int32(p) == 0
}

// TestManyLiterals counts the triples of a group that has more literals than a byte tells apart.
func TestManyLiterals(t *testing.T) {
	const d = 90
	p := Problem{Domains: []int{d, d, d, 2}, Oracle: parity(d), Linked: [][]int{{0, 1, 2}}, Strength: 3}
	v, err := Cover(p, func(func([]int32) bool) {})
	if err != nil {
		t.Fatal(err)
	}
	if want := d*d + 3*d*d*2; v.Tuples != want {
		t.Errorf("%d triples, want %d", v.Tuples, want)
	}
}

// TestSearchObeys searches long under rules that no two values show: every row is valid, and adds something.
func TestSearchObeys(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 60 {
		space := rules{domains: slices.Repeat([]int{3}, 7)}
		for range 60 {
			c := clause{}
			for _, v := range r.Perm(7)[:3+r.IntN(2)] {
				c.forbid(space, v, r.IntN(3))
			}
			space.clauses = append(space.clauses, c)
		}
		a := build(t, space, Problem{Strength: 2, Moves: 3000})
		if a.Shown != a.Tuples || slices.Contains(a.New, 0) {
			t.Errorf("space %d: %d of %d pairs, rows add %v", i, a.Shown, a.Tuples, a.New)
		}
	}
}

// TestEndsAtBound: no move is made where the greedy array is as small as can be.
func TestEndsAtBound(t *testing.T) {
	a, err := Build(Problem{Domains: []int{4, 3, 1}, Strength: 2, Moves: 1 << 20, Progress: func(p Progress) bool {
		if p.Moves > 0 {
			t.Errorf("%+v", p)
		}
		return p.Moves == 0
	}})
	if err != nil || len(a.Rows) != 12 || a.Bound != 12 {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestTwiceInGroup: a variable that is given twice counts once.
func TestTwiceInGroup(t *testing.T) {
	var strength *StrengthError
	_, err := Build(Problem{Domains: []int{2, 2, 2}, Strength: 1, Groups: []Group{{[]int{1, 1}, 2}}})
	if !errors.As(err, &strength) || strength.Variables != 1 || strength.Group != 0 {
		t.Errorf("%v", err)
	}
}
