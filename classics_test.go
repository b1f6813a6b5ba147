package paramgen

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
)

// numbered returns n parameters x1 … xn with the values first … last.
func numbered(n, first, last int) Option {
	params := make([]Parameter, n)
	for i := range params {
		params[i] = Param(fmt.Sprintf("x%d", i+1), Range(first, last, 1)...)
	}
	return WithParameters(params...)
}

// pairwise returns the rules that text makes of every pair i < j, none where it is "".
func pairwise(n int, text func(i, j int) string) Option {
	var rules []Rule
	for i := 1; i <= n; i++ {
		for j := i + 1; j <= n; j++ {
			if s := text(i, j); s != "" {
				rules = append(rules, Expr(s))
			}
		}
	}
	return WithRules(rules...)
}

func differ(i, j int) string { return fmt.Sprintf("x%d != x%d", i, j) }

func ascend(i, j int) string {
	if j != i+1 {
		return ""
	}
	return fmt.Sprintf("x%d <= x%d", i, j)
}

func queens(i, j int) string {
	return fmt.Sprintf("x%d != x%d && abs(x%d - x%d) != %d", i, j, i, j, j-i)
}

// latin links the cells of one row or column of a square of order 5.
func latin(i, j int) string {
	if (i-1)/5 != (j-1)/5 && (i-1)%5 != (j-1)%5 {
		return ""
	}
	return differ(i, j)
}

// petersen links the neighbours of Petersen's graph: an outer ring 1-5, spokes, and a star 6-10 inside.
func petersen(i, j int) string {
	ring := j <= 5 && (j == i+1 || i == 1 && j == 5)
	spoke := j == i+5
	star := i > 5 && (j == i+2 || j == i+3)
	if ring || spoke || star {
		return differ(i, j)
	}
	return ""
}

// joined returns x1 op x2 op … xn.
func joined(n int, op string) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("x%d", i+1)
	}
	return strings.Join(names, op)
}

func choose(n, k int64) *big.Int { return new(big.Int).Binomial(n, k) }

// classics are spaces whose counts mathematics knows.
var classics = []struct {
	name    string
	count   *big.Int
	options []Option
}{
	{"chain of 100", choose(109, 9), []Option{numbered(100, 1, 10), pairwise(100, ascend)}},
	{"chain of 100 as one rule", choose(109, 9), []Option{numbered(100, 1, 10), WithRules(Expr(joined(100, " <= ")))}},
	{"chain of 1000", choose(1049, 49), []Option{numbered(1000, 1, 50), pairwise(1000, ascend)}},
	{"eight queens", big.NewInt(92), []Option{numbered(8, 1, 8), pairwise(8, queens)}},
	{"petersen in three colours", big.NewInt(120), []Option{numbered(10, 1, 3), pairwise(10, petersen)}},
	{"latin squares of order 5", big.NewInt(161280), []Option{numbered(25, 1, 5), pairwise(25, latin)}},
	{"twelve all different", big.NewInt(479001600), []Option{numbered(12, 1, 12), pairwise(12, differ)}},
	{"5000 unconstrained", new(big.Int).Exp(big.NewInt(10), big.NewInt(5000), nil), []Option{numbered(5000, 1, 10)}},
	{"eight of 40 with a sum", choose(46, 7), []Option{numbered(8, 1, 40), WithRules(Expr(joined(8, " + ") + " == 47"))}},
	{"saxpy of 65536", big.NewInt(17 * 18 / 2), []Option{
		WithParameters(Param("WPT", Range(1, 65536, 1)...), Param("LS", Range(1, 65536, 1)...)),
		WithRules(Expr("65536 % WPT == 0"), Expr("65536 / WPT % LS == 0")), // ATF's first example: pairs of divisors
	}},
	{"sums below", choose(39, 8), []Option{numbered(8, 0, 39), WithRules(Expr(joined(8, "+") + " <= 31"))}},
}

