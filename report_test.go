package paramgen_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// TestReportOfPreset states what the rules of the SGLang preset do, each checked by walking all
// theoretical combinations.
func TestReportOfPreset(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	r := g.Report()
	rejects, only := map[string]int64{}, map[string]int64{}
	for c := range paramgen.Must(g.With(paramgen.WithoutRules())).All() {
		var by []string
		for _, rule := range g.Rules() {
			if !rule.Allow(c) {
				by = append(by, rule.Name())
				rejects[rule.Name()]++
			}
		}
		if len(by) == 1 {
			only[by[0]]++
		}
	}
	want := map[string][2]int64{"cuda_graph": {230400, 79488}, "prefill": {24000, 5184}, "memory": {368640, 211968}}
	for _, rule := range r.Rules {
		stated := [2]int64{rule.Rejects.Int64(), rule.Only.Int64()}
		if walked := [2]int64{rejects[rule.Name], only[rule.Name]}; stated != want[rule.Name] || walked != want[rule.Name] {
			t.Errorf("rule %s: %v reported, %v walked, want %v", rule.Name, stated, walked, want[rule.Name])
		}
	}
	if r.DeadPairs != 21 || r.Pairs != 712 || r.DeadValues != 0 {
		t.Errorf("%d of %d pairs and %d values are dead, want 21 of 712 and none", r.DeadPairs, r.Pairs, r.DeadValues)
	}
	var lines []string
	for _, n := range r.ForbiddenPairs {
		lines = append(lines, n.String())
	}
	if diff := cmp.Diff([]string{
		"max_running_requests ∈ {128…1024} never with max_total_tokens ∈ {4096…32768} (never both set): rule memory",
		"chunked_prefill_size = 8192 never with max_prefill_tokens = 4096: rule prefill",
		"disable_cuda_graph = true never with cuda_graph_max_bs ∈ {32…256}: rule cuda_graph",
	}, lines); diff != "" {
		t.Error(diff)
	}
}

func TestReportText(t *testing.T) {
	text := paramgen.Must(paramgen.New(sglang.Default())).Report().String()
	for _, want := range []string{
		"119,232 of 576,000 combinations are valid (20.70%), in 13 nodes\n",
		"      rejects 230,400 (40.00%), 79,488 that no other rule rejects\n",
		"      8192  ██▋                   13.04%  15,552\n",
		"  tp_size: 1 2 4 8 in 29,808 each (25.00%)\n",
		"Pairs of values: 21 of 712 in no valid combination\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
	for _, line := range strings.Split(text, "\n") {
		if n := len([]rune(line)); n > 100 {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
}

// A space that no rule can be taken from alone: two conflicts, of which each relaxation must hit
// both.
func TestReportOfEmptySpace(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithRules(
		paramgen.Expr("tp_size > 8"),
		paramgen.Expr("dp_size < tp_size"),
		paramgen.Named("more dp", paramgen.Expr("dp_size > tp_size")),
	)))
	r := g.Report()
	if diff := cmp.Diff([]string{"tp_size > 8"}, r.Conflict); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([][]string{{"tp_size > 8", "dp_size < tp_size"}, {"tp_size > 8", "more dp"}}, r.Relaxations); diff != "" {
		t.Error(diff)
	}
	for _, want := range []string{
		"0 of 576,000 combinations are valid (0%)",
		"  no combination satisfies rule “tp_size > 8”\n",
		"  to get combinations, remove rules “tp_size > 8” and “dp_size < tp_size” together\n",
		"  or rules “tp_size > 8” and “more dp” together\n",
	} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("no line %q in\n%s", want, r)
		}
	}
}

