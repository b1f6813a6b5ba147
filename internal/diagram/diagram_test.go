package diagram

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paramgen/paramgen/internal/intern"
	"github.com/paramgen/paramgen/internal/test/longtest"
)

// A predicate is a rule given by a truth table.
type predicate struct {
	vars    []int
	domains []int
	holds   []bool // row-major
}

func (p *predicate) Vars() []int { return p.vars }

func (p *predicate) allows(row []int32) bool {
	at := 0
	for _, v := range p.vars {
		at = at*p.domains[v] + int(row[v])
	}
	return p.holds[at]
}

// Machine returns a machine whose states are whole prefixes, so that the engine has to merge
// them.
func (p *predicate) Machine(order []int) Machine { return &predicateMachine{p: p, order: order} }

type predicateMachine struct {
	p      *predicate
	order  []int
	states intern.Table[int32]
}

func (m *predicateMachine) Start() int32 { return m.state(nil) }

func (m *predicateMachine) state(prefix []int32) int32 {
	if len(prefix) == len(m.order) {
		row := make([]int32, len(m.p.domains))
		for i, v := range m.order {
			row[v] = prefix[i]
		}
		if m.p.allows(row) {
			return Accept
		}
		return Reject
	}
	s, _ := m.states.Intern(prefix)
	return s + 2
}

func (m *predicateMachine) Expand(level int, s int32, next []int32) {
	prefix := slices.Clone(m.states.Tuple(s - 2))
	for x := range next {
		next[x] = m.state(append(prefix, int32(x)))
	}
}

func randomPredicate(rng *rand.Rand, domains []int) *predicate {
	p := &predicate{domains: domains}
	size := 1
	for len(p.vars) == 0 {
		for v := range domains {
			if len(p.vars) < 4 && rng.IntN(3) == 0 {
				p.vars = append(p.vars, v)
				size *= domains[v]
			}
		}
	}
	density := []float64{0.02, 0.3, 0.5, 0.9, 1}[rng.IntN(5)]
	for range size {
		p.holds = append(p.holds, rng.Float64() >= density)
	}
	return p
}

func coins(rng *rand.Rand, n int) []bool {
	coins := make([]bool, n)
	for i := range coins {
		coins[i] = rng.IntN(3) > 0
	}
	return coins
}

func randomNogood(rng *rand.Rand, domains []int) (Constraint, func([]int32) bool) {
	var vars []int
	var values []int32
	for v, d := range domains {
		if rng.IntN(2) == 0 {
			vars = append(vars, v)
			values = append(values, int32(rng.IntN(d)))
		}
	}
	return Nogood(vars, values), func(row []int32) bool {
		for i, v := range vars {
			if row[v] != values[i] {
				return true
			}
		}
		return false
	}
}

func randomRelation(rng *rand.Rand, domains []int) (Constraint, func([]int32) bool) {
	var vars []int
	for v := range domains {
		if rng.IntN(2) == 0 {
			vars = append(vars, v)
		}
	}
	var rows [][]int32
	for range rng.IntN(12) {
		row := make([]int32, len(vars))
		for i, v := range vars {
			row[i] = int32(rng.IntN(domains[v]))
		}
		rows = append(rows, row)
	}
	return Relation(vars, rows), func(row []int32) bool {
		return slices.ContainsFunc(rows, func(r []int32) bool {
			for i, v := range vars {
				if row[v] != r[i] {
					return false
				}
			}
			return true
		})
	}
}

// learned learns p from a function that reads lazily and in a random order.
func learned(rng *rand.Rand, p *predicate) (Constraint, error) {
	order := rng.Perm(len(p.vars))
	row := make([]int32, len(p.domains))
	return Learn(p.domains, func(read func(int) int32) bool {
		for _, i := range order {
			v := p.vars[i]
			if row[v] = read(v); row[v] == 0 && p.holds[0] {
				return true
			}
		}
		return p.allows(row)
	}, 1<<20)
}

// randomProblem returns a problem and its rules as functions of a row.
func randomProblem(t *testing.T, rng *rand.Rand) (Problem, []func([]int32) bool) {
	p := Problem{}
	for range 1 + rng.IntN(6) {
		p.Domains = append(p.Domains, 1+rng.IntN(4))
	}
	var rules []func([]int32) bool
	for range rng.IntN(6) {
		var c Constraint
		var allows func([]int32) bool
		switch rng.IntN(4) {
		case 0:
			q := randomPredicate(rng, p.Domains)
			c, allows = q, q.allows
		case 1:
			c, allows = randomNogood(rng, p.Domains)
		case 2:
			c, allows = randomRelation(rng, p.Domains)
		default:
			q := randomPredicate(rng, p.Domains)
			seed := rng.Uint64()
			l, err := learned(rand.New(rand.NewPCG(seed, 0)), q)
			if err != nil {
				t.Fatal(err)
			}
			order := rand.New(rand.NewPCG(seed, 0)).Perm(len(q.vars))
			c, allows = l, func(row []int32) bool {
				for _, i := range order {
					if row[q.vars[i]] == 0 && q.holds[0] {
						return true
					}
				}
				return q.allows(row)
			}
		}
		p.Constraints = append(p.Constraints, c)
		rules = append(rules, allows)
	}
	return p, rules
}

