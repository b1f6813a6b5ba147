package guard

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paramgen/paramgen/internal/diagram"
)

// random returns a random condition that does not depend on v, and its meaning.
func random(r *rand.Rand, domains []int, v int) (diagram.Constraint, func(row []int32) bool) {
	var vars []int
	for u := range domains {
		if u != v && r.IntN(2) == 0 {
			vars = append(vars, u)
		}
	}
	pick := func() []int32 {
		row := make([]int32, len(vars))
		for i, u := range vars {
			row[i] = int32(r.IntN(domains[u]))
		}
		return row
	}
	project := func(row []int32) []int32 {
		p := make([]int32, len(vars))
		for i, u := range vars {
			p[i] = row[u]
		}
		return p
	}
	if r.IntN(2) == 0 {
		bad := pick()
		return diagram.Nogood(vars, bad), func(row []int32) bool { return !slices.Equal(project(row), bad) }
	}
	rows := make([][]int32, r.IntN(5))
	for i := range rows {
		rows[i] = pick()
	}
	return diagram.Relation(vars, rows), func(row []int32) bool {
		return slices.ContainsFunc(rows, func(q []int32) bool { return slices.Equal(q, project(row)) })
	}
}

// TestTwin compares the compiled guard with its definition on every assignment of random small
// spaces.
func TestTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		domains := make([]int, 2+r.IntN(3))
		for v := range domains {
			domains[v] = 1 + r.IntN(3)
		}
		v, free := r.IntN(len(domains)), r.IntN(2) == 0
		unset := int32(r.IntN(domains[v]))
		var conditions []diagram.Constraint
		var hold []func([]int32) bool
		for range r.IntN(3) {
			c, h := random(r, domains, v)
			conditions, hold = append(conditions, c), append(hold, h)
		}
		g := []diagram.Constraint{New(v, unset, free, conditions)}
		space, err := diagram.Compile(diagram.Problem{Domains: domains, Constraints: g})
		if err != nil {
			t.Fatal(err)
		}
		oracle := space.Oracle()
		each(domains, func(row []int32) {
			active := !slices.ContainsFunc(hold, func(h func([]int32) bool) bool { return !h(row) })
			want := active && free || active == (row[v] != unset)
			if got := oracle.Completable(row); got != want {
				t.Fatalf("domains %v, variable %d, unset %d, free %v, row %v: got %v", domains, v, unset, free, row, got)
			}
		})
	}
}

func each(domains []int, f func([]int32)) {
	row := make([]int32, len(domains))
	for {
		f(row)
		v := len(row) - 1
		for ; v >= 0; v-- {
			if row[v]++; int(row[v]) < domains[v] {
				break
			}
			row[v] = 0
		}
		if v < 0 {
			return
		}
	}
}

// TestStates compiles a guard with three conditions to few nodes.
func TestStates(t *testing.T) {
	var conditions []diagram.Constraint
	for v := range 3 {
		conditions = append(conditions, diagram.Nogood([]int{v}, []int32{0}))
	}
	g := []diagram.Constraint{New(3, 0, false, conditions)}
	space, err := diagram.Compile(diagram.Problem{Domains: []int{9, 9, 9, 9}, Constraints: g})
	if err != nil {
		t.Fatal(err)
	}
	if n := space.Nodes(); n > 8 {
		t.Errorf("%d nodes", n)
	}
}
