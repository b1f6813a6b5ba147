package expr

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paramgen/paramgen/internal/test/longtest"
)

// generator makes random expressions of correct types over small random domains.
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
	someLists   = []Value{List(nil), List([]Value{Int(1)}), List([]Value{Int(1), Int(2)}), List([]Value{Float(2), Int(3), Int(4)}), List([]Value{String("a")})}
	someBools   = []Value{Bool(false), Bool(true)}
)

func (g *generator) domain() []Value {
	pools := [][]Value{someInts, someInts, someInts, someInts, someBig, someFloats, someStrings, someBools, someLists}
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

// param picks a parameter and reports whether it may have type t.
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
	case 5:
		if p, ok := g.param(tList); ok {
			return "len(" + p + ")"
		}
	}
	return "(" + x + []string{" + ", " - ", " * ", " * ", " / ", " % ", " + "}[g.IntN(7)] + y + ")"
}

func (g *generator) comparison(depth int) string {
	ops := []string{" == ", " != ", " < ", " <= ", " > ", " >= "}
	if p, ok := g.param(tString); ok && g.IntN(2) == 0 {
		return p + ops[g.IntN(6)] + []string{`"a"`, `"b"`, `""`}[g.IntN(3)]
	}
	if p, ok := g.param(tList); ok && g.IntN(2) == 0 {
		return []string{p + " == [2, 3, 4]", p + " != [1]", "contains(" + p + ", " + g.number(0) + ")", `contains([1, 2, "a"], ` + g.number(0) + ")"}[g.IntN(4)]
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
	case 10:
		return "(" + x + " -> " + y + ")"
	}
	return g.comparison(depth)
}

// expression returns an expression that Bind accepts, and its atoms.
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

// runner runs a machine and expands each state once.
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

// accepts runs the machine. value returns the index of a variable's value and the domain's size.
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

// checkMachines compares the machines of a random expression with Eval on every assignment.
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
				r.Release() // so that the next machines reuse storage
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
	n := longtest.Times[uint64](10_000, 60_000)
	if testing.Short() {
		n = 3_000
	}
	for seed := range n {
		checkMachines(t, seed)
	}
}

func FuzzMachine(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { checkMachines(t, seed) })
}

// TestProducts compares machines with Eval for rules in which most states are merged.
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

func ints(from, to int64) []Value {
	var d []Value
	for i := from; i <= to; i++ {
		d = append(d, Int(i))
	}
	return d
}

// space is a rule and the domains of its parameters.
type space struct {
	text    string
	domains map[string][]Value
}

func (s space) bind(t testing.TB) []*Atom {
	t.Helper()
	e := parse(t, s.text)
	var vars []int
	var domains [][]Value
	for i, n := range e.Names() {
		if s.domains[n.Name] == nil {
			t.Fatalf("%s has no domain", n.Name)
		}
		vars, domains = append(vars, i), append(domains, s.domains[n.Name])
	}
	atoms, err := e.Bind(vars, domains)
	if err != nil {
		t.Fatal(err)
	}
	return atoms
}

// explore expands every reachable state. It returns the number of states by level and of steps.
func explore(a *Atom, order []int) (states []int, steps int) {
	m := a.Machine(order)
	if m.Start() < firstPending {
		return nil, 0
	}
	frontier := []int32{m.Start()}
	for l := range m.levels {
		states = append(states, len(frontier))
		next := make([]int32, len(m.levels[l].domain))
		var after []int32
		seen := map[int32]bool{}
		for _, s := range frontier {
			m.Expand(l, s, next)
			steps += len(next)
			for _, n := range next {
				if n >= firstPending && !seen[n] {
					seen[n] = true
					after = append(after, n)
				}
			}
		}
		frontier = after
	}
	return states, steps
}

func eight(operator, comparison string) space {
	s := space{domains: map[string][]Value{}}
	var names []string
	for i := range 8 {
		names = append(names, name(i))
		s.domains[name(i)] = ints(1, 40)
	}
	s.text = strings.Join(names, operator) + comparison
	return s
}

// hotspot is the largest rule of the published space of that name.
var hotspot = space{
	text: "blocks_per_sm == 0 || (block_size_x * tile_size_x + temporal_tiling_factor * 2) * (block_size_y * tile_size_y + temporal_tiling_factor * 2) * (2 + sh_power) * 4 * blocks_per_sm <= 102400",
	domains: map[string][]Value{
		"block_size_x": append([]Value{Int(1), Int(2), Int(4), Int(8), Int(16)}, multiples(32, 32)...),
		"block_size_y": {Int(1), Int(2), Int(4), Int(8), Int(16), Int(32)},
		"tile_size_x":  ints(1, 10), "tile_size_y": ints(1, 10), "temporal_tiling_factor": ints(1, 10),
		"sh_power": ints(0, 1), "blocks_per_sm": ints(0, 4),
	},
}

func multiples(of, n int64) []Value {
	d := ints(1, n)
	for i := range d {
		d[i] = Int(of * int64(i+1))
	}
	return d
}

func TestFewStates(t *testing.T) {
	for _, tt := range []struct {
		space
		steps int
	}{
		{eight(" + ", " <= 160"), 60_000},
		{eight(" * ", " <= 1000000"), 300_000},
		{eight(" * ", " == 720720"), 300_000},
		{space{"min(a, b, c, d) == 3", map[string][]Value{"a": ints(1, 40), "b": ints(1, 40), "c": ints(1, 40), "d": ints(1, 40)}}, 5_000},
		{hotspot, 3_000_000},
	} {
		for _, a := range tt.bind(t) {
			if _, steps := explore(a, a.Vars()); steps > tt.steps {
				t.Errorf("%s: %d steps, want at most %d", a.Text(), steps, tt.steps)
			}
		}
	}
}

