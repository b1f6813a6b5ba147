package cover

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestManyLiterals counts the triples of a group with more than 256 literals. The values of a row
// are equal, except that two of the first three can be larger by one.
func TestManyLiterals(t *testing.T) {
	const d = 101
	l, triples := &list{}, map[[4]int32]bool{}
	for x := range int32(d - 1) {
		for _, e := range [][3]int32{{0, 0, 0}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0}} {
			row := []int32{x + e[0], x + e[1], x + e[2], (x + e[2] + 54) % d}
			l.rows = append(l.rows, row)
			for open := range row {
				triple := [4]int32(row)
				triple[open] = -1
				triples[triple] = true
			}
		}
	}
	p := Problem{Domains: []int{d, d, d, d}, Oracle: l, Linked: [][]int{{0, 1, 2, 3}}, Strength: 3}
	v, err := Cover(p, slices.Values([][]int32(nil)))
	if err != nil {
		t.Fatal(err)
	}
	if v.Tuples != len(triples) {
		t.Errorf("%d triples, want %d", v.Tuples, len(triples))
	}
}

// entangled is a space whose rules exclude triples but no pairs.
func entangled(r *rand.Rand) rules {
	space := rules{domains: slices.Repeat([]int{3}, 6)}
	for range 30 {
		c := clause{}
		for _, v := range r.Perm(6)[:3+r.IntN(2)] {
			c.forbid(space, v, r.IntN(3))
		}
		space.clauses = append(space.clauses, c)
	}
	return space
}

// TestSearchCache changes and exchanges rows at random and compares the cache of allowed literals
// with the rules.
func TestSearchCache(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 50 {
		space := entangled(r)
		m := newMDD(space)
		p := Problem{Domains: space.domains, Oracle: m, Linked: m.groups, Strength: 2}
		s, goals, err := p.open()
		if err != nil || goals == nil {
			continue
		}
		valid := slices.Clone(goals[0].open)
		b := newBuilder(s, goals)
		var rows [][]int32
		for b.left() > 0 {
			rows = append(rows, b.next(1, false))
			b.use(rows[len(rows)-1])
		}
		g := newGrid(s, rows)
		x := newSearch(g, []*counts{newCounts(goals[0].table, g, valid)}, 0)
		for range 300 {
			row, to := r.IntN(len(rows)), int32(r.IntN(len(s.column)))
			if got, want := x.allowsCached(row, to), s.allows(slices.Clone(x.rows[row]), to); got != want {
				t.Fatalf("literal %d in row %v: permitted %v, want %v", to, x.rows[row], got, want)
			} else if from := x.rows[row][s.column[to]]; got && from != to && r.IntN(4) == 0 {
				x.drop(row, from)
				x.put(row, to)
			}
			x.exchange(row, r.IntN(len(rows)))
		}
	}
}

// TestArrange checks that rows which add nothing are dropped and that others are sorted.
func TestArrange(t *testing.T) {
	p := Problem{Domains: []int{3, 3, 2}, Strength: 2}
	s, goals, err := p.open()
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]int32
	for range 2 {
		for i := range int32(18) {
			rows = append(rows, s.literals([]int32{i / 6, i / 2 % 3, i % 2}))
		}
	}
	out, adds := arrange(newBuilder(s, goals), rows, 1)
	if !slices.Equal(out[0], rows[0]) || len(out) >= 18 || slices.Contains(adds, 0) || !slices.IsSortedFunc(adds, func(a, b int) int { return b - a }) {
		t.Errorf("%d rows that add %v", len(out), adds)
	}
}

// TestEndsAtBound checks that no move is made if the greedy array reaches the bound.
func TestEndsAtBound(t *testing.T) {
	a, err := Build(Problem{Domains: []int{4, 3, 1}, Strength: 2, Moves: 1 << 20, Progress: func(p Progress) bool {
		if p.Moves > 0 {
			t.Errorf("%+v", p)
		}
		return p.Moves == 0
	}})
	if err != nil || len(a.Rows) != 12 || a.Bound != 12 {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestTwiceInGroup has a group that lists a variable twice, which counts once.
func TestTwiceInGroup(t *testing.T) {
	var strength *StrengthError
	_, err := Build(Problem{Domains: []int{2, 2, 2}, Strength: 1, Groups: []Group{{[]int{1, 1}, 2}}})
	if !errors.As(err, &strength) || strength.Variables != 1 || strength.Group != 0 {
		t.Errorf("%v", err)
	}
}
