package paramgen_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
)

// TestRangeRounds: floats are stepped as the decimal numbers that they are written as, and
// rounded once.
func TestRangeRounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		first, step, digits := rng.IntN(2000)-1000, rng.IntN(999)+1, rng.IntN(5)
		if rng.IntN(2) == 0 {
			step = -step
		}
		read := func(i int) (f64 float64, f32 float32) {
			number := fmt.Sprintf("%de-%d", first+i*step, digits)
			f64, _ = strconv.ParseFloat(number, 64)
			f, _ := strconv.ParseFloat(number, 32)
			return f64, float32(f)
		}
		first64, first32 := read(0)
		last64, last32 := read(20)
		by64, _ := strconv.ParseFloat(fmt.Sprintf("%de-%d", step, digits), 64)
		steps, steps32 := paramgen.Range(first64, last64, by64), paramgen.Range(first32, last32, float32(by64))
		if len(steps) != 21 || len(steps32) != 21 {
			t.Fatalf("Range(%v, %v, %v): %v, %v", first64, last64, by64, steps, steps32)
		}
		for i := range steps {
			if f64, f32 := read(i); steps[i] != f64 || steps32[i] != f32 {
				t.Fatalf("Range(%v, %v, %v): value %d is %v or %v, want %v", first64, last64, by64, i, steps[i], steps32[i], f64)
			}
		}
	}
}

// TestRangeOfIntegersEnds: at the limits of the type.
func TestRangeOfIntegersEnds(t *testing.T) {
	for _, tt := range []struct{ got, want []any }{
		{paramgen.Range[uint8](250, 255, 2), []any{uint8(250), uint8(252), uint8(254)}},
		{paramgen.Range[uint8](250, 255, 5), []any{uint8(250), uint8(255)}},
		{paramgen.Range[int8](-100, -128, -14), []any{int8(-100), int8(-114), int8(-128)}},
		{paramgen.Range[int64](math.MaxInt64, math.MaxInt64, 1), []any{int64(math.MaxInt64)}},
		{paramgen.Range[uint64](0, math.MaxUint64, 1<<63), []any{uint64(0), uint64(1 << 63)}},
		{paramgen.Range[int](3, 3, -2), []any{3}},
	} {
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%v, want %v", tt.got, tt.want)
		}
	}
	if all := paramgen.Range[int8](-128, 127, 1); len(all) != 256 {
		t.Errorf("%d values of an int8", len(all))
	}
}

// TestRangeOfWholeFloat32: whole numbers count as themselves, not as what they print as.
func TestRangeOfWholeFloat32(t *testing.T) {
	for _, tt := range []struct{ first, last, step float32 }{
		{1 << 27, 1<<27 + 64, 16}, {1<<27 + 64, 1 << 27, -16}, {33554448, 33554464, 4}, {-1 << 27, 1 << 27, 1 << 26}, {1e11, 4e11, 1e11}, {1 << 100, 1 << 102, 1 << 100},
	} {
		var want []any
		for f := tt.first; f != tt.last+tt.step; f += tt.step {
			want = append(want, f)
		}
		if got := paramgen.Range(tt.first, tt.last, tt.step); !slices.Equal(got, want) {
			t.Errorf("Range(%v, %v, %v): %v, want %v", tt.first, tt.last, tt.step, got, want)
		}
	}
}

// TestRangeOfFloatsEnds: at the limits of the numbers.
func TestRangeOfFloatsEnds(t *testing.T) {
	inf := math.Inf(1)
	for _, tt := range []struct{ first, last, step, n float64 }{
		{0, 0.3, 0.1, 4}, {1, 0, -0.25, 5}, {0.5, 0.5, -1, 1}, {0, 0.3, 0.2, 2}, {0, 1, -1, 0}, {0, 1, 0, 0},
		{1e300, math.MaxFloat64, 1e308, 2}, {1e16, 1e16 + 4, 1, 1}, {0, 1e-323, 5e-324, 3},
		{0, inf, 1, 0}, {-inf, 0, 1, 0}, {0, 1, inf, 0}, {math.NaN(), 1, 1, 0}, {0, math.NaN(), 1, 0}, {0, 1, math.NaN(), 0},
	} {
		if got := paramgen.Range(tt.first, tt.last, tt.step); len(got) != int(tt.n) {
			t.Errorf("Range(%v, %v, %v): %v", tt.first, tt.last, tt.step, got)
		}
	}
}

// keys returns the combinations of g as they are named.
func keys(g *paramgen.Generator) []string {
	var all []string
	for c := range g.All() {
		all = append(all, c.String())
	}
	return all
}