// brute lists the assignments that all rules allow, in order.
func brute(domains []int, rules []func([]int32) bool) [][]int32 {
	var rows [][]int32
	row := make([]int32, len(domains))
	var walk func(v int)
	walk = func(v int) {
		if v < len(domains) {
			for x := range domains[v] {
				row[v] = int32(x)
				walk(v + 1)
			}
			return
		}
		for _, allows := range rules {
			if !allows(row) {
				return
			}
		}
		rows = append(rows, slices.Clone(row))
	}
	walk(0)
	return rows
}

// collect returns the rows from the cursor on.
func collect(c *Cursor) [][]int32 {
	var rows [][]int32
	width := len(c.row) - c.cut
	for {
		s, ok := c.Next(make([]int32, c.Head()))
		if !ok {
			return rows
		}
		for i := s.From; i < s.To; i++ {
			rows = append(rows, append(slices.Clone(s.Head), s.Tails[i*width:(i+1)*width]...))
		}
	}
}

// variants returns the space as compiled, in reversed order, and in reversed order with
// fallbacks.
func variants(t *testing.T, p Problem) map[string]*Space {
	t.Helper()
	s, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	reversed, err := compileReversed(p)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := compileReversed(p)
	if err != nil {
		t.Fatal(err)
	}
	asked.problem.Budget = -1 // forces fallbacks
	return map[string]*Space{"compiled": s, "reversed": reversed, "asked": asked}
}

func compileReversed(p Problem) (*Space, error) {
	if p.Budget == 0 {
		p.Budget = DefaultBudget
	}
	return p.space(func(q *part, _ [][]int, _ []int32) [][]int32 {
		order := slices.Clone(q.vars)
		slices.Reverse(order)
		return [][]int32{order}
	})
}

func TestRandomProblems(t *testing.T) {
	for seed := range longtest.Times[uint64](500, 1500) {
		rng := rand.New(rand.NewPCG(seed, 1))
		p, rules := randomProblem(t, rng)
		want := brute(p.Domains, rules)
		for name, s := range variants(t, p) {
			checkSpace(t, fmt.Sprintf("%s space of seed %d", name, seed), rng, p, s, want)
		}
	}
}

// sameRows compares rows without cmp.Diff, which is slow, unless they differ.
func sameRows(t *testing.T, what string, got, want [][]int32) {
	t.Helper()
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Fatalf("%s: %s", what, cmp.Diff(want, got))
	}
}

// checkSpace compares s with the rows that it should have: counts, walks, indices and an oracle.
func checkSpace(t *testing.T, what string, rng *rand.Rand, p Problem, s *Space, want [][]int32) {
	if got := s.Count(); got.Cmp(big.NewInt(int64(len(want)))) != 0 {
		t.Fatalf("%s: Count = %v, want %d", what, got, len(want))
	}
	sameRows(t, what+": walk", collect(s.Cursor()), want)
	s.declared().split(1 + rng.IntN(20)) // gives small spaces heads
	sameRows(t, what+": walk with short tails", collect(s.Cursor()), want)
	c := s.Cursor()
	for i, row := range want {
		c.Seek(big.NewInt(int64(i)))
		if !slices.Equal(c.Row(), row) {
			t.Fatalf("%s: Seek(%d) = %v, want %v", what, i, c.Row(), row)
		}
		if got, ok := c.Rank(row); !ok || got.Cmp(big.NewInt(int64(i))) != 0 {
			t.Fatalf("%s: Rank(%v) = %v %v, want %d", what, row, got, ok, i)
		}
	}
	if len(want) > 0 {
		from := rng.IntN(len(want))
		c.Seek(big.NewInt(int64(from)))
		sameRows(t, fmt.Sprintf("%s: walk from %d", what, from), collect(c), want[from:])
	}
	checkOracle(t, what, rng, p, s, want)
}

func checkOracle(t *testing.T, what string, rng *rand.Rand, p Problem, s *Space, want [][]int32) {
	o, c := s.Oracle(), s.Cursor()
	for range 8 {
		q := make([]int32, len(p.Domains))
		full := true
		for v := range q {
			if q[v] = int32(rng.IntN(p.Domains[v]+2)) - 1; q[v] >= int32(p.Domains[v]) || q[v] < 0 {
				q[v], full = -1, false
			}
		}
		n := 0
		for _, row := range want {
			agrees := true
			for v, x := range q {
				agrees = agrees && (x < 0 || x == row[v])
			}
			if agrees {
				n++
			}
		}
		if got := o.Completable(q); got != (n > 0) {
			t.Fatalf("%s: Completable(%v) = %v, %d complete it", what, q, got, n)
		}
		if got := o.Count(q); got.Cmp(big.NewInt(int64(n))) != 0 {
			t.Fatalf("%s: Count(%v) = %v, want %d", what, q, got, n)
		}
		if _, ok := c.Rank(q); full && ok != (n > 0) {
			t.Fatalf("%s: Rank(%v) = %v, want %v", what, q, ok, n > 0)
		}
	}
}