// TestReportOfFalse: a rule that no values satisfy is of the first component, which has no
// combinations by it.
func TestReportOfFalse(t *testing.T) {
	for _, tt := range []struct {
		rules []paramgen.Rule
		want  string
	}{
		{[]paramgen.Rule{paramgen.Expr("a+b > 100")}, "a, b, c: 0 combinations of 3 parameters, 0 nodes, 1 rule (a+b > 100)"},
		{[]paramgen.Rule{paramgen.Expr("a > 5"), paramgen.Expr("1 < 2"), paramgen.Forbid(nil)},
			"a, b, c: 0 combinations of 3 parameters, 0 nodes, 2 rules (a > 5, forbid)"},
		{[]paramgen.Rule{paramgen.Func("never", func(paramgen.Combination) bool { return false })},
			"a, b, c: 0 combinations of 3 parameters, 0 nodes, 1 rule (never)"},
		{[]paramgen.Rule{paramgen.Expr("a != b"), paramgen.Expr("c > 5 && c < 9")},
			"a, b: 0 combinations of 2 parameters, 0 nodes, 2 rules (a != b, c > 5 && c < 9)\n  c: 2 combinations of 1 parameter, 1 node, no rules"},
		{[]paramgen.Rule{paramgen.Expr("a <= 2 && b == 1")},
			"a, c: 4 combinations of 2 parameters, 2 nodes, no rules\n  b: 1 combination of 1 parameter, 1 node, 1 rule (a <= 2 && b == 1)"},
	} {
		g := paramgen.Must(paramgen.New(
			paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2), paramgen.Param("c", 1, 2)), paramgen.WithRules(tt.rules...)))
		if _, got, _ := strings.Cut(g.Report().String(), "independent of each other\n  "); got != tt.want+"\n" {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

// Spaces without parameters, rules or combinations have reports too.
func TestReportOfLittle(t *testing.T) {
	for name, g := range map[string]*paramgen.Generator{
		"nothing":       paramgen.Must(paramgen.New()),
		"no rules":      paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2)))),
		"no parameters": paramgen.Must(paramgen.New(paramgen.WithRules(paramgen.Expr("1 < 2")))),
	} {
		r := g.Report()
		if r.DeadValues+r.DeadPairs != 0 || r.Theoretical.Cmp(r.Valid) != 0 {
			t.Errorf("%s: %s", name, r)
		}
		if err := r.WriteHTML(&strings.Builder{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if b, err := json.Marshal(r); err != nil || strings.Contains(string(b), "null") {
			t.Errorf("%s: lists are missing: %s, %v", name, b, err)
		}
	}
}

// TestReportOfOverconstrained compares conflicts and relaxations of empty spaces with what all
// sets of their rules say.
func TestReportOfOverconstrained(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var params []paramgen.Parameter
		for _, name := range []string{"a", "b", "c", "d"} {
			params = append(params, paramgen.Param(name, paramgen.Range(0, 1+rng.IntN(3), 1)...))
		}
		wide := paramgen.Must(paramgen.New(paramgen.WithParameters(params...)))
		left := slices.Collect(wide.All())
		var rules []paramgen.Rule
		for len(left) > 0 {
			r := randomComparison(rng, len(rules))
			rules = append(rules, r)
			left = slices.DeleteFunc(left, func(c paramgen.Combination) bool { return !r.Allow(c) })
		}
		r := paramgen.Must(wide.With(paramgen.WithRules(rules...))).Report()
		conflict, smallest := bruteConflicts(wide, rules)
		if !conflict[strings.Join(r.Conflict, " ")] {
			t.Errorf("seed %d: %q is no minimal conflict", seed, r.Conflict)
		}
		got := map[string]bool{}
		for _, set := range r.Relaxations {
			got[strings.Join(set, " ")] = true
		}
		if diff := cmp.Diff(smallest, got); diff != "" && len(r.Relaxations) < 20 {
			t.Errorf("seed %d: relaxations: %s", seed, diff)
		}
	}
}

func randomComparison(rng *rand.Rand, number int) paramgen.Rule {
	names := []string{"a", "b", "c", "d"}
	rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	op := []string{"<", "<=", "==", "!="}[rng.IntN(4)]
	return paramgen.Named(fmt.Sprint("r", number), paramgen.Expr(fmt.Sprintf("%s %s %s + %d", names[0], op, names[1], rng.IntN(3)-1)))
}

