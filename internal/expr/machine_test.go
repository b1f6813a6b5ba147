package expr

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// generator makes random expressions that check, over random small domains.
type generator struct {
	*rand.Rand
	domains [][]Value
	types   []types
}

func newGenerator(seed uint64) *generator {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7))}
	for range 1 + g.IntN(5) {
		d := g.domain()
		g.domains = append(g.domains, d)
		g.types = append(g.types, domainTypes(d))
	}
	return g
}

var (
	someInts    = []Value{Int(-3), Int(-1), Int(0), Int(1), Int(2), Int(3), Int(4), Int(8), Int(12)}
	someBig     = []Value{Int(math.MinInt64), Int(math.MaxInt64), Uint(1 << 63), Uint(math.MaxUint64), Int(1 << 61), Int(-1 << 61), Int(1<<61 - 1), Int(1 << 31), Int(1 << 53), Int(0), Int(-1)}
	someFloats  = []Value{Float(0.5), Float(-1.5), Float(0), Float(2), Float(1e18), Float(1e308), Float(math.Inf(1)), Float(3), Int(2), Int(-1)}
	someStrings = []Value{String("a"), String("b"), String(""), String("日本")}
	someBools   = []Value{Bool(false), Bool(true)}
)

func (g *generator) domain() []Value {
	pools := [][]Value{someInts, someInts, someInts, someInts, someBig, someFloats, someStrings, someBools}
	pool := append([]Value(nil), pools[g.IntN(len(pools))]...)
	if g.IntN(12) == 0 {
		pool = append(pool, pools[g.IntN(len(pools))]...)
	}
	g.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	d := pool[:min(len(pool), 1+g.IntN(4))]
	if g.IntN(4) == 0 {
		d = append(d[:len(d):len(d)], Nil())
	}
	return d
}

func name(i int) string { return string(rune('a' + i)) }

// param picks a parameter that may be of type t.
func (g *generator) param(t types) (string, bool) {
	i := g.IntN(len(g.domains))
	return name(i), g.types[i]&t != 0
}

func (g *generator) number(depth int) string {
	if depth == 0 || g.IntN(4) == 0 {
		if p, ok := g.param(tNumber); ok && g.IntN(5) > 0 {
			return p
		}
		return []string{"0", "1", "2", "3", "-1", "7", "1.5", "9223372036854775808", "4"}[g.IntN(9)]
	}
	x, y := g.number(depth-1), g.number(depth-1)
	switch g.IntN(12) {
	case 0:
		return "min(" + x + ", " + y + ")"
	case 1:
		return "max(" + x + ", " + y + ", " + g.number(0) + ")"
	case 2:
		return "abs(" + x + ")"
	case 3:
		return "int(" + g.cond(depth-1) + ")"
	case 4:
		return "-" + x
	}
	return "(" + x + []string{" + ", " - ", " * ", " * ", " / ", " % ", " + "}[g.IntN(7)] + y + ")"
}

func (g *generator) comparison(depth int) string {
	ops := []string{" == ", " != ", " < ", " <= ", " > ", " >= "}
	if p, ok := g.param(tString); ok && g.IntN(2) == 0 {
		return p + ops[g.IntN(6)] + []string{`"a"`, `"b"`, `""`}[g.IntN(3)]
	}
	if p, _ := g.param(0); g.IntN(8) == 0 {
		return p + ops[g.IntN(2)] + "nil"
	}
	s := g.number(depth) + ops[g.IntN(6)] + g.number(depth)
	if g.IntN(6) == 0 {
		s += ops[g.IntN(6)] + g.number(depth)
	}
	return s
}

func (g *generator) cond(depth int) string {
	if p, ok := g.param(tBool); ok && g.IntN(3) == 0 {
		return p
	}
	p, _ := g.param(0)
	if depth == 0 {
		return g.comparison(g.IntN(2))
	}
	x, y := g.cond(depth-1), g.cond(depth-1)
	switch g.IntN(12) {
	case 0, 1, 2:
		return "(" + x + " && " + y + ")"
	case 3, 4, 5:
		return "(" + x + " || " + y + ")"
	case 6:
		return "!(" + x + ")"
	case 7:
		return "oneof(" + g.number(depth-1) + ", " + g.number(0) + ", " + g.number(0) + ")"
	case 8:
		return "set(" + p + ")"
	case 9:
		return "(" + x + ") == (" + y + ")"
	}
	return g.comparison(depth)
}

