package diagram

import (
	"math/big"
	"slices"
	"testing"
)

// notEqual is a space of which the first and the last variable are never equal.
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

func expectRows(t *testing.T, got, want [][]int32) {
	t.Helper()
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%d rows, want %d, or other ones", len(got), len(want))
	}
}

// TestTailsForgotten walks a space that has more different tails than a cursor remembers, each
// for two heads.
func TestTailsForgotten(t *testing.T) {
	const heads, values = 100, 1000 // a tail for each head
	if heads*values <= maxTailValues || values > maxTailRows {
		t.Fatal("all tails are remembered")
	}
	s, want := notEqual(t, heads, 2, values)
	expectRows(t, collect(s.Cursor()), want)
}

// TestChunks walks a last variable that has more values than a tail may have, from the start and
// from everywhere near an end of a chunk.
func TestChunks(t *testing.T) {
	const values = 3*maxTailRows + 1
	s, want := notEqual(t, 3, values)
	c := s.Cursor()
	expectRows(t, collect(c), want)
	for _, from := range []int{1, maxTailRows - 1, maxTailRows, maxTailRows + 1, values - 2, values - 1, values, len(want) - 1} {
		c.Seek(big.NewInt(int64(from)))
		expectRows(t, collect(c), want[from:])
	}
}
