package paramgen_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
	"github.com/paramgen/paramgen/shard"
)

// is reports whether err has an error of type E in it.
func is[E error](err error) bool { return errors.As(err, new(E)) }

var errOwn = errors.New("an error of the rule's own")

// badInput is an option that does not fit the space of TestBadInput, and the error that says
// so.
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
	{"a list inside a list", param("x", [][]int{{1}}), is[parameterError], "element 1 of a list is a list, which commands cannot express"},
	{"unset inside a list", param("x", []any{1, nil}), is[parameterError], "element 2 of a list is unset; leave it out"},
	{"a list twice", param("x", []int{1, 2}, []any{1.0, 2}), is[parameterError], "value 2, [1.0, 2], is the same as value 1"},
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
	{"one name twice", paramgen.WithRules(own(nil), own(nil)), is[ruleError], `rule "own": is the name of two different rules; use Named to keep both`},
	{"nil rule", rule(nil), is[ruleError], "a rule must not be nil"},
	{"rule without a name", rule(paramgen.Named("", paramgen.Expr("tp > 0"))), is[ruleError], "a rule needs a name"},
	{"function that is nil", rule(paramgen.Func("own", nil)), is[ruleError], `rule "own": has no function`},
	{"name for nothing", rule(paramgen.Named("own", nil)), is[ruleError], `rule "own": names no rule`},
	{"if without then", rule(paramgen.If(paramgen.Expr("tp > 1"), nil)), is[ruleError], "give If two rules that are not nil"},
	{"then without if", rule(paramgen.If(nil, paramgen.Expr("tp > 1"))), is[ruleError], "give If two rules that are not nil"},

	{"unknown in Go", rule(get("tp_siz")), is[unknownError], `rule "own": no parameter "tp_siz"; did you mean "tp_size"?`},
	{"unknown in an expression", expr("tp_siz > 1"), is[unknownError], `no parameter "tp_siz"; did you mean "tp_size"?`},
	{"unknown in Forbid", rule(paramgen.Forbid(map[string]any{"tp_siz": 1})), is[unknownError], `did you mean "tp_size"?`},
	{"unknown in Tuples", rule(paramgen.Tuples([]string{"tp_siz"}, []any{1})), is[unknownError], `did you mean "tp_size"?`},
	{"unknown in Relate", rule(paramgen.Relate("own", "tp", "tp_siz", func(a, b int) bool { return true })), is[unknownError], `did you mean "tp_size"?`},
	{"unknown in a condition", rule(paramgen.If(get("tp_siz"), paramgen.Expr("tp > 1"))), is[unknownError], `did you mean "tp_size"?`},
	{"unknown in one side of two kinds", rule(paramgen.If(paramgen.Expr("tp_siz > 1"), get("tp"))), is[unknownError], `did you mean "tp_size"?`},
}

