package expr

import (
	"errors"
	"strings"

	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen/internal/test/longtest"
)

// values holds the parameters that the tables below use. Other parameters are unset.
var values = map[string]Value{
	"zero": Int(0), "one": Int(1), "three": Int(3), "seven": Int(7), "neg": Int(-7),
	"min64": Int(math.MinInt64), "max64": Int(math.MaxInt64), "u64": Uint(math.MaxUint64),
	"half": Float(0.5), "two": Float(2), "big": Float(1 << 53), "inf": Float(math.Inf(1)), "nan": Float(math.NaN()),
	"s": String("b"), "yes": Bool(true), "no": Bool(false),
	"list": List([]Value{Int(1), Int(2), Int(4)}), "empty": List(nil), "words": List([]Value{String("a"), String("b")}),
}

func lookup(name string) Value { return values[name] }

func TestEval(t *testing.T) {
	for _, tt := range []struct {
		want  Outcome
		texts []string
	}{
		{True, []string{
			"one < three", "neg / 3 == -2", "neg % 3 == -1", "seven / -2 == -3", "7 % neg == 0",
			"1 <= one < 2 < three", "1 < two < 3", "one == 1.0", "three / two == 1.5", "three / 2 == 1",
			"min(three, one, seven) == 1", "max(neg, half) == half", "abs(neg) == 7", "abs(-0.5) == half", "min(3) == three",
			"max(1, 1.0)/2 == half", "max(1.0, 1)/2 == half", "min(one, 3, 1.0)/2 == half", "max(one, three)/2 == 1", "max(three, two)/2 == 1",
			"max(9007199254740993, 1.0) == 9007199254740993", "min(9007199254740992, big) + 1 == big", "min(9007199254740993, inf) + 1 == 9007199254740994",
			"int(yes) + int(no) == 1", "oneof(three, 1, 3)", "oneof(s, \"a\", `b`)", "oneof(x, nil, 1)", "set(one)", "!set(x)",
			"x == nil", "x == y", "one != nil", "x != 3", "\"a\" < s <= \"b\"", "yes == true", "yes != no", "!no",
			"max64 + 1 == u64 / 2 + 1", "min64 / -1 == 9223372036854775808", "min64 % -1 == 0", "abs(min64) == -min64",
			"u64 == 18446744073709551615", "u64 * u64 == 340282366920938463426481119284349108225", "max64 * 2 + 1 == u64",
			"max64 + max64 - max64 == max64", "0xffff_ffff_ffff_ffff == u64", "-9223372036854775808 == min64",
			"9007199254740993 > big", "9007199254740992 == big", "max64 < 9223372036854775808.0", "u64 < inf", "-inf < min64",
			"nan != nan", "!(nan < 1)", "nan != 1", "(1 < 2) == yes", "yes == (1 < 2)", "one + -one == zero", "+three == 3",
			"len(list) == three", "len(empty) == 0", "contains(list, 4.0)", "contains(words, s)", "list == [1, 2.0, 4]", "list != [1, 4, 2]", "list != three", "oneof(list, [], [1, 2, 4])", "[] == empty", "len([-1, (2)]) == 2",
			"7 - 7 % 3 == 6", "2 * 7 % 4 == 2", "-(one + 2) == -3", "-(3) + 3 == 0", "`\\` == \"\\\\\"",
			"0x1e+1 == 31", "1e+1 == 10.0", "0x1p+1 == 2.0", "no || yes", "x || yes", "zero == 0 || 1 / zero > 0", "one - 3 * 2 == -5", "2 - one - one == 0", "s != 3", "int(1 < 2) == 1",
		}},
		{False, []string{
			"one > three", "1 < one < 2", "3 >= three > three", "x == 3", "3 == x", "x != nil", "x != y", "set(x)", "oneof(x, 1, 2)", "oneof(one, nil, 2)",
			"yes && no", "x && no", "zero != 0 && 1 / zero > 0", "no && x", "nan == nan", "nan < nan", "nan >= 1", "x == one + 2", "s == \"c\"",
			"s == 3", "9007199254740993 == big", "!yes", "3 < one < x", "contains(list, 3)", "contains(list, s)", "len(list) > 3", "list == nil", "no && 1 / zero == 0", "2 < 1 < 1 / zero",
		}},
		{Unknown, []string{
			"x < 3", "3 >= x", "x + 1 == 3", "x + 1 != 3", "x * zero == 0", "min(one, x) == 1", "abs(x) == nil", "int(x) == 1", "int(x < 1) == nil",
			"x", "!x", "x && yes", "x || no", "yes && x", "x == y + 1", "-x == x", "(x < 1) == yes", "1 < x < 3", "oneof(x + 1, 1, 2)", "1 <= one < x",
			"x / zero == 1", "x % 0 == 0", "x || y", "x && (y || no)", "len(x) > 1", "contains(x, 1)", "contains(list, x)", "contains(x, 1) || no",
		}},
		{Fault, []string{
			"1 / zero == 1", "1 % zero == 1", "1.5 / zero == 1", "half % 0.0 == 1", "x && 1 / zero == 1", "x || 1 / zero == 1", "1 / zero == 1 && no",
			"1 / zero == 1 || yes", "!(1 / zero == 1)", "x + 1 / zero == 1", "set(x) || 1 / zero == 1", "u64 / zero == 1", "int(1 / zero == 1) == nil",
			"s < 3", "s + 1 == 3", "-s == 1", "yes < no", "yes + 1 == 2", "one && yes", "abs(s) == 1", "1 < 2 < 1 / zero", "oneof(1 / zero, 1)", "len(s) > 1", "contains(one, 1)", "contains(list, list)", "list < list", "list + 1 == 2", "contains(list, 1 / zero)",
		}},
	} {
		for _, text := range tt.texts {
			e, err := Parse(text)
			if err != nil {
				t.Errorf("%s: %v", text, err)
				continue
			}
			if got := e.Eval(lookup); got != tt.want {
				t.Errorf("%s is %v, want %v", text, got, tt.want)
			}
		}
	}
}

