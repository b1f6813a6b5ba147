package diagram

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestComponents checks that the components partition the variables and that their counts
// multiply to the count of the space.
func TestComponents(t *testing.T) {
	for seed := range uint64(1000) {
		p, _ := randomProblem(t, rand.New(rand.NewPCG(seed, 6)))
		s, err := Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		product, nodes, constraints := big.NewInt(1), 0, 0
		component := make([]int, len(p.Domains))
		for i, c := range s.Components() {
			product.Mul(product, c.Count)
			nodes += c.Nodes
			constraints += len(c.Constraints)
			for _, v := range c.Vars {
				if component[v] > 0 {
					t.Fatalf("seed %d: variable %d is in two components", seed, v)
				}
				component[v] = i + 1
			}
			for _, k := range c.Constraints {
				for _, v := range p.Constraints[k].Vars() {
					if p.Domains[v] > 1 && component[v] != i+1 {
						t.Fatalf("seed %d: constraint %d leaves its component", seed, k)
					}
				}
			}
		}
		if product.Cmp(s.Count()) != 0 || nodes != s.Nodes() || constraints != len(p.Constraints) {
			t.Fatalf("seed %d: %v assignments in %d nodes under %d constraints", seed, product, nodes, constraints)
		}
		for v := range component {
			if component[v] == 0 {
				t.Fatalf("seed %d: variable %d is in no component", seed, v)
			}
		}
	}
}
