package diagram

import (
	"fmt"
	"math/big"
	"testing"
)

// notEqual returns a space in which the first and the last variable differ, and its rows.
func notEqual(t *testing.T, domains ...int) (*Space, [][]int32) {
	t.Helper()
	last, p := len(domains)-1, Problem{Domains: domains}
	for x := range int32(min(domains[0], domains[last])) {
		p.Constraints = append(p.Constraints, Nogood([]int{0, last}, []int32{x, x}))
	}
	s, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return s, brute(domains, []func([]int32) bool{func(row []int32) bool { return row[0] != row[last] }})
}

// TestTailsForgotten walks a space with more different tails than a cursor caches, each for two
// heads.
func TestTailsForgotten(t *testing.T) {
	const heads, values = 100, 1000 // each head has a tail of its own
	if heads*values <= maxTailValues || values > maxTailRows {
		t.Fatal("all tails fit in the cache")
	}
	s, want := notEqual(t, heads, 2, values)
	sameRows(t, "walk", collect(s.Cursor()), want)
}

// TestChunks walks a last variable with more values than a tail may have, from the start and from
// positions near the ends of chunks.
func TestChunks(t *testing.T) {
	const values = 3*maxTailRows + 1
	s, want := notEqual(t, 3, values)
	c := s.Cursor()
	sameRows(t, "walk", collect(c), want)
	for _, from := range []int{1, maxTailRows - 1, maxTailRows, maxTailRows + 1, values - 2, values - 1, values, len(want) - 1} {
		c.Seek(big.NewInt(int64(from)))
		sameRows(t, fmt.Sprintf("walk from %d", from), collect(c), want[from:])
	}
}