// TestStates checks the number of states by level. Variables are numbered by first appearance.
func TestStates(t *testing.T) {
	small := map[string][]Value{"a": ints(1, 4), "b": ints(1, 9), "x": ints(1, 9), "y": ints(1, 9), "z": ints(1, 9), "flag": {Bool(false), Bool(true)},
		"u": {Nil(), Int(1), Int(2)}, "v": {Nil(), Int(1), Int(2)}, "w": {Nil(), Int(1), Int(2)}}
	for _, tt := range []struct {
		text  string
		order []int
		want  string
	}{
		{"a != 1 || b <= 3", []int{0, 1}, "[1 1]"},
		{"a == 1 && x*y < 10 || a == 2 && z > 3", []int{0, 1, 2, 3}, "[1 2 5 1]"},
		{"a == 1 && x*y < 10 || a == 2 && z > 3", []int{3, 0, 1, 2}, "[1 2 1 4]"},
		{"x + y <= z + b", []int{0, 3, 1, 2}, "[1 9 16 8]"},
		{"x + y + z == 27", []int{0, 1, 2}, "[1 1 1]"},
		{"2*x - 3*y > 12", []int{0, 1}, "[1 2]"},
		{"x % 4 == 0 || y % 4 == 0 || z % 4 == 0", []int{0, 1, 2}, "[1 1 1]"},
		{"u > 1 || v > 1 || w > 1", []int{0, 1, 2}, "[1 1 1]"},
		{"flag == (x > 3)", []int{1, 0}, "[1 2]"},
		{"x*y*z <= 3", []int{0, 1, 2}, "[1 2 2]"},
	} {
		var got []string
		for _, a := range (space{tt.text, small}).bind(t) {
			states, _ := explore(a, tt.order[:len(a.Vars())])
			got = append(got, fmt.Sprint(states))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s in order %v: states %s, want %s", tt.text, tt.order, s, tt.want)
		}
	}
}

func TestAtoms(t *testing.T) {
	domains := map[string][]Value{"a": ints(1, 4), "b": ints(1, 9), "c": {Int(5)}, "u": {Nil(), Int(1)}}
	for _, tt := range []struct{ text, want string }{
		{"a < 3 && b > a", "a < 3 [0]; b > a [0 1]"},
		{"2 <= a <= b", "2 <= a [0]; a <= b [0 1]"},
		{"a <= c", ""},
		{"a > c", "a > c []"},
		{"true", ""},
		{"1 > 2 && a < 3", "1 > 2 []; a < 3 [0]"},
		{"b % c == a * 0", "b % c == a * 0 [0]"},
		{"min(a, b) >= 2", "min(a, b) >= 2 [0]; min(a, b) >= 2 [1]"},
		{"2 <= min(a, b)", "2 <= min(a, b) [0]; 2 <= min(a, b) [1]"},
		{"max(a, b) < 3", "max(a, b) < 3 [0]; max(a, b) < 3 [1]"},
		{"min(a, u) >= 2", "min(a, u) >= 2 [0 1]"},
		{"!(a < 3 || b < 3)", "a < 3 [0]; b < 3 [1]"},
		{"a - a == 0 && u - u < 0", "u - u < 0 [1]"},
		{"u == u || a < 2", "u == u || a < 2 [0 1]"},
	} {
		var got []string
		for _, a := range (space{tt.text, domains}).bind(t) {
			got = append(got, fmt.Sprint(a.Text(), " ", a.Vars()))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%s: got %s, want %s", tt.text, s, tt.want)
		}
	}
}

func TestMillionValues(t *testing.T) {
	s := space{"a * b <= 1000000", map[string][]Value{"a": ints(1, 1_000_000), "b": ints(1, 2)}}
	a := s.bind(t)[0]
	m := a.Machine([]int{0, 1})
	next := make([]int32, 1_000_000)
	m.Expand(0, m.Start(), next)
	if next[499_999] != stateAccept || next[500_000] < firstPending || next[999_999] < firstPending {
		t.Errorf("states %v", next[499_998:500_002])
	}
}

// checkAll compares the machines of an expression with Eval on every assignment.
func checkAll(t *testing.T, text string, domains [][]Value) {
	t.Helper()
	g := &generator{Rand: rand.New(rand.NewPCG(1, 13)), domains: domains}
	e := parse(t, text)
	atoms, err := e.Bind(g.bindings(e))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	checkAtoms(t, g, e, atoms)
}

// TestConnectives combines conditions that are always or sometimes true, false or unknown.
func TestConnectives(t *testing.T) {
	domains := [][]Value{{Nil()}, {Bool(true)}, {Bool(false)}, {Bool(false), Bool(true)}, {Nil(), Bool(false), Bool(true)}}
	for i := range 5 * 5 * 5 {
		x, y, z := name(i%5), name(i/5%5), name(i/25)
		for _, text := range []string{"%s && (%s || %s)", "%s || %s && %s", "!(%s && (%s || %s))", "!(%s || %s && %s)", "!(%s || !(%s && %s))"} {
			checkAll(t, fmt.Sprintf(text, x, y, z), domains)
		}
	}
}

// TestNil uses operands whose unset value is a value in one comparison and unknown in another.
func TestNil(t *testing.T) {
	domains := [][]Value{{Nil(), Int(1), Int(2)}, {Int(1), Nil()}}
	for _, text := range []string{
		"a == b || a + 0 == b", "a + 0 == b || a == b", "a != b || a != b + 0", "!(a == b) && !(a + 0 == b)", "a == nil || a + 0 == nil",
		"a + b == b + a || a == nil", "a - a == 0", "a*0 == b*0 || b == nil", "a + 0 == b + 0 || a == b",
	} {
		checkAll(t, text, domains)
	}
}
