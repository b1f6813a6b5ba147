package rectangles

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGroup(t *testing.T) {
	table := []string{
		"..xx",
		"....",
		"..xx",
		"x.xx",
	}
	marked := func(r, c int) bool { return table[r][c] == 'x' }
	want := []Rectangle{{[]int{3}, []int{0}}, {[]int{0, 2, 3}, []int{2, 3}}}
	byRows := []Rectangle{{[]int{0, 2}, []int{2, 3}}, {[]int{3}, []int{0, 2, 3}}}
	if diff := cmp.Diff(byRows, Group(4, 4, marked)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Rectangle{{want[0].Columns, want[0].Rows}, {want[1].Columns, want[1].Rows}}, alike(4, 4, func(r, c int) bool { return marked(c, r) })); diff != "" {
		t.Error(diff)
	}
}

// TestGroupIsExact checks that each marked cell is in one rectangle and no other cell is.
func TestGroupIsExact(t *testing.T) {
	for seed := range uint64(5000) {
		rng := rand.New(rand.NewPCG(seed, 1))
		rows, columns := rng.IntN(8), rng.IntN(8)
		kinds := 1 + rng.IntN(3)
		want, got := map[[2]int]int{}, map[[2]int]int{}
		for r := range rows {
			for c := range columns {
				if (r*kinds+c)%3 == 0 && rng.IntN(4) > 0 {
					want[[2]int{r, c}] = 1
				}
			}
		}
		for _, b := range Group(rows, columns, func(r, c int) bool { return want[[2]int{r, c}] > 0 }) {
			for _, r := range b.Rows {
				for _, c := range b.Columns {
					got[[2]int{r, c}]++
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}
