package paramgen_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/paramgen/paramgen"
)

// abc is a space of 3·3·3 combinations under some rules.
func abc(rules ...paramgen.Rule) (*paramgen.Generator, error) {
	return paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2, 3), paramgen.Param("b", 1, 2, 3), paramgen.Param("c", 1, 2, 3)),
		paramgen.WithRules(rules...))
}

func number(c paramgen.Combination, name string) int {
	n, _ := paramgen.Value[int](c, name)
	return n
}

// whole checks that a generator agrees with itself: what it counts, walks, finds by index and
// looks up is the same.
func whole(t *testing.T, what string, g *paramgen.Generator) {
	t.Helper()
	n := int64(0)
	for c := range g.All() {
		at, err := g.At(big.NewInt(n))
		if index, ok := g.Index(c); err != nil || at.ID() != c.ID() || !ok || index.Int64() != n {
			t.Fatalf("%s: combination %d, %v, is %v by index, %v, and has index %v, %v", what, n, c, at, err, index, ok)
		}
		n++
	}
	if g.Count().Cmp(big.NewInt(n)) != 0 {
		t.Errorf("%s: Count is %v, All yields %d", what, g.Count(), n)
	}
}

// treacherous is an error and a fmt.Formatter that panics whatever it is asked.
type treacherous struct{}

func (treacherous) Error() string          { panic("from Error") }
func (treacherous) Unwrap() error          { panic("from Unwrap") }
func (treacherous) As(any) bool            { panic("from As") }
func (treacherous) Format(fmt.State, rune) { panic("from Format") }

// TestRulePanics: the value of a panic in a rule is the PanicError's value, also if the
// library panicked with it.
func TestRulePanics(t *testing.T) {
	g := paramgen.Must(abc())
	uncomparable := []int{1}
	var runs map[int]int
	clear(runs)
	for what, call := range map[string]func(c paramgen.Combination){
		"an error that panics":       func(paramgen.Combination) { panic(treacherous{}) },
		"what cannot be compared":    func(paramgen.Combination) { panic(uncomparable) },
		"a struct":                   func(paramgen.Combination) { panic(struct{ f func() }{}) },
		"the error of another space": func(paramgen.Combination) { paramgen.Must(paramgen.New(param("x"))) },
		"a range error":              func(paramgen.Combination) { g.Sample(-1, 0) },
		"a nil map":                  func(paramgen.Combination) { runs[0] = 1 },
		"out of range":               func(c paramgen.Combination) { _ = uncomparable[number(c, "a")] },
		"after reading":              func(c paramgen.Combination) { c.Map(); panic("read all") },
		"recovered and again":        func(c paramgen.Combination) { defer func() { panic(recover()) }(); panic("first") },
	} {
		_, err := abc(own(func(c paramgen.Combination) bool { call(c); return true }))
		var fault *paramgen.PanicError
		if !errors.As(err, &fault) || fault.Value == nil || len(fault.Stack) == 0 || !strings.HasPrefix(err.Error(), `paramgen: rule "own": panicked: `) {
			t.Errorf("%s: %T %v", what, err, err)
		}
	}
}

// TestRuleWrapsTheLibrary: a rule that panics with an error that wraps the panic of a built-in
// rule; the error of New wraps its cause.
func TestRuleWrapsTheLibrary(t *testing.T) {
	broken := paramgen.Expr("a >")
	_, err := abc(own(func(c paramgen.Combination) bool {
		defer func() {
			if v := recover(); v != nil {
				panic(fmt.Errorf("mine: %w", v.(error)))
			}
		}()
		return broken.Allow(c)
	}))
	if !is[expressionError](err) {
		t.Errorf("%T %v", err, err)
	}
}

// TestRuleGoexit: runtime.Goexit in a rule ends the goroutine that called New, as it does
// anywhere; the rule can be used again.
func TestRuleGoexit(t *testing.T) {
	leave := true
	rule := own(func(c paramgen.Combination) bool {
		if number(c, "a") == 2 && leave {
			runtime.Goexit()
		}
		return number(c, "a") < 3
	})
	gone := make(chan bool)
	go func() {
		returned := false
		defer func() { gone <- !returned }()
		abc(rule)
		returned = true
	}()
	if !<-gone {
		t.Error("New returned")
	}
	leave = false
	g, err := abc(rule)
	if err != nil || g.Count().Int64() != 18 {
		t.Fatal(g, err)
	}
	leave = true
	go func() {
		defer func() { gone <- true }()
		g.Check(map[string]any{"a": 2, "b": 1, "c": 1})
	}()
	<-gone
	whole(t, "afterwards", g)
}