func parse(t testing.TB, text string) *Expr {
	t.Helper()
	e, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEvalIsLazy(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"no && one == 1", []string{"no"}},
		{"yes || one == 1", []string{"yes"}},
		{"x || one == 1", []string{"x", "one"}},
		{"seven < three < one", []string{"seven", "three"}},
		{"1 < three < seven", []string{"three", "seven"}},
		{"oneof(three, 3, x)", []string{"three"}},
	} {
		var asked []string
		parse(t, tt.text).Eval(func(name string) Value {
			asked = append(asked, name)
			return values[name]
		})
		if diff := cmp.Diff(tt.want, asked); diff != "" {
			t.Errorf("%s: %s", tt.text, diff)
		}
	}
}

func TestIf(t *testing.T) {
	for _, tt := range []struct {
		cond, then string
		want       Outcome
	}{
		{"yes", "one == 1", True}, {"yes", "one == 2", False}, {"yes", "x < 1", Unknown}, {"yes", "1 / zero == 1", Fault},
		{"no", "one == 2", True}, {"no", "1 / zero == 1", True}, {"x", "one == 2", Unknown}, {"x", "1 / zero == 1", Unknown},
		{"1 / zero == 1", "yes", Fault}, {"1 < three < 9 && min(one, 2) == 1", "oneof(seven, 1, 2)", False},
	} {
		e := If(parse(t, tt.cond), parse(t, tt.then))
		if got := e.Eval(lookup); got != tt.want {
			t.Errorf("%s: %v, want %v", e.Text(), got, tt.want)
		}
		for _, n := range e.Names() {
			if e.Text()[n.Offset:n.Offset+len(n.Name)] != n.Name {
				t.Errorf("%s: %v is not there", e.Text(), n)
			}
		}
	}
}

