package ranksum

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// TestExact compares with the definition: all choices of n observations of all.
func TestExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n, m := 1+r.IntN(5), 1+r.IntN(5)
		all := make([]float64, n+m)
		for i := range all {
			all[i] = float64(r.IntN(6)) // with ties
		}
		ranks, sum := doubled(all[:n], all[n:])
		want := twin(all, n)
		if got := exact(ranks, n, sum); math.Abs(got-want) > 1e-12 {
			t.Fatalf("%v, the first %d: p = %v, want %v", all, n, got, want)
		}
	}
}

// twin computes the p value from mean ranks and an enumeration of all choices.
func twin(all []float64, n int) float64 {
	rank := make([]float64, len(all))
	for i, x := range all {
		for _, y := range all {
			if y < x {
				rank[i]++
			} else if y == x {
				rank[i] += 0.5
			}
		}
		rank[i] += 0.5
	}
	off := func(choice int) float64 {
		sum := 0.0
		for i := range all {
			if choice>>i&1 == 1 {
				sum += rank[i]
			}
		}
		return math.Abs(sum - float64(n)*float64(len(all)+1)/2)
	}
	far, total := 0, 0
	for choice := range 1 << len(all) {
		if bits.OnesCount(uint(choice)) == n {
			total++
			if off(choice) >= off(1<<n-1)-1e-9 {
				far++
			}
		}
	}
	return float64(far) / float64(total)
}

// TestDiffer has the published critical cases: complete separation is significant from 4 against 4
// observations on (p = 2/70), and not for 3 against 3 (2/20).
func TestDiffer(t *testing.T) {
	seq := func(from, n int) (all []float64) {
		for i := range n {
			all = append(all, float64(from+i))
		}
		return all
	}
	for _, tt := range []struct {
		a, b []float64
		want bool
	}{
		{seq(0, 3), seq(9, 3), false},
		{seq(0, 4), seq(9, 4), true},
		{seq(0, 3), seq(9, 5), true}, // 2/56
		{seq(0, 4), seq(2, 4), false},
		{seq(0, 4), seq(0, 4), false},
		{nil, seq(0, 9), false},
		{seq(0, 30), seq(100, 30), true},
		{seq(0, 30), seq(1, 30), false},
		{seq(0, 30), seq(12, 30), true},
	} {
		if got := Differ(tt.a, tt.b); got != tt.want {
			t.Errorf("%v and %v differ: %v", tt.a, tt.b, got)
		}
		if Differ(tt.a, tt.b) && !Possible(len(tt.a), len(tt.b)) {
			t.Errorf("%d and %d: not possible", len(tt.a), len(tt.b))
		}
	}
	if Possible(3, 3) || !Possible(4, 4) || Possible(1, 20) || !Possible(2, 8) || Possible(0, 9) {
		t.Error("Possible")
	}
}

// TestNormal compares the decision of the normal approximation with the exact one where both
// apply.
func TestNormal(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	differ := 0
	for range 300 {
		a, b := make([]float64, 20), make([]float64, 20)
		for i := range a {
			a[i], b[i] = float64(r.IntN(40)), float64(r.IntN(40)+r.IntN(30))
		}
		ranks, sum := doubled(a, b)
		if (exact(ranks, 20, sum) < 0.05) != normal(ranks, 20, sum) {
			differ++
		}
	}
	if differ > 6 {
		t.Errorf("%d of 300 decisions differ", differ)
	}
}
