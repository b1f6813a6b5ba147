package paramgen_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/longtest"
	"github.com/paramgen/paramgen/internal/test/randspace"
	"github.com/paramgen/paramgen/report"
)

var (
	spaces     = flag.Int("spaces", 0, "how many random spaces to compare with their definition; 0 for 300, 5000 with -long or 200 with -short")
	firstSpace = flag.Uint64("firstspace", 0, "number of the first random space")
)

// questions are all that a generator can be asked, each compared with a list of the space's rows
// made by definition.
var questions = []struct {
	methods string // of Generator that are asked
	ask     func(*twin) error
}{
	{"All Count Theoretical Parameters Rules Info", (*twin).walk},
	{"At Index", (*twin).at},
	{"Check Combination Index", (*twin).members},
	{"From", (*twin).from},
	{"Shard ShardRange", (*twin).shards},
	{"Sample", (*twin).sample},
	{"Sample", (*twin).weighted},
	{"Best", (*twin).best},
	{"Duplicates", (*twin).duplicates},
	{"All", (*twin).opaque},
	{"With", (*twin).derived},
	{"Nearest", (*twin).nearest},
	{"Neighbours", (*twin).neighbours},
	{"OneAtATime", (*twin).around},
	{"Check", (*twin).partial},
	{"Report", (*twin).report},
	{"Cover", (*twin).covered},
	{"Coverage", (*twin).coverage},
	{"Diff", (*twin).differs},
	{"Write", (*twin).written},
	{"All WriteSpace", (*twin).fromFile},
	{"With", (*twin).narrowed},
	{"With", (*twin).partitioned},
	{"With", (*twin).reordered},
	{"With", (*twin).renamed},
}

// TestEveryQuestionIsAsked: a method that is added is to be asked here, too. WriteFile and
// WriteFolder are Write to another place.
func TestEveryQuestionIsAsked(t *testing.T) {
	asked := map[string]bool{"WriteFile": true, "WriteFolder": true}
	for _, q := range questions {
		for _, name := range strings.Fields(q.methods) {
			asked[name] = true
		}
	}
	g := reflect.TypeFor[*paramgen.Generator]()
	for i := range g.NumMethod() {
		if name := g.Method(i).Name; !asked[name] {
			t.Errorf("no random space is asked for %s", name)
		}
	}
}

// TestRandomSpaces asks random spaces all questions. A space for which an answer is wrong is made
// as small as it gets.
func TestRandomSpaces(t *testing.T) {
	switch {
	case *spaces > 0:
	case longtest.Enabled():
		*spaces = 5000
	case testing.Short():
		*spaces = 200
	default:
		*spaces = 300
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for n := next.Add(1) - 1; n < int64(*spaces) && !t.Failed(); n = next.Add(1) - 1 {
				if number := *firstSpace + uint64(n); agree(randspace.New(number), number) != nil {
					t.Error(smallest(number))
				}
			}
		}()
	}
	workers.Wait()
}

// smallest says what is wrong with a space, in the least space of which that can be said.
func smallest(number uint64) string {
	fails := func(s randspace.Space) bool {
		if len(s.Parameters) == 0 {
			return false // there is nothing to cover or to change, so that questions make no sense
		}
		err := agree(s, number)
		return err != nil && !errors.As(err, new(refusal))
	}
	s := randspace.New(number)
	if !fails(s) {
		return fmt.Sprintf("space %d\n%s%v", number, s, agree(s, number))
	}
	if filed := s.Filed(); fails(filed) {
		s = filed.Shrink(fails)
		return fmt.Sprintf("space %d, in short\n%s%v", number, s.Filed().File(), agree(s, number))
	}
	s = s.Shrink(fails)
	return fmt.Sprintf("space %d, in short, but not as a file\n%s%v", number, s, agree(s, number))
}

// twin is a random space, a generator of it, and the rows that it should have.
type twin struct {
	randspace.Space
	g         *paramgen.Generator
	rows      []randspace.Row
	rejecting [][]string // by row
	valid     []randspace.Row
	rng       *rand.Rand // for what is asked
	filed     randspace.Space
}

