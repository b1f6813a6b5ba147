package diagram

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/paramgen/paramgen/internal/test/longtest"
)

// bruteNearest lists the rows that differ least from row.
func bruteNearest(rows [][]int32, row, weights []int32) (least int, nearest [][]int32) {
	for _, r := range rows {
		distance := 0
		for v, x := range row {
			if x >= 0 && x != r[v] {
				distance += int(weights[v])
			}
		}
		if nearest == nil || distance < least {
			least, nearest = distance, nil
		}
		if distance == least {
			nearest = append(nearest, r)
		}
	}
	return least, nearest
}

func TestNearest(t *testing.T) {
	for seed := range longtest.Times[uint64](600, 3000) {
		rng := rand.New(rand.NewPCG(seed, 3))
		p, rules := randomProblem(t, rng)
		rows := brute(p.Domains, rules)
		for name, s := range variants(t, p) {
			row, weights := make([]int32, len(p.Domains)), make([]int32, len(p.Domains))
			for v := range row {
				weights[v] = 1 + int32(rng.IntN(8)/6)
				row[v] = int32(rng.IntN(p.Domains[v]+2)) - 1
			}
			what := fmt.Sprintf("%s space of seed %d near %v", name, seed, row)
			distance, want := bruteNearest(rows, row, weights)
			got, near := s.Nearest(row, weights)
			if got != distance {
				t.Fatalf("%s: distance %d, want %d", what, got, distance)
			}
			checkSpace(t, what, rng, p, near, want)
		}
	}
}