// TestRuleBounded stops a slow rule: the rule checks a context and panics with its error.
func TestRuleBounded(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	runs := 0
	_, err := abc(own(func(c paramgen.Combination) bool {
		for {
			if runs++; runs == 1000 {
				cancel()
			}
			if err := ctx.Err(); err != nil {
				panic(err)
			}
			if runs%2 == 0 {
				return number(c, "a") < number(c, "b") || number(c, "c") > 0
			}
			if number(c, "b") == 3 {
				runs = max(runs, 990) // and does not return
				continue
			}
		}
	}))
	if !errors.Is(err, context.Canceled) || !is[panicError](err) {
		t.Errorf("%v", err)
	}
}

// TestRuleReadsAll: a rule that reads everything is run once for each combination; past the
// budget that is an error. A slow rule is the same.
func TestRuleReadsAll(t *testing.T) {
	runs := 0
	all := own(func(c paramgen.Combination) bool { runs++; return len(c.Map()) == 3 && number(c, "a") != 2 })
	g, err := abc(all)
	if err != nil || g.Count().Int64() != 18 || runs != 27+1 {
		t.Errorf("%v, %d runs", err, runs)
	}
	_, err = paramgen.Must(abc()).With(paramgen.WithBudget(20), rule(all))
	if fault := (*paramgen.BudgetError)(nil); !errors.As(err, &fault) || fault.Budget != 20 || !slices.Contains(fault.Rules, "own") {
		t.Errorf("%v", err)
	}
	g, err = abc(own(func(c paramgen.Combination) bool { time.Sleep(time.Millisecond); return number(c, "a") != 2 }))
	if err != nil || g.Count().Int64() != 18 {
		t.Errorf("a slow rule: %v", err)
	}
}

// TestRuleMutates: the generator shares no slice or map with its caller.
func TestRuleMutates(t *testing.T) {
	values, row, names := []any{1, 2, 3}, []any{1, 2}, []string{"a", "b"}
	forbidden := map[string]any{"a": 3, "b": 3}
	p := paramgen.Param("a", values...)
	params := []paramgen.Parameter{p, paramgen.Param("b", values...)}
	rules := []paramgen.Rule{
		paramgen.Named("tuples", paramgen.Tuples(names, row, []any{2, 3}, []any{3, 1}, []any{3, 3})),
		paramgen.Forbid(forbidden),
		own(func(c paramgen.Combination) bool {
			m, args := c.Map(), c.Args()
			ok := m["a"] != 2
			clear(m)
			m["a"] = 7
			clear(args)
			p.Values()[0] = 7
			return ok && c.Map()["a"] != 7
		}),
	}
	options := []option{paramgen.WithParameters(params...), paramgen.WithValues("b", values...), paramgen.WithOrder(names...), paramgen.WithRules(rules...)}
	g := paramgen.Must(paramgen.New(options...))
	clear(values)
	clear(row)
	clear(names)
	clear(forbidden)
	clear(params)
	clear(rules)
	clear(g.Parameters())
	clear(g.Rules())
	g.Parameters()[0].Values()[0] = 7
	g.Count().SetInt64(0)
	g.Theoretical().SetInt64(0)
	for c := range g.All() {
		clear(c.Map())
		clear(c.Args())
	}
	info := g.Info()
	info.Parameters[0].Values[0] = 7
	info.Valid.SetInt64(0)
	if got := strings.Join(shown(g.All()), " "); got != "a=1/b=2 a=3/b=1" {
		t.Errorf("the combinations are %s", got)
	}
	if fault := g.Check(map[string]any{"a": 3, "b": 3}); fault == nil || !strings.Contains(fault.Error(), "forbid a=3, b=3") {
		t.Errorf("Check says %v", fault)
	}
	whole(t, "afterwards", g)
}