func TestClassics(t *testing.T) {
	for _, c := range classics {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g, err := New(c.options...)
			if err != nil {
				t.Fatal(err)
			}
			if got := g.Count(); got.Cmp(c.count) != 0 {
				t.Fatalf("Count = %v, want %v", got, c.count)
			}
			checkPlaces(t, g, 5)
		})
	}
}

// A space that is wide in its declared order but not in another is counted in the other, and walked by asking it.
func TestWalkWithoutDiagramInDeclaredOrder(t *testing.T) {
	const n = 9
	var params []Parameter
	var rules []Rule
	for _, side := range "yx" {
		for i := range n {
			params = append(params, Param(fmt.Sprintf("%c%d", side, i), Range(0, 5, 1)...))
		}
	}
	for i := range n {
		rules = append(rules, Expr(fmt.Sprintf("(x%d + y%d) %% 3 == 1", i, i)))
		if i > 0 {
			rules = append(rules, Expr(fmt.Sprintf("x%d != x%d", i-1, i)))
		}
	}
	wide := Must(New(WithParameters(params...), WithRules(rules...), WithBudget(4000)))
	easy := Must(New(WithParameters(params...), WithRules(rules...)))
	if wide.Count().Cmp(easy.Count()) != 0 {
		t.Fatalf("Count = %v and %v", wide.Count(), easy.Count())
	}
	same := func(a, b Combination) {
		t.Helper()
		if a.String() != b.String() {
			t.Fatalf("%v, want %v", a, b)
		}
	}
	some := slices.Collect(first(5000, easy.All()))
	n0 := 0
	for c := range first(5000, wide.All()) {
		same(c, some[n0])
		n0++
	}
	for i, shard := range []int{0, 3, 6} {
		a, b := slices.Collect(first(3, must(wide.Shard(shard, 7)))), slices.Collect(first(3, must(easy.Shard(shard, 7))))
		for k := range a {
			same(a[k], b[k])
		}
		if len(a) != 3 || len(b) != 3 {
			t.Fatalf("shard %d: %d and %d combinations", i, len(a), len(b))
		}
	}
	checkPlaces(t, wide, 10)
}

func first(n int, seq func(func(Combination) bool)) func(func(Combination) bool) {
	return func(yield func(Combination) bool) {
		left := n
		seq(func(c Combination) bool {
			left--
			return yield(c) && left > 0
		})
	}
}

// Values near the ends of 64 bits, and products beyond them, are exact.
func TestExactAtEveryWidth(t *testing.T) {
	big1, big2 := Param("a", int64(math.MaxInt64-1), int64(math.MaxInt64), uint64(math.MaxInt64)+1), Param("b", 1, 2, int64(math.MaxInt64), int64(math.MinInt64))
	for rule, want := range map[string]int64{
		"a + b > a":                              9,
		"a * b > 9223372036854775807":            7, // not MaxInt64-1 and MaxInt64 times 1
		"a - b == 9223372036854775806":           2,
		"b != 0 && a / b == 1":                   2,
		"abs(b) == 9223372036854775808":          3,
		"a * a * b == -782":                      0,
		"-b == 9223372036854775808":              3,
		"b / -1 == 9223372036854775808":          3,
		"a*a*a*a > 7237005577332262213973186563": 12,
	} {
		g, err := New(WithParameters(big1, big2), WithRules(Expr(rule)))
		if err != nil {
			t.Error(err)
			continue
		}
		if got := g.Count().Int64(); got != want {
			t.Errorf("%s: %d combinations, want %d", rule, got, want)
		}
	}
}

// Division by a value that can be zero rejects, unless the rule guards it.
func TestDivisionByZero(t *testing.T) {
	params := WithParameters(Param("a", Range(0, 9, 1)...), Param("b", 0, 1, 2))
	for rule, want := range map[string]int64{
		"a / b >= 0":           20,
		"b == 0 || a / b >= 0": 30,
		"b != 0 && a % b == 0": 15,
		"a / b >= 0 || true":   20,
	} {
		if got := Must(New(params, WithRules(Expr(rule)))).Count().Int64(); got != want {
			t.Errorf("%s: %d combinations, want %d", rule, got, want)
		}
	}
}