// bruteConflicts asks every set of rules whether it leaves a combination.
func bruteConflicts(wide *paramgen.Generator, rules []paramgen.Rule) (conflicts, smallest map[string]bool) {
	var rejecting []uint // by combination
	for c := range wide.All() {
		m := uint(0)
		for i, r := range rules {
			if !r.Allow(c) {
				m |= 1 << i
			}
		}
		rejecting = append(rejecting, m)
	}
	empty := func(set uint) bool { return !slices.ContainsFunc(rejecting, func(m uint) bool { return m&set == 0 }) }
	names := func(set uint) string {
		var all []string
		for i, r := range rules {
			if set>>i&1 != 0 {
				all = append(all, r.Name())
			}
		}
		return strings.Join(all, " ")
	}
	conflicts, smallest = map[string]bool{}, map[string]bool{}
	full, least := uint(1)<<len(rules)-1, len(rules)+1
	for set := range full + 1 {
		minimal := empty(set)
		for i := range rules {
			minimal = minimal && (set>>i&1 == 0 || !empty(set&^(1<<i)))
		}
		if minimal {
			conflicts[names(set)] = true
		}
		if n := bits.OnesCount(set); n <= least && !empty(full&^set) {
			if n < least {
				least = n
				clear(smallest)
			}
			smallest[names(set)] = true
		}
	}
	return conflicts, smallest
}

// Of very many dead pairs all are counted and some are listed.
func TestReportOfManyPairs(t *testing.T) {
	values := paramgen.Range(1, 500, 1)
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", values...), paramgen.Param("b", values...)), paramgen.WithRules(paramgen.Expr("a == b"))))
	r := g.Report()
	if want := 500*500 - 500; r.DeadPairs != want || r.Unlisted != want-200_000 || !strings.Contains(strings.Join(strings.Fields(r.String()), " "), "; only the first 200,000 of the others are") {
		t.Errorf("%d dead pairs, %d unlisted\n%s", r.DeadPairs, r.Unlisted, r.String()[:1000])
	}
}

// TestManyPairs: more pairs than 32 bits hold.
func TestManyPairs(t *testing.T) {
	many := paramgen.Range(1, 50_000, 1)
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", many...), paramgen.Param("b", many...))))
	const pairs = 2_500_000_000
	if got, want := g.Report().Pairs, int(min(int64(pairs), math.MaxInt)); got != want {
		t.Errorf("%d pairs, want %d", got, want)
	}
}

// Of more than a thousand rules it is not counted what each rejects alone.
func TestReportOfManyRules(t *testing.T) {
	for n, counted := range map[int]bool{100: true, 1001: false} {
		var rules []paramgen.Rule
		for i := range n {
			rules = append(rules, paramgen.Expr(fmt.Sprintf("a != %d", i)))
		}
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(0, n, 1)...)), paramgen.WithRules(rules...)))
		for _, r := range g.Report().Rules {
			if one := big.NewInt(1); r.Rejects.Cmp(one) != 0 || (r.Only != nil) != counted || counted && r.Only.Cmp(one) != 0 {
				t.Fatalf("of %d rules, %s rejects %v, %v alone", n, r.Name, r.Rejects, r.Only)
			}
		}
	}
}

func sharedIDs(g, h *paramgen.Generator) int {
	ids, n := map[string]bool{}, 0
	for c := range g.All() {
		ids[c.ID()] = true
	}
	for c := range h.All() {
		if ids[c.ID()] {
			n++
		}
	}
	return n
}

// TestDiffOfConditions: the condition of a parameter is a rule like others, be it called by
// another name than its text.
func TestDiffOfConditions(t *testing.T) {
	with := func(condition string) *paramgen.Generator {
		x := paramgen.Param("x", 1, 2).When(paramgen.Named("wanted", paramgen.Expr(condition)))
		return paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("on", 0, 1, 2), x)))
	}
	want := []string{"x when wanted"}
	if d := with("on > 0").Diff(with("on > 1")); !slices.Equal(d.ChangedRules, want) || len(d.AddedRules)+len(d.RemovedRules) > 0 {
		t.Errorf("changed %q, added %q, removed %q", d.ChangedRules, d.AddedRules, d.RemovedRules)
	}
}