// expression returns an expression that binds.
func (g *generator) expression() (*Expr, []*Atom) {
	for {
		e, err := Parse(g.cond(1 + g.IntN(3)))
		if err != nil {
			panic(err)
		}
		if g.IntN(6) == 0 {
			then, _ := Parse(g.cond(2))
			e = If(e, then)
		}
		vars, domains := g.bindings(e)
		if atoms, err := e.Bind(vars, domains); err == nil {
			return e, atoms
		}
	}
}

func (g *generator) bindings(e *Expr) (vars []int, domains [][]Value) {
	for _, n := range e.Names() {
		i := int(n.Name[0] - 'a')
		vars = append(vars, 10*i)
		domains = append(domains, g.domains[i])
	}
	return vars, domains
}

// runner follows a machine, expanding each state once.
type runner struct {
	*Machine
	order []int
	next  map[[2]int32][]int32
}

func newRunner(a *Atom, r *rand.Rand) *runner {
	order := append([]int(nil), a.Vars()...)
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return &runner{Machine: a.Machine(order), order: order, next: map[[2]int32][]int32{}}
}

// accepts follows the machine; value gives each variable's place in its domain.
func (r *runner) accepts(value func(variable int) (index, size int)) bool {
	state := r.Start()
	for l, v := range r.order {
		if state < firstPending {
			break
		}
		i, size := value(v)
		key := [2]int32{int32(l), state}
		if r.next[key] == nil {
			r.next[key] = make([]int32, size)
			r.Expand(l, state, r.next[key])
		}
		state = r.next[key][i]
	}
	if state >= firstPending {
		panic("pending after the last decision")
	}
	return state == stateAccept
}

// checkMachines compares the machines of a random expression with Eval on
// every assignment.
func checkMachines(t *testing.T, seed uint64) {
	t.Helper()
	g := newGenerator(seed)
	e, atoms := g.expression()
	checkAtoms(t, g, e, atoms)
}

// checkAtoms compares the machines of e's atoms with Eval.
func checkAtoms(t *testing.T, g *generator, e *Expr, atoms []*Atom) {
	t.Helper()
	var runners []*runner
	for _, a := range atoms {
		runners = append(runners, newRunner(a, g.Rand))
	}
	at := make([]int, len(g.domains))
	for {
		get := func(n string) Value { return g.domains[n[0]-'a'][at[n[0]-'a']] }
		want := !e.Eval(get).Rejects()
		got := true
		for _, r := range runners {
			got = got && r.accepts(func(v int) (int, int) { return at[v/10], len(g.domains[v/10]) })
		}
		if got != want {
			t.Fatalf("%s\nvalues %s\ngot accepted %v, want %v", e.Text(), g.show(at), got, want)
		}
		if !g.advance(at) {
			for _, r := range runners {
				r.Release() // so that the next ones work in used rooms
			}
			return
		}
	}
}

func (g *generator) advance(at []int) bool {
	for i := range at {
		if at[i]++; at[i] < len(g.domains[i]) {
			return true
		}
		at[i] = 0
	}
	return false
}

func (g *generator) show(at []int) string {
	var s []string
	for i, j := range at {
		s = append(s, fmt.Sprintf("%s=%v of %v", name(i), g.domains[i][j], g.domains[i]))
	}
	return strings.Join(s, ", ")
}

func TestMachinesAgreeWithEval(t *testing.T) {
	n := uint64(60_000)
	if testing.Short() {
		n = 5_000
	}
	for seed := range n {
		checkMachines(t, seed)
	}
}

func FuzzMachine(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { checkMachines(t, seed) })
}

// TestProducts is the same for the rules in which states are merged the most.
func TestProducts(t *testing.T) {
	for seed := range uint64(500) {
		g := &generator{Rand: rand.New(rand.NewPCG(seed, 11))}
		for range 4 {
			d := ints(g.Int64N(3)-1, g.Int64N(10)+1)
			g.domains, g.types = append(g.domains, d), append(g.types, tNumber)
		}
		text := []string{"%d*a*b*c*d %s %d", "a*b*(c + d)*%d %s %d", "(a + b)*(c*2 + d)*%d %s %d", "d == 1 || a*b*c*%d %s %d", "3 + a*b*(c - d)*%d %s %d", "d == a*b*c/%d && (a*b %s %d || c == d)", "(a + b*%d + c*d) %% 5 %s %d"}[g.IntN(7)]
		op := []string{"<", "<=", ">", ">=", "==", "!="}[g.IntN(6)]
		e := parse(t, fmt.Sprintf(text, 1+g.IntN(3), op, g.IntN(200)-10))
		atoms, err := e.Bind(g.bindings(e))
		if err != nil {
			t.Fatal(err)
		}
		checkAtoms(t, g, e, atoms)
	}
}
