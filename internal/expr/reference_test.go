package expr

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/paramgen/paramgen/internal/test/longtest"
	"github.com/paramgen/paramgen/internal/test/reference"
)

// plain returns a value in the form that package reference uses.
func plain(v Value) any {
	switch v.kind {
	case kindBool:
		return v.bits != 0
	case kindInt, kindBig:
		return v.big()
	case kindFloat:
		return v.float()
	case kindString:
		return v.str
	case kindList:
		l := &reference.List{}
		for _, e := range v.Elements() {
			l.Elements = append(l.Elements, plain(e))
		}
		return l
	}
	return nil
}

// outcomeOf converts a result of package reference.
func outcomeOf(v any) Outcome {
	switch v {
	case true:
		return True
	case false:
		return False
	case nil:
		return Unknown
	}
	return Fault
}

// checkReference compares an expression with the reference evaluator on one row.
func checkReference(t *testing.T, e *Expr, meaning reference.Meaning, get func(string) Value) {
	t.Helper()
	want := outcomeOf(meaning(func(name string) any { return plain(get(name)) }))
	if got := e.Eval(get); got != want {
		var row []string
		for _, n := range e.Names() {
			row = append(row, n.Name+"="+get(n.Name).String())
		}
		t.Fatalf("%s\nvalues %s\nis %v, want %v", e.Text(), strings.Join(row, ", "), got, want)
	}
}

// TestEvalAgreesWithReference compares Eval with the reference evaluator for random expressions,
// on every assignment.
func TestEvalAgreesWithReference(t *testing.T) {
	n := longtest.Times[uint64](5_000, 10_000)
	if testing.Short() {
		n = 1_000
	}
	for seed := range n {
		g := newGenerator(seed)
		text := g.cond(1 + g.IntN(5))
		meaning, err := reference.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		e, at := parse(t, text), make([]int, len(g.domains))
		for more := true; more; more = g.advance(at) {
			checkReference(t, e, meaning, func(n string) Value { return g.domains[n[0]-'a'][at[n[0]-'a']] })
		}
	}
}

// edges are values at the boundaries of arithmetic.
var edges = []Value{
	Nil(), Bool(true), Bool(false), Int(0), Int(1), Int(-1), Int(2), Int(7), Int(math.MaxInt64), Int(math.MinInt64), Uint(math.MaxUint64), Int(1 << 61), Int(-1 << 61),
	Int(1<<53 + 1), Float(0.5), Float(-2), Float(1 << 53), Float(math.MaxFloat64), Float(5e-324), Float(1 << 63), String(""), String("a"), String("nil"),
	List(nil), List([]Value{Int(1), Int(2)}), List([]Value{Float(1), Int(2)}), List([]Value{String("a"), Bool(true)}),
}

// TestArithmeticEdges compares each operator with the reference evaluator on boundary values.
func TestArithmeticEdges(t *testing.T) {
	for _, text := range []string{
		"x + y == z", "x - y < z", "x*y >= z", "x/y == z", "x%y <= z", "min(x, y) == z", "max(x, y) > z", "min(x, y)/2 == z", "max(x, y, z)/2 == max(z, y, x)/2", "abs(x) == -y", "x < y", "x == y", "x != y", "oneof(x, y, z)",
		"int(x) + y == z", "x <= y <= z", "x && y || z", "!x == y", "set(x) == y", "x*y - x*z == x*(y - z)", "x*y/y == x", "(x/y)*y + x%y == x", "-x < y", "+x == y", "len(x) == y", "contains(x, y) == z", "x -> y -> z", "!(x -> y) || z", "int((x -> y) == z) + (y) < 1", "(x -> y < z) && (z -> x)", "oneof(x -> y, z, true)", "len(x) < len(y) || contains(z, 1)", "x == [1, 2]", "oneof(x, [], [1.0, 2])", "!contains(x, y) && len(z) > 1",
	} {
		meaning, err := reference.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		e := parse(t, text)
		for _, x := range edges {
			for _, y := range edges {
				for _, z := range edges {
					checkReference(t, e, meaning, func(name string) Value { return map[string]Value{"x": x, "y": y, "z": z}[name] })
				}
			}
		}
	}
}