func TestWhen(t *testing.T) {
	compile := paramgen.Param("compile", false, true)
	size := paramgen.Param("size", 16, 32)
	for _, tt := range []struct {
		name  string
		size  paramgen.Parameter
		more  []paramgen.Option
		want  string
		count string // theoretical
	}{
		{"elsewhere unset", size.When(paramgen.Expr("compile")), nil, "false/nil true/16 true/32", "4"},
		{"unset is a value too", paramgen.Param("size", 16, nil).When(paramgen.Expr("compile")), nil, "false/nil true/16 true/nil", "4"},
		{"never", size.When(paramgen.Expr("false")), nil, "false/nil true/nil", "4"},
		{"always", size.When(paramgen.Expr("true")), nil, "false/16 false/32 true/16 true/32", "4"},
		{"a function", size.When(paramgen.Func("f", func(c paramgen.Combination) bool { v, _ := paramgen.Value[bool](c, "compile"); return !v })), nil, "false/16 false/32 true/nil", "4"},
		{"a forbidden value", size.When(paramgen.Forbid(map[string]any{"compile": true})), nil, "false/16 false/32 true/nil", "4"},
		{"other values", size.When(paramgen.Expr("compile")), []paramgen.Option{paramgen.WithValues("size", 8)}, "false/nil true/8", "2"},
		{"no rules", size.When(paramgen.Expr("compile")), []paramgen.Option{paramgen.WithRules(paramgen.Expr("!compile")), paramgen.WithoutRules()}, "false/nil true/16 true/32", "4"},
		{"a rule besides", size.When(paramgen.Expr("compile")), []paramgen.Option{paramgen.WithRules(paramgen.Expr("size > 16"))}, "false/nil true/32", "4"},
		{"the switch removed", size.When(paramgen.Expr("compile")), []paramgen.Option{paramgen.WithoutParameters("compile")}, "nil", "2"},
		{"the last When", size.When(paramgen.Expr("false")).When(paramgen.Expr("compile")), nil, "false/nil true/16 true/32", "4"},
		{"named", size.When(paramgen.Named("n", paramgen.Expr("compile"))), nil, "false/nil true/16 true/32", "4"},
	} {
		g, err := paramgen.New(append([]paramgen.Option{paramgen.WithParameters(compile, tt.size)}, tt.more...)...)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := strings.NewReplacer("compile=", "", "size=", "").Replace(strings.Join(keys(g), " "))
		if got != tt.want || g.Theoretical().String() != tt.count {
			t.Errorf("%s: %s of %v, want %s of %s", tt.name, got, g.Theoretical(), tt.want, tt.count)
		}
	}
}

// TestWhenUnknown: a condition that an unset value leaves unknown does not hold, so inactivity
// is passed on.
func TestWhenUnknown(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("a", nil, 1, 2),
		paramgen.Param("b", 1, 2).When(paramgen.Expr("a >= 2")),
		paramgen.Param("c", 1, 2).When(paramgen.Expr("b <= 1")),
	)))
	want := []string{"a=nil/b=nil/c=nil", "a=1/b=nil/c=nil", "a=2/b=1/c=1", "a=2/b=1/c=2", "a=2/b=2/c=nil"}
	if d := cmp.Diff(want, keys(g)); d != "" {
		t.Error(d)
	}
}

