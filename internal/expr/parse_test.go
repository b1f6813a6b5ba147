package expr

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseNames(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []Name
	}{
		{"true", nil},
		{"a < b && b < a", []Name{{"a", 0}, {"b", 4}}},
		{`param("a b") == größe`, []Name{{"a b", 0}, {"größe", 16}}},
		{"min (max, min) > 0\n", []Name{{"max", 5}, {"min", 10}}},
		{"32 <= x*y <= 1024 < z", []Name{{"x", 6}, {"y", 8}, {"z", 20}}},
		{"x<-1", []Name{{"x", 0}}},
		{"(a\n||\tb)", []Name{{"a", 1}, {"b", 6}}},
		{`oneof(x, 0x_ff, 1_000, 0b1, 0o17, 017, 'x' == y)`, nil},
	} {
		e, err := Parse(tt.text)
		if strings.Contains(tt.text, "'") {
			if err == nil {
				t.Errorf("%s: no error", tt.text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if diff := cmp.Diff(tt.want, e.Names()); diff != "" {
			t.Errorf("%s: %s", tt.text, diff)
		}
	}
}

// TestSyntaxErrors checks messages and offsets. The mark ‸ is at the position of the error.
func TestSyntaxErrors(t *testing.T) {
	for _, tt := range []struct{ text, msg string }{
		{"‸", "expected an operand, found the end of the expression"},
		{"a +‸", "expected an operand, found the end of the expression"},
		{"a ‸b", "expected an operator, found b"},
		{"a ‸and b", "and is not an operator: write &&"},
		{"(a < b‸", "expected ')', found the end of the expression"},
		{"a < b‸)", "expected an operator, found )"},
		{"a ‸= b", `"=" is not allowed in a rule: write ==`},
		{"a == b ‸& c", `"&" is not allowed in a rule: write &&`},
		{"a‸[1]", `"[" is not allowed here: write contains(x, a) or len(x) for the elements of a list`},
		{"a‸.b == 1", `"." is not allowed in a rule: write param("a.b") for a name with a dot`},
		{"a ‸<< 2 == 1", `"<<" is not allowed in a rule`},
		{"‸mim(a, b) > 1", "unknown function mim: did you mean min?"},
		{"‸sqrt(a) > 1", "unknown function sqrt: the functions are min, max, abs, int, oneof, set, param, len, contains"},
		{"‸if == 1", `"if" is a keyword of Go: write param("if")`},
		{"abs(a, ‸b) > 0", "abs takes 1 argument"},
		{"oneof(a‸)", "oneof takes at least 2 arguments"},
		{"min(‸)", "min takes at least 1 argument"},
		{"set(‸a+1)", "set takes the name of a parameter: set(x)"},
		{"param(‸a)", `param takes a name in quotes: param("any name")`},
		{"a == ‸08", "malformed number 08"},
		{"a == ‸1e", "malformed number 1e"},
		{"a == ‸1e999", "too large for a float: 1e999"},
		{"a == ‸1e-400", "too small for a float: 1e-400"},
		{"a == ‸0x1p-1_1_00", "too small for a float: 0x1p-1_1_00"},
		{"a == ‸0x_0.0ep-1100", "too small for a float: 0x_0.0ep-1100"},
		{"a == ‸0_0.1e-999", "too small for a float: 0_0.1e-999"},
		{"a == ‸2i", "malformed number 2i"},
		{"a == ‸1_.5", "malformed number 1_.5"},
		{"a == ‸1e_5", "malformed number 1e_5"},
		{"a == ‸0x1p_5", "malformed number 0x1p_5"},
		{`a == ‸"x`, "string literal without closing quote"},
		{`a == ‸"\z"`, `invalid escape in string literal: write \\ for a backslash`},
		{"a == 1 ‸/* b */", `"/*" is not allowed in a rule: rules have no comments`},
		{"a >= 8 ‸// 2", `"//" is not allowed in a rule: write /, which truncates the quotient of two integers`},
		{"(a‸//2)*2 == a", `"//" is not allowed in a rule: write /, which truncates the quotient of two integers`},
		{"a‸<>b", `"<>" is not allowed in a rule: write !=`},
		{"‸not a", "not is not an operator: write !"},
		{"a < b && ‸not (b < c)", "not is not an operator: write !"},
		{"‸NOT !a", "NOT is not an operator: write !"},
		{"a ‸not in b", "not is not an operator: write ! before a condition, or !oneof(x, a, b)"},
		{"a ‸is nil", "is is not an operator: write == or !="},
		{"a < 1 ‸AND b", "AND is not an operator: write &&"},
		{"‸* a", "expected an operand, found *"},
		{"a == \n\t‸# b", `"#" is not allowed in a rule`},
		{"a == ‸€", "unexpected '€'"},
		{"a ‸≤ 2", "unexpected '≤': write <="},
		{"‸\xff < 1", "invalid UTF-8"},
		{"a < 1 # b‸\xc0", "invalid UTF-8"},
		{"a == \"‸\xff\"", "invalid UTF-8"},
	} {
		text := strings.Replace(tt.text, "‸", "", 1)
		_, err := Parse(text)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%s: got %v, want a SyntaxError", text, err)
			continue
		}
		if syntax.Msg != tt.msg || syntax.Offset != strings.Index(tt.text, "‸") || syntax.Text != text {
			t.Errorf("%s:\ngot  %q at %d\nwant %q at %d", text, syntax.Msg, syntax.Offset, tt.msg, strings.Index(tt.text, "‸"))
		}
	}
}

func TestCaret(t *testing.T) {
	long := strings.Repeat("a + ", 100)
	for _, tt := range []struct{ text, want string }{
		{"a ** b", "\n\ta ** b\n\t  ^"},
		{"a <\n\tb ** c", "\n\t b ** c\n\t   ^"},
		{"名 ** b", "\n\t名 ** b\n\t   ^"},
		{"é ** b\n+ c", "\n\té ** b\n\t  ^"},
		{long + "**", "\n\t…" + strings.Repeat("a + ", 15) + "**\n\t" + strings.Repeat(" ", 61) + "^"},
	} {
		_, err := Parse(tt.text)
		if err == nil || !strings.HasSuffix(err.Error(), tt.want) {
			t.Errorf("%.20s: got %v, want …%s", tt.text, err, tt.want)
		}
	}
}

func TestTypeErrors(t *testing.T) {
	domains := map[string][]Value{
		"n": {Int(1), Nil()}, "m": {Int(2), Float(2.5)}, "s": {String("x")}, "b": {Bool(true), Bool(false)},
		"mixed": {Int(1), String("auto")}, "unset": {Nil()}, "o": {Nil(), String("x")},
	}
	for _, tt := range []struct{ text, msg string }{
		{"‸n", `a rule needs a condition, but the parameter "n" is a number`},
		{"‸n + 1", "a rule needs a condition, but n + 1 is a number"},
		{"n ‸< s", `cannot compare: the parameter "n" is a number, the parameter "s" is a string`},
		{"1 < n ‸== s", `cannot compare: the parameter "n" is a number, the parameter "s" is a string`},
		{"n + ‸s > 1", `+ needs numbers, but the parameter "s" is a string`},
		{"‸b * 2 > 1", `* needs numbers, but the parameter "b" is a condition`},
		{"!‸n", `! needs a condition, but the parameter "n" is a number`},
		{"b ‸< b", "conditions cannot be ordered: write == or !="},
		{"b && ‸s", `&& needs a condition, but the parameter "s" is a string`},
		{"oneof(n, 1, ‸s)", `cannot compare: the parameter "n" is a number, the parameter "s" is a string`},
		{"mixed == s && mixed == n && mixed < 3 && mixed != nil", ""},
		{"mixed ‸== b", `cannot compare: the parameter "mixed" is a value of any type, the parameter "b" is a condition`},
		{"unset < 1 && unset == s && unset && unset != b", ""},
		{"n == nil || s != nil || int(b) + 1 == m", ""},
		{"n == o && o != n", ""},
		{"n + 0 ‸== o", `cannot compare: n + 0 is a number, the parameter "o" is a string`},
		{"m ‸== o", `cannot compare: the parameter "m" is a number, the parameter "o" is a string`},
		{"n ‸< nil", `cannot compare: the parameter "n" is a number, nil is nil`},
		{"‸nil", "a rule needs a condition, but nil is nil"},
	} {
		text := strings.Replace(tt.text, "‸", "", 1)
		e, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var vars []int
		var values [][]Value
		for i, n := range e.Names() {
			vars, values = append(vars, i), append(values, domains[n.Name])
		}
		_, err = e.Bind(vars, values)
		var syntax *SyntaxError
		switch {
		case !errors.As(err, &syntax):
			if tt.msg != "" {
				t.Errorf("%s: no error", text)
			}
		case syntax.Msg != tt.msg || syntax.Offset != strings.Index(tt.text, "‸"):
			t.Errorf("%s:\ngot  %q at %d\nwant %q at %d", text, syntax.Msg, syntax.Offset, tt.msg, strings.Index(tt.text, "‸"))
		}
	}
}

func TestHugeTexts(t *testing.T) {
	repeat := strings.Repeat
	for _, test := range []struct{ name, text, err string }{
		{"parentheses", repeat("(", 100_000) + "a" + repeat(")", 100_000), "nested too deeply"},
		{"negations", repeat("!", 1<<18) + "a", "nested too deeply"},
		{"calls", repeat("abs(", 1<<18), "nested too deeply"},
		{"sum", "0 < a" + repeat("+a", 1<<18), "too long"},
		{"conjuncts", "a" + repeat("&&a", 1<<18), "too long"},
		{"digits", "a == 1" + repeat("0", 1<<18), "number too long"},
		{"garbage", repeat("#", 1<<18), "not allowed"},
		{"chains", repeat("0 < int(", 500) + "a == 1" + repeat(") < 2", 500), ""},
		{"choices", repeat("oneof(int(", 500) + "a == 1" + repeat("), 0, 1)", 500), ""},
		{"branches", repeat("(a == 1 || b < 2 && ", 500) + "a == 1" + repeat(")", 500), ""},
		{"string", `a == "` + repeat("x", 1<<18) + `"`, ""},
		{"4,000 parentheses", repeat("(", 4_000) + "a < 1" + repeat(")", 4_000), ""},
	} {
		e, err := Parse(test.text)
		switch {
		case (err == nil) != (test.err == ""), err != nil && (!strings.Contains(err.Error(), test.err) || len(err.Error()) > 1000):
			t.Errorf("%s: %.300v, want %q", test.name, err, test.err)
		case err == nil:
			exercise(e)
		}
	}
}

// exercise calls every method of an expression.
func exercise(e *Expr) {
	get := func(name string) Value {
		return []Value{Int(1), Nil(), String("x"), Bool(true), Float(0.5), Uint(1 << 63)}[len(name)%6]
	}
	e.Eval(get)
	e.Explain(get)
	vars := make([]int, len(e.Names()))
	domains := make([][]Value, len(vars))
	for i, n := range e.Names() {
		vars[i], domains[i] = i, []Value{get(n.Name), get(n.Name + "y")}
	}
	atoms, _ := e.Bind(vars, domains)
	for _, a := range atoms {
		if m := a.Machine(a.Vars()); m.Start() >= firstPending {
			m.Expand(0, m.Start(), make([]int32, 2))
		}
	}
}

// TestManyNames checks that names are numbered by first appearance when there are many.
func TestManyNames(t *testing.T) {
	var terms []string
	for i := range 80 {
		terms = append(terms, fmt.Sprintf("n%d > 0", i%40))
	}
	names := parse(t, strings.Join(terms, " && ")).Names()
	if len(names) != 40 {
		t.Fatalf("%d names", len(names))
	}
	for i, n := range names {
		if n.Name != fmt.Sprint("n", i) {
			t.Errorf("name %d is %s", i, n.Name)
		}
	}
}
