package cover

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen/internal/test/longtest"
)

// list is a simple oracle: the list of all valid rows of a small space.
type list struct{ rows [][]int32 }

func newList(r rules) *list {
	l := &list{}
	row := make([]int32, len(r.domains))
	var try func(i int)
	try = func(i int) {
		if i == len(row) {
			if r.allow(row) {
				l.rows = append(l.rows, slices.Clone(row))
			}
			return
		}
		for v := range r.domains[i] {
			row[i] = int32(v)
			try(i + 1)
		}
	}
	try(0)
	return l
}

func (r rules) allow(row []int32) bool {
	for _, c := range r.clauses {
		hit := true
		for v, vals := range c {
			hit = hit && vals[row[v]]
		}
		if hit {
			return false
		}
	}
	return true
}

func (l *list) Completable(row []int32) bool {
	return slices.ContainsFunc(l.rows, func(r []int32) bool {
		for v, x := range row {
			if x >= 0 && x != r[v] {
				return false
			}
		}
		return true
	})
}

// addTuples adds the tuples of a row over each set of variables and returns the number of new
// ones. A tuple is a number with four bits per variable, 15 for a variable that is not in it.
func addTuples(seen map[uint64]bool, row []int32, sets [][]int) int {
	old := len(seen)
	for _, set := range sets {
		key := ^uint64(0)
		for _, v := range set {
			key &^= uint64(15-row[v]) << (4 * v)
		}
		seen[key] = true
	}
	return len(seen) - old
}

func subsets(vars []int, t int) [][]int {
	if t == 0 {
		return [][]int{nil}
	}
	var out [][]int
	for i, v := range vars {
		for _, s := range subsets(vars[i+1:], t-1) {
			out = append(out, append([]int{v}, s...))
		}
	}
	return out
}

func randomRules(r *rand.Rand) rules {
	var out rules
	for range 1 + r.IntN(6) {
		out.domains = append(out.domains, 1+r.IntN(4))
	}
	for range r.IntN(8) {
		c := clause{}
		for range 1 + r.IntN(4) {
			v := r.IntN(len(out.domains))
			c.forbid(out, v, r.IntN(out.domains[v]))
		}
		out.clauses = append(out.clauses, c)
	}
	return out
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// check returns what is wrong with an array that has to cover the whole problem and its groups.
func check(r rules, l *list, p Problem, a *Array) error {
	for i, row := range a.Rows {
		if !r.allow(row) {
			return fmt.Errorf("row %d, %v, is not valid", i, row)
		}
	}
	total, last := 0, 0
	adds := make([]int, len(a.Rows))
	for _, g := range append([]Group{{upTo(len(r.domains)), p.Strength}}, p.Groups...) {
		sets := subsets(g.Variables, g.Strength)
		all, seen := map[uint64]bool{}, map[uint64]bool{}
		for _, row := range l.rows {
			total += addTuples(all, row, sets)
		}
		for i, row := range a.Rows {
			adds[i] += addTuples(seen, row, sets)
		}
	}
	if a.Tuples != total {
		return fmt.Errorf("%d tuples, want %d", a.Tuples, total)
	}
	for i, n := range adds {
		if a.New[i] != n {
			return fmt.Errorf("row %d is said to add %d, adds %d", i, a.New[i], n)
		}
		if i > len(p.Seeds) && n > adds[i-1] {
			return fmt.Errorf("row %d adds more than row %d", i, i-1)
		}
		last += n
	}
	if a.Shown != last || last < total && p.MaxRows == 0 {
		return fmt.Errorf("%d of %d tuples shown, said to be %d", last, total, a.Shown)
	}
	return nil
}

func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range longtest.Times(500, 1500) {
		space := randomRules(r)
		all := newList(space)
		p := Problem{Domains: space.domains, Oracle: newMDD(space), Linked: link(space), Strength: 1 + r.IntN(min(4, len(space.domains)))}
		p.Moves = r.IntN(2) * r.IntN(200)
		if r.IntN(3) == 0 && len(all.rows) > 0 {
			for range r.IntN(4) {
				p.Seeds = append(p.Seeds, all.rows[r.IntN(len(all.rows))])
			}
		}
		if r.IntN(3) == 0 {
			vars := r.Perm(len(space.domains))[:1+r.IntN(len(space.domains))]
			slices.Sort(vars)
			p.Groups = []Group{{vars, 1 + r.IntN(len(vars))}}
		}
		if r.IntN(4) == 0 {
			p.MaxRows = 1 + r.IntN(6)
		}
		a, err := Build(p)
		if err == nil {
			err = check(space, all, p, a)
		}
		if err == nil && p.MaxRows == 0 && a.Bound > len(a.Rows) {
			err = fmt.Errorf("%d rows, fewer than the bound %d", len(a.Rows), a.Bound)
		}
		if err == nil && p.MaxRows > 0 && len(a.Rows) > p.MaxRows+len(p.Seeds) {
			err = errors.New("too many rows")
		}
		if err == nil && len(p.Seeds) > 0 && !cmp.Equal(p.Seeds, a.Rows[:len(p.Seeds)]) {
			err = errors.New("seeds are not first")
		}
		if err != nil {
			t.Fatalf("space %d, %v, %v\n%+v\n%v", i, space, p.Strength, p, err)
		}
		p.Oracle = all
		if b, _ := Build(p); !cmp.Equal(a, b) {
			t.Fatalf("space %d: another oracle, another array: %s", i, cmp.Diff(a, b))
		}
	}
}