func TestDiff(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	h := paramgen.Must(g.With(
		paramgen.WithValues("tp_size", 1, 2, 4, 16),
		paramgen.WithoutParameters("attention_backend"),
		paramgen.WithParameters(paramgen.Param("page_size", nil, 16)),
		paramgen.WithRules(
			paramgen.Expr("tp_size*dp_size <= 8"),
			paramgen.Named("memory", paramgen.Expr("max_running_requests*8 <= max_total_tokens")),
			paramgen.Named("cuda_graph", paramgen.Expr("cuda_graph_max_bs == nil")),
		),
		paramgen.WithoutRules("prefill"),
	))
	d := g.Diff(h)
	want := `119,232 valid combinations before, 36,864 after
  6,624 in both, 30,240 added, 112,608 removed
tp_size
  added: 16
  removed: 8
cuda_graph_max_bs
  no longer in valid combinations: 32 64 128 256
parameter removed: attention_backend: nil flashinfer triton torch_native
parameter added: page_size: nil 16
rule added: tp_size*dp_size <= 8
rule removed: prefill
rule changed: cuda_graph
rule changed: memory
`
	if n := sharedIDs(g, h); d.Shared.Int64() != int64(n) {
		t.Errorf("%v shared, want %d", d.Shared, n)
	}
	if diff := cmp.Diff(want, d.String()); diff != "" {
		t.Error(diff)
	}
	got, err := json.Marshal(d.Parameters)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`[{"name":"tp_size","added":[16],"removed":[8]},{"name":"cuda_graph_max_bs","dead":[32,64,128,256]},`+
		`{"name":"attention_backend","gone":true,"removed":[null,"flashinfer","triton","torch_native"]},{"name":"page_size","new":true,"added":[null,16]}]`, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestDiffOfEqual(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	d := g.Diff(paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithOrder("tp_size"))))
	if d.Added().Sign() != 0 || d.Removed().Sign() != 0 || len(d.Parameters)+len(d.AddedRules)+len(d.RemovedRules)+len(d.ChangedRules) > 0 {
		t.Errorf("a space differs from itself in another order: %s", d)
	}
}

// TestDiffOfOtherOrder: the order of parameters and values is nothing that differs.
func TestDiffOfOtherOrder(t *testing.T) {
	rule := expr("x <= y || x == 4 && y == 1")
	a := paramgen.Must(paramgen.New(param("x", 1, 2, 3, 4), param("y", 1, 2, 3), rule))
	b := paramgen.Must(paramgen.New(param("y", 3, 1, 2), param("x", 2, 4, 1, 3), rule))
	if d := a.Diff(b); d.Shared == nil || d.Shared.Cmp(a.Count()) != 0 || d.Before.Cmp(d.After) != 0 || len(d.Parameters) > 0 {
		t.Errorf("%+v", d)
	}
}

func TestInfoText(t *testing.T) {
	want, err := os.ReadFile("testdata/info.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), paramgen.Must(paramgen.New(sglang.Default())).Info().String()); diff != "" {
		t.Error(diff)
	}
}

func TestInfoEmpty(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1)), paramgen.WithRules(paramgen.Expr("a > 1"))))
	if i := g.Info(); i.Filtered != 1 || i.Valid.Sign() != 0 || !strings.Contains(i.String(), "filtered out: 1 (100%)") {
		t.Errorf("%v", i)
	}
	when := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("on", false, true), paramgen.Param("x", 1, 2).When(paramgen.Expr("on"))))).Info()
	if when.Filtered != 0.25 || !strings.Contains(when.String(), "filtered out: 1 (25.00%), including those that differ only in inactive parameters\n") {
		t.Errorf("%v", when)
	}
	if i := paramgen.Must(paramgen.New()).Info(); i.Filtered != 0 || !strings.Contains(i.String(), "Parameters: 0\n") {
		t.Errorf("%v", i)
	}
}

