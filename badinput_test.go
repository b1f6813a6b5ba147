package paramgen_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// is reports whether err has an error of type E in it.
func is[E error](err error) bool { return errors.As(err, new(E)) }

var errOwn = errors.New("an error of the rule's own")

// badInput is an option that does not fit the space of TestBadInput, and the error that says so.
type badInput struct {
	name   string
	option option
	typed  func(error) bool
	want   string // in the text
}

type (
	option          = paramgen.Option
	parameterError  = *paramgen.ParameterError
	ruleError       = *paramgen.RuleError
	unknownError    = *paramgen.UnknownError
	expressionError = *paramgen.ExpressionError
	panicError      = *paramgen.PanicError
	rangeError      = *paramgen.RangeError
)

func param(name string, values ...any) option {
	return paramgen.WithParameters(paramgen.Param(name, values...))
}

func rule(r paramgen.Rule) option { return paramgen.WithRules(r) }

func expr(text string) option { return rule(paramgen.Expr(text)) }

func own(allow func(c paramgen.Combination) bool) paramgen.Rule { return paramgen.Func("own", allow) }

func get(name string) paramgen.Rule {
	return own(func(c paramgen.Combination) bool { v, _ := c.Get(name); return v != 99 })
}

var badParameters = []badInput{
	{"no values", param("x"), is[parameterError], `parameter "x": has no values`},
	{"no values of Range", param("x", paramgen.Range(1, 5, -1)...), is[parameterError], `"x": has no values`},
	{"values taken away", paramgen.WithValues("tp"), is[parameterError], `"tp": has no values`},
	{"a value twice", param("x", 1, 2, 1), is[parameterError], "value 3, 1, is the same as value 1"},
	{"an integer of another type", param("x", 1, int64(1)), is[parameterError], "value 2, 1, is the same as value 1"},
	{"a float that is an integer", param("x", 1, 1.0), is[parameterError], "value 2, 1.0, is the same as value 1"},
	{"unset twice", param("x", nil, nil), is[parameterError], "value 2, nil, is the same as value 1"},
	{"a named string", param("x", "a", backend("a")), is[parameterError], "is the same as"},
	{"zeros of both signs", param("x", 0.0, math.Copysign(0, -1)), is[parameterError], "is the same as"},
	{"NaN", param("x", 1, math.NaN()), is[parameterError], `"x": value 2: NaN`},
	{"infinite", param("x", math.Inf(-1)), is[parameterError], `"x": value 1: -Inf`},
	{"infinite float32", param("x", float32(math.Inf(1))), is[parameterError], "+Inf"},
	{"a slice", param("x", []int{1}), is[parameterError], "[]int is not supported"},
	{"a map", param("x", map[string]int{}), is[parameterError], "map[string]int is not supported"},
	{"a struct", param("x", struct{}{}), is[parameterError], "struct {} is not supported"},
	{"a pointer", param("x", new(int)), is[parameterError], "*int is not supported"},
	{"a complex number", param("x", 1i), is[parameterError], "complex128 is not supported"},
	{"no name", param("", 1), is[parameterError], `parameter "": has no name`},
	{"a name twice", paramgen.WithParameters(paramgen.Param("x", 1), paramgen.Param("x", 2)), is[parameterError], `"x": is given twice`},
	{"other values for none", paramgen.WithValues("tpsize", 1), is[unknownError], `no parameter "tpsize"; did you mean "tp_size"?`},
	{"removing none", paramgen.WithoutParameters("zzz"), is[unknownError], `no parameter "zzz"`},
	{"removing twice", paramgen.WithoutParameters("tp", "tp"), is[unknownError], `no parameter "tp"`},
	{"removing no rule", paramgen.WithoutRules("smal"), is[unknownError], `no rule "smal"; did you mean "small"?`},
	{"order of none", paramgen.WithOrder("tp", "dpp"), is[unknownError], `no parameter "dpp"; did you mean "dp"?`},
	{"order twice", paramgen.WithOrder("tp", "tp"), is[parameterError], `"tp": is given twice`},
	{"budget", paramgen.WithBudget(0), is[rangeError], "budget is 0, want at least 1"},
}