func TestExplain(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"seven*512 <= three", []string{"seven*512 <= three: 7*512 = 3584 > 3"}},
		{"one < 0 && three == 3 && seven > u64", []string{"one < 0: 1 >= 0", "seven > u64: 7 <= 18446744073709551615"}},
		{"1 <= three*seven <= 20", []string{"1 <= three*seven <= 20: 3*7 = 21 > 20"}},
		{"zero == 1 || (one + neg) * 2 > 3 - one", []string{"zero == 1 || (one + neg) * 2 > 3 - one: 0 != 1 and (1 + (-7)) * 2 = -12 <= 2 = 3 - 1"}},
		{"one / zero == 1", []string{"one / zero == 1: 1 / 0: division by zero"}},
		{"zero != 0 && one / zero == 1", []string{"zero != 0: 0 == 0"}},
		{"!(s == \"b\")", []string{`!(s == "b"): "b" == "b"`}},
		{"no", []string{"no: no is false"}},
		{"set(x)", []string{"set(x): set(nil) is false"}},
		{"oneof(neg, 1, 2)", []string{"oneof(neg, 1, 2): oneof(-7, 1, 2) is false"}},
		{"s < 3", []string{`s < 3: "b" < 3: wrong type`}},
		{"nan < 1", []string{"nan < 1: not NaN < 1"}},
		{"x < 3 && yes", nil},
	} {
		if diff := cmp.Diff(tt.want, parse(t, tt.text).Explain(lookup)); diff != "" {
			t.Errorf("%s: %s", tt.text, diff)
		}
	}
	e := If(parse(t, "one == 1"), parse(t, "seven + 1 < three"))
	if diff := cmp.Diff([]string{"if one == 1 then seven + 1 < three: 1 == 1, but 7 + 1 = 8 >= 3"}, e.Explain(lookup)); diff != "" {
		t.Error(diff)
	}
}

func TestSame(t *testing.T) {
	same := []Value{Int(1), Float(1), Uint(1), Nil(), Bool(true), String("1"), Uint(1 << 63), Float(1 << 63), Float(0.5), Int(math.MinInt64), Float(-1 << 63)}
	class := []int{0, 0, 0, 1, 2, 3, 4, 4, 5, 6, 6}
	for i, a := range same {
		for j, b := range same {
			if Same(a, b) != (class[i] == class[j]) {
				t.Errorf("Same(%v, %v) is %v", a, b, Same(a, b))
			}
		}
	}
	if Float(math.Copysign(0, -1)).Key() != Int(0) {
		t.Error("the key of -0 is not 0")
	}
}

// TestIfErrors checks that type errors in a combined expression have the offset in the whole text.
func TestIfErrors(t *testing.T) {
	for _, text := range []string{"1 < a < s", "a < s", "min(a, s) == 1", "oneof(a, 1, s + 1)", "a + s == 1", "1 < a && a < s < 3"} {
		whole := If(parse(t, "a == 1 || b == 2"), parse(t, text))
		_, err := whole.Bind(bindingsOf(whole))
		_, err2 := parse(t, text).Bind(bindingsOf(parse(t, text)))
		var inWhole, alone *SyntaxError
		if !errors.As(err, &inWhole) || !errors.As(err2, &alone) {
			t.Fatalf("%s: errors %v and %v", text, err, err2)
		}
		if want := strings.Index(whole.Text(), text) + alone.Offset; inWhole.Offset != want || inWhole.Msg != alone.Msg {
			t.Errorf("%s: error at %d: %s, want %d: %s", whole.Text(), inWhole.Offset, inWhole.Msg, want, alone.Msg)
		}
	}
}

// bindingsOf gives s a string and every other name integers.
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

// TestIsTrue compares IsTrue, evaluated and bound, with Eval on random expressions.
func TestIsTrue(t *testing.T) {
	for seed := range longtest.Times[uint64](2_000, 5_000) {
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
