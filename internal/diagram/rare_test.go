package diagram

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// Cases that are met so rarely that no other test comes to them.

// TestOracleForgets: an oracle's stamps run out after four thousand million questions. What it
// found out under them no longer counts.
func TestOracleForgets(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	p := Problem{Domains: []int{3, 4, 5}, Constraints: []Constraint{
		&predicate{vars: []int{0, 1}, domains: []int{3, 4, 5}, holds: coins(rng, 12)}, &predicate{vars: []int{1, 2}, domains: []int{3, 4, 5}, holds: coins(rng, 20)}}}
	s, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	old := s.Oracle()
	old.stamp = ^uint32(0) - 20
	for range 200 {
		row := []int32{rng.Int32N(4) - 1, rng.Int32N(5) - 1, rng.Int32N(6) - 1}
		fresh := s.Oracle()
		if got, want := old.Completable(row), fresh.Completable(row); got != want {
			t.Fatalf("Completable(%v) is %v at stamp %d, want %v", row, got, old.stamp, want)
		}
		if got, want := old.Count(row), fresh.Count(row); got.Cmp(want) != 0 {
			t.Fatalf("Count(%v) is %v at stamp %d, want %v", row, got, old.stamp, want)
		}
	}
	if old.stamp > 1000 {
		t.Errorf("the stamp is %d", old.stamp)
	}
}

func coins(rng *rand.Rand, n int) []bool {
	coins := make([]bool, n)
	for i := range coins {
		coins[i] = rng.IntN(3) > 0
	}
	return coins
}

func TestLargeNothing(t *testing.T) {
	n := large{big.NewInt(7)}
	if got := n.minus(large{}); got.n.Int64() != 7 {
		t.Errorf("7 - 0 is %v", got.n)
	}
	if !n.times(large{}).isZero() || !(large{}).times(n).isZero() {
		t.Error("7*0 is something")
	}
}

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
