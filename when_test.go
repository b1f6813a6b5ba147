package paramgen

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// keys returns the combinations of g as they are named.
func keys(g *Generator) []string {
	var all []string
	for c := range g.All() {
		all = append(all, c.String())
	}
	return all
}

func TestWhen(t *testing.T) {
	compile := Param("compile", false, true)
	size := Param("size", 16, 32)
	for _, tt := range []struct {
		name  string
		size  Parameter
		more  []Option
		want  string
		count string // theoretical
	}{
		{"elsewhere unset", size.When(Expr("compile")), nil, "false/nil true/16 true/32", "4"},
		{"unset is a value too", Param("size", 16, nil).When(Expr("compile")), nil, "false/nil true/16 true/nil", "4"},
		{"never", size.When(Expr("false")), nil, "false/nil true/nil", "4"},
		{"always", size.When(Expr("true")), nil, "false/16 false/32 true/16 true/32", "4"},
		{"a function", size.When(Func("f", func(c Combination) bool { v, _ := Value[bool](c, "compile"); return !v })), nil, "false/16 false/32 true/nil", "4"},
		{"a forbidden value", size.When(Forbid(map[string]any{"compile": true})), nil, "false/16 false/32 true/nil", "4"},
		{"other values", size.When(Expr("compile")), []Option{WithValues("size", 8)}, "false/nil true/8", "2"},
		{"no rules", size.When(Expr("compile")), []Option{WithRules(Expr("!compile")), WithoutRules()}, "false/nil true/16 true/32", "4"},
		{"a rule besides", size.When(Expr("compile")), []Option{WithRules(Expr("size > 16"))}, "false/nil true/32", "4"},
		{"the switch removed", size.When(Expr("compile")), []Option{WithoutParameters("compile")}, "nil", "2"},
		{"the last When", size.When(Expr("false")).When(Expr("compile")), nil, "false/nil true/16 true/32", "4"},
		{"named", size.When(Named("n", Expr("compile"))), nil, "false/nil true/16 true/32", "4"},
	} {
		g, err := New(append([]Option{WithParameters(compile, tt.size)}, tt.more...)...)
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

// TestWhenUnknown: a condition that an unset value leaves unknown does not hold, so inactivity is passed on.
func TestWhenUnknown(t *testing.T) {
	g := Must(New(WithParameters(
		Param("a", nil, 1, 2),
		Param("b", 1, 2).When(Expr("a >= 2")),
		Param("c", 1, 2).When(Expr("b <= 1")),
	)))
	want := []string{"a=nil/b=nil/c=nil", "a=1/b=nil/c=nil", "a=2/b=1/c=1", "a=2/b=1/c=2", "a=2/b=2/c=nil"}
	if d := cmp.Diff(want, keys(g)); d != "" {
		t.Error(d)
	}
}

func TestWhenFaults(t *testing.T) {
	for _, tt := range []struct {
		params []Parameter
		want   string
	}{
		{[]Parameter{Param("a", 1).When(nil)}, `parameter "a": has a nil condition`},
		{[]Parameter{Param("a", 1, 2).When(Expr("a == 1"))}, `parameter "a": is active by a condition on itself`},
		{[]Parameter{Param("a", 1, 2).When(Expr("b == 1")), Param("b", 1, 2).When(Expr("c == 1")), Param("c", 1, 2).When(Expr("a == 1"))},
			`parameter "a": is active by conditions that form a cycle: a when b when c when a`},
		{[]Parameter{Param("a", 1).When(Expr("bb == 1")), Param("b", 1)}, `rule "a when bb == 1": no parameter "bb"; did you mean "b"?`},
		{[]Parameter{Param("a", 1).When(Expr("b ="))}, `rule "a when b ="`},
		{[]Parameter{Param("a", 1, 2), Param("b", 1).When(Expr("a"))}, `rule "b when a": when needs a condition, but the parameter "a" is a number`},
		{[]Parameter{Param("a", 1, 2), Param("b", 1).When(Expr("int(a) == 1"))}, `rule "b when int(a) == 1": int needs a condition`},
		{[]Parameter{Param("a").When(Expr("true"))}, `parameter "a": has no values`},
		{[]Parameter{Param("a", 1).When(Func("f", nil))}, `rule "a when f": has no function`},
	} {
		_, err := New(WithParameters(tt.params...))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

func TestTuples(t *testing.T) {
	tp, dp := Param("tp", 1, 2, 4), Param("dp", 1, 2, 4)
	link := Tuples([]string{"dp", "tp"}, []any{4, 1}, []any{2, int64(2)}, []any{1, 4.0}, []any{8, 1})
	for _, tt := range []struct {
		name string
		opts []Option
		want string
	}{
		{"rows", []Option{WithRules(link)}, "tp=1/dp=4 tp=2/dp=2 tp=4/dp=1"},
		{"a column removed", []Option{WithRules(link), WithoutParameters("dp")}, "tp=1 tp=2 tp=4"},
		{"values gone", []Option{WithRules(link), WithValues("tp", 1, 2)}, "tp=1/dp=4 tp=2/dp=2"},
		{"linked again", []Option{WithRules(link), WithRules(Tuples([]string{"dp", "tp"}, []any{1, 1}))}, "tp=1/dp=1"},
		{"unset", []Option{WithValues("dp", nil, 2), WithRules(Tuples([]string{"tp", "dp"}, []any{1, nil}, []any{2, 2}))}, "tp=1/dp=nil tp=2/dp=2"},
		{"in a condition", []Option{WithRules(If(link, Expr("tp < 4"))), WithValues("dp", 1)}, "tp=1/dp=1 tp=2/dp=1"},
		{"in a consequence", []Option{WithRules(If(Expr("tp >= 2"), link))}, "tp=1/dp=1 tp=1/dp=2 tp=1/dp=4 tp=2/dp=2 tp=4/dp=1"},
	} {
		g, err := New(append([]Option{WithParameters(tp, dp)}, tt.opts...)...)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := strings.Join(keys(g), " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestRulesOfOddNames: rules that say different things have different names, so none replaces another.
func TestRulesOfOddNames(t *testing.T) {
	space := WithParameters(Param("a", 1, 2), Param("b, c", 1, 2), Param("a, b", 1, 2), Param("c", 1, 2), Param("a=1, b", 1, 2), Param("b", 1, 2))
	for _, rules := range [][]Rule{
		{Tuples([]string{"a", "b, c"}, []any{1, 1}), Tuples([]string{"a, b", "c"}, []any{1, 1})},
		{Forbid(map[string]any{"a=1, b": 2}), Forbid(map[string]any{"a": 1, "b": 2})},
	} {
		want := 0
		for c := range Must(New(space)).All() {
			if rules[0].Allow(c) && rules[1].Allow(c) {
				want++
			}
		}
		if got := Must(New(space, WithRules(rules[0]), WithRules(rules[1]))).Count(); got.Int64() != int64(want) {
			t.Errorf("%s and %s: %v combinations, want %d", rules[0].Name(), rules[1].Name(), got, want)
		}
	}
}

// TestLinksInFiles: what is linked in a space file is linked in the same way.
func TestLinksInFiles(t *testing.T) {
	option, err := Load(strings.NewReader(`{"parameters": [
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
	if d := cmp.Diff(want, keys(Must(New(option)))); d != "" {
		t.Error(d)
	}
}

// TestRuleTexts: information and differences tell one link, or budget, from another of the same name.
func TestRuleTexts(t *testing.T) {
	many := make([][]any, 101)
	for i := range many {
		many[i] = []any{i}
	}
	for _, tt := range []struct {
		rule Rule
		want string
	}{
		{Tuples([]string{"tp", "s"}, []any{1, "a"}, []any{2, nil}), `(tp, s) is (1, "a") or (2, nil)`},
		{Named("n", Optional(Expr("a <= 1 || b == true"))), "a <= 1 || b == true"},
	} {
		if got := ruleText(tt.rule); got != tt.want {
			t.Errorf("%s: %s", tt.rule.Name(), got)
		}
	}
	a := ruleText(Tuples([]string{"x"}, many...))
	many[100] = []any{-1}
	if b := ruleText(Tuples([]string{"x"}, many...)); a == b || !strings.Contains(a, "(98) or (99) or one of 1 more, ") {
		t.Errorf("%s\n%s", a, b)
	}
}

func TestTuplesFaults(t *testing.T) {
	for _, tt := range []struct {
		rule Rule
		want string
	}{
		{Tuples(nil, []any{}), "names no parameters"},
		{Tuples([]string{"tp"}), "has no rows"},
		{Tuples([]string{"tp", "tp"}, []any{1, 1}), "is linked to itself"},
		{Tuples([]string{"tp", "dp"}, []any{1, 1}, []any{1}), "row 2 has 1 value for 2 parameters"},
		{Tuples([]string{"tp", "pd"}, []any{1, 1}), `no parameter "pd"; did you mean "dp"?`},
		{Tuples([]string{"tp"}, []any{[]int{1}}), "row 1: a value of type []int"},
		{If(Tuples([]string{"tp", "pd"}, []any{1, 1}), Expr("true")), `no parameter "pd"`},
		{If(Tuples([]string{"tp"}), Expr("tp == 1")), "has no rows"},
	} {
		_, err := New(WithParameters(Param("tp", 1, 2), Param("dp", 1, 2)), WithRules(tt.rule))
		var own *RuleError
		if !errors.As(err, &own) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.rule.Name(), err, tt.want)
		}
	}
}

// conditional is a random small space together with its definition.
type conditional struct {
	params []Parameter
	rules  []Rule
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
		p := Param(name, values...)
		if i > 0 && r.IntN(2) == 0 {
			rule, hold := randomCondition(r, names)
			p, s.hold[name] = p.When(rule), hold
		}
		s.params, names = append(s.params, p), append(names, name)
	}
	for range r.IntN(3) {
		rule, _ := randomCondition(r, names)
		s.rules = append(s.rules, Named(fmt.Sprint("rule ", len(s.rules)), rule))
	}
	r.Shuffle(len(s.params), func(i, j int) { s.params[i], s.params[j] = s.params[j], s.params[i] })
	return s
}

// randomCondition returns a rule of any kind and when it holds.
func randomCondition(r *rand.Rand, names []string) (Rule, func(map[string]any) bool) {
	a, b, k := names[r.IntN(len(names))], names[r.IntN(len(names))], 1+r.IntN(3)
	is := func(m map[string]any) bool { return m[a] == any(k) }
	switch r.IntN(7) {
	case 0:
		return Expr(fmt.Sprintf("%s == %d", a, k)), is
	case 1:
		return Expr(fmt.Sprintf("%s >= %d", a, k)), func(m map[string]any) bool { x, set := m[a].(int); return set && x >= k }
	case 2:
		return Expr(fmt.Sprintf("%s < %s || %s == %d", a, b, b, k)), func(m map[string]any) bool {
			x, setX := m[a].(int)
			y, setY := m[b].(int)
			return setX && setY && x < y || m[b] == any(k)
		}
	case 3:
		return Func("f", func(c Combination) bool { v, _ := c.Get(a); return v == any(k) }), is
	case 4:
		return Forbid(map[string]any{a: k}), func(m map[string]any) bool { return m[a] != any(k) }
	case 5:
		return Named("n", Tuples([]string{a}, []any{k}, []any{nil})), func(m map[string]any) bool { return m[a] == any(k) || m[a] == nil }
	}
	return If(Expr(fmt.Sprintf("%s >= 2", a)), Tuples([]string{b}, []any{k})), func(m map[string]any) bool {
		x, set := m[a].(int)
		return !set || x < 2 || m[b] == any(k)
	}
}

// wide returns the space of all values, and of unset, without conditions and rules.
func (s conditional) wide() *Generator {
	var wide []Parameter
	for _, p := range s.params {
		values := p.Values()
		if !slices.Contains(values, nil) {
			values = append([]any{nil}, values...)
		}
		wide = append(wide, Param(p.Name(), values...))
	}
	return Must(New(WithParameters(wide...)))
}

// twin lists the valid combinations by definition: each condition looked at, each rule asked.
func (s conditional) twin(rules bool) []string {
	var all []string
	for c := range s.wide().All() {
		if s.valid(c) && (!rules || !slices.ContainsFunc(s.rules, func(r Rule) bool { return !r.Allow(c) })) {
			all = append(all, c.String())
		}
	}
	return all
}

func (s conditional) valid(c Combination) bool {
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

// TestConditionalTwin compares random spaces with conditions, on conditions too, and rules of all kinds with their definition.
func TestConditionalTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 500 {
		s := randomConditional(r)
		g, err := New(WithParameters(s.params...), WithRules(s.rules...))
		if err != nil {
			t.Fatal(err)
		}
		for _, rules := range []bool{true, false} {
			if !rules {
				g = Must(g.With(WithoutRules()))
			}
			if d := cmp.Diff(s.twin(rules), keys(g)); d != "" {
				t.Fatalf("parameters %v, rules %v: %s", g.rulesText(), rules, d)
			}
			if g.Count().Cmp(g.Theoretical()) > 0 {
				t.Fatalf("%v of %v", g.Count(), g.Theoretical())
			}
		}
	}
}

// rulesText names all that is in force.
func (g *Generator) rulesText() (names []string) {
	for _, r := range g.config.rulesInForce() {
		names = append(names, r.Name())
	}
	return names
}

// TestConditionRules: the conditions as rules reject exactly what the space does not have.
func TestConditionRules(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 500 {
		s := randomConditional(r)
		g := Must(New(WithParameters(s.params...), WithRules(s.rules...)))
		for c := range s.wide().All() {
			if _, known := g.space.row(c); !known {
				continue
			}
			allowed := !slices.ContainsFunc(g.config.rulesInForce(), func(r Rule) bool { return !r.Allow(c) })
			if _, valid := g.Index(c); valid != allowed {
				t.Fatalf("%v: %v: valid %v, allowed %v", g.rulesText(), c, valid, allowed)
			}
		}
	}
}
