package expr

import (
	"errors"
	"strings"
	"testing"
)

// TestFaultsInParts: an expression that was put together points to its faults where they stand in the whole.
func TestFaultsInParts(t *testing.T) {
	for _, text := range []string{"1 < a < s", "a < s", "min(a, s) == 1", "oneof(a, 1, s + 1)", "a + s == 1", "1 < a && a < s < 3"} {
		whole := If(parse(t, "a == 1 || b == 2"), parse(t, text))
		_, err := whole.Bind(bindingsOf(whole))
		_, err2 := parse(t, text).Bind(bindingsOf(parse(t, text)))
		var inWhole, alone *SyntaxError
		if !errors.As(err, &inWhole) || !errors.As(err2, &alone) {
			t.Fatalf("%s: errors %v and %v", text, err, err2)
		}
		if want := strings.Index(whole.Text(), text) + alone.Offset; inWhole.Offset != want || inWhole.Msg != alone.Msg {
			t.Errorf("%s: the fault is at %d: %s, want %d: %s", whole.Text(), inWhole.Offset, inWhole.Msg, want, alone.Msg)
		}
	}
}

// bindingsOf gives every name but s some integers.
func bindingsOf(e *Expr) (vars []int, domains [][]Value) {
	for i, n := range e.Names() {
		d := ints(1, 3)
		if n.Name == "s" {
			d = []Value{String("x")}
		}
		vars, domains = append(vars, i), append(domains, d)
	}
	return vars, domains
}
