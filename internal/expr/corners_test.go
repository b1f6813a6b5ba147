package expr

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// checkAll compares the machines of a text with Eval on every assignment.
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

// TestJunctions takes all junctions of three conditions that are always or sometimes true, false or unknown.
func TestJunctions(t *testing.T) {
	domains := [][]Value{{Nil()}, {Bool(true)}, {Bool(false)}, {Bool(false), Bool(true)}, {Nil(), Bool(false), Bool(true)}}
	for i := range 5 * 5 * 5 {
		x, y, z := name(i%5), name(i/5%5), name(i/25)
		for _, text := range []string{"%s && (%s || %s)", "%s || %s && %s", "!(%s && (%s || %s))", "!(%s || %s && %s)", "!(%s || !(%s && %s))"} {
			checkAll(t, fmt.Sprintf(text, x, y, z), domains)
		}
	}
}

// TestNilBeside has operands for which being unset is a value in one place and not in another.
func TestNilBeside(t *testing.T) {
	domains := [][]Value{{Nil(), Int(1), Int(2)}, {Int(1), Nil()}}
	for _, text := range []string{
		"a == b || a + 0 == b", "a + 0 == b || a == b", "a != b || a != b + 0", "!(a == b) && !(a + 0 == b)", "a == nil || a + 0 == nil",
		"a + b == b + a || a == nil", "a - a == 0", "a*0 == b*0 || b == nil", "a + 0 == b + 0 || a == b",
	} {
		checkAll(t, text, domains)
	}
}