func TestManyValues(t *testing.T) {
	g := Must(New(
		WithParameters(Param("m", Range(1, 200_000, 1)...), Param("k", 1, 2, 3)),
		WithRules(Expr("m % 3 == 0"), Expr("m <= k*1000")),
	))
	if got := g.Count().Int64(); got != 333+666+1000 {
		t.Errorf("Count = %d", got)
	}
	free := Must(New(WithParameters(Param("k", 1, 2), Param("m", Range(1, 200_000, 1)...)), WithRules(Expr("k == 1 || m % 2 == 0"))))
	n := 0
	for range free.All() {
		n++
	}
	if n != 300_000 {
		t.Errorf("All yields %d", n)
	}
	checkPlaces(t, free, 100)
}

// Past the budget, New fails and names what is entangled, and nothing else.
func TestBudget(t *testing.T) {
	entangled := func(i, j int) string {
		return fmt.Sprintf("(x%d*%d + x%d*%d) %% 11 != %d", i, 1+i%7, j, 1+j%5, (i*j)%11)
	}
	innocent := []Option{
		WithParameters(Param("innocent", 1, 2), Param("bystander", 1, 2)),
		WithRules(Expr("innocent <= bystander")),
	}
	_, err := New(append(innocent, numbered(14, 0, 7), pairwise(14, entangled), WithBudget(20_000))...)
	var over *BudgetError
	if !errors.As(err, &over) {
		t.Fatalf("err = %v", err)
	}
	if over.Budget != 20_000 || len(over.Parameters) == 0 || len(over.Rules) == 0 {
		t.Errorf("%+v", over)
	}
	if slices.Contains(over.Parameters, "innocent") || slices.Contains(over.Rules, "innocent <= bystander") {
		t.Errorf("blames the innocent: %v", err)
	}
	if s := err.Error(); !strings.HasPrefix(s, "paramgen: ") || !strings.Contains(s, "Filter") {
		t.Errorf("message: %v", s)
	}
}

// A rule that reads everything is learned within the budget, exactly, and named past it.
func TestOpaqueRule(t *testing.T) {
	everything := Func("everything", func(c Combination) bool { return c.Map()["tp_size"].(int) < 8 })
	space := WithParameters(Param("tp_size", 1, 2, 4, 8), Param("b", Range(1, 20, 1)...), Param("c", Range(1, 20, 1)...))
	small := Expr("b*c < 100")
	g, err := New(space, WithRules(small, everything))
	if err != nil {
		t.Fatal(err)
	}
	want := Must(New(space, WithRules(small, Expr("tp_size < 8")))).Count()
	if g.Count().Cmp(want) != 0 {
		t.Errorf("Count = %v, want %v", g.Count(), want)
	}
	_, err = New(numbered(30, 1, 4), WithRules(Func("everything", func(c Combination) bool { return len(c.Map()) == 30 })), WithBudget(1000))
	var over *BudgetError
	var rule *RuleError
	if !errors.As(err, &over) || !errors.As(err, &rule) || rule.Rule != "everything" {
		t.Errorf("err = %v", err)
	}
}

// A space without parameters has one combination, of nothing, unless a rule rejects even that.
func TestNoParameters(t *testing.T) {
	for rule, want := range map[string]int{"1 < 2": 1, "1 > 2": 0} {
		g, err := New(WithRules(Expr(rule)))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for c := range g.All() {
			if n++; c.String() != "" || len(c.Args()) != 0 {
				t.Errorf("%s: %v", rule, c)
			}
		}
		if got := g.Count().Int64(); got != int64(want) || n != want {
			t.Errorf("%s: Count = %d, All yields %d, want %d", rule, got, n, want)
		}
		for range g.Sample(3, 1) {
			n--
		}
		if n != 0 {
			t.Errorf("%s: Sample is %d off", rule, n)
		}
	}
}
