package paramgen

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// Cases that are met so rarely that no other test comes to them.

// TestForbidRemoved: a removed parameter is unset, so a combination with another value of it never occurs.
func TestForbidRemoved(t *testing.T) {
	for _, test := range []struct {
		value any
		left  int64
	}{{nil, 2}, {1, 4}} {
		g := Must(New(WithParameters(Param("a", nil, 1), Param("b", 1, 2), Param("c", 1, 2)), WithoutParameters("a"),
			WithRules(Forbid(map[string]any{"a": test.value, "b": 1}))))
		if got := g.Count().Int64(); got != test.left {
			t.Errorf("%v: %d combinations, want %d", test.value, got, test.left)
		}
	}
}

// tight is a space whose budget its own rules keep, and none of them alone.
func tight(rule string) *Generator {
	return Must(New(WithParameters(Param("a", Range(1, 60, 1)...), Param("b", Range(1, 60, 1)...), Param("c", Range(1, 60, 1)...)), WithBudget(80),
		WithRules(Named("large", Expr("(a*b*7 + c*c*a)%97 != 5 || c > 100")), Named("few", Expr(rule)))))
}

func TestReportPastBudget(t *testing.T) {
	r := tight("a < 2 && c < 3").Report()
	if r.Rules[0].Rejects != nil || r.Rules[1].Only != nil || !strings.Contains(r.String(), "few") {
		t.Errorf("%+v", r.Rules)
	}
}

func TestDiffPastBudget(t *testing.T) {
	space := func(rule string) *Generator {
		return Must(New(WithParameters(Param("a", Range(1, 40, 1)...), Param("b", Range(1, 40, 1)...), Param("c", Range(1, 40, 1)...)), WithBudget(200),
			WithRules(Expr(rule))))
	}
	d := space("a*b%37 != 5").Diff(space("b*c%41 != 7"))
	if d.Shared != nil || d.Added() != nil || d.Removed() != nil || strings.Contains(d.String(), "in both") {
		t.Errorf("%v of %v and %v", d.Shared, d.Before, d.After)
	}
}

func TestKinds(t *testing.T) {
	g := Must(New(WithParameters(Param("a", nil, true, 1))))
	for v, want := range map[any]string{"nil": `has the unset value nil, not the string "nil"`, "true": `has the boolean true, not the string "true"`} {
		if err := g.Check(map[string]any{"a": v}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", v, err, want)
		}
	}
}

func TestTuplesOfFour(t *testing.T) {
	var params []Parameter
	for i := range 5 {
		params = append(params, Param(string(rune('a'+i)), 1, 2))
	}
	a, err := Must(New(WithParameters(params...))).Cover(4)
	if err != nil || a.Tuples != 80 || !strings.Contains(a.String(), "80 4-tuples of values") {
		t.Errorf("%v, error %v", a, err)
	}
}

func TestCauses(t *testing.T) {
	var file *FileError
	_, err := Load(strings.NewReader(`{"parameters": [{"name": "a", "values": [1e999]}]}`))
	if at := new(ParameterError); !errors.As(err, &file) || !errors.As(file.Unwrap(), &at) || at.Parameter != "a" {
		t.Error(err)
	}
	c, _ := Must(New(WithParameters(Param("a", "x")))).At(new(big.Int))
	var fault *DecodeError
	if _, err := Decode[struct {
		A int `paramgen:"a"`
	}](c); !errors.As(err, &fault) || errors.Unwrap(fault) != fault.Err {
		t.Error(err)
	}
}

// TestNULEverywhere: what no argument can hold is reported by each format that writes arguments, wherever the value stands.
func TestNULEverywhere(t *testing.T) {
	var params []Parameter
	for i := range 12 {
		params = append(params, Param(fmt.Sprint("p", i), 0, 1))
	}
	for _, at := range []int{0, 11} {
		params := slices.Clone(params)
		params[at] = Param("bad", "a\x00b")
		g := Must(New(WithParameters(params...)))
		for format, options := range map[Format][]WriteOption{FormatArgs: nil, FormatGitHub: nil, FormatArgo: nil, FormatShell: {WithTemplate("{id} {args}")}} {
			var fault *ParameterError
			if n, err := g.Write(io.Discard, format, g.All(), options...); n != 0 || !errors.As(err, &fault) || fault.Parameter != "bad" {
				t.Errorf("%s, place %d: %d, %v", format, at, n, err)
			}
		}
	}
}

