package paramgen_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/randspace"
	"github.com/paramgen/paramgen/sglang"
)

// report compares a report with what the list of all rows says.
func (t *twin) report() error {
	r := &reported{t, t.g.Report()}
	for _, check := range []func() error{r.rules, r.values, r.pairs, r.blame, r.components, r.emptiness} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// reported is a random space with its report.
type reported struct {
	*twin
	*paramgen.Report
}

// base tells whether row i is one that conditions leave: the rules reject from those.
func (r *reported) base(i int) bool {
	return !slices.ContainsFunc(r.rejecting[i], r.isCondition)
}

func (r *reported) isCondition(name string) bool {
	return !slices.ContainsFunc(r.twin.Rules, func(q randspace.Rule) bool { return q.Name() == name })
}

func (r *reported) rules() error {
	total, rejects, only := int64(0), map[string]int64{}, map[string]int64{}
	for i, names := range r.rejecting {
		if !r.base(i) {
			continue
		}
		total++
		for _, name := range names {
			rejects[name]++
		}
		if len(names) == 1 {
			only[names[0]]++
		}
	}
	if r.Theoretical.Cmp(big.NewInt(total)) != 0 || r.Valid.Cmp(big.NewInt(int64(len(r.valid)))) != 0 {
		return fmt.Errorf("%v of %v, want %d of %d", r.Valid, r.Theoretical, len(r.valid), total)
	}
	for _, rule := range r.Report.Rules {
		if rule.Rejects.Cmp(big.NewInt(rejects[rule.Name])) != 0 || rule.Only.Cmp(big.NewInt(only[rule.Name])) != 0 {
			return fmt.Errorf("rule %s rejects %v, %v alone, want %d, %d", rule.Name, rule.Rejects, rule.Only, rejects[rule.Name], only[rule.Name])
		}
		idle, redundant := rejects[rule.Name] == 0, rejects[rule.Name] > 0 && only[rule.Name] == 0
		if rule.Idle != idle || rule.Redundant != redundant {
			return fmt.Errorf("rule %s: idle %v, redundant %v", rule.Name, rule.Idle, rule.Redundant)
		}
	}
	return nil
}

func (r *reported) values() error {
	dead := 0
	for k, p := range r.Report.Parameters {
		domain := r.twin.Parameters[k].Domain()
		if len(p.Values) != len(domain) {
			return fmt.Errorf("%s has %d values, want %d", p.Name, len(p.Values), len(domain))
		}
		for x, v := range p.Values {
			n := r.having(func(string) bool { return true }, p.Name, domain[x])
			if v.Count.Cmp(big.NewInt(int64(n))) != 0 || len(r.valid) > 0 && v.Share != float64(n)/float64(len(r.valid)) {
				return fmt.Errorf("%s=%v in %v (%v), want %d", p.Name, domain[x], v.Count, v.Share, n)
			}
			if n == 0 {
				dead++
			}
		}
	}
	if r.DeadValues != dead {
		return fmt.Errorf("%d dead values, want %d", r.DeadValues, dead)
	}
	return nil
}

// having counts the rows that the wanted rules and conditions allow and that have the values: names and values by turns.
func (r *reported) having(wanted func(rule string) bool, values ...any) int {
	n := 0
	for i, row := range r.rows {
		has := !slices.ContainsFunc(r.rejecting[i], wanted)
		for k := 0; k < len(values); k += 2 {
			has = has && row[values[k].(string)] == values[k+1]
		}
		if has {
			n++
		}
	}
	return n
}

func (r *reported) pairs() error {
	all := func(string) bool { return true }
	total, dead := 0, 0
	want, got := map[string]int{}, map[string]int{}
	for k, p := range r.Report.Parameters {
		for _, q := range r.Report.Parameters[k+1:] {
			for _, x := range p.Values {
				for _, y := range q.Values {
					total++
					if r.having(all, p.Name, x.Value, q.Name, y.Value) > 0 {
						continue
					}
					if dead++; x.Count.Sign() > 0 && y.Count.Sign() > 0 {
						want[fmt.Sprintf("%s %#v %s %#v", p.Name, x.Value, q.Name, y.Value)]++
					}
				}
			}
		}
	}
	for _, n := range r.Never {
		for _, x := range n.Values[0] {
			for _, y := range n.Values[1] {
				got[fmt.Sprintf("%s %#v %s %#v", n.Parameters[0], x, n.Parameters[1], y)]++
			}
		}
	}
	if r.Pairs != total || r.DeadPairs != dead {
		return fmt.Errorf("%d of %d pairs are dead, want %d of %d", r.DeadPairs, r.Pairs, dead, total)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return fmt.Errorf("dead pairs: %s", diff)
	}
	return nil
}

// blame checks the rules that dead values and pairs are blamed on.
func (r *reported) blame() error {
	if len(r.valid) == 0 {
		return nil
	}
	for _, p := range r.Report.Parameters {
		for _, v := range p.Values {
			if v.Count.Sign() == 0 {
				if err := r.blamed(v.Rules, p.Name, v.Value); err != nil {
					return err
				}
			}
		}
	}
	for _, n := range r.Never {
		for _, x := range n.Values[0] {
			for _, y := range n.Values[1] {
				if err := r.blamed(n.Rules, n.Parameters[0], x, n.Parameters[1], y); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// blamed checks that sets are all rules that alone forbid the values, or one minimal set of several where there are none.
func (r *reported) blamed(sets [][]string, values ...any) error {
	var alone [][]string
	for _, name := range r.names() {
		if r.having(func(q string) bool { return q == name }, values...) == 0 {
			alone = append(alone, []string{name})
		}
	}
	if alone != nil || len(sets) != 1 {
		if diff := cmp.Diff(alone, sets); diff != "" {
			return fmt.Errorf("rules that forbid %v: %s", values, diff)
		}
		return nil
	}
	return r.minimal(sets[0], values...)
}

// names returns the names of all rules and conditions that reject something.
func (r *reported) names() []string {
	var names []string
	for _, q := range r.twin.Rules {
		names = append(names, q.Name())
	}
	for _, p := range r.g.Parameters() {
		if p.Condition() != nil {
			names = append(names, p.Name()+" when "+p.Condition().Name())
		}
	}
	return names
}

func (r *reported) minimal(set []string, values ...any) error {
	if r.having(func(q string) bool { return slices.Contains(set, q) }, values...) > 0 {
		return fmt.Errorf("%q do not forbid %v", set, values)
	}
	for _, spared := range set {
		if r.having(func(q string) bool { return q != spared && slices.Contains(set, q) }, values...) == 0 {
			return fmt.Errorf("%q forbid %v without %q too", set, values, spared)
		}
	}
	return nil
}

func (r *reported) components() error {
	product, seen := big.NewInt(1), 0
	for _, c := range r.Components {
		product.Mul(product, c.Count)
		seen += len(c.Parameters)
	}
	if seen != len(r.Report.Parameters) || product.Cmp(r.Valid) != 0 {
		return fmt.Errorf("components of %d parameters and %v combinations", seen, product)
	}
	for _, rule := range r.Report.Rules {
		if !rule.Idle && !slices.ContainsFunc(r.Components, func(c paramgen.ComponentReport) bool { return slices.Contains(c.Rules, rule.Name) }) {
			return fmt.Errorf("rule %s rejects and is of no component", rule.Name)
		}
	}
	return nil
}

func (r *reported) emptiness() error {
	if len(r.valid) > 0 {
		if r.Conflict != nil || r.Relaxations != nil {
			return fmt.Errorf("conflict %q and relaxations %q of a space that is not empty", r.Conflict, r.Relaxations)
		}
		return nil
	}
	if err := r.minimal(r.Conflict); err != nil {
		return fmt.Errorf("conflict: %w", err)
	}
	names := r.names()
	size := len(names) + 1
	want, got := map[string]bool{}, map[string]bool{}
	for removed := range uint(1) << len(names) {
		var set []string
		for i, name := range names {
			if removed>>i&1 != 0 {
				set = append(set, name)
			}
		}
		if len(set) > size || r.having(func(q string) bool { return !slices.Contains(set, q) }) == 0 {
			continue
		}
		if len(set) < size {
			size = len(set)
			clear(want)
		}
		want[strings.Join(set, ", ")] = true
	}
	for _, set := range r.Relaxations {
		got[strings.Join(set, ", ")] = true
	}
	if diff := cmp.Diff(want, got); diff != "" && len(r.Relaxations) < 20 {
		return fmt.Errorf("relaxations: %s", diff)
	}
	return nil
}

// TestReportOfPreset states what the rules of the SGLang preset do, each checked by walking all theoretical combinations.
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
	for _, n := range r.Never {
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

// A space that no rule can be taken from alone: two conflicts, of which each relaxation must hit both.
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
		"  to have combinations, take away rules “tp_size > 8” and “dp_size < tp_size” together\n",
		"  or rules “tp_size > 8” and “more dp” together\n",
	} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("no line %q in\n%s", want, r)
		}
	}
}

// TestReportOfFalse: a rule that no values satisfy is of the first component, which has no combinations by it.
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

func TestReportJSON(t *testing.T) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("ratio", 1.0, 0.5), paramgen.Param("on", nil, true), paramgen.Param("name", "<a>", "b")),
		paramgen.WithRules(paramgen.Named("half", paramgen.Expr("ratio == 1.0 || on == nil")), paramgen.Expr(`name != "b"`)),
	))
	got, err := json.Marshal(g.Report())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"theoretical":8,"valid":3,`,
		`{"name":"half","text":"ratio == 1.0 || on == nil","rejects":2,"only":1,"redundant":false,"idle":false}`,
		`{"value":1.0,"count":2,"share":0.6666666666666666}`,
		`{"value":"b","count":0,"share":0,"rules":[["name != \"b\""]]}`,
		`"never":[{"pair":[{"parameter":"ratio","values":[0.5]},{"parameter":"on","values":[true]}],"rules":[["half"]]}]`,
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %s in\n%s", want, got)
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

// TestReportOfOverconstrained compares conflicts and relaxations of empty spaces with what all sets of their rules say.
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
	values := paramgen.Range(1, 700, 1)
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", values...), paramgen.Param("b", values...)), paramgen.WithRules(paramgen.Expr("a == b"))))
	r := g.Report()
	if want := 700*700 - 700; r.DeadPairs != want || r.Unlisted != want-200_000 || !strings.Contains(strings.Join(strings.Fields(r.String()), " "), "; only the first 200,000 of the others are") {
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
