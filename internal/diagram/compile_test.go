package diagram

import (
	"math/rand/v2"
	"testing"
)

// TestNoVariables compiles problems without variables, with and without a rule that rejects all.
func TestNoVariables(t *testing.T) {
	if n := countOf(t, Problem{}); n.Int64() != 1 {
		t.Errorf("%v assignments of no variables", n)
	}
	if n := countOf(t, Problem{Constraints: []Constraint{Nogood(nil, nil)}}); n.Sign() != 0 {
		t.Errorf("%v assignments of no variables and a rule that rejects everything", n)
	}
}

// lateDead returns a problem in which a value of variable 0 leads to a new node in one subtree
// while the other subtree turns out dead later: three variables of two values must all differ.
func lateDead() Problem {
	p := Problem{Domains: []int{2, 3, 2, 2, 2}, Constraints: []Constraint{Nogood([]int{0, 1}, []int32{0, 1})}}
	for _, pair := range [][]int{{2, 3}, {3, 4}, {2, 4}} {
		for x := range int32(2) {
			p.Constraints = append(p.Constraints, Nogood(append([]int{0}, pair...), []int32{0, x, x}))
		}
	}
	return p
}

// TestSwept checks that a root reaches every node.
func TestSwept(t *testing.T) {
	for seed := range uint64(300) {
		p, _ := randomProblem(t, rand.New(rand.NewPCG(seed, 9)))
		if seed == 0 {
			p = lateDead()
		}
		for name, s := range variants(t, p) {
			for _, q := range s.parts {
				position, marks, nodes := make([]int32, len(s.levels)), make([][]int32, len(q.order)), 0
				for at, v := range q.order {
					position[v], marks[at] = int32(at), make([]int32, s.levels[v].nodes.Len())
					nodes += len(marks[at])
				}
				if n := reach(q.order, position, s.levels, marks); n != nodes {
					t.Fatalf("%s space of seed %d: %d of %d nodes are reached", name, seed, n, nodes)
				}
			}
		}
	}
}