func newTwin(s randspace.Space, g *paramgen.Generator, seed uint64) *twin {
	t := &twin{Space: s, g: g, rows: s.Rows(), rng: rand.New(rand.NewPCG(seed, 1)), filed: s.Filed()}
	for _, r := range t.rows {
		rules := s.Rejecting(r)
		t.rejecting = append(t.rejecting, rules)
		if len(rules) == 0 {
			t.valid = append(t.valid, r)
		}
	}
	return t
}

// refusal is New's error. A space can get it by being made smaller, for another reason than it
// failed for.
type refusal struct{ error }

// agree returns the first difference between a generator and the definition of its space. The seed
// chooses what is asked where there is a choice.
func agree(s randspace.Space, seed uint64) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	g, err := paramgen.New(s.Options()...)
	if err != nil {
		return refusal{err}
	}
	t := newTwin(s, g, seed)
	for _, q := range questions {
		if err := q.ask(t); err != nil {
			return fmt.Errorf("%s: %w", q.methods, err)
		}
	}
	return nil
}

// same compares combinations with rows.
func same(what string, got []paramgen.Combination, want []randspace.Row) error {
	if len(got) != len(want) {
		return fmt.Errorf("%s: %d combinations, want %d", what, len(got), len(want))
	}
	for i, c := range got {
		if m := c.Map(); !maps.Equal(m, want[i]) {
			return fmt.Errorf("%s: combination %d is %v, want %v", what, i, m, want[i])
		}
	}
	return nil
}

func (t *twin) walk() error {
	theoretical := 1
	for i, p := range t.Parameters {
		theoretical *= len(p.Values)
		if got := t.g.Parameters()[i]; got.Name() != p.Name || !slices.Equal(got.Values(), p.Values) {
			return fmt.Errorf("parameter %d is %s, with %v", i, got.Name(), got.Values())
		}
	}
	for i, r := range t.Rules {
		if got := t.g.Rules()[i]; got.Name() != r.Name() {
			return fmt.Errorf("rule %d is %s", i, got.Name())
		}
	}
	if valid, all := t.g.Count(), t.g.Theoretical(); valid.Cmp(count(t.valid)) != 0 || all.Int64() != int64(theoretical) {
		return fmt.Errorf("%v of %v, want %d of %d", valid, all, len(t.valid), theoretical)
	}
	if i := t.g.Info(); i.Valid.Cmp(count(t.valid)) != 0 || i.Filtered != float64(theoretical-len(t.valid))/float64(theoretical) {
		return fmt.Errorf("information says %v, filtered %v", i.Valid, i.Filtered)
	}
	return same("All", slices.Collect(t.g.All()), t.valid)
}

func count(rows []randspace.Row) *big.Int { return big.NewInt(int64(len(rows))) }

func (t *twin) at() error {
	for i := range t.valid {
		c, err := t.g.At(big.NewInt(int64(i)))
		if err != nil {
			return err
		}
		if err := same(fmt.Sprintf("At(%d)", i), []paramgen.Combination{c}, t.valid[i:i+1]); err != nil {
			return err
		}
		if index, ok := t.g.Index(c); !ok || index.Int64() != int64(i) {
			return fmt.Errorf("Index of combination %d is %v, %v", i, index, ok)
		}
	}
	for _, i := range []int{-1, len(t.valid)} {
		if _, err := t.g.At(big.NewInt(int64(i))); err == nil {
			return fmt.Errorf("At(%d) of %d is no error", i, len(t.valid))
		}
	}
	return nil
}

// members asks about each row, valid or not: rules by themselves, Index, and of some Check, which
// explains and takes longer.
func (t *twin) members() error {
	wide, err := paramgen.New(t.Wide().Options()...)
	if err != nil {
		return err
	}
	i, index, sparse := 0, int64(0), 1+len(t.rows)/50
	for c := range wide.All() {
		if err := t.member(c, t.rows[i], t.rejecting[i], index); err != nil {
			return fmt.Errorf("row %v: %w", t.rows[i], err)
		}
		if i%sparse == 0 {
			own, err := t.g.Combination(t.rows[i])
			if err != nil {
				return err
			}
			if err := same("Combination", []paramgen.Combination{own}, t.rows[i:i+1]); err != nil {
				return err
			}
			if err := t.check(t.rows[i], t.rejecting[i]); err != nil {
				return fmt.Errorf("row %v: %w", t.rows[i], err)
			}
		}
		if len(t.rejecting[i]) == 0 {
			index++
		}
		i++
	}
	return nil
}