// TestRuleKeeps: a rule may keep its combination and leave goroutines that read it; New and
// its later runs are not affected.
func TestRuleKeeps(t *testing.T) {
	stop, readers := make(chan bool), sync.WaitGroup{}
	var kept []paramgen.Combination
	var ended chan bool // closed when the last run of the rule has ended
	end := func() {
		if ended != nil {
			close(ended)
		}
		ended = nil
	}
	leave := own(func(c paramgen.Combination) bool {
		end()
		run := make(chan bool)
		ended = run
		kept = append(kept, c)
		readers.Add(1)
		go func() {
			defer readers.Done()
			<-run
			for {
				for _, name := range []string{"c", "b", "a", "nowhere"} {
					c.Has(name)
					c.Get(name)
				}
				select {
				case <-stop:
					return
				default:
					runtime.Gosched()
				}
			}
		}()
		return number(c, "a") < 3 || number(c, "b") < 3
	})
	g, err := abc(leave)
	end()
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if err := g.Check(map[string]any{"a": 3, "b": 3}); err == nil || !strings.Contains(err.Error(), `rule "own" rejects it`) {
			t.Error(err)
		}
	}
	end()
	close(stop)
	readers.Wait()
	if g.Count().Int64() != 24 {
		t.Fatal(g.Count())
	}
	whole(t, "a rule that keeps", g)
	for _, c := range kept {
		if n := number(c, "a"); n < 1 || n > 3 || len(c.Map()) != 3 {
			t.Errorf("a combination that was kept reads %v", c)
		}
	}
}

// TestRuleReadsConcurrently: only what the goroutines of a rule read matters, not the order.
func TestRuleReadsConcurrently(t *testing.T) {
	for range 20 {
		g, err := abc(own(func(c paramgen.Combination) bool {
			var sum atomic.Int64
			var readers sync.WaitGroup
			for _, name := range []string{"a", "b", "c", "a"} {
				readers.Add(1)
				go func() { defer readers.Done(); sum.Add(int64(number(c, name))) }()
			}
			readers.Wait()
			return sum.Load() < 9
		}))
		if err != nil {
			t.Fatal(err)
		}
		if g.Count().Int64() != 16 { // 2a+b+c < 9
			t.Fatalf("%v combinations", g.Count())
		}
		// Check has values missing, which stops no goroutine.
		var fault *paramgen.CheckError
		if err := g.Check(map[string]any{"a": 2, "b": 1}); !errors.As(err, &fault) || len(fault.Rules) > 0 || fault.Completions == nil {
			t.Fatalf("%v", err)
		}
	}
}

// TestRuleShuffles reads in another order each time, which is no inconsistency.
func TestRuleShuffles(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		g, err := abc(own(func(c paramgen.Combination) bool {
			sum := 0
			for _, k := range r.Perm(3) {
				sum += (k + 1) * number(c, string("abc"[k]))
			}
			return sum%2 == 0
		}))
		if err != nil {
			t.Fatal(err)
		}
		if g.Count().Int64() != 15 || g.Check(map[string]any{"a": 1, "b": 1, "c": 1}) != nil {
			t.Fatalf("%v combinations", g.Count())
		}
		whole(t, "shuffled", g)
	}
}

// TestRuleAsks: a rule may use other generators and make new ones, without effect on the space
// that it belongs to.
func TestRuleAsks(t *testing.T) {
	other := paramgen.Must(abc(paramgen.Expr("a <= b")))
	g, err := abc(own(func(c paramgen.Combination) bool {
		inner, err := other.With(rule(own(func(c paramgen.Combination) bool { return number(c, "c") != 2 })))
		if err != nil {
			panic(err)
		}
		_, in := inner.Index(c)
		return in
	}))
	if err != nil {
		t.Fatal(err)
	}
	if want := int64(6 * 2); g.Count().Int64() != want {
		t.Errorf("%v combinations, want %d", g.Count(), want)
	}
	for c := range g.All() {
		if number(c, "a") > number(c, "b") || number(c, "c") == 2 {
			t.Errorf("%v is valid", c)
		}
	}
	// Once there is a generator, its rules may ask it what does not ask them.
	var self *paramgen.Generator
	self, err = abc(own(func(c paramgen.Combination) bool {
		return self == nil || self.Count().Sign() > 0 && len(shown(self.Sample(3, 1))) == 3
	}))
	if err != nil || self.Check(map[string]any{"a": 1, "b": 1, "c": 1}) != nil {
		t.Error(err)
	}
}