// TestReference checks the reference evaluator itself against results computed by hand.
func TestReference(t *testing.T) {
	for text, want := range map[string]any{
		"1 + 2*3 == 7": true, "-7/2 == -3": true, "-7%2 == -1": true, "7%-2 == 1": true, "1/0 == 1": reference.Fault{}, "1.0/0 == 1": reference.Fault{}, "true || 1/0 == 1": true,
		"u == nil": true, "u + 1 == nil": nil, "u < 1": nil, "u < 1 && false": false, "u < 1 || true": true, "!(u < 1)": nil, "set(u)": false, "set(x)": true, "oneof(u, 1, nil)": true,
		"9223372036854775807 + 1 == 9223372036854775808": true, "9007199254740993 == 9007199254740992.0": false, "9007199254740993*1.0 == 9007199254740992.0": true, "1e308*10 > 1e308": true,
		"1 < 2 < 3": true, "3 > 2 > 2": false, "(1 < 2) == true": true, `"a" < "b"`: true, `"a" < 1`: reference.Fault{}, `"1" == 1`: false, "true < false": reference.Fault{},
		"min(2, 1.0) == 1": true, "max(u, 1) == 1": nil, "max(1, 1.0)/2 == 0.5": true, "min(1.0, 1, 2)/2 == 0.5": true, "max(9007199254740993, 1.0) == 9007199254740993": true, "int(u < 1) == 1": nil, "int(true) == 1": true, "abs(-3) == 3": true, "x--1 == 4": true, "x<-1": false, "x\n==\n3": true,
		`param("x") == 3`: true, "0x1p4 == 16": true, "1_000 == 1e3": true, "0b11 + 0o7 == 10": true, "x": reference.Fault{}, "!x": reference.Fault{}, "nil": nil, "true -> false -> false": true, "false -> 1/0 == 1": true, "u -> false": nil, "(true -> false) -> false": true, "!(true -> u < 1)": nil, "int(x > 1 -> x > 4) == 0 && (false -> true)": true, "1e308*10 - 1e308*10 == 0": false,
	} {
		m, err := reference.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := m(func(name string) any { return map[string]any{"x": big.NewInt(3)}[name] }); got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"", "a b", "a.b", "a[1]", "f(x)", "x.(int)", "func() {}", "'a'", "1i", "a & b", "set(1)", "abs()", "abs(1, 2)", "param(x)", "min(a...)", "a = b", "a // b", "a /* b */", "(a", "a -> ", "-> a", "a - > b", "a -> (b", "a -> b, c", "08", "type", "^a", `"\z"`} {
		if _, err := reference.Parse(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

// tooMuch are errors for limits that the reference evaluator does not have.
var tooMuch = []string{"too deeply", "too long", "too large", "too small"}

// FuzzExpression compares both parsers, both evaluators and the machines. choice selects the
// values of the parameters from edges.
func FuzzExpression(f *testing.F) {
	for _, text := range []string{
		"a < b", "32 <= x*y <= 1024", `param("x") == "y" || !b`, "min(a, -1.5e3) % 0x1p4 > nil", "int(a && b || set(c)) / 0 == 1_0", "oneof(x, 1, nil, `a`)", "x--1<-y\n", "a -> b -> !(c -> d) || e", "int(a->-b<1)>c-->d", "a == (b < c) == d",
		"abs(x*y - 9223372036854775808) <= max(x, y, 1e308*10)", "!(a && !b) || param(\"größe\") != 0b101", "x%y*y + x/y*y == x", "a\n+b\r\n>= 0o17.", "a < 0e-400 + 0x0.p-1100 - 1e-400", "len(x) > 1 && contains(y, -2)", `x == [1, -2.5, "a", true] || len([]) == z`, "min(x, y) >= 3 && max(x, y) < 10 && x + y*2 - 3*x != 7",
	} {
		f.Add(text, []byte{3, 4, 5, 8, 9, 14, 0, 1, 23, 24, 25, 26})
	}
	f.Fuzz(func(t *testing.T, text string, choice []byte) {
		e, err := Parse(text)
		meaning, undefined := reference.Parse(text)
		switch {
		case err != nil && undefined == nil:
			for _, limit := range tooMuch {
				if strings.Contains(err.Error(), limit) {
					return
				}
			}
			t.Fatalf("%q is rejected: %v", text, err)
		case err != nil:
			return
		case undefined != nil && strings.ContainsAny(text, "\x00\ufeff"): // which Go allows nowhere
			return
		case undefined != nil:
			t.Fatalf("%q is accepted, but the reference evaluator says: %v", text, undefined)
		}
		fuzzRows(t, e, meaning, choice)
	})
}

// fuzzRows compares the evaluators and the machines on all rows.
func fuzzRows(t *testing.T, e *Expr, meaning reference.Meaning, choice []byte) {
	if len(e.Names()) > 5 {
		exercise(e)
		return
	}
	g := fuzzDomains(e, choice)
	vars, domains := g.numbered(e)
	atoms, err := e.Bind(vars, domains)
	var runners []*runner
	for _, a := range atoms {
		runners = append(runners, newRunner(a, g.Rand))
	}
	at := make([]int, len(g.domains))
	for more := true; more; more = g.advance(at) {
		get := func(name string) Value { i := nameOf(e, name); return g.domains[i][at[i]] }
		checkReference(t, e, meaning, get)
		if err != nil {
			continue
		}
		accepted := true
		for _, r := range runners {
			accepted = accepted && r.accepts(func(v int) (int, int) { return at[v], len(g.domains[v]) })
		}
		if accepted == e.Eval(get).Rejects() {
			t.Fatalf("%s\nat %v of %v\nmachines accept: %v", e.Text(), at, g.domains, accepted)
		}
	}
	for _, r := range runners {
		r.Release()
	}
}

func nameOf(e *Expr, name string) int {
	for i, n := range e.Names() {
		if n.Name == name {
			return i
		}
	}
	panic("no parameter " + name)
}

// fuzzDomains gives each parameter up to three values.
func fuzzDomains(e *Expr, choice []byte) *generator {
	g := newGenerator(uint64(len(choice)))
	g.domains = nil
	for range e.Names() {
		var domain []Value
		for range 3 {
			if len(choice) == 0 {
				break
			}
			v := edges[int(choice[0])%len(edges)]
			if choice = choice[1:]; !containsSame(domain, v) {
				domain = append(domain, v)
			}
		}
		if domain == nil {
			domain = []Value{Int(3)}
		}
		g.domains = append(g.domains, domain)
	}
	return g
}

func containsSame(domain []Value, v Value) bool {
	for _, w := range domain {
		if Same(v, w) {
			return true
		}
	}
	return false
}

// numbered numbers the parameters by first appearance.
func (g *generator) numbered(e *Expr) (vars []int, domains [][]Value) {
	for i := range e.Names() {
		vars = append(vars, i)
	}
	return vars, g.domains
}