func (t *twin) member(c paramgen.Combination, r randspace.Row, rejecting []string, index int64) error {
	for _, rule := range t.Rules {
		if rule.Allow(c) == slices.Contains(rejecting, rule.Name()) {
			return fmt.Errorf("rule %s: Allow is %v", rule.Name(), rule.Allow(c))
		}
	}
	valid := len(rejecting) == 0
	if i, ok := t.g.Index(c); ok != valid || ok && i.Int64() != index {
		return fmt.Errorf("Index is %v, %v", i, ok)
	}
	return nil
}

// check asks why a row is invalid.
func (t *twin) check(r randspace.Row, rejecting []string) error {
	err := t.g.Check(r)
	var fault *paramgen.CheckError
	switch {
	case (err == nil) != (len(rejecting) == 0), err != nil && !errors.As(err, &fault):
		return fmt.Errorf("Check is %v", err)
	case err != nil && !slices.Equal(fault.Rules, rejecting):
		return fmt.Errorf("Check names the rules %q, want %q", fault.Rules, rejecting)
	}
	return nil
}

func (t *twin) from() error {
	for _, i := range []int{0, len(t.valid) / 3, len(t.valid)} {
		if err := same(fmt.Sprintf("From(%d)", i), slices.Collect(must(t.g.From(big.NewInt(int64(i))))), t.valid[i:]); err != nil {
			return err
		}
	}
	return nil
}

func (t *twin) shards() error {
	for _, n := range []int{1, 2, 5, min(len(t.valid)+1, 20)} {
		var all []paramgen.Combination
		for i := range n {
			part := slices.Collect(must(t.g.Shard(i, n)))
			from, to, _ := t.g.ShardRange(i, n)
			if from.Int64() != int64(len(all)) || to.Int64() != int64(len(all)+len(part)) {
				return fmt.Errorf("ShardRange(%d, %d) is %v, %v", i, n, from, to)
			}
			if extra := len(part) - len(t.valid)/n; extra < 0 || extra > 1 {
				return fmt.Errorf("Shard(%d, %d) has %d of %d", i, n, len(part), len(t.valid))
			}
			all = append(all, part...)
		}
		if err := same(fmt.Sprintf("%d shards", n), all, t.valid); err != nil {
			return err
		}
	}
	return nil
}

// sample checks that a sample of everything has everything once, and that smaller samples are its
// beginning.
func (t *twin) sample() error {
	all := slices.Collect(t.g.Sample(len(t.valid)+1, 7))
	few := slices.Collect(t.g.Sample(3, 7))
	rows := make([]randspace.Row, len(all))
	seen := map[int64]bool{}
	for i, c := range all {
		rows[i] = c.Map()
		index, ok := t.g.Index(c)
		if !ok || seen[index.Int64()] {
			return fmt.Errorf("Sample: %v is not valid or comes twice", c)
		}
		seen[index.Int64()] = true
	}
	if len(all) != len(t.valid) {
		return fmt.Errorf("Sample of all has %d of %d", len(all), len(t.valid))
	}
	return same("Sample(3)", few, rows[:min(3, len(rows))])
}

// scoreOf returns a score for each value, with many equal sums. Equal numbers have equal scores.
func (t *twin) scoreOf() func(string, any) float64 {
	salt := t.rng.Uint64()
	return func(name string, v any) float64 {
		h := fnv.New64a()
		fmt.Fprintln(h, salt, name, v)
		return float64(h.Sum64()%7) / 2
	}
}

// best compares with a stable sort of all rows by their sums.
func (t *twin) best() error {
	score := t.scoreOf()
	sum := func(r randspace.Row) (sum float64) {
		for name, v := range r {
			sum += score(name, v) // exact: all are small multiples of 1/2
		}
		return sum
	}
	want := slices.Clone(t.valid)
	slices.SortStableFunc(want, func(a, b randspace.Row) int { return int(2 * (sum(b) - sum(a))) })
	for _, k := range []int{0, 1, 1 + len(want)/2, len(want) + 1} {
		got, err := t.g.Best(score, k)
		if err != nil {
			return err
		}
		if err := same(fmt.Sprintf("Best(%d)", k), got, want[:min(k, len(want))]); err != nil {
			return err
		}
	}
	return nil
}