func TestFolderOfOthers(t *testing.T) {
	g := Must(New(WithParameters(Param("a", 1, 2)), WithRules(Expr("a < 2"))))
	same := Must(New(WithParameters(Param("a", 1.0))))
	dir := filepath.Join(t.TempDir(), "new")
	if n, err := g.WriteFolder(dir, FormatJSONL, same.All(), WithIndexNames()); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "0.jsonl")); string(text) != "{\"a\":1}\n" {
		t.Errorf("%q, %v", text, err)
	}
	other, rejected := Must(New(WithParameters(Param("b", 1)))), Must(New(WithParameters(Param("a", 2))))
	for want, h := range map[string]*Generator{"has this parameter, which this one lacks": other, "has no index to name a file": rejected} {
		dir := filepath.Join(t.TempDir(), "not")
		if n, err := g.WriteFolder(dir, FormatJSONL, h.All(), WithIndexNames()); n != 0 || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d, %v, want %s", n, err, want)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: the folder is there", want)
		}
		if _, ok := g.Index(h.space.combination([]int32{0})); ok {
			t.Errorf("%s: it has an index", want)
		}
	}
}

func TestNamesInTheWay(t *testing.T) {
	g := Must(New(WithParameters(Param("id", 1))))
	for _, f := range []Format{FormatJSON, FormatJSONL, FormatCSV} {
		var fault *ParameterError
		if _, err := g.Write(io.Discard, f, g.All(), WithIdentity()); !errors.As(err, &fault) || fault.Parameter != "id" {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// TestOptionalConditions uses an optional rule as a condition and by itself.
func TestOptionalConditions(t *testing.T) {
	hicache := Optional(Expr("enable_hierarchical_cache != true || disable_radix_cache != true || no_such == 1"))
	params := []Parameter{Param("enable_hierarchical_cache", false, true), Param("disable_radix_cache", false, true), Param("x", 1, 2)}
	g := Must(New(WithParameters(append(params, Param("y", nil, 1).When(hicache))...), WithRules(If(hicache, Expr("x == 1")))))
	if got := g.Count().Int64(); got != 3*2+2 {
		t.Errorf("%d combinations", got)
	}
	for c := range g.All() {
		on, _ := Value[bool](c, "enable_hierarchical_cache")
		off, _ := Value[bool](c, "disable_radix_cache")
		x, _ := Value[int](c, "x")
		if both := on && off; hicache.Allow(c) == both || x == 2 && !both || !g.Rules()[0].Allow(c) {
			t.Error(c)
		}
	}
	without := Must(New(WithParameters(params[1:]...), WithRules(If(hicache, Expr("x == 1")))))
	if got := without.Count().Int64(); got != 2 {
		t.Errorf("%d combinations without the parameter", got)
	}
}

func TestBrokenReaders(t *testing.T) {
	broken := errors.New("broken")
	if _, err := Load(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
	g := Must(New(WithParameters(Param("a", 1))))
	if _, err := g.Write(io.Discard, FormatYAML, g.All(), WithBase(iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := g.Write(io.Discard, FormatYAML, g.All(), WithBase(strings.NewReader(`{"a": 1, "\x`))); err == nil {
		t.Error("half a key is none")
	}
}

func TestTornRules(t *testing.T) {
	for _, rule := range []string{`"\x"`, `{"optional": 1e}`, `{"expr": "`} {
		var fault *FileError
		if _, err := Load(strings.NewReader(`{"parameters": [], "rules": [` + rule + `]}`)); !errors.As(err, &fault) || fault.Line != 1 {
			t.Errorf("%s: %v", rule, err)
		}
	}
}

func TestLeftEarly(t *testing.T) {
	g := Must(New(WithParameters(Param("a", 1, 2, 3, 4), Param("b", 1, 2, 3), Param("c", 1, 2)), WithRules(Expr("a+b+c < 9"))))
	c, _ := g.At(big.NewInt(7))
	for _, most := range []int{1, 2, 3} {
		near, around := 0, 0
		neighbours, err := g.Neighbours(c)
		if err != nil {
			t.Fatal(err)
		}
		for range neighbours {
			if near++; near == most {
				break
			}
		}
		sweep, err := g.OneAtATime(c)
		if err != nil {
			t.Fatal(err)
		}
		for range sweep {
			if around++; around == most {
				break
			}
		}
		if near != most || around != most {
			t.Errorf("%d and %d, want %d", near, around, most)
		}
	}
}

func TestBrokenExpressionAsked(t *testing.T) {
	defer func() {
		if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "expected an operand") {
			t.Errorf("panic with %v", v)
		}
	}()
	c, _ := Must(New(WithParameters(Param("a", 1)))).At(new(big.Int))
	Expr("a <").Allow(c)
}

// TestReportLeavesOut: a report of a space with too much of everything says how much it leaves out.
func TestReportLeavesOut(t *testing.T) {
	params := []Parameter{Param("many", Range(1, 900, 1)...), Param("one", 1), Param("dead", 1, 2, 3)}
	rules := []Rule{Expr("many*dead != 2"), Expr("one == 1 && dead < 3"), Expr("dead != 3"), Expr("dead == 1 || dead == 2"), Expr("dead*2 < 6"), Expr("dead+one < 4")}
	for i := range 12 {
		params = append(params, Param(fmt.Sprint("p", i), 1, 2))
		for j := range i {
			rules = append(rules, Expr(fmt.Sprintf("p%d != 2 || p%d != 2", i, j)))
		}
	}
	r := Must(New(WithParameters(params...), WithRules(rules...))).Report()
	text := strings.Join(strings.Fields(r.String()), " ")
	for _, want := range []string{"and 859 values more", "and 7 pairs of parameters more", "dead == 2” and 2 more", "one: 1 in all", "p11: 13 combinations"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, r)
		}
	}
	var page bytes.Buffer
	if err := r.WriteHTML(&page); err != nil || !strings.Contains(page.String(), "omits") {
		t.Errorf("%v: %.100s", err, page.String())
	}
	dead := Must(New(WithParameters(Param("a", 1, 2, 3), Param("b", 1, 2, 3)), WithRules(Expr("a + b < 4"), Expr("a < 3"), Expr("b < 3")))).Report()
	if err := dead.WriteHTML(&page); err != nil || dead.DeadValues != 2 || dead.DeadPairs != 5+1 {
		t.Errorf("%v, error %v", dead, err)
	}
	single := Must(New(WithParameters(Param("a", 1, 2), Param("b", 1, 2)), WithRules(Expr("a + b > 3")))).Report().String()
	if !strings.Contains(single, "1 combination of 2 parameters") {
		t.Error(single)
	}
}

// TestWideStar counts a diagram whose numbers are too large for a machine word in the middle and not at its ends.
func TestWideStar(t *testing.T) {
	params, rules := []Parameter{Param("x", 0, 1)}, []Rule(nil)
	for i := range 30 {
		params = append(params, Param(fmt.Sprint("y", i), Range(0, 9, 1)...))
		rules = append(rules, Expr(fmt.Sprintf("y%d >= x", i)))
	}
	ten, nine := new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil), new(big.Int).Exp(big.NewInt(9), big.NewInt(30), nil)
	if got := Must(New(WithParameters(params...), WithRules(rules...))).Count(); got.Cmp(ten.Add(ten, nine)) != 0 {
		t.Errorf("%v combinations, want %v", got, ten)
	}
}

// TestRareExpressions reads what expressions seldom have.
func TestRareExpressions(t *testing.T) {
	many := make([]string, 20)
	params := []Parameter{Param("x", 0, 0.05, 1), Param("verylongname", 1)}
	for i := range many {
		many[i] = fmt.Sprint("n", i)
		params = append(params, Param(many[i], 1))
	}
	for rule, want := range map[string]any{
		"x < 1e-1":   2,
		"x < 1E+0":   2,
		"x < 0x1p-4": 2,
		strings.Join(many, "+") + "+n19+n18 == 22 || x == 1": 3,
		"4611686018427387904*(2*n1 + 3*n2) > x":              3,
		"x == \"abc":                                         "string literal without closing quote",
		"x == \"a\nb\"":                                      "string literal without closing quote",
		"x == `abc":                                          "string literal without closing quote",
		"x € 1":                                              "unexpected '€'",
		"x€ < 1":                                             "unexpected '€'",
		"x < \xff":                                           "invalid UTF-8",
		"x <* n1":                                            "expected an operand",
		"x < n1 1":                                           "expected",
		`x "a"`:                                              "expected",
		"x ! n1":                                             "expected",
		"(" + strings.Repeat("x+", 30) + "1) && true": "this is a number",
		"x == \"a\u0301\u200b\" &&":                   "expected an operand",
		"verylongnames < 1":                           `did you mean "verylongname"`,
		"x < 1 // to the end":                         "write /, which",
		"x < 1 /* for ever":                           "no comments",
		"maximumofthese(x, 1) < 1":                    "unknown function maximumofthese",
		"2305843009213693951*(3*n1 + 3*n2) > x":       3,
		"1152921504606846975*(7*n1 + x*n2*9) > x":     3,
		"somethingelseentirely < 1":                   `no parameter "somethingelseentirely"`,
	} {
		g, err := New(WithParameters(params...), WithRules(Expr(rule)))
		switch want := want.(type) {
		case string:
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, want %s", rule, err, want)
			}
		case int:
			if err != nil || g.Count().Int64() != int64(want) {
				t.Errorf("%q: error %v, want %d combinations", rule, err, want)
			}
		}
	}
}

// TestLargeCoefficients: where sums are multiplied out, and their coefficients are too large for that.
func TestLargeCoefficients(t *testing.T) {
	for _, rule := range []string{
		"2305843009213693951*(3*a + 5*b) > 50000000000000000000",
		"1152921504606846976*(2*(3*a + 5*b)) > 50000000000000000000",
		"-(2305843009213693950*(2*a + 7*b - c)) < -50000000000000000000",
	} {
		g := Must(New(WithParameters(Param("a", 1, 2, 3), Param("b", 1, 2, 3), Param("c", 0, 1)), WithRules(Expr(rule))))
		n := int64(0)
		for c := range Must(g.With(WithoutRules())).All() {
			if g.Rules()[0].Allow(c) {
				n++
			}
		}
		if g.Count().Int64() != n {
			t.Errorf("%s: %v combinations, want %d", rule, g.Count(), n)
		}
	}
}

// TestBudgetOfOneScope: the budget can also end while rules over the same parameters are made one.
func TestBudgetOfOneScope(t *testing.T) {
	want := int64(0)
	for a := 1; a < 10; a++ {
		for b := 1; b < 10; b++ {
			if a*b%7 != 3 && (a+3*b)%8 != 2 && a*a%5 != b {
				want++
			}
		}
	}
	for budget := 1; budget < 150; budget++ {
		g, err := New(WithParameters(Param("a", Range(1, 9, 1)...), Param("b", Range(1, 9, 1)...)), WithBudget(budget),
			WithRules(Expr("a*b%7 != 3"), Expr("(a + 3*b)%8 != 2"), Expr("a*a%5 != b")))
		if over := new(BudgetError); err != nil && !errors.As(err, &over) || err == nil && g.Count().Int64() != want {
			t.Errorf("%d nodes: error %v, want %d combinations", budget, err, want)
		}
	}
}

// TestEveryBudget: a budget is enough, or too small with an error, and what is enough stays enough.
func TestEveryBudget(t *testing.T) {
	want, enough := int64(0), false
	for i := range 9 * 9 * 9 {
		a, b, c := i/81+1, i/9%9+1, i%9+1
		for d, linked := range []int{1: 1<<1 | 1<<4, 2: 1<<3 | 1<<5} {
			if a*b%7 != 3 && b*c%5 != d && a+c != 2*b && a*d != c && linked>>a&1 == 1 {
				want++
			}
		}
	}
	for budget := 1; budget < 400; budget += 1 + budget/30 {
		g, err := New(WithParameters(Param("a", Range(1, 9, 1)...), Param("b", Range(1, 9, 1)...), Param("c", Range(1, 9, 1)...), Param("d", 1, 2)), WithBudget(budget),
			WithRules(Expr("a*b%7 != 3"), Expr("b*c%5 != d"), Expr("a + c != 2*b && a*d != c"), Tuples([]string{"a", "d"}, []any{1, 1}, []any{3, 2}, []any{4, 1}, []any{5, 2})))
		var over *BudgetError
		switch {
		case err != nil && (!errors.As(err, &over) || enough || over.Budget != budget):
			t.Errorf("%d nodes: %v", budget, err)
		case err == nil && g.Count().Int64() != want:
			t.Errorf("%d nodes: %v combinations, want %d", budget, g.Count(), want)
		}
		enough = err == nil
	}
	if !enough {
		t.Error("never enough")
	}
}

// TestManyFaultsOfARule: of very many faults of one rule the first hundred are told.
func TestManyFaultsOfARule(t *testing.T) {
	values, rows := map[string]any{}, [][]any{}
	for i := range 150 {
		values[fmt.Sprint("unknown", i)] = 1
		rows = append(rows, []any{1i})
	}
	for _, rule := range []Rule{Forbid(values), Tuples([]string{"a"}, rows...)} {
		_, err := New(WithParameters(Param("a", 1)), WithRules(rule))
		if err == nil || strings.Count(err.Error(), "\n") != 149 {
			t.Errorf("%.300v", err)
		}
	}
}

// TestManyValuesAreNotListed: of very many values an error shows the first.
func TestManyValuesAreNotListed(t *testing.T) {
	err := Must(New(WithParameters(Param("a", Range(1, 20, 1)...)))).Check(map[string]any{"a": 99})
	if err == nil || !strings.Contains(err.Error(), "99 is not among its values 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 8 more") {
		t.Error(err)
	}
}
