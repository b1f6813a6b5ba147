package diagram

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// chain returns n variables of two values in which no two neighbours are both 0.
func chain(n int) Problem {
	p := Problem{Domains: slices.Repeat([]int{2}, n)}
	for v := range n - 1 {
		p.Constraints = append(p.Constraints, Nogood([]int{v, v + 1}, []int32{0, 0}))
	}
	return p
}

// TestBudgetBoundsBoth exceeds the budget once by nodes and once by steps.
func TestBudgetBoundsBoth(t *testing.T) {
	nodes := chain(100)
	nodes.Budget = 200
	steps := Problem{Domains: []int{1 << 20}, Constraints: []Constraint{Nogood([]int{0}, []int32{7})}, Budget: 1000}
	for what, p := range map[string]Problem{"nodes": nodes, "steps": steps} {
		var over *BudgetError
		if _, err := Compile(p); !errors.As(err, &over) || over.Budget != p.Budget {
			t.Errorf("budget of %d for too many %s: error %v", p.Budget, what, err)
		}
		p.Budget *= 10
		if _, err := Compile(p); err != nil {
			t.Errorf("budget of %d for fewer %s: error %v", p.Budget, what, err)
		}
	}
}

// TestBlame compiles a knot that exceeds the budget, with a chain at each end. The error must
// name rules of the knot and none of the chains.
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
			t.Errorf("the error names a rule of a chain, over %v", vars)
		}
	}
}

// linked returns n variables of two values in which i and n-1-i are linked, so that the declared
// order has to remember the first half. If next is set, neighbours are linked too.
func linked(n int, next bool) Problem {
	p := Problem{Domains: make([]int, n)}
	for v := range p.Domains {
		p.Domains[v] = 2
		if v < n/2 {
			p.Constraints = append(p.Constraints, Nogood([]int{v, n - 1 - v}, []int32{0, 0}))
		}
		if next && v > 0 {
			p.Constraints = append(p.Constraints, Nogood([]int{v - 1, v}, []int32{1, 1}))
		}
	}
	return p
}

// TestLargeContexts checks that contexts beyond the limit are an error unless another order is
// tried and succeeds.
func TestLargeContexts(t *testing.T) {
	const n = 20
	p := linked(n, true)
	p.lowered = &limits{ordered: n, context: 60, words: maxWords}
	if s, err := Compile(p); err != nil || s.parts[0].isDeclared() {
		t.Errorf("%d linked variables: no other order is tried: %v", n, err)
	}
	p.lowered.ordered--
	wantTooLarge(t, p)
	p.lowered.context *= 2
	if s, err := Compile(p); err != nil || !s.parts[0].isDeclared() {
		t.Errorf("more linked variables, contexts up to %d: another order is used, or error %v", p.lowered.context, err)
	}
	if c := (*elimTree)(nil).cost(); !math.IsInf(c, 1) {
		t.Errorf("cost of a missing tree = %v, want +Inf", c)
	}
}

// wantTooLarge checks that the error of a problem with one part names all of it.
func wantTooLarge(t *testing.T, p Problem) {
	t.Helper()
	_, err := Compile(p)
	if fault := (*BudgetError)(nil); !errors.As(err, &fault) || len(fault.Variables) != len(p.Domains) || len(fault.Constraints) != len(p.Constraints) {
		t.Errorf("error = %.100v, want a BudgetError with all variables and constraints", err)
	}
}

// TestLargeContextsOverBudget checks the error if there is no tree and the budget also runs out
// while rules are conjoined.
func TestLargeContextsOverBudget(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	p := Problem{Domains: []int{9, 9, 9}, lowered: &limits{maxOrdered, 1, maxWords}}
	for range 2 {
		p.Constraints = append(p.Constraints, &predicate{vars: []int{0, 1, 2}, domains: p.Domains, holds: coins(rng, 9*9*9)})
	}
	traced := 0
	for p.Budget = 1; p.Budget < 1000; p.Budget++ {
		_, err := Compile(p)
		if fault := (*BudgetError)(nil); !errors.As(err, &fault) || fault.Budget != p.Budget || len(fault.Variables) != 3 {
			t.Fatalf("budget %d: %v", p.Budget, err)
		} else if len(fault.Constraints) == 1 {
			traced = p.Budget // a single rule exceeds the budget
		}
	}
	if p.Budget = traced + 1; traced == 0 || traced == 999 {
		t.Errorf("the last budget that a single rule exceeds is %d", traced)
	}
	wantTooLarge(t, p)
}

// TestDefaultLimits checks that the limits are those of docs/guarantees.md unless a test lowers
// them.
func TestDefaultLimits(t *testing.T) {
	if got := (&Problem{}).limits(); got != (limits{ordered: maxOrdered, context: maxContext, words: maxWords}) {
		t.Errorf("limits = %+v", got)
	}
}

// TestLongCounts checks that counts with more words than the limit are an error.
func TestLongCounts(t *testing.T) {
	p := Problem{Domains: make([]int, 300)}
	for v := range p.Domains {
		p.Domains[v] = 3
		if v > 0 {
			p.Constraints = append(p.Constraints, Nogood([]int{v - 1, v}, []int32{0, 0}))
		}
	}
	s, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	words := 0
	for v := range s.levels {
		for _, n := range s.levels[v].bigCount {
			words += (n.BitLen() + 63) / 64
		}
	}
	p.lowered = &limits{maxOrdered, maxContext, words}
	if _, err := Compile(p); err != nil {
		t.Errorf("limit of %d words: %v", words, err)
	}
	p.lowered.words--
	wantTooLarge(t, p)
}

// TestTexts checks the texts of errors and spaces.
func TestTexts(t *testing.T) {
	err := &BudgetError{Budget: 9, Variables: []int{1, 2}, Constraints: []int{3}}
	if got := err.Error(); !strings.Contains(got, "9 nodes for variables [1 2] under constraints [3]") {
		t.Error(got)
	}
	s, fault := Compile(Problem{Domains: []int{2, 3}})
	if fault != nil || !strings.HasPrefix(s.String(), "6 assignments") {
		t.Error(s, fault)
	}
}