// TestReportOfChain compares the dead pairs of a space that is compiled in another order than the
// declared one with a question for each pair.
func TestReportOfChain(t *testing.T) {
	const links = 10
	var params []paramgen.Parameter
	var rules []paramgen.Rule
	for i := range links {
		params = append(params, paramgen.Param(fmt.Sprint("a", i), 1, 2))
		rules = append(rules, paramgen.Expr(fmt.Sprintf("a%d + b%d != 5", i, i)), paramgen.Expr(fmt.Sprintf("b%d * a%d != 1", i, (i+1)%links)))
	}
	for i := range links {
		params = append(params, paramgen.Param(fmt.Sprint("b", i), 1, 2, 3))
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(rules...)))
	dead := map[string]bool{}
	for _, n := range g.Report().ForbiddenPairs {
		for _, x := range n.Values[0] {
			for _, y := range n.Values[1] {
				dead[fmt.Sprint(map[string]any{n.Parameters[0]: x, n.Parameters[1]: y})] = true
			}
		}
	}
	checked := 0
	for v, p := range params {
		for _, q := range params[:v] {
			for _, x := range p.Values() {
				for _, y := range q.Values() {
					pair := map[string]any{p.Name(): x, q.Name(): y}
					var e *paramgen.CheckError
					if err := g.Check(pair); !errors.As(err, &e) || (e.Completions.Sign() == 0) != dead[fmt.Sprint(pair)] {
						t.Errorf("%v: error %v, dead is %v", pair, err, dead[fmt.Sprint(pair)])
					}
					checked++
				}
			}
		}
	}
	if len(dead) < 2*links || checked < 1000 {
		t.Errorf("%d dead pairs of %d", len(dead), checked)
	}
}

// tight is a space whose budget its own rules keep, and none of them alone.
func tight(rule string) *paramgen.Generator {
	return paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(1, 60, 1)...), paramgen.Param("b", paramgen.Range(1, 60, 1)...), paramgen.Param("c", paramgen.Range(1, 60, 1)...)), paramgen.WithBudget(80),
		paramgen.WithRules(paramgen.Named("large", paramgen.Expr("(a*b*7 + c*c*a)%97 != 5 || c > 100")), paramgen.Named("few", paramgen.Expr(rule)))))
}

func TestReportPastBudget(t *testing.T) {
	r := tight("a < 2 && c < 3").Report()
	if r.Rules[0].Rejects != nil || r.Rules[1].Only != nil || !strings.Contains(r.String(), "few") {
		t.Errorf("%+v", r.Rules)
	}
}

func TestDiffPastBudget(t *testing.T) {
	space := func(rule string) *paramgen.Generator {
		return paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(1, 40, 1)...), paramgen.Param("b", paramgen.Range(1, 40, 1)...), paramgen.Param("c", paramgen.Range(1, 40, 1)...)), paramgen.WithBudget(200),
			paramgen.WithRules(paramgen.Expr(rule))))
	}
	d := space("a*b%37 != 5").Diff(space("b*c%41 != 7"))
	if d.Shared != nil || d.Added() != nil || d.Removed() != nil || strings.Contains(d.String(), "in both") {
		t.Errorf("%v of %v and %v", d.Shared, d.Before, d.After)
	}
}

// TestReportLeavesOut: a report of a space with too much of everything says how much it leaves
// out.
func TestReportLeavesOut(t *testing.T) {
	params := []paramgen.Parameter{paramgen.Param("many", paramgen.Range(1, 900, 1)...), paramgen.Param("one", 1), paramgen.Param("dead", 1, 2, 3)}
	rules := []paramgen.Rule{paramgen.Expr("many*dead != 2"), paramgen.Expr("one == 1 && dead < 3"), paramgen.Expr("dead != 3"), paramgen.Expr("dead == 1 || dead == 2"), paramgen.Expr("dead*2 < 6"), paramgen.Expr("dead+one < 4")}
	for i := range 12 {
		params = append(params, paramgen.Param(fmt.Sprint("p", i), 1, 2))
		for j := range i {
			rules = append(rules, paramgen.Expr(fmt.Sprintf("p%d != 2 || p%d != 2", i, j)))
		}
	}
	r := paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(rules...))).Report()
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
	dead := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2, 3), paramgen.Param("b", 1, 2, 3)), paramgen.WithRules(paramgen.Expr("a + b < 4"), paramgen.Expr("a < 3"), paramgen.Expr("b < 3")))).Report()
	if err := dead.WriteHTML(&page); err != nil || dead.DeadValues != 2 || dead.DeadPairs != 5+1 {
		t.Errorf("%v, error %v", dead, err)
	}
	single := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2)), paramgen.WithRules(paramgen.Expr("a + b > 3")))).Report().String()
	if !strings.Contains(single, "1 combination of 2 parameters") {
		t.Error(single)
	}
}