func TestWhenFaults(t *testing.T) {
	for _, tt := range []struct {
		params []paramgen.Parameter
		want   string
	}{
		{[]paramgen.Parameter{paramgen.Param("a", 1).When(nil)}, `parameter "a": has a nil condition`},
		{[]paramgen.Parameter{paramgen.Param("a", 1, 2).When(paramgen.Expr("a == 1"))}, `parameter "a": is active by a condition on itself`},
		{[]paramgen.Parameter{paramgen.Param("a", 1, 2).When(paramgen.Expr("b == 1")), paramgen.Param("b", 1, 2).When(paramgen.Expr("c == 1")), paramgen.Param("c", 1, 2).When(paramgen.Expr("a == 1"))},
			`parameter "a": is active by conditions that form a cycle: a when b when c when a`},
		{[]paramgen.Parameter{paramgen.Param("a", 1).When(paramgen.Expr("bb == 1")), paramgen.Param("b", 1)}, `rule "a when bb == 1": no parameter "bb"; did you mean "b"?`},
		{[]paramgen.Parameter{paramgen.Param("a", 1).When(paramgen.Expr("b ="))}, `rule "a when b ="`},
		{[]paramgen.Parameter{paramgen.Param("a", 1, 2), paramgen.Param("b", 1).When(paramgen.Expr("a"))}, `rule "b when a": when needs a condition, but the parameter "a" is a number`},
		{[]paramgen.Parameter{paramgen.Param("a", 1, 2), paramgen.Param("b", 1).When(paramgen.Expr("int(a) == 1"))}, `rule "b when int(a) == 1": int needs a condition`},
		{[]paramgen.Parameter{paramgen.Param("a").When(paramgen.Expr("true"))}, `parameter "a": has no values`},
		{[]paramgen.Parameter{paramgen.Param("a", 1).When(paramgen.Func("f", nil))}, `rule "a when f": has no function`},
	} {
		_, err := paramgen.New(paramgen.WithParameters(tt.params...))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

func TestTuples(t *testing.T) {
	tp, dp := paramgen.Param("tp", 1, 2, 4), paramgen.Param("dp", 1, 2, 4)
	link := paramgen.Tuples([]string{"dp", "tp"}, []any{4, 1}, []any{2, int64(2)}, []any{1, 4.0}, []any{8, 1})
	for _, tt := range []struct {
		name string
		opts []paramgen.Option
		want string
	}{
		{"rows", []paramgen.Option{paramgen.WithRules(link)}, "tp=1/dp=4 tp=2/dp=2 tp=4/dp=1"},
		{"a column removed", []paramgen.Option{paramgen.WithRules(link), paramgen.WithoutParameters("dp")}, "tp=1 tp=2 tp=4"},
		{"values gone", []paramgen.Option{paramgen.WithRules(link), paramgen.WithValues("tp", 1, 2)}, "tp=1/dp=4 tp=2/dp=2"},
		{"linked again", []paramgen.Option{paramgen.WithRules(link), paramgen.WithRules(paramgen.Tuples([]string{"dp", "tp"}, []any{1, 1}))}, "tp=1/dp=1"},
		{"unset", []paramgen.Option{paramgen.WithValues("dp", nil, 2), paramgen.WithRules(paramgen.Tuples([]string{"tp", "dp"}, []any{1, nil}, []any{2, 2}))}, "tp=1/dp=nil tp=2/dp=2"},
		{"in a condition", []paramgen.Option{paramgen.WithRules(paramgen.If(link, paramgen.Expr("tp < 4"))), paramgen.WithValues("dp", 1)}, "tp=1/dp=1 tp=2/dp=1"},
		{"in a consequence", []paramgen.Option{paramgen.WithRules(paramgen.If(paramgen.Expr("tp >= 2"), link))}, "tp=1/dp=1 tp=1/dp=2 tp=1/dp=4 tp=2/dp=2 tp=4/dp=1"},
	} {
		g, err := paramgen.New(append([]paramgen.Option{paramgen.WithParameters(tp, dp)}, tt.opts...)...)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := strings.Join(keys(g), " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestRulesOfOddNames: rules that say different things have different names, so none replaces
// another.
func TestRulesOfOddNames(t *testing.T) {
	space := paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b, c", 1, 2), paramgen.Param("a, b", 1, 2), paramgen.Param("c", 1, 2), paramgen.Param("a=1, b", 1, 2), paramgen.Param("b", 1, 2))
	for _, rules := range [][]paramgen.Rule{
		{paramgen.Tuples([]string{"a", "b, c"}, []any{1, 1}), paramgen.Tuples([]string{"a, b", "c"}, []any{1, 1})},
		{paramgen.Forbid(map[string]any{"a=1, b": 2}), paramgen.Forbid(map[string]any{"a": 1, "b": 2})},
	} {
		want := 0
		for c := range paramgen.Must(paramgen.New(space)).All() {
			if rules[0].Allow(c) && rules[1].Allow(c) {
				want++
			}
		}
		if got := paramgen.Must(paramgen.New(space, paramgen.WithRules(rules[0]), paramgen.WithRules(rules[1]))).Count(); got.Int64() != int64(want) {
			t.Errorf("%s and %s: %v combinations, want %d", rules[0].Name(), rules[1].Name(), got, want)
		}
	}
}

// TestLinksInFiles: linked values in a space file are those of Tuples.
func TestLinksInFiles(t *testing.T) {
	option, err := paramgen.Load(strings.NewReader(`{"parameters": [
		{"name": "tp_size", "values": [1, 2, 4]}, {"name": "dp_size", "values": [null, 1, 2, 4]},
		{"name": "enable_dp_attention", "values": [false, true], "when": "dp_size > 1"}],
		"rules": [{"tuples": {"parameters": ["tp_size", "dp_size"], "rows": [[1, 4], [2, 2], [4, 2], [4, null], [8, 1]]}}, "tp_size*dp_size <= 4 || enable_dp_attention",
			{"name": "small", "tuples": {"parameters": ["tp_size"], "rows": [[2], [4], [1]]}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"tp_size=1/dp_size=4/enable_dp_attention=false", "tp_size=1/dp_size=4/enable_dp_attention=true",
		"tp_size=2/dp_size=2/enable_dp_attention=false", "tp_size=2/dp_size=2/enable_dp_attention=true",
		"tp_size=4/dp_size=nil/enable_dp_attention=nil", "tp_size=4/dp_size=2/enable_dp_attention=true"}
	if d := cmp.Diff(want, keys(paramgen.Must(paramgen.New(option)))); d != "" {
		t.Error(d)
	}
}

// TestRuleTexts: the texts of rules distinguish rules of the same name.
func TestRuleTexts(t *testing.T) {
	many := make([][]any, 101)
	for i := range many {
		many[i] = []any{i}
	}
	for _, tt := range []struct {
		rule paramgen.Rule
		want string
	}{
		{paramgen.Tuples([]string{"tp", "s"}, []any{1, "a"}, []any{2, nil}), `(tp, s) is (1, "a") or (2, nil)`},
		{paramgen.Named("n", paramgen.Optional(paramgen.Expr("a <= 1 || b == true"))), "a <= 1 || b == true"},
	} {
		if got := fmt.Sprint(tt.rule); got != tt.want {
			t.Errorf("%s: %s", tt.rule.Name(), got)
		}
	}
	a := fmt.Sprint(paramgen.Tuples([]string{"x"}, many...))
	many[100] = []any{-1}
	if b := fmt.Sprint(paramgen.Tuples([]string{"x"}, many...)); a == b || !strings.Contains(a, "(98) or (99) or one of 1 more, ") {
		t.Errorf("%s\n%s", a, b)
	}
}

func TestTuplesFaults(t *testing.T) {
	for _, tt := range []struct {
		rule paramgen.Rule
		want string
	}{
		{paramgen.Tuples(nil, []any{}), "names no parameters"},
		{paramgen.Tuples([]string{"tp"}), "has no rows"},
		{paramgen.Tuples([]string{"tp", "tp"}, []any{1, 1}), "is linked to itself"},
		{paramgen.Tuples([]string{"tp", "dp"}, []any{1, 1}, []any{1}), "row 2 has 1 value for 2 parameters"},
		{paramgen.Tuples([]string{"tp", "pd"}, []any{1, 1}), `no parameter "pd"; did you mean "dp"?`},
		{paramgen.Tuples([]string{"tp"}, []any{struct{}{}}), "row 1: a value of type struct {}"},
		{paramgen.If(paramgen.Tuples([]string{"tp", "pd"}, []any{1, 1}), paramgen.Expr("true")), `no parameter "pd"`},
		{paramgen.If(paramgen.Tuples([]string{"tp"}), paramgen.Expr("tp == 1")), "has no rows"},
	} {
		_, err := paramgen.New(paramgen.WithParameters(paramgen.Param("tp", 1, 2), paramgen.Param("dp", 1, 2)), paramgen.WithRules(tt.rule))
		var own *paramgen.RuleError
		if !errors.As(err, &own) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.rule.Name(), err, tt.want)
		}
	}
}

// conditional is a random small space together with its definition.
type conditional struct {
	params []paramgen.Parameter
	rules  []paramgen.Rule
	hold   map[string]func(map[string]any) bool // of the conditional parameters
}

func randomConditional(r *rand.Rand) conditional {
	s := conditional{hold: map[string]func(map[string]any) bool{}}
	var names []string
	for i := range 2 + r.IntN(4) {
		name := string(rune('a' + i))
		values := []any{1, 2, 3}[:1+r.IntN(3)]
		if r.IntN(3) == 0 {
			values = slices.Insert(slices.Clone(values), r.IntN(len(values)+1), nil)
		}
		p := paramgen.Param(name, values...)
		if i > 0 && r.IntN(2) == 0 {
			rule, hold := randomCondition(r, names)
			p, s.hold[name] = p.When(rule), hold
		}
		s.params, names = append(s.params, p), append(names, name)
	}
	for range r.IntN(3) {
		rule, _ := randomCondition(r, names)
		s.rules = append(s.rules, paramgen.Named(fmt.Sprint("rule ", len(s.rules)), rule))
	}
	r.Shuffle(len(s.params), func(i, j int) { s.params[i], s.params[j] = s.params[j], s.params[i] })
	return s
}

// randomCondition returns a rule of any kind and when it holds.
func randomCondition(r *rand.Rand, names []string) (paramgen.Rule, func(map[string]any) bool) {
	a, b, k := names[r.IntN(len(names))], names[r.IntN(len(names))], 1+r.IntN(3)
	is := func(m map[string]any) bool { return m[a] == any(k) }
	switch r.IntN(7) {
	case 0:
		return paramgen.Expr(fmt.Sprintf("%s == %d", a, k)), is
	case 1:
		return paramgen.Expr(fmt.Sprintf("%s >= %d", a, k)), func(m map[string]any) bool { x, set := m[a].(int); return set && x >= k }
	case 2:
		return paramgen.Expr(fmt.Sprintf("%s < %s || %s == %d", a, b, b, k)), func(m map[string]any) bool {
			x, setX := m[a].(int)
			y, setY := m[b].(int)
			return setX && setY && x < y || m[b] == any(k)
		}
	case 3:
		return paramgen.Func("f", func(c paramgen.Combination) bool { v, _ := c.Get(a); return v == any(k) }), is
	case 4:
		return paramgen.Forbid(map[string]any{a: k}), func(m map[string]any) bool { return m[a] != any(k) }
	case 5:
		return paramgen.Named("n", paramgen.Tuples([]string{a}, []any{k}, []any{nil})), func(m map[string]any) bool { return m[a] == any(k) || m[a] == nil }
	}
	return paramgen.If(paramgen.Expr(fmt.Sprintf("%s >= 2", a)), paramgen.Tuples([]string{b}, []any{k})), func(m map[string]any) bool {
		x, set := m[a].(int)
		return !set || x < 2 || m[b] == any(k)
	}
}

// wide returns the space of all values, and of unset, without conditions and rules.
func (s conditional) wide() *paramgen.Generator {
	var wide []paramgen.Parameter
	for _, p := range s.params {
		values := p.Values()
		if !slices.Contains(values, nil) {
			values = append([]any{nil}, values...)
		}
		wide = append(wide, paramgen.Param(p.Name(), values...))
	}
	return paramgen.Must(paramgen.New(paramgen.WithParameters(wide...)))
}

// twin lists the valid combinations by definition: each condition looked at, each rule asked.
func (s conditional) twin(rules bool) []string {
	var all []string
	for c := range s.wide().All() {
		if s.valid(c) && (!rules || !slices.ContainsFunc(s.rules, func(r paramgen.Rule) bool { return !r.Allow(c) })) {
			all = append(all, c.String())
		}
	}
	return all
}

func (s conditional) valid(c paramgen.Combination) bool {
	m := c.Map()
	for _, p := range s.params {
		own := slices.Contains(p.Values(), m[p.Name()])
		hold, is := s.hold[p.Name()]
		if active := !is || hold(m); active && !own || !active && m[p.Name()] != nil {
			return false
		}
	}
	return true
}

// TestConditionalTwin compares random spaces with conditions, on conditions too, and rules of
// all kinds with their definition.
func TestConditionalTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 500 {
		s := randomConditional(r)
		g, err := paramgen.New(paramgen.WithParameters(s.params...), paramgen.WithRules(s.rules...))
		if err != nil {
			t.Fatal(err)
		}
		for _, rules := range []bool{true, false} {
			if !rules {
				g = paramgen.Must(g.With(paramgen.WithoutRules()))
			}
			if d := cmp.Diff(s.twin(rules), keys(g)); d != "" {
				t.Fatalf("parameters %v, rules %v: %s", g.Info(), rules, d)
			}
			if g.Count().Cmp(g.Theoretical()) > 0 {
				t.Fatalf("%v of %v", g.Count(), g.Theoretical())
			}
		}
	}
}

// TestConditionRules: the rules and conditions that Check runs reject exactly what is not in
// the space.
func TestConditionRules(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 500 {
		s := randomConditional(r)
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(s.params...), paramgen.WithRules(s.rules...)))
		for c := range s.wide().All() {
			var why *paramgen.CheckError
			err := g.Check(c.Map())
			if errors.As(err, &why) && len(why.Faults) > 0 {
				continue // a value that the parameter does not have
			}
			if _, valid := g.Index(c); valid != (err == nil) {
				t.Fatalf("%v: %v: valid %v, but %v", g.Info(), c, valid, err)
			}
		}
	}
}
