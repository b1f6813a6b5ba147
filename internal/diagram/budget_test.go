package diagram

import (
	"errors"
	"slices"
	"testing"
)

// chain forbids that neighbours in a chain of variables of two values are both 0.
func chain(n int) Problem {
	p := Problem{Domains: slices.Repeat([]int{2}, n)}
	for v := range n - 1 {
		p.Constraints = append(p.Constraints, Nogood([]int{v, v + 1}, []int32{0, 0}))
	}
	return p
}

// TestBudgetBoundsBoth: nodes run out where they are many, and steps where nodes are few and
// values many.
func TestBudgetBoundsBoth(t *testing.T) {
	nodes := chain(100)
	nodes.Budget = 200
	steps := Problem{Domains: []int{1 << 20}, Constraints: []Constraint{Nogood([]int{0}, []int32{7})}, Budget: 1000}
	for what, p := range map[string]Problem{"nodes": nodes, "steps": steps} {
		var over *BudgetError
		if _, err := Compile(p); !errors.As(err, &over) || over.Budget != p.Budget {
			t.Errorf("too many %s: error %v", what, err)
		}
		p.Budget *= 10
		if _, err := Compile(p); err != nil {
			t.Errorf("%s enough: error %v", what, err)
		}
	}
}

// TestBlame: of a knot too large for the budget, with a chain at each of its ends, the knot's
// rules are blamed and not those far up a chain.
func TestBlame(t *testing.T) {
	const tail, knot = 20, 12
	var different [][]int32
	for x := range int32(knot) {
		for y := range int32(knot) {
			if x != y {
				different = append(different, []int32{x, y})
			}
		}
	}
	p := chain(tail + knot + tail)
	for v := tail; v < tail+knot; v++ {
		p.Domains[v] = knot
		for w := v + 1; w < tail+knot; w++ {
			p.Constraints = append(p.Constraints, Relation([]int{v, w}, different))
		}
	}
	p.Budget = 6000
	_, err := Compile(p)
	var over *BudgetError
	if !errors.As(err, &over) || len(over.Constraints) == 0 || len(over.Variables) == 0 {
		t.Fatalf("error %v", err)
	}
	for _, i := range over.Constraints {
		if vars := p.Constraints[i].Vars(); vars[1] < tail || vars[0] > tail+knot {
			t.Errorf("a rule of a chain is blamed, over %v", vars)
		}
	}
}