// duplicates compares the parameters of duplicates with those by which combinations of the same
// arguments differ.
func (t *twin) duplicates() error {
	written := map[string][]paramgen.Combination{}
	for c := range t.g.All() {
		args := fmt.Sprintf("%q", c.Args())
		written[args] = append(written[args], c)
	}
	differs := map[string]bool{}
	for _, alike := range written {
		for _, c := range alike[1:] {
			for name, v := range c.All() {
				if first, _ := alike[0].Get(name); first != v {
					differs[name] = true
				}
			}
		}
	}
	pairs, err := t.g.Duplicates()
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if !slices.Equal(p.A.Args(), p.B.Args()) || !differs[p.Parameter] {
			return fmt.Errorf("%v and %v are no duplicates by %s", p.A, p.B, p.Parameter)
		}
	}
	if len(pairs) != len(differs) {
		return fmt.Errorf("%d parameters have duplicates, want %v", len(pairs), differs)
	}
	return nil
}

// weighted checks that a weighted sample of everything has everything once, and that smaller
// samples are its beginning.
func (t *twin) weighted() error {
	score := t.scoreOf()
	weights := paramgen.Weights(func(name string, v any) float64 { return 0.25 + score(name, v) })
	for _, options := range [][]paramgen.SampleOption{{weights}, {paramgen.Balanced()}, {paramgen.Balanced(), weights}} {
		seen := map[string]bool{}
		var all []string
		for c := range t.g.Sample(len(t.valid)+1, 7, options...) {
			index, ok := t.g.Index(c)
			if !ok || seen[index.String()] {
				return fmt.Errorf("weighted sample: %v is not valid or comes twice", c)
			}
			seen[index.String()] = true
			all = append(all, c.String())
		}
		if few := shown(t.g.Sample(3, 7, options...)); len(all) != len(t.valid) || !slices.Equal(few, all[:len(few)]) {
			return fmt.Errorf("weighted sample: %d of %d combinations, beginning with %q, not %q", len(all), len(t.valid), all[:min(3, len(all))], few)
		}
	}
	return nil
}

// opaque compares with the same rules as Go code that can only be run.
func (t *twin) opaque() error {
	g, err := paramgen.New(t.Opaque().Options()...)
	if err != nil {
		return err
	}
	return same("opaque rules", slices.Collect(g.All()), t.valid)
}

// What must be the same, or different, when a space is changed: checks that need no definition of
// the rules, and have one nevertheless.

// leaves checks which rows a derived generator has.
func leaves(what string, g *paramgen.Generator, options []paramgen.Option, want []randspace.Row) error {
	h, err := g.With(options...)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return same(what, slices.Collect(h.All()), want)
}

// derived makes the space step by step, with rules that come and go.
func (t *twin) derived() error {
	g := paramgen.Must(paramgen.New())
	for _, option := range t.Options() {
		h, err := g.With(option)
		if err != nil {
			return nil // a condition that reads what is yet to come
		}
		g = h
	}
	if err := leaves("one option after the other", g, nil, t.valid); err != nil {
		return err
	}
	if len(t.Rules) == 0 {
		return nil
	}
	r := t.Rules[t.rng.IntN(len(t.Rules))]
	less := t.where(func(i int) bool {
		return !slices.ContainsFunc(t.rejecting[i], func(name string) bool { return name != r.Name() })
	})
	if err := leaves("without "+r.Name(), t.g, []paramgen.Option{paramgen.WithoutRules(r.Name())}, less); err != nil {
		return err
	}
	return leaves("and with it", t.g, []paramgen.Option{paramgen.WithoutRules(r.Name()), paramgen.WithRules(r.Rule)}, t.valid)
}

// where returns some of the rows.
func (t *twin) where(keep func(i int) bool) (rows []randspace.Row) {
	for i, r := range t.rows {
		if keep(i) {
			rows = append(rows, r)
		}
	}
	return rows
}

// narrowed adds a rule, which never adds a combination.
func (t *twin) narrowed() error {
	r := t.Rule(t.rng.Uint64())
	kept := slices.DeleteFunc(slices.Clone(t.valid), r.Means.Rejects)
	return leaves("with "+r.Name(), t.g, []paramgen.Option{paramgen.WithRules(paramgen.Named("one more", r.Rule))}, kept)
}

