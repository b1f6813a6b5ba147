package expr

import "testing"

// TestIsTrue compares IsTrue, evaluated and bound, with Eval on random expressions.
func TestIsTrue(t *testing.T) {
	for seed := range uint64(5_000) {
		g := newGenerator(seed)
		e, _ := g.expression()
		sure := IsTrue(e)
		vars, domains := g.bindings(sure)
		atoms, err := sure.Bind(vars, domains)
		if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, e.Text(), err)
		}
		var runners []*runner
		for _, a := range atoms {
			runners = append(runners, newRunner(a, g.Rand))
		}
		for at := make([]int, len(g.domains)); ; {
			get := func(n string) Value { return g.domains[n[0]-'a'][at[n[0]-'a']] }
			want := e.Eval(get) == True
			accepted := true
			for _, r := range runners {
				accepted = accepted && r.accepts(func(v int) (int, int) { return at[v/10], len(g.domains[v/10]) })
			}
			if got := sure.Eval(get); (got == True) != want || got == Unknown || accepted != want {
				t.Fatalf("seed %d: %s\nvalues %s\ngot %v, accepted %v, want %v", seed, e.Text(), g.show(at), got, accepted, want)
			}
			if !g.advance(at) {
				break
			}
		}
	}
}