var badRules = []badInput{
	{"one name twice", paramgen.WithRules(own(nil), own(nil)), is[ruleError], `rule "own": is given twice; use Named to keep both`},
	{"nil rule", rule(nil), is[ruleError], "a rule must not be nil"},
	{"rule without a name", rule(paramgen.Named("", paramgen.Expr("tp > 0"))), is[ruleError], "a rule needs a name"},
	{"function that is nil", rule(paramgen.Func("own", nil)), is[ruleError], `rule "own": has no function`},
	{"name for nothing", rule(paramgen.Named("own", nil)), is[ruleError], `rule "own": names no rule`},
	{"if without then", rule(paramgen.If(paramgen.Expr("tp > 1")).Then(nil)), is[ruleError], "give If and Then a rule each"},
	{"then without if", rule(paramgen.If(nil).Then(paramgen.Expr("tp > 1"))), is[ruleError], "give If and Then a rule each"},

	{"unknown in Go", rule(get("tp_siz")), is[unknownError], `rule "own": no parameter "tp_siz"; did you mean "tp_size"?`},
	{"unknown in an expression", expr("tp_siz > 1"), is[unknownError], `no parameter "tp_siz"; did you mean "tp_size"?`},
	{"unknown in Forbid", rule(paramgen.Forbid(map[string]any{"tp_siz": 1})), is[unknownError], `did you mean "tp_size"?`},
	{"unknown in Tuples", rule(paramgen.Tuples([]string{"tp_siz"}, []any{1})), is[unknownError], `did you mean "tp_size"?`},
	{"unknown in Relate", rule(paramgen.Relate("own", "tp", "tp_siz", func(a, b int) bool { return true })), is[unknownError], `did you mean "tp_size"?`},
	{"unknown in a condition", rule(paramgen.If(get("tp_siz")).Then(paramgen.Expr("tp > 1"))), is[unknownError], `did you mean "tp_size"?`},
	{"unknown in one side of two kinds", rule(paramgen.If(paramgen.Expr("tp_siz > 1")).Then(get("tp"))), is[unknownError], `did you mean "tp_size"?`},
}

var badExpressions = []badInput{
	{"syntax", expr("tp >"), is[expressionError], "\n"},
	{"syntax, caret", expr("tp > 1 > > 2"), is[expressionError], "^"},
	{"empty", expr("  "), is[expressionError], "expected operand"},
	{"unknown function", expr("sqrt(tp) > 2"), is[expressionError], "sqrt"},
	{"mixed types", expr(`tp < "a"`), is[expressionError], "cannot compare"},
	{"a number as a condition", expr("tp && dp"), is[expressionError], "needs a condition"},
	{"order of conditions", expr("flag < true"), is[expressionError], "conditions have no order"},
	{"arithmetic on strings", expr("name + 1 > 2"), is[expressionError], "needs numbers"},
	{"syntax in a condition of Go code", rule(paramgen.If(paramgen.Expr("tp >")).Then(get("tp"))), is[expressionError], "^"},
	{"types in a condition of Go code", rule(paramgen.If(paramgen.Expr("tp")).Then(get("tp"))), is[expressionError], "needs a condition"},
	{"syntax, deeper", rule(paramgen.If(get("tp")).Then(paramgen.If(get("tp")).Then(paramgen.Expr("tp +")))), is[expressionError], "^"},
	{"a value in Forbid", rule(paramgen.Forbid(map[string]any{"tp": []int{1}})), is[parameterError], "[]int is not supported"},
	{"a value in Forbid in a condition", rule(paramgen.If(paramgen.Forbid(map[string]any{"tp": math.NaN()})).Then(get("tp"))), is[parameterError], "NaN"},
}

var rulesThatFail = []badInput{
	{"panic", rule(own(func(paramgen.Combination) bool { panic("boom") })), is[panicError], `rule "own": panicked: boom`},
	{"panic with an error", rule(own(func(paramgen.Combination) bool { panic(errOwn) })), func(err error) bool { return errors.Is(err, errOwn) }, "panicked: an error of"},
	{"panic with nil", rule(own(func(paramgen.Combination) bool { panic(nil) })), is[panicError], `rule "own": panicked: panic called with nil`},
	{"panic of the runtime", rule(own(func(c paramgen.Combination) bool { v, _ := c.Get("tp"); return v.(string) == "" })), is[panicError], "interface conversion"},
	{"panic in one case", rule(own(func(c paramgen.Combination) bool {
		if v, _ := c.Get("tp"); v == 4 {
			panic("four")
		}
		return true
	})), is[panicError], "four"},
	{"panic in a condition", rule(paramgen.If(own(func(paramgen.Combination) bool { panic("boom") })).Then(paramgen.Expr("tp > 1"))), is[panicError], "boom"},
	{"a wrong type in Relate", rule(paramgen.Relate("own", "tp", "name", func(a, b int) bool { return true })), is[ruleError],
		"reads name as int, but it can be a of type string"},
	{"inconsistent", rule(inconsistent()), func(err error) bool { return errors.Is(err, paramgen.ErrInconsistent) }, "answers differently"},
}

func TestBadInput(t *testing.T) {
	base := []option{
		paramgen.WithParameters(paramgen.Param("tp", 1, 2, 4), paramgen.Param("tp_size", 1, 2), paramgen.Param("dp", nil, 1),
			paramgen.Param("name", "a", "b"), paramgen.Param("flag", false, true)),
		rule(paramgen.Named("small", paramgen.Expr("tp < 8"))),
	}
	for _, tt := range slices.Concat(badParameters, badRules, badExpressions, rulesThatFail) {
		g, err := paramgen.New(append(base, tt.option)...)
		switch {
		case err == nil || g != nil:
			t.Errorf("%s: no error", tt.name)
		case !tt.typed(err) || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "paramgen: "):
			t.Errorf("%s: %T %v, want %s", tt.name, err, err, tt.want)
		}
		if _, err := paramgen.Must(paramgen.New(base...)).With(tt.option); err == nil || !tt.typed(err) {
			t.Errorf("%s, by With: %v", tt.name, err)
		}
	}
}