// partitioned splits the space by a rule and its negation. That of an expression also keeps what
// is unknown, and neither has what is at fault.
func (t *twin) partitioned() error {
	r := t.Rule(t.rng.Uint64())
	not := paramgen.Func("not", func(c paramgen.Combination) bool { return !r.Allow(c) })
	rejected := slices.DeleteFunc(slices.Clone(t.valid), func(row randspace.Row) bool { return !r.Means.Rejects(row) })
	if err := leaves("without "+r.Name(), t.g, []paramgen.Option{paramgen.WithRules(not)}, rejected); err != nil || r.Text() == "" {
		return err
	}
	var open []randspace.Row
	for _, row := range t.valid {
		if v := r.Means(row); v == false || v == nil {
			open = append(open, row)
		}
	}
	text := "!(" + r.Text() + ")"
	return leaves(text, t.g, []paramgen.Option{paramgen.WithRules(paramgen.Expr(text))}, open)
}

// reordered changes the declared order: the same set, in the order of other loops.
func (t *twin) reordered() error {
	other := randspace.Space{Parameters: slices.Clone(t.Parameters), Rules: t.Rules}
	t.rng.Shuffle(len(other.Parameters), func(i, j int) {
		other.Parameters[i], other.Parameters[j] = other.Parameters[j], other.Parameters[i]
	})
	var names []string
	for _, p := range other.Parameters {
		names = append(names, p.Name)
	}
	rows := slices.DeleteFunc(other.Rows(), func(r randspace.Row) bool { return len(other.Rejecting(r)) > 0 })
	return leaves(fmt.Sprintf("in the order %q", names), t.g, []paramgen.Option{paramgen.WithOrder(names...)}, rows)
}

// fromFile reads the space from a file.
func (t *twin) fromFile() error {
	load, err := paramgen.Load(strings.NewReader(t.filed.File()))
	if err != nil {
		return err
	}
	g, err := paramgen.New(load)
	if err != nil {
		return err
	}
	if err := sameIDs("from a file", g.All(), t.g.All()); err != nil {
		return err
	}
	if err := rewritten(g); err != nil {
		return err
	}
	if err := rewritten(t.g); !is[*paramgen.RuleError](err) && !is[*paramgen.ParameterError](err) {
		return err
	}
	return nil
}

// rewritten writes a space as a file, and compares what Load reads back.
func rewritten(g *paramgen.Generator) error {
	var text, again strings.Builder
	if err := g.WriteSpace(&text); err != nil {
		return err
	}
	load, err := paramgen.Load(strings.NewReader(text.String()))
	if err != nil {
		return err
	}
	h, err := paramgen.New(load)
	if err != nil {
		return err
	}
	if err := h.WriteSpace(&again); err != nil {
		return err
	}
	if d := cmp.Diff(text.String(), again.String()); d != "" {
		return fmt.Errorf("written again: %s", d)
	}
	if d := cmp.Diff(ruleNames(g), ruleNames(h)); d != "" {
		return fmt.Errorf("rules read back: %s", d)
	}
	if g.Count().Cmp(h.Count()) != 0 {
		return fmt.Errorf("%v combinations read back, want %v", h.Count(), g.Count())
	}
	return sameIDs("read back", first(1000, g.All()), first(1000, h.All()))
}

func ruleNames(g *paramgen.Generator) (names []string) {
	for _, r := range g.Rules() {
		names = append(names, r.Name())
	}
	return names
}

func sameIDs(what string, g, h iter.Seq[paramgen.Combination]) error {
	got, want := slices.Collect(g), slices.Collect(h)
	if len(got) != len(want) {
		return fmt.Errorf("%s: %d combinations, want %d", what, len(got), len(want))
	}
	for i := range got {
		if got[i].ID() != want[i].ID() {
			return fmt.Errorf("%s: combination %d is %v, want %v", what, i, got[i], want[i])
		}
	}
	return nil
}

// renamed gives the parameters of the filed space other names, and nothing else changes.
func (t *twin) renamed() error {
	other := map[string]string{}
	for i, p := range t.rng.Perm(len(t.filed.Parameters)) {
		other[t.filed.Parameters[p].Name] = fmt.Sprintf("p%d", i)
	}
	g, err := paramgen.New(t.filed.Options()...)
	if err != nil {
		return err
	}
	h, err := paramgen.New(t.filed.Renamed(other).Options()...)
	if err != nil {
		return err
	}
	var want []randspace.Row
	for c := range g.All() {
		r := randspace.Row{}
		for name, v := range c.All() {
			r[other[name]] = v
		}
		want = append(want, r)
	}
	return same(fmt.Sprintf("with the names %v", slices.Sorted(maps.Keys(other))), slices.Collect(h.All()), want)
}

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
	*report.Report
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