var badExpressions = []badInput{
	{"syntax", expr("tp >"), is[expressionError], "\n"},
	{"syntax, caret", expr("tp > 1 > > 2"), is[expressionError], "^"},
	{"NULL", expr("dp == NULL"), is[unknownError], `no parameter "NULL"; write nil`},
	{"None", expr("dp == None"), is[unknownError], `no parameter "None"; write nil`},
	{"null", expr("dp != null"), is[unknownError], `no parameter "null"; write nil`},
	{"True", expr("flag == True"), is[unknownError], `no parameter "True"; write true`},
	{"False", expr("flag == False"), is[unknownError], `no parameter "False"; write false`},
	{"no quotes", expr("name == b && tp < 2"), is[unknownError], `no parameter "b"; write the value of name in quotes: "b"`},
	{"integer division of Python", expr("tp >= 8 // 2"), is[expressionError], "write /"},
	{"empty", expr("  "), is[expressionError], "expected an operand"},
	{"unknown function", expr("sqrt(tp) > 2"), is[expressionError], "sqrt"},
	{"mixed types", expr(`tp < "a"`), is[expressionError], "cannot compare"},
	{"a number as a condition", expr("tp && dp"), is[expressionError], "needs a condition"},
	{"order of conditions", expr("flag < true"), is[expressionError], "conditions cannot be ordered: write == or !="},
	{"arithmetic on strings", expr("name + 1 > 2"), is[expressionError], "needs numbers"},
	{"syntax in a condition of Go code", rule(paramgen.If(paramgen.Expr("tp >"), get("tp"))), is[expressionError], "^"},
	{"types in a condition of Go code", rule(paramgen.If(paramgen.Expr("tp"), get("tp"))), is[expressionError], "needs a condition"},
	{"syntax, deeper", rule(paramgen.If(get("tp"), paramgen.If(get("tp"), paramgen.Expr("tp +")))), is[expressionError], "^"},
	{"a value in Forbid", rule(paramgen.Forbid(map[string]any{"tp": struct{}{}})), is[parameterError], "struct {} is not supported"},
	{"a value in Forbid in a condition", rule(paramgen.If(paramgen.Forbid(map[string]any{"tp": math.NaN()}), get("tp"))), is[parameterError], "NaN"},
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
	{"panic in a condition", rule(paramgen.If(own(func(paramgen.Combination) bool { panic("boom") }), paramgen.Expr("tp > 1"))), is[panicError], "boom"},
	{"a wrong type in Relate", rule(paramgen.Relate("own", "tp", "name", func(a, b int) bool { return true })), is[ruleError],
		"reads name as int, but it can be a of type string"},
	{"inconsistent", rule(inconsistent()), func(err error) bool { return errors.Is(err, paramgen.ErrNondeterministic) }, "answers differently"},
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

// TestAllFaults: one call reports all faults. Consequences of other faults are not reported,
// and no rule is run.
func TestAllFaults(t *testing.T) {
	_, err := paramgen.New(
		paramgen.WithParameters(paramgen.Param("a"), paramgen.Param("b", 1, 1), paramgen.Param("c", math.NaN(), struct{}{}), paramgen.Param("good", 1, 2),
			paramgen.Param("e", 1).When(paramgen.Expr("gud")), paramgen.Param("f", 1).When(nil)),
		paramgen.WithoutParameters("d"), paramgen.WithRules(nil), paramgen.WithBudget(-1),
		expr("a < nowhere"), expr("a <"), expr(`a == "x" && a < 3 && !c && b`), expr(`good == "x"`),
		rule(paramgen.Forbid(map[string]any{"goood": 1})), rule(paramgen.Tuples([]string{"a", "g"}, []any{1})),
		rule(paramgen.If(get("good"), paramgen.Expr("good"))),
		rule(paramgen.Func("boom", func(paramgen.Combination) bool { panic(1) })),
	)
	for _, want := range []string{`"a": has no values`, `"b": value 2`, "NaN", "struct {}", `no parameter "d"`, "nil", "budget", `no parameter "nowhere"`, `rule "a <"`, "cannot compare: the parameter \"good\"",
		`no parameter "goood"`, `no parameter "g"`, "row 1 has 1 value", "a rule needs a condition", `rule "e when gud"`, `"f": has a nil condition`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %s in\n%v", want, err)
		}
	}
	for _, never := range []string{"boom", "&& b"} {
		if strings.Contains(err.Error(), never) {
			t.Errorf("a word of %s in\n%v", never, err)
		}
	}
	_, err = paramgen.New(param("a", 1), expr("a >"), expr("b > 1"), rule(paramgen.Func("boom", func(paramgen.Combination) bool { panic(1) })))
	for _, want := range []string{`"a >"`, `"b"`, `"boom"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %s in\n%v", want, err)
		}
	}
}

// TestFaultsOfOneRule: each fault of a rule is an error and a line of its own that names the
// rule.
func TestFaultsOfOneRule(t *testing.T) {
	for _, r := range []paramgen.Rule{
		paramgen.Expr("beta > 1 && gamma"), paramgen.Tuples([]string{"beta", "gamma"}, []any{1, 1}), paramgen.Forbid(map[string]any{"beta": 1, "gamma": 1}),
		paramgen.If(paramgen.Expr("beta > 1"), paramgen.Expr("gamma")), paramgen.If(paramgen.Expr("beta > 1 && gamma"), get("alpha")),
	} {
		_, err := paramgen.New(param("alpha", 1), rule(r))
		begin := fmt.Sprintf("paramgen: rule %q: no parameter ", r.Name())
		if err == nil || err.Error() != begin+`"beta"; parameters: alpha`+"\n"+begin+`"gamma"; parameters: alpha` || !is[ruleError](err) || !is[unknownError](err) {
			t.Errorf("%s: %v", r.Name(), err)
		}
	}
}

// TestManyFaults: every fault is reported, each on a line of its own.
func TestManyFaults(t *testing.T) {
	const n = 1000
	g := paramgen.Must(paramgen.New(param("a", 1), param("b", 1)))
	names, nils, unnamed, rules := make([]string, n), make([]paramgen.Rule, n), make([]paramgen.Rule, n), make([]paramgen.Rule, n)
	values, rejected, changes, twice := map[string]any{"a": 1, "b": 1}, []paramgen.Rule{}, []option{}, []paramgen.Parameter{}
	for i := range n {
		names[i] = fmt.Sprint("name", i)
		unnamed[i] = paramgen.Named("", paramgen.Expr("a > 0"))
		rules[i] = paramgen.Expr(fmt.Sprintf("a > %s", names[i]))
		rejected = append(rejected, paramgen.Named(names[i], paramgen.Expr("a > 1")))
		values[names[i]] = 1
		changes = append(changes, paramgen.WithValues(names[i], 1))
		twice = append(twice, paramgen.Param("twice", 1))
	}
	with := func(o ...option) func() error {
		return func() error { _, err := g.With(o...); return err }
	}
	for what, call := range map[string]func() error{
		"nil rules":            with(paramgen.WithRules(nils...)),
		"rules without a name": with(paramgen.WithRules(unnamed...)),
		"rules removed":        with(paramgen.WithoutRules(names...)),
		"an order":             with(paramgen.WithOrder(names...)),
		"an order of one":      with(paramgen.WithOrder(slices.Repeat([]string{"a"}, n)...)),
		"parameters removed":   with(paramgen.WithoutParameters(names...)),
		"parameters twice":     with(paramgen.WithParameters(twice...)),
		"values":               with(changes...),
		"rules":                with(paramgen.WithRules(rules...)),
		"an expression":        with(expr("a > " + strings.Join(names, "+"))),
		"tuples":               with(rule(paramgen.Tuples(names, make([]any, n)))),
		"rows":                 with(rule(paramgen.Tuples([]string{"a", "b"}, slices.Repeat([][]any{{1}}, n)...))),
		"Forbid":               with(rule(paramgen.Forbid(values))),
		"Check":                func() error { return g.Check(values) },
		"rules that reject": func() error {
			return paramgen.Must(g.With(paramgen.WithRules(rejected...))).Check(map[string]any{"a": 1, "b": 1})
		},
		"Combination": func() error { _, err := g.Combination(values); return err },
		"Nearest":     func() error { _, err := g.Nearest(values); return err },
		"Strength": func() error {
			_, err := g.Cover(2, paramgen.Strength(2, names...))
			return err
		},
		"places": func() error {
			_, err := g.Write(io.Discard, paramgen.FormatShell, g.All(), paramgen.WithTemplate("{"+strings.Join(names, "}{")+"}"))
			return err
		},
	} {
		err := call()
		if err == nil || strings.Count(err.Error(), "\n") < n-2 {
			t.Errorf("%s: %.3000v", what, err)
		}
	}
}

// TestLongErrors: messages truncate names and values of a mebibyte.
func TestLongErrors(t *testing.T) {
	long := strings.Repeat("long ", 1<<20/5)
	name := strings.Repeat("long", 1<<20/4)
	g := paramgen.Must(paramgen.New(param("a", long), param("b", 1, 2), rule(paramgen.Named(long+"1", paramgen.Expr("b != 2")))))
	c, _ := g.At(new(big.Int))
	with := func(o ...option) func() error {
		return func() error { _, err := g.With(o...); return err }
	}
	write := func(g *paramgen.Generator, format paramgen.Format, options ...paramgen.WriteOption) error {
		_, err := g.Write(io.Discard, format, g.All(), options...)
		return err
	}
	for what, call := range map[string]func() error{
		"a parameter":                 with(param(long)),
		"a value twice":               with(param("x", long, long)),
		"a parameter that is unknown": with(paramgen.WithoutParameters(long)),
		"a rule that is unknown":      with(paramgen.WithoutRules(long)),
		"a rule":                      with(rule(paramgen.Named(long, paramgen.Expr("b >")))),
		"a rule's text":               with(expr("b > " + name)),
		"Relate":                      with(rule(paramgen.Relate("own", "a", "b", func(int, int) bool { return true }))),
		"Relate, a name":              with(param(long, "x"), rule(paramgen.Relate("own", long, "b", func(int, int) bool { return true }))),
		"a panic":                     with(rule(own(func(paramgen.Combination) bool { panic(long) }))),
		"a panic with an error":       with(rule(own(func(paramgen.Combination) bool { panic(errors.New(long)) }))),
		"a release":                   with(sglang.Release(long)),
		"a preset":                    func() error { _, err := sglang.Preset(long); return err },
		"a circle": with(paramgen.WithParameters(paramgen.Param(long, 1).When(paramgen.Expr("x == 1")),
			paramgen.Param("x", 1).When(paramgen.Expr("param("+strconv.Quote(long)+") == 1")))),
		"tuples":            with(rule(paramgen.Tuples([]string{long, long}, []any{1, 1}))),
		"Check, a name":     func() error { return g.Check(map[string]any{"a": long, "b": 1, long: 1}) },
		"Check, a value":    func() error { return g.Check(map[string]any{"a": "long", "b": long}) },
		"Check, a rule":     func() error { return g.Check(map[string]any{"a": long, "b": 2}) },
		"Check, a part":     func() error { return g.Check(map[string]any{"b": 2}) },
		"Check, a conflict": func() error { return conflicting(long).Check(map[string]any{"x": 1}) },
		"Combination":       func() error { _, err := g.Combination(map[string]any{"b": long}); return err },
		"Nearest":           func() error { _, err := g.Nearest(map[string]any{long: 1}); return err },
		"an index":          func() error { _, err := g.At(new(big.Int).Lsh(big.NewInt(1), 1<<20)); return err },
		"Decode, a value": func() error {
			_, err := paramgen.Decode[struct {
				A int `paramgen:"a"`
			}](c)
			return err
		},
		"a count": func() error {
			params := make([]paramgen.Parameter, 10_000)
			for i := range params {
				params[i] = paramgen.Param(fmt.Sprint(i), paramgen.Range(0, 9, 1)...)
			}
			_, err := paramgen.Must(paramgen.New(paramgen.WithParameters(params...))).At(big.NewInt(-1))
			return err
		},
		"a format": func() error { return write(g, paramgen.Format(long)) },
		"a place":  func() error { return write(g, paramgen.FormatShell, paramgen.WithTemplate("{"+name+"}")) },
		"two of one flag": func() error {
			_, err := g.With(param(name+"-", 1), param(name+"_", 1))
			return err
		},
		"a name of env":   func() error { return write(paramgen.Must(g.With(param(long, 1))), paramgen.FormatEnv) },
		"a value of env":  func() error { return write(paramgen.Must(g.With(param("x", long+"\n"))), paramgen.FormatEnv) },
		"a value of yaml": func() error { return write(paramgen.Must(g.With(param("x", long+"\xff"))), paramgen.FormatYAML) },
		"a value of args": func() error { return write(paramgen.Must(g.With(param("x", long+"\x00"))), paramgen.FormatArgs) },
		"a base": func() error {
			return write(g, paramgen.FormatYAML, paramgen.WithBase(strings.NewReader(`{"`+long+`": 1, "`+long+`": 1}`)))
		},
		"of another":        func() error { return other(g, long) },
		"a folder by index": func() error { return rejectedByIndex(t, g) },
		"a row":             func() error { _, err := g.Cover(1, paramgen.Include(map[string]any{long: 1})); return err },
		"a strength":        func() error { _, err := g.Cover(1, paramgen.Strength(3, "a", long)); return err },
		"a file's key":      func() error { _, err := paramgen.Load(strings.NewReader(`{"` + long + `": 1}`)); return err },
		"a file's number": func() error {
			_, err := paramgen.Load(strings.NewReader(`{"parameters": [{"name": "a", "values": [` + strings.Repeat("9", 1<<20) + `]}]}`))
			return err
		},
		"a file's rule": func() error {
			_, err := paramgen.Load(strings.NewReader(`{"parameters": [], "rules": ["` + long + `", {"name": "` + long + `", "expr": "a"}]}`))
			return err
		},
		"a file's parameter": func() error {
			_, err := paramgen.Load(strings.NewReader(`{"parameters": [{"name": "` + long + `", "values": [1e999]}]}`))
			return err
		},
		"a file's parameter twice": func() error {
			_, err := paramgen.Load(strings.NewReader(`{"parameters": [], "rules": [{"forbid": {"` + long + `": 1, "` + long + `": 2}}]}`))
			return err
		},
		"a file's name": func() error { _, err := paramgen.Load(named{strings.NewReader(`[`), long}); return err },
		"the environment": func() error {
			t.Setenv("JOB_COMPLETION_INDEX", long)
			_, _, err := shard.FromEnv(3)
			return err
		},
	} {
		if err := call(); err == nil || len(err.Error()) > 7000 {
			t.Errorf("%s: %d bytes: %.200v", what, len(fmt.Sprint(err)), err)
		}
	}
}

// conflicting is an empty space whose rules have long names.
func conflicting(name string) *paramgen.Generator {
	return paramgen.Must(paramgen.New(param("x", 1, 2), param("y", 1, 2), rule(paramgen.Named(name+"1", paramgen.Expr("x < y"))), rule(paramgen.Named(name+"2", paramgen.Expr("y < 2")))))
}

// other writes combinations of a generator that has another value.
func other(g *paramgen.Generator, value string) error {
	h := paramgen.Must(g.With(paramgen.WithValues("a", value+"x")))
	_, err := g.Write(io.Discard, paramgen.FormatJSON, h.All())
	return err
}

func rejectedByIndex(t *testing.T, g *paramgen.Generator) error {
	c, err := g.Combination(map[string]any{"a": strings.Repeat("long ", 1<<20/5), "b": 2})
	if err != nil {
		t.Fatal(err)
	}
	_, err = g.WriteFolder(filepath.Join(t.TempDir(), "out"), paramgen.FormatJSON, slices.Values([]paramgen.Combination{c}), paramgen.WithIndexNames())
	return err
}

// named is a reader with a name, as a file has one.
type named struct {
	io.Reader
	name string
}

func (n named) Name() string { return n.name }

// TestBadNumbers: methods return errors for arguments out of range; only Sample panics with
// one.
func TestBadNumbers(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	count := g.Count()
	past := new(big.Int).Add(count, big.NewInt(1))
	huge := new(big.Int).Lsh(big.NewInt(1), 200)
	for _, i := range []*big.Int{nil, big.NewInt(-1), count, past, huge} {
		c, err := g.At(i)
		if !is[*paramgen.RangeError](err) || !strings.Contains(err.Error(), fmt.Sprintf("index is %v, want 0 up to, but not including, 119232", i)) || len(c.Map()) != 0 {
			t.Errorf("At(%v): %v, %v", i, c, err)
		}
	}
	for want, call := range map[string]func() error{
		"index is <nil>, want 0 to 119232":     func() error { _, err := g.From(nil); return err },
		"index is -1, want 0 to 119232":        func() error { _, err := g.From(big.NewInt(-1)); return err },
		"index is 119233, want 0 to 119232":    func() error { _, err := g.From(past); return err },
		"number of shards is 0, want at least": func() error { _, err := g.Shard(0, 0); return err },
		"number of shards is -3":               func() error { _, err := g.Shard(0, -3); return err },
		"shard is -1, want 0 to 1":             func() error { _, err := g.Shard(-1, 2); return err },
		"shard is 2, want 0 to 1":              func() error { _, _, err := g.ShardRange(2, 2); return err },
	} {
		if err := call(); !is[*paramgen.RangeError](err) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	v := caught(func() { g.Sample(-1, 0) })
	if err, ok := v.(*paramgen.RangeError); !ok || !strings.Contains(err.Error(), "sample size is -1, want 0 or more") {
		t.Errorf("panic with %v", v)
	}
	for range must(g.From(count)) {
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

// TestPanicInWalk: a panic in the body of a loop propagates, and the generator stays usable.
func TestPanicInWalk(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
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

func TestCauses(t *testing.T) {
	var file *paramgen.FileError
	_, err := paramgen.Load(strings.NewReader(`{"parameters": [{"name": "a", "values": [1e999]}]}`))
	if at := new(paramgen.ParameterError); !errors.As(err, &file) || !errors.As(file.Unwrap(), &at) || at.Parameter != "a" {
		t.Error(err)
	}
	c, _ := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", "x")))).At(new(big.Int))
	var fault *paramgen.ParameterError
	if _, err := paramgen.Decode[struct {
		A int `paramgen:"a"`
	}](c); !errors.As(err, &fault) || errors.Unwrap(fault) != fault.Err {
		t.Error(err)
	}
}

// TestRareExpressions reads what expressions seldom have.
func TestRareExpressions(t *testing.T) {
	many := make([]string, 20)
	params := []paramgen.Parameter{paramgen.Param("x", 0, 0.05, 1), paramgen.Param("verylongname", 1)}
	for i := range many {
		many[i] = fmt.Sprint("n", i)
		params = append(params, paramgen.Param(many[i], 1))
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
		g, err := paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(paramgen.Expr(rule)))
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

// TestLargeCoefficients: sums whose coefficients are too large to be multiplied out.
func TestLargeCoefficients(t *testing.T) {
	for _, rule := range []string{
		"2305843009213693951*(3*a + 5*b) > 50000000000000000000",
		"1152921504606846976*(2*(3*a + 5*b)) > 50000000000000000000",
		"-(2305843009213693950*(2*a + 7*b - c)) < -50000000000000000000",
	} {
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2, 3), paramgen.Param("b", 1, 2, 3), paramgen.Param("c", 0, 1)), paramgen.WithRules(paramgen.Expr(rule))))
		n := int64(0)
		for c := range paramgen.Must(g.With(paramgen.WithoutRules())).All() {
			if g.Rules()[0].Allow(c) {
				n++
			}
		}
		if g.Count().Int64() != n {
			t.Errorf("%s: %v combinations, want %d", rule, g.Count(), n)
		}
	}
}

// TestBudgetOfOneScope: the budget can also be exceeded while rules over the same parameters
// are merged.
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
		g, err := paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(1, 9, 1)...), paramgen.Param("b", paramgen.Range(1, 9, 1)...)), paramgen.WithBudget(budget),
			paramgen.WithRules(paramgen.Expr("a*b%7 != 3"), paramgen.Expr("(a + 3*b)%8 != 2"), paramgen.Expr("a*a%5 != b")))
		if over := new(paramgen.BudgetError); err != nil && !errors.As(err, &over) || err == nil && g.Count().Int64() != want {
			t.Errorf("%d nodes: error %v, want %d combinations", budget, err, want)
		}
	}
}

// TestEveryBudget: each budget suffices or is an error, and every larger budget than one that
// suffices does too.
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
		g, err := paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(1, 9, 1)...), paramgen.Param("b", paramgen.Range(1, 9, 1)...), paramgen.Param("c", paramgen.Range(1, 9, 1)...), paramgen.Param("d", 1, 2)), paramgen.WithBudget(budget),
			paramgen.WithRules(paramgen.Expr("a*b%7 != 3"), paramgen.Expr("b*c%5 != d"), paramgen.Expr("a + c != 2*b && a*d != c"), paramgen.Tuples([]string{"a", "d"}, []any{1, 1}, []any{3, 2}, []any{4, 1}, []any{5, 2})))
		var over *paramgen.BudgetError
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

// TestManyFaultsOfARule: every fault of one rule is reported.
func TestManyFaultsOfARule(t *testing.T) {
	values, rows := map[string]any{}, [][]any{}
	for i := range 150 {
		values[fmt.Sprint("unknown", i)] = 1
		rows = append(rows, []any{1i})
	}
	for _, rule := range []paramgen.Rule{paramgen.Forbid(values), paramgen.Tuples([]string{"a"}, rows...)} {
		_, err := paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1)), paramgen.WithRules(rule))
		if err == nil || strings.Count(err.Error(), "\n") != 149 {
			t.Errorf("%.300v", err)
		}
	}
}

// TestManyValuesAreNotListed: an error shows the first values of a long list.
func TestManyValuesAreNotListed(t *testing.T) {
	err := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(1, 20, 1)...)))).Check(map[string]any{"a": 99})
	if err == nil || !strings.Contains(err.Error(), "99 is not among its values 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 8 more") {
		t.Error(err)
	}
}

func TestBrokenReaders(t *testing.T) {
	broken := errors.New("broken")
	if _, err := paramgen.Load(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1))))
	if _, err := g.Write(io.Discard, paramgen.FormatYAML, g.All(), paramgen.WithBase(iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := g.Write(io.Discard, paramgen.FormatYAML, g.All(), paramgen.WithBase(strings.NewReader(`{"a": 1, "\x`))); err == nil {
		t.Error("half a key is none")
	}
}