// inconsistent is a rule that answers yes and no in turn.
func inconsistent() paramgen.Rule {
	yes := false
	return paramgen.Func("inconsistent", func(c paramgen.Combination) bool {
		_, _ = c.Get("tp")
		yes = !yes
		return yes
	})
}

// TestCaret: the caret stands under the place.
func TestCaret(t *testing.T) {
	_, err := paramgen.New(paramgen.WithParameters(paramgen.Param("größe", 1)), paramgen.WithRules(paramgen.Expr(`größe > 1 && größe == "x"`)))
	var fault *paramgen.ExpressionError
	if !errors.As(err, &fault) {
		t.Fatal(err)
	}
	lines := strings.Split(err.Error(), "\n")
	for i, line := range lines[1:] {
		caret := strings.IndexByte(line, '^')
		if caret < 0 {
			continue
		}
		if above := []rune(lines[i]); caret >= len(above) || string(above[caret:caret+2]) != "==" || !strings.HasPrefix(fault.Text[fault.Offset:], "==") {
			t.Errorf("the caret is not under ==:\n%v", err)
		}
		return
	}
	t.Errorf("no caret in\n%v", err)
}

// TestAllFaults: one call reports all that is wrong.
func TestAllFaults(t *testing.T) {
	_, err := paramgen.New(
		paramgen.WithParameters(paramgen.Param("a"), paramgen.Param("b", 1, 1), paramgen.Param("c", math.NaN(), []int{})),
		paramgen.WithoutParameters("d"), paramgen.WithRules(nil), paramgen.WithBudget(-1),
	)
	for _, want := range []string{`"a"`, `"b"`, "NaN", "[]int", `"d"`, "nil", "budget"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %s in\n%v", want, err)
		}
	}
	_, err = paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1)), paramgen.WithRules(paramgen.Expr("a >"), paramgen.Expr("b > 1"),
		paramgen.Func("boom", func(paramgen.Combination) bool { panic(1) })))
	for _, want := range []string{`"a >"`, `"b"`, `"boom"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %s in\n%v", want, err)
		}
	}
}

// TestBadNumbers: methods that can return an error do so, those that return a sequence alone panic with it when they are called.
func TestBadNumbers(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.SGLang()))
	count := g.Count()
	past := new(big.Int).Add(count, big.NewInt(1))
	huge := new(big.Int).Lsh(big.NewInt(1), 200)
	for _, i := range []*big.Int{nil, big.NewInt(-1), count, past, huge} {
		c, err := g.At(i)
		if !is[*paramgen.RangeError](err) || !strings.Contains(err.Error(), fmt.Sprintf("index is %v, want 0 up to, but not including, 119232", i)) || len(c.Map()) != 0 {
			t.Errorf("At(%v): %v, %v", i, c, err)
		}
	}
	for name, call := range map[string]func(){
		"index is <nil>, want 0 to 119232":     func() { g.From(nil) },
		"index is -1, want 0 to 119232":        func() { g.From(big.NewInt(-1)) },
		"index is 119233, want 0 to 119232":    func() { g.From(past) },
		"number of shards is 0, want at least": func() { g.Shard(0, 0) },
		"number of shards is -3":               func() { g.Shard(0, -3) },
		"shard is -1, want 0 to 1":             func() { g.Shard(-1, 2) },
		"shard is 2, want 0 to 1":              func() { g.ShardRange(2, 2) },
		"sample size is -1, want 0 or more":    func() { g.Sample(-1, 0) },
	} {
		v := caught(call)
		if err, ok := v.(*paramgen.RangeError); !ok || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: panic with %v", name, v)
		}
	}
	for range g.From(count) {
		t.Error("From(Count) yields something")
	}
}

// caught returns what a call panics with.
func caught(call func()) (v any) {
	defer func() { v = recover() }()
	call()
	return nil
}

func TestMust(t *testing.T) {
	if v := caught(func() { paramgen.Must(paramgen.New(paramgen.WithBudget(0))) }); v == nil {
		t.Error("Must does not panic")
	} else if err, ok := v.(error); !ok || !is[*paramgen.RangeError](err) {
		t.Errorf("Must panics with %v", v)
	}
}

// TestPanicInWalk: a panic of the loop's body goes through, and the generator is as good as before.
func TestPanicInWalk(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.SGLang()))
	if v := caught(func() {
		for range g.All() {
			panic("mine")
		}
	}); v != "mine" {
		t.Errorf("panic with %v", v)
	}
	n := 0
	for range g.All() {
		n++
	}
	if n != 119232 {
		t.Errorf("%d combinations afterwards", n)
	}
}
