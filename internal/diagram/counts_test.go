package diagram

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// wideProblem has so many assignments that their number is about as long as a word. Rules link
// variables to chains and stars.
func wideProblem(rng *rand.Rand) Problem {
	var p Problem
	for bits := 50 + rng.IntN(80); bits > 0; {
		n := min(bits, 1+rng.IntN(10))
		bits -= n
		p.Domains = append(p.Domains, 1<<n-rng.IntN(2))
	}
	for range rng.IntN(2 * len(p.Domains)) {
		vars := rng.Perm(len(p.Domains))[:2]
		if rng.IntN(2) == 0 {
			vars = []int{0, 1 + rng.IntN(len(p.Domains)-1)}
		}
		slices.Sort(vars)
		values := make([]int32, len(vars))
		for i, v := range vars {
			values[i] = int32(rng.IntN(p.Domains[v]))
			if rng.IntN(2) == 0 {
				values[i] = int32(p.Domains[v] - 1) // so that edges are long
			}
		}
		p.Constraints = append(p.Constraints, Nogood(vars, values))
	}
	return p
}

// TestCountWidths compares counts in words with counts in big integers, and indices there and
// back, where 64 bits begin not to suffice.
func TestCountWidths(t *testing.T) {
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 8))
		s, err := Compile(wideProblem(rng))
		if err != nil {
			t.Fatal(err)
		}
		if s.count.Sign() == 0 {
			continue
		}
		for _, index := range []*big.Int{new(big.Int), new(big.Int).Rsh(s.count, 1), new(big.Int).Sub(s.count, big.NewInt(1))} {
			c := s.Cursor()
			c.Seek(index)
			if got, ok := c.Rank(slices.Clone(c.Row())); !ok || got.Cmp(index) != 0 {
				t.Fatalf("seed %d: Seek(%v) has the rank %v, %v of %v", seed, index, got, ok, s.count)
			}
		}
		count, counts := s.Count(), nodeCounts(s)
		s.widen()
		if want := s.total(); count.Cmp(want) != 0 {
			t.Fatalf("seed %d: %v assignments, want %v", seed, count, want)
		}
		for i, want := range nodeCounts(s) {
			if counts[i].Cmp(want) != 0 {
				t.Fatalf("seed %d: node %d has %v assignments, want %v", seed, i, counts[i], want)
			}
		}
	}
}

// nodeCounts returns the assignments of every node.
func nodeCounts(s *Space) (all []*big.Int) {
	for v := range s.levels {
		for n := range s.levels[v].nodes.Len() {
			all = append(all, s.levels[v].total(int32(n)))
		}
	}
	return all
}

// TestNoVariables: what rejects everything does so where there is nothing to reject, too.
func TestNoVariables(t *testing.T) {
	if n := countOf(t, Problem{}); n.Int64() != 1 {
		t.Errorf("%v assignments of no variables", n)
	}
	if n := countOf(t, Problem{Constraints: []Constraint{Nogood(nil, nil)}}); n.Sign() != 0 {
		t.Errorf("%v assignments of no variables, all rejected", n)
	}
}

// lateDead has a value under which one subtree has a node of its own and the other turns out dead
// only when it is compiled: three variables of two values that must all differ.
func lateDead() Problem {
	p := Problem{Domains: []int{2, 3, 2, 2, 2}, Constraints: []Constraint{Nogood([]int{0, 1}, []int32{0, 1})}}
	for _, pair := range [][]int{{2, 3}, {3, 4}, {2, 4}} {
		for x := range int32(2) {
			p.Constraints = append(p.Constraints, Nogood(append([]int{0}, pair...), []int32{0, x, x}))
		}
	}
	return p
}

// TestSwept: every node is reached from a root.
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