// TestRuleInconsistent: a nondeterministic rule is an error, or the space is consistent with
// itself.
func TestRuleInconsistent(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	calls, found := 0, 0
	moods := map[string]func(c paramgen.Combination) bool{
		"random":     func(c paramgen.Combination) bool { return number(c, "a")+number(c, "b") > r.IntN(6) },
		"by call":    func(c paramgen.Combination) bool { calls++; return number(c, "a") > 0 && calls%3 > 0 },
		"by time":    func(c paramgen.Combination) bool { return number(c, "a") > 0 && time.Now().Nanosecond()/100%2 == 0 },
		"reads":      func(c paramgen.Combination) bool { return number(c, string("abc"[r.IntN(3)])) > 1 },
		"some reads": func(c paramgen.Combination) bool { return r.IntN(2) == 0 || number(c, "a")+number(c, "c") > 3 },
		"never":      func(paramgen.Combination) bool { return r.IntN(2) == 0 },
	}
	for name, mood := range moods {
		for range 100 {
			g, err := abc(own(mood))
			switch {
			case err == nil:
				whole(t, name, g)
				g.Check(map[string]any{"a": 1, "b": 2, "c": 3})
				g.Check(map[string]any{"a": 1})
				_ = g.Report().String()
			case !errors.Is(err, paramgen.ErrNondeterministic) || !is[ruleError](err):
				t.Fatalf("%s: %v", name, err)
			default:
				found++
			}
		}
	}
	if found < 100 {
		t.Errorf("%d of 600 were found out", found)
	}
}

// TestRuleUnknownByValue: an unknown name that is read for some values only is found, since
// New tries all values.
func TestRuleUnknownByValue(t *testing.T) {
	_, err := abc(own(func(c paramgen.Combination) bool {
		return number(c, "a") < 3 || number(c, "b") < 3 || number(c, "cc") > 0
	}))
	if fault := (*paramgen.UnknownError)(nil); !errors.As(err, &fault) || fault.Name != "cc" || fault.Nearest != "c" {
		t.Errorf("%v", err)
	}
}

// odd is a rule with a name that is not one.
type odd struct {
	name func() string
	_    []int // makes it one that cannot be compared
}

func (o odd) Name() string                    { return o.name() }
func (odd) Allow(c paramgen.Combination) bool { return number(c, "a") < 3 }

// pointed is a rule by pointer.
type pointed struct{ most int }

func (p *pointed) Name() string                      { return fmt.Sprint("most ", p.most) }
func (p *pointed) Allow(c paramgen.Combination) bool { return number(c, "a") <= p.most }

// TestRuleNames: New calls Name once. If Name panics, that is an error; any non-empty text is
// a name.
func TestRuleNames(t *testing.T) {
	calls := 0
	changing := odd{name: func() string { calls++; return fmt.Sprint("name ", calls) }}
	g := paramgen.Must(abc(changing, paramgen.If(changing, paramgen.Expr("b < 3"))))
	if calls != 2 {
		t.Errorf("asked %d times", calls)
	}
	fault := (*paramgen.CheckError)(nil)
	if err := g.Check(map[string]any{"a": 3, "b": 1, "c": 1}); !errors.As(err, &fault) || fault.Rules[0] != "name 1" {
		t.Errorf("%v", err)
	}
	if rules := g.Info().Rules; rules[0].Name != "name 1" || rules[1].Name != "if name 2 then b < 3" || g.Report().Rules[0].Name != "name 1" {
		t.Errorf("%v", rules)
	}
	if h, err := g.With(paramgen.WithoutRules("name 1")); err != nil || len(h.Rules()) != 1 {
		t.Errorf("by its name: %v", err)
	}
	if _, same := g.Rules()[0].(odd); !same {
		t.Errorf("Rules returns a %T", g.Rules()[0])
	}

	panics := odd{name: func() string { panic("no name") }}
	for what, o := range map[string]option{
		"a name that panics":           rule(panics),
		"deeper":                       rule(paramgen.If(paramgen.Expr("a > 1"), panics)),
		"a nil pointer":                rule((*pointed)(nil)),
		"a nil pointer by a name":      rule(paramgen.Named("mine", (*pointed)(nil))),
		"a nil pointer in a condition": paramgen.WithParameters(paramgen.Param("d", 1).When((*pointed)(nil))),
	} {
		if _, err := paramgen.Must(abc()).With(o); !is[panicError](err) || !is[ruleError](err) && !is[parameterError](err) {
			t.Errorf("%s: %T %v", what, err, err)
		}
	}
	for _, name := range []string{"line\nend", "\x1b[31mred\x1b[0m", "\u202eright to left", "\x00", "\xff", strings.Repeat("long ", 200_000)} {
		g := paramgen.Must(abc(odd{name: func() string { return name }}))
		err := g.Check(map[string]any{"a": 3, "b": 1, "c": 1})
		if !errors.As(err, &fault) || fault.Rules[0] != name {
			t.Errorf("%.20q: %.100v", name, err)
		}
		if text := err.Error(); len(text) > 2000 || strings.ContainsAny(text, "\x00\x1b\u202e") || !utf8.ValidString(text) || strings.Count(text, "\n") != 1 {
			t.Errorf("%.20q: the error is %.300q, %d bytes", name, text, len(text))
		}
		_, err = abc(odd{name: func() string { return name }}, odd{name: func() string { return "" }}, paramgen.Named(name, paramgen.Expr("q > 1")))
		if text := err.Error(); len(text) > 2000 || strings.ContainsAny(text, "\x00\x1b\u202e") || strings.Count(text, "\n") > 1 {
			t.Errorf("%.20q: the error is %.300q, %d bytes", name, text, len(text))
		}
	}
}