// having counts the rows that the wanted rules and conditions allow and that have the values:
// names and values by turns.
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
	for _, n := range r.ForbiddenPairs {
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
	for _, n := range r.ForbiddenPairs {
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

// blamed checks that sets are all rules that alone forbid the values, or one minimal set of
// several where there are none.
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
		if !rule.Idle && !slices.ContainsFunc(r.Components, func(c report.Component) bool { return slices.Contains(c.Rules, rule.Name) }) {
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

// differs compares with another space by the identities of combinations: with one that has a value
// and some rules less and another rule, or with any other.
func (t *twin) differs() error {
	other := randspace.New(t.rng.Uint64())
	if t.rng.IntN(2) == 0 {
		other = randspace.Space{Parameters: slices.Clone(t.Parameters), Rules: append(slices.Clip(t.Rules[:len(t.Rules)/2]), t.Rule(t.rng.Uint64()))}
		if len(other.Parameters) > 0 && len(other.Parameters[0].Values) > 1 {
			other.Parameters[0].Values = other.Parameters[0].Values[1:]
		}
	}
	h, err := paramgen.New(other.Options()...)
	if err != nil {
		return nil // the value was needed
	}
	d := t.g.Diff(h)
	if want := sharedIDs(t.g, h); d.Shared == nil || d.Shared.Int64() != int64(want) {
		return fmt.Errorf("%v combinations are in both, want %d; the other is\n%s", d.Shared, want, other)
	}
	if err := liveness(t.g, h, d); err != nil {
		return fmt.Errorf("%w; the other is\n%s", err, other)
	}
	return nil
}

// liveness checks which values of both spaces the difference says to have come and gone.
func liveness(g, h *paramgen.Generator, d *report.Diff) error {
	before, after := seenValues(g), seenValues(h)
	for _, p := range d.Parameters {
		for _, v := range p.Dead {
			if key := valueKey(p.Name, v); !before[key] || after[key] {
				return fmt.Errorf("%s=%v is dead", p.Name, v)
			}
		}
		for _, v := range p.Revived {
			if key := valueKey(p.Name, v); before[key] || !after[key] {
				return fmt.Errorf("%s=%v is revived", p.Name, v)
			}
		}
	}
	return nil
}

func seenValues(g *paramgen.Generator) map[string]bool {
	seen := map[string]bool{}
	for c := range g.All() {
		for name, v := range c.All() {
			seen[valueKey(name, v)] = true
		}
	}
	return seen
}

// valueKey is the same for numbers of the same value.
func valueKey(name string, v any) string {
	if s, ok := v.(string); ok {
		v = fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(name, "=", v)
}

// written reads back what the generator writes, with readers of the standard library.
func (t *twin) written() error {
	for _, check := range []func() error{t.asJSON, t.asCSV, t.asArgs} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (t *twin) asJSON() error {
	var array, lines strings.Builder
	n, err := t.g.Write(&array, paramgen.FormatJSON, t.g.All())
	if err != nil || n != len(t.valid) {
		return fmt.Errorf("WriteJSON: %d, %v", n, err)
	}
	if n, err := t.g.Write(&lines, paramgen.FormatJSONL, t.g.All()); err != nil || n != len(t.valid) {
		return fmt.Errorf("WriteJSONL: %d, %v", n, err)
	}
	var rows []map[string]any
	if err := decodeNumbers(array.String(), &rows); err != nil || len(rows) != len(t.valid) {
		return fmt.Errorf("WriteJSON: %d rows of %d, %v", len(rows), len(t.valid), err)
	}
	texts := strings.SplitAfter(lines.String(), "\n")
	if len(texts) != len(t.valid)+1 || texts[len(t.valid)] != "" {
		return fmt.Errorf("WriteJSONL: want %d lines, have %.300q", len(t.valid), lines.String())
	}
	for i, line := range texts[:len(t.valid)] {
		var row map[string]any
		if err := decodeNumbers(line, &row); err != nil {
			return err
		}
		for name, want := range t.valid[i] {
			if !reads(rows[i][name], want) || !reads(row[name], want) || len(row) != len(t.valid[i]) || len(rows[i]) != len(row) {
				return fmt.Errorf("row %d is %v and %v, want %v", i, rows[i], row, t.valid[i])
			}
		}
	}
	return nil
}

func (t *twin) asCSV() error {
	var b strings.Builder
	if n, err := t.g.Write(&b, paramgen.FormatCSV, t.g.All()); err != nil || n != len(t.valid) {
		return fmt.Errorf("WriteCSV: %d, %v", n, err)
	}
	table, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(table) != 1+len(t.valid) {
		return fmt.Errorf("WriteCSV: %d lines, want %d, %v", len(table), 1+len(t.valid), err)
	}
	for i, fields := range table[1:] {
		for k, name := range table[0] {
			if got, want := fields[k], t.valid[i][name]; !cellReads(got, want) {
				return fmt.Errorf("row %d has %s=%q, want %v", i, name, got, want)
			}
		}
	}
	return nil
}

func (t *twin) asArgs() error {
	var b strings.Builder
	if n, err := t.g.Write(&b, paramgen.FormatArgs, t.g.All()); err != nil || n != len(t.valid) || strings.Count(b.String(), "\n") != n {
		return fmt.Errorf("WriteArgs: %d, %v\n%s", n, err, b.String())
	}
	lines := strings.Split(b.String(), "\n")
	i := 0
	for c := range t.g.All() {
		var want []string
		for _, p := range t.Parameters {
			want = append(want, argument("--"+strings.ReplaceAll(p.Name, "_", "-"), t.valid[i][p.Name])...)
		}
		if got := c.Args(); !slices.Equal(got, want) {
			return fmt.Errorf("row %d has the arguments %q, want %q", i, got, want)
		}
		if got := shellWords(lines[i]); !slices.Equal(got, want) {
			return fmt.Errorf("row %d is written as %s, want the words %q", i, lines[i], want)
		}
		i++
	}
	return nil
}

// decodeNumbers reads a text of JSON, and nothing behind it, with numbers to the last digit.
func decodeNumbers(text string, into any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("more behind the end of %q", text)
	}
	return nil
}

// reads reports whether a value of JSON is the value that was written: numbers to the last digit.
func reads(got, want any) bool {
	number, ok := got.(json.Number)
	if !ok {
		return got == want
	}
	x, ok := new(big.Rat).SetString(number.String())
	y, fine := new(big.Rat).SetString(inFull(want))
	return ok && fine && x.Cmp(y) == 0
}

// inFull writes a value, whole floats with all their digits and a point.
func inFull(v any) string {
	if f := reflect.ValueOf(v); v != nil && f.CanFloat() && f.Float() == math.Trunc(f.Float()) && math.Abs(f.Float()) < 1e16 {
		return strconv.FormatFloat(f.Float(), 'f', 1, 64)
	}
	return fmt.Sprint(v)
}

func cellReads(got string, want any) bool {
	switch v := reflect.ValueOf(want); {
	case want == nil:
		return got == ""
	case v.Kind() == reflect.String:
		return got == v.String()
	case v.Kind() == reflect.Bool:
		return got == map[bool]string{true: "True", false: "False"}[v.Bool()]
	}
	return reads(json.Number(got), want)
}

// argument is a flag with its value as argparse takes it.
func argument(flag string, v any) []string {
	switch text := inFull(v); {
	case v == nil, v == false:
		return nil
	case v == true:
		return []string{flag}
	case strings.HasPrefix(text, "-"):
		return []string{flag + "=" + text}
	default:
		return []string{flag, text}
	}
}

// shellWords splits a line at spaces as a shell does; of quoting it knows '…' and, outside of
// that, the backslash.
func shellWords(line string) (words []string) {
	word, in, quoted := "", false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			in, quoted = true, !quoted
		case c == ' ' && !quoted:
			if in {
				words = append(words, word)
			}
			word, in = "", false
		case c == '\\' && !quoted && i+1 < len(line):
			i++
			word, in = word+line[i:i+1], true
		default:
			word, in = word+string([]byte{c}), true
		}
	}
	if in {
		words = append(words, word)
	}
	return words
}
