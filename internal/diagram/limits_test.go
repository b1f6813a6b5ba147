package diagram

import (
	"errors"
	"math"
	"testing"
)

// linked returns a space of n variables of two values, i and n-1-i linked, which in declared order has to remember all of the first half, and each with the
// next if next is set.
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

// TestLargeContexts: where contexts take too much memory there is no tree, and an error before it is taken.
func TestLargeContexts(t *testing.T) {
	if testing.Short() {
		return // it takes a quarter of a gigabyte
	}
	const n = mostOrdered + 1<<10
	_, err := Compile(linked(n, true))
	if fault := (*BudgetError)(nil); !errors.As(err, &fault) || len(fault.Variables) == 0 || len(fault.Constraints) == 0 {
		t.Errorf("%.100v", err)
	}
	if c := (*tree)(nil).cost(); !math.IsInf(c, 1) {
		t.Errorf("no tree costs %v", c)
	}
}

// TestLongCounts: counting stops where the counts take more words than allowed.
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
			words += len(n.Bits())
		}
	}
	for _, q := range s.parts {
		if !tallyAll(q.order, s.levels, words) || tallyAll(q.order, s.levels, words-1) || !tallyAll(q.order, s.levels, mostDigits) {
			t.Errorf("%d words are not the limit", words)
		}
	}
}