// TestNilAndZero: nil and zero arguments are errors, are ignored, or panic at once, as
// documented.
func TestNilAndZero(t *testing.T) {
	g := paramgen.Must(paramgen.New(nil, param("a", 1, 2), nil))
	if h, err := g.With(nil); err != nil || h.Count().Int64() != 2 {
		t.Error(err)
	}
	var b strings.Builder
	if n, err := g.Write(&b, paramgen.FormatCSV, g.All(), nil, paramgen.WithIdentity(), nil); n != 2 || err != nil {
		t.Error(n, err)
	}
	if a, err := g.Cover(1, nil, paramgen.AtMost(1), nil); err != nil || a.Len() != 1 {
		t.Error(err)
	}
	if _, err := paramgen.New(paramgen.WithParameters(paramgen.Parameter{})); !is[parameterError](err) || !strings.Contains(err.Error(), "has no name") || !strings.Contains(err.Error(), "has no values") {
		t.Error(err)
	}
	if p := (paramgen.Parameter{}); p.Name() != "" || p.Values() != nil || p.Condition() != nil || p.Describe("d").Description() != "d" {
		t.Error("the zero Parameter has something")
	}
	if _, err := g.With(rule(paramgen.If(nil, paramgen.Expr("a > 1")))); !is[ruleError](err) {
		t.Error(err)
	}
	for _, none := range []*paramgen.Generator{nil, {}} {
		for i, ask := range []func(){
			func() { none.Count() }, func() { none.All() }, func() { none.At(new(big.Int)) }, func() { none.Check(nil) }, func() { none.Sample(1, 1)(nil) },
		} {
			if caught(ask) == nil {
				t.Errorf("question %d of %v does not panic", i, none)
			}
		}
	}
	for i, zero := range []fmt.Stringer{paramgen.Combination{}, paramgen.Change{}, paramgen.Setting{}, paramgen.Rejection{}} {
		if v := caught(func() { _ = zero.String() }); v != nil {
			t.Errorf("zero value %d: %v", i, v)
		}
	}
}

// TestForbidWithRemoved: a removed parameter is unset, also in Forbid.
func TestForbidWithRemoved(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1, 2, 3), paramgen.Param("y", nil, 5)), paramgen.WithRules(
		paramgen.Forbid(map[string]any{"x": 1, "y": nil}),
		paramgen.Forbid(map[string]any{"x": 2, "y": 5}),
	)))
	without := paramgen.Must(g.With(paramgen.WithoutParameters("y")))
	var got []any
	for c := range without.All() {
		v, _ := c.Get("x")
		got = append(got, v)
	}
	if len(got) != 2 || got[0] != 2 || got[1] != 3 {
		t.Errorf("x is one of %v, want 2 and 3", got)
	}
}

