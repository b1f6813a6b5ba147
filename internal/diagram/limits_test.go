package diagram

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// linked returns a space of n variables of two values, i and n-1-i linked, which in declared
// order has to remember all of the first half, and each with the next if next is set.
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

// TestLargeContexts: where contexts take too much memory there is no tree, and an error before it
// is taken, unless another order is tried and does.
func TestLargeContexts(t *testing.T) {
	const n = 20
	p := linked(n, true)
	p.lowered = &limits{ordered: n, context: 60, words: maxWords}
	if s, err := Compile(p); err != nil || s.parts[0].isDeclared() {
		t.Errorf("of %d linked variables another order is not tried: %v", n, err)
	}
	p.lowered.ordered--
	whole(t, p)
	p.lowered.context *= 2
	if s, err := Compile(p); err != nil || !s.parts[0].isDeclared() {
		t.Errorf("of more linked variables another order is tried, or contexts of %d are too many: %v", p.lowered.context, err)
	}
	if c := (*elimTree)(nil).cost(); !math.IsInf(c, 1) {
		t.Errorf("no tree costs %v", c)
	}
}

// whole demands that all of a problem with one part is too large.
func whole(t *testing.T, p Problem) {
	t.Helper()
	_, err := Compile(p)
	if fault := (*BudgetError)(nil); !errors.As(err, &fault) || len(fault.Variables) != len(p.Domains) || len(fault.Constraints) != len(p.Constraints) {
		t.Errorf("%.100v", err)
	}
}

// TestLargeContextsOverBudget: that there is no tree does not matter to what is told of a budget
// that runs out while rules are put together.
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
			traced = p.Budget // not even the rules by themselves
		}
	}
	if p.Budget = traced + 1; traced == 0 || traced == 999 {
		t.Errorf("the rules by themselves take a budget of %d", traced)
	}
	whole(t, p)
}

// TestDefaultLimits: what no test lowers is as large as docs/guarantees.md says.
func TestDefaultLimits(t *testing.T) {
	if got := (&Problem{}).limits(); got != (limits{ordered: maxOrdered, context: maxContext, words: maxWords}) {
		t.Errorf("%+v", got)
	}
}

// TestLongCounts: counting stops where the counts take more words than allowed, and that is an
// error.
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
		t.Errorf("%d words are too many: %v", words, err)
	}
	p.lowered.words--
	whole(t, p)
}