// TestForbidRemoved: a removed parameter is unset, so a combination with another value of it
// never occurs.
func TestForbidRemoved(t *testing.T) {
	for _, test := range []struct {
		value any
		left  int64
	}{{nil, 2}, {1, 4}} {
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", nil, 1), paramgen.Param("b", 1, 2), paramgen.Param("c", 1, 2)), paramgen.WithoutParameters("a"),
			paramgen.WithRules(paramgen.Forbid(map[string]any{"a": test.value, "b": 1}))))
		if got := g.Count().Int64(); got != test.left {
			t.Errorf("%v: %d combinations, want %d", test.value, got, test.left)
		}
	}
}

func TestTuplesOfFour(t *testing.T) {
	var params []paramgen.Parameter
	for i := range 5 {
		params = append(params, paramgen.Param(string(rune('a'+i)), 1, 2))
	}
	a, err := paramgen.Must(paramgen.New(paramgen.WithParameters(params...))).Cover(4)
	if err != nil || a.Tuples != 80 || !strings.Contains(a.String(), "80 4-tuples of values") {
		t.Errorf("%v, error %v", a, err)
	}
}

// TestOptionalConditions uses an optional rule as a condition and by itself.
func TestOptionalConditions(t *testing.T) {
	hicache := paramgen.Optional(paramgen.Expr("enable_hierarchical_cache != true || disable_radix_cache != true || no_such == 1"))
	params := []paramgen.Parameter{paramgen.Param("enable_hierarchical_cache", false, true), paramgen.Param("disable_radix_cache", false, true), paramgen.Param("x", 1, 2)}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(append(params, paramgen.Param("y", nil, 1).When(hicache))...), paramgen.WithRules(paramgen.If(hicache, paramgen.Expr("x == 1")))))
	if got := g.Count().Int64(); got != 3*2+2 {
		t.Errorf("%d combinations", got)
	}
	for c := range g.All() {
		on, _ := paramgen.Value[bool](c, "enable_hierarchical_cache")
		off, _ := paramgen.Value[bool](c, "disable_radix_cache")
		x, _ := paramgen.Value[int](c, "x")
		if both := on && off; hicache.Allow(c) == both || x == 2 && !both || !g.Rules()[0].Allow(c) {
			t.Error(c)
		}
	}
	without := paramgen.Must(paramgen.New(paramgen.WithParameters(params[1:]...), paramgen.WithRules(paramgen.If(hicache, paramgen.Expr("x == 1")))))
	if got := without.Count().Int64(); got != 2 {
		t.Errorf("%d combinations without the parameter", got)
	}
}

func TestTornRules(t *testing.T) {
	for _, rule := range []string{`"\x"`, `{"optional": 1e}`, `{"expr": "`} {
		var fault *paramgen.FileError
		if _, err := paramgen.Load(strings.NewReader(`{"parameters": [], "rules": [` + rule + `]}`)); !errors.As(err, &fault) || fault.Line != 1 {
			t.Errorf("%s: %v", rule, err)
		}
	}
}

func TestBrokenExpressionAsked(t *testing.T) {
	defer func() {
		if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "expected an operand") {
			t.Errorf("panic with %v", v)
		}
	}()
	c, _ := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1)))).At(new(big.Int))
	paramgen.Expr("a <").Allow(c)
}

// TestMisread: a rule that reads a parameter as a type that holds none of its values is an error.
func TestMisread(t *testing.T) {
	params := paramgen.WithParameters(paramgen.Param("tp_size", nil, 1, 2), paramgen.Param("mode", "auto", 1))
	always := func(read func(paramgen.Combination)) paramgen.Option {
		return paramgen.WithRules(paramgen.Func("reads", func(c paramgen.Combination) bool {
			read(c)
			return true
		}))
	}
	_, err := paramgen.New(params, always(func(c paramgen.Combination) { paramgen.Value[string](c, "tp_size") }))
	const want = `paramgen: rule "reads": parameter "tp_size": is read by Value as string, which none of its values fits; read it as int`
	if err == nil || err.Error() != want {
		t.Errorf("error %v", err)
	}
	_, err = paramgen.New(params, always(func(c paramgen.Combination) {
		if _, isText := paramgen.Value[string](c, "tp_size"); !isText {
			paramgen.Value[int](c, "tp_size")
		}
		paramgen.Value[int](c, "mode")
		paramgen.Value[float64](c, "tp_size")
	}))
	if err != nil {
		t.Errorf("types that fit: %v", err)
	}
}
