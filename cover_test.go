package paramgen_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/internal/test/longtest"
	"github.com/paramgen/paramgen/sglang"
)

// covers is the reference for covering arrays: it has all valid rows, by nested loops and the
// meanings of the rules, and counts tuples in maps.
type covers struct {
	*twin
	names []string
	rows  [][]int        // all valid ones, as value numbers
	place map[string]int // of a row given by its values
}

func newCovers(t *twin) *covers {
	v := &covers{twin: t, place: map[string]int{}}
	for _, p := range t.Parameters {
		v.names = append(v.names, p.Name)
	}
	for i, r := range v.valid {
		row := v.numbers(r)
		v.rows = append(v.rows, row)
		v.place[fmt.Sprint(row)] = i
	}
	return v
}

// covered compares an array with the reference.
func (t *twin) covered() error { return newCovers(t).array() }

// coverage compares the coverage of some rows with the reference.
func (t *twin) coverage() error { return newCovers(t).coverage() }

func (v *covers) numbers(values map[string]any) []int {
	row := make([]int, len(v.names))
	for i, p := range v.Parameters {
		row[i] = slices.Index(p.Domain(), values[p.Name])
	}
	return row
}

// goal is a strength for some of the parameters.
type goal struct {
	vars []int
	t    int
}

// add adds the tuples of a row and returns how many are new. A tuple has four bits for each
// parameter: the number of its value, or 15.
func (o goal) add(seen map[uint64]bool, row []int) int {
	old := len(seen)
	var choose func(from, left int, key uint64)
	choose = func(from, left int, key uint64) {
		if left == 0 {
			seen[key] = true
			return
		}
		for i := from; i+left <= len(o.vars); i++ {
			v := o.vars[i]
			choose(i+1, left-1, key&^(uint64(15-row[v])<<(4*v)))
		}
	}
	choose(0, o.t, ^uint64(0))
	return len(seen) - old
}

// counted returns how many tuples each row is the first to cover, the number of valid tuples, and
// the valid tuples that no row covers.
func (v *covers) counted(goals []goal, rows [][]int) (adds []int, total int, missing []map[uint64]bool) {
	adds = make([]int, len(rows))
	for _, o := range goals {
		all, seen := map[uint64]bool{}, map[uint64]bool{}
		for _, row := range v.rows {
			total += o.add(all, row)
		}
		for i, row := range rows {
			adds[i] += o.add(seen, row)
		}
		maps.DeleteFunc(all, func(key uint64, _ bool) bool { return seen[key] })
		missing = append(missing, all)
	}
	return adds, total, missing
}

// check compares a coverage with the reference.
func (v *covers) check(c *paramgen.Coverage, goals []goal, rows [][]int) error {
	adds, total, missing := v.counted(goals, rows)
	sum, left := 0, 0
	for _, n := range adds {
		sum += n
	}
	for _, m := range missing {
		left += len(m)
	}
	if c.Tuples != total || c.Covered != sum || total-sum != left || !slices.Equal(c.New, adds) {
		return fmt.Errorf("%v, %v; want %d tuples, %v", c, c.New, total, adds)
	}
	group := 0
	for tuple := range c.Missing() {
		for group < len(missing) && len(missing[group]) == 0 {
			group++
		}
		key := ^uint64(0)
		for _, s := range tuple {
			i := slices.Index(v.names, s.Name)
			key &^= uint64(15-slices.Index(v.Parameters[i].Domain(), s.Value)) << (4 * i)
		}
		if group == len(missing) || !missing[group][key] {
			return fmt.Errorf("%v is reported as missing", tuple)
		}
		delete(missing[group], key)
		left--
	}
	if left > 0 {
		return fmt.Errorf("%d missing tuples are not reported", left)
	}
	return nil
}

// task is the random arguments of a call.
type task struct {
	t       int
	goals   []goal
	given   []map[string]any // rows to include
	most    int
	options []paramgen.CoverOption
}

func (v *covers) task() task {
	all := make([]int, len(v.names))
	for i := range all {
		all[i] = i
	}
	k := task{t: 1 + v.rng.IntN(min(4, len(all)))}
	k.goals = []goal{{all, k.t}}
	if v.rng.IntN(3) == 0 {
		v.group(&k)
	}
	if v.rng.IntN(3) == 0 && len(v.rows) > 0 {
		for range 1 + v.rng.IntN(4) {
			values := maps.Clone(map[string]any(v.valid[v.rng.IntN(len(v.rows))]))
			maps.DeleteFunc(values, func(string, any) bool { return v.rng.IntN(3) == 0 })
			k.given = append(k.given, values)
		}
		k.options = append(k.options, paramgen.Include(k.given...))
	}
	if v.rng.IntN(4) == 0 {
		k.most = 1 + v.rng.IntN(6)
		k.options = append(k.options, paramgen.AtMost(k.most))
	}
	if v.rng.IntN(4) == 0 {
		k.options = append(k.options, paramgen.Improve(v.rng.IntN(300)))
	}
	return k
}

func (v *covers) group(k *task) {
	vars := v.rng.Perm(len(v.names))[:1+v.rng.IntN(len(v.names))]
	o := goal{vars, 1 + v.rng.IntN(len(vars))}
	var names []string
	for _, i := range vars {
		names = append(names, v.names[i])
	}
	k.options = append(k.options, paramgen.Strength(o.t, names...))
	if slices.Sort(vars); o.t > k.t {
		k.goals = append(k.goals, o)
	}
}

// array checks a random array.
func (v *covers) array() error {
	k := v.task()
	a, err := v.g.Cover(k.t, k.options...)
	if err != nil {
		return err
	}
	array := slices.Collect(a.Rows())
	rows := make([][]int, a.Len())
	for i, c := range array {
		rows[i] = v.numbers(c.Map())
		if _, valid := v.place[fmt.Sprint(rows[i])]; !valid {
			return fmt.Errorf("row %d, %v, is not valid", i, c)
		}
	}
	switch limited := k.most > 0 && len(rows) == a.Included+k.most; {
	case a.Included != len(k.given):
		return fmt.Errorf("%d rows included, want %d", a.Included, len(k.given))
	case k.most > 0 && len(rows) > a.Included+k.most:
		return fmt.Errorf("%d rows, at most %d wanted", len(rows), k.most)
	case a.Covered < a.Tuples && !limited:
		return fmt.Errorf("%v, and there may be more rows", a)
	case a.Covered == a.Tuples && len(rows) < a.Bound:
		return fmt.Errorf("%d rows, fewer than the bound %d", len(rows), a.Bound)
	case !slices.IsSortedFunc(a.New[a.Included:], func(x, y int) int { return y - x }):
		return fmt.Errorf("rows cover %v new tuples, want a falling sequence", a.New)
	}
	for i, values := range k.given {
		for name, want := range values {
			if got, _ := array[i].Get(name); got != want {
				return fmt.Errorf("included row %d has %s=%v, want %v", i, name, got, want)
			}
		}
	}
	return v.check(&a.Coverage, k.goals, rows)
}

// coverage checks the coverage of a random sample.
func (v *covers) coverage() error {
	k := v.task()
	some := slices.Collect(v.g.Sample(v.rng.IntN(12), v.rng.Uint64()))
	rows := make([][]int, len(some))
	for i, c := range some {
		rows[i] = v.numbers(c.Map())
	}
	c, err := v.g.Coverage(k.t, slices.Values(some), k.options...)
	if err != nil {
		return err
	}
	return v.check(c, k.goals, rows)
}

// exclusive returns values of which a run has at most one: those of max_running_requests and
// max_total_tokens except nil.
func exclusive(g *paramgen.Generator) (all []paramgen.Setting) {
	for _, p := range g.Parameters()[:2] {
		for _, v := range p.Values()[1:] {
			all = append(all, paramgen.Setting{Name: p.Name(), Value: v})
		}
	}
	return all
}

// TestCoverSGLang proves that 49 rows are the minimum for the pairs of the preset, and 8 for its
// values: it finds so many tuples that occur, but no two of them in the same combination.
func TestCoverSGLang(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	apart := map[int][][]paramgen.Setting{}
	for _, s := range exclusive(g) {
		apart[1] = append(apart[1], []paramgen.Setting{s})
		for _, v := range g.Parameters()[2].Values() {
			apart[2] = append(apart[2], []paramgen.Setting{s, {Name: "chunked_prefill_size", Value: v}})
		}
	}
	apart[2] = append(apart[2], []paramgen.Setting{{Name: "max_running_requests"}, {Name: "max_total_tokens"}})
	for strength, rows := range map[int]int{1: 8, 2: 49} {
		shown := map[int]bool{}
		for c := range g.All() {
			n := 0
			for i, tuple := range apart[strength] {
				if !slices.ContainsFunc(tuple, func(s paramgen.Setting) bool { v, _ := c.Get(s.Name); return v != s.Value }) {
					shown[i] = true
					n++
				}
			}
			if n > 1 {
				t.Fatalf("%v covers %d of the tuples", c, n)
			}
		}
		a, err := g.Cover(strength)
		if err != nil || len(shown) != rows || a.Len() != rows || a.Bound != rows || a.Covered < a.Tuples {
			t.Errorf("strength %d: %v, %v; at least %d", strength, a, err, len(shown))
		}
	}
}

func TestCoverSGLangSizes(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	sizes := []struct{ strength, moves, tuples, rows int }{{2, 0, 691, 49}, {3, 0, 6780, 254}, {4, 0, 41759, 1150}, {4, 250_000, 41759, 1060}}
	if !longtest.Enabled() {
		sizes = sizes[:2]
	}
	for _, tt := range sizes {
		a, err := g.Cover(tt.strength, paramgen.Improve(tt.moves))
		if err != nil || a.Covered != tt.tuples || a.Tuples != tt.tuples || a.Len() > tt.rows {
			t.Errorf("strength %d: %v, %v; want %d rows", tt.strength, a, err, tt.rows)
		}
	}
	pairs := func(what string, seq iter.Seq[paramgen.Combination], shown int) {
		if c, err := g.Coverage(2, seq); err != nil || c.Covered != shown || c.Tuples != 691 {
			t.Errorf("%s: %v, %v; want %d", what, c, err, shown)
		}
	}
	pairs("the first 100", first(100, g.All()), 179) // 26 %
	pairs("all", g.All(), 691)
	pairs("none", first(0, g.All()), 0)
}

// first yields the first n of a sequence.
func first(n int, seq iter.Seq[paramgen.Combination]) iter.Seq[paramgen.Combination] {
	return func(yield func(paramgen.Combination) bool) {
		if n == 0 {
			return
		}
		i := 0
		for c := range seq {
			if i++; !yield(c) || i == n {
				return
			}
		}
	}
}

func TestCoverBadInput(t *testing.T) {
	type (
		rangeError     = *paramgen.RangeError
		unknownError   = *paramgen.UnknownError
		parameterError = *paramgen.ParameterError
		rowError       = *paramgen.RowError

		values = map[string]any
		option = paramgen.CoverOption
	)
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithRules(
		paramgen.Expr("tp_size != 8 || disable_radix_cache"), paramgen.Expr("dp_size != 4 || !disable_radix_cache"))))
	other := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 16), paramgen.Param("pp_size", 2))))
	stranger := slices.Collect(other.All())
	for _, tt := range []struct {
		strength int
		option   option
		typed    func(error) bool
		want     string
	}{
		{0, nil, is[rangeError], "strength is 0, want 1 to the number of parameters, 10"},
		{11, nil, is[rangeError], "strength is 11, want 1 to the number of parameters, 10"},
		{-1, nil, is[rangeError], "strength is -1"},
		{2, paramgen.Improve(-1), is[rangeError], "number of moves is -1, want 0 or more"},
		{2, paramgen.AtMost(0), is[rangeError], "number of rows is 0, want at least 1"},
		{2, paramgen.MemoryLimit(0), is[rangeError], "memory limit is 0"},
		{2, paramgen.Strength(3, "tp_size", "dp_size", "tp_size"), is[rangeError], "strength for tp_size, dp_size, tp_size is 3, want 1 to their number, 2"},
		{2, paramgen.Strength(0, "tp_size"), is[rangeError], "is 0, want"},
		{2, paramgen.Strength(1), is[rangeError], "want 1 to their number, 0"},
		{2, paramgen.Strength(2, "tp_sise", "dp_size"), is[unknownError], `no parameter "tp_sise"; did you mean "tp_size"?`},
		{4, paramgen.MemoryLimit(1 << 20), is[rangeError], "the memory for 50,139 tuples of values is "},
		{2, paramgen.Include(values{"tp_size": 1}, values{"tp_size": 3}), is[rowError], `row 2: parameter "tp_size": 3 is not among its values 1, 2, 4, 8`},
		{2, paramgen.Include(values{"tp_size": 3}), is[parameterError], `row 1: `},
		{2, paramgen.Include(values{"pp_size": 1}), is[unknownError], `row 1: no parameter "pp_size"; did you mean "tp_size"?`},
		{2, paramgen.Include(values{"max_running_requests": 128, "max_total_tokens": 4096}), is[rowError], `row 1: rule "memory" rejects it: max_running_requests*512 <= max_total_tokens: 128*512 = 65536 > 4096`},
		{2, paramgen.Include(values{"tp_size": 8, "dp_size": 4}), is[rowError], "row 1: no valid combination has these values: forbidden by "},
		{2, paramgen.Include(stranger...), is[rowError], `row 1: no parameter "pp_size"; did you mean "tp_size"?; parameter "tp_size": 16 is not among its values`},
	} {
		_, err := g.Cover(tt.strength, tt.option)
		if err == nil || !tt.typed(err) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("strength %d: error %v, want %q", tt.strength, err, tt.want)
		}
	}
}

func TestCoverageBadInput(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	free := paramgen.Must(g.With(paramgen.WithoutRules()))
	more := paramgen.Must(g.With(paramgen.WithParameters(paramgen.Param("pp_size", 1))))
	fewer := paramgen.Must(g.With(paramgen.WithoutParameters("tp_size")))
	for _, tt := range []struct {
		of   *paramgen.Generator
		want string
	}{
		{free, `row 2: rule "prefill" rejects it: chunked_prefill_size <= max_prefill_tokens: 8192 > 4096`},
		{more, `row 1: no parameter "pp_size"; did you mean "tp_size"?`},
		{fewer, `row 1: 4 valid combinations have these values; no value for tp_size; give nil to leave it unset`},
	} {
		seq := paramgen.Filter(tt.of.All(), func(c paramgen.Combination) bool { i, _ := tt.of.Index(c); return i.Int64()%20000 == 0 })
		_, err := g.Coverage(2, seq)
		if !is[*paramgen.RowError](err) || !is[*paramgen.CheckError](err) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
	if _, err := g.Coverage(0, g.All()); !is[*paramgen.RangeError](err) {
		t.Errorf("strength 0: %v", err)
	}
}

// TestCoverSmallest covers spaces with no or few tuples.
func TestCoverSmallest(t *testing.T) {
	one := paramgen.WithParameters(paramgen.Param("a", 1), paramgen.Param("b", nil))
	two := paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2))
	for _, tt := range []struct {
		name   string
		option []paramgen.Option
		want   string // at strength 2
	}{
		{"one combination", []paramgen.Option{one}, "1 combination covers all 1 pairs of values; no array has fewer"},
		{"one left", []paramgen.Option{two, paramgen.WithRules(paramgen.Expr("a+b > 3"))}, "1 combination covers all 1 pairs of values; no array has fewer"},
		{"empty", []paramgen.Option{two, paramgen.WithRules(paramgen.Expr("a+b > 4"))}, "0 combinations cover all 0 pairs of values"},
		{"empty without a choice", []paramgen.Option{one, paramgen.WithRules(paramgen.Expr("a > 1"))}, "0 combinations cover all 0 pairs of values"},
		{"no rules", []paramgen.Option{two}, "4 combinations cover all 4 pairs of values; no array has fewer"},
	} {
		g := paramgen.Must(paramgen.New(tt.option...))
		a, err := g.Cover(2)
		if err != nil || a.String() != tt.want || a.Share() != 1 || a.Len() != len(a.New) || len(slices.Collect(a.Rows())) != a.Len() {
			t.Errorf("%s: %v, %v, want %s", tt.name, a, err, tt.want)
		}
		if c, err := g.Coverage(2, g.All()); err != nil || c.Share() != 1 || c.Tuples != a.Tuples {
			t.Errorf("%s: coverage of all: %v, %v", tt.name, c, err)
		}
	}
	none := paramgen.Must(paramgen.New())
	if _, err := none.Cover(1); !is[*paramgen.RangeError](err) {
		t.Errorf("without parameters: %v", err)
	}
}

// TestCoverStops stops the work after some rows, and in the middle of the search.
func TestCoverStops(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	part, err := g.Cover(3, paramgen.OnProgress(func(p paramgen.CoverProgress) bool { return p.Rows < 10 }))
	if err != nil || part.Len() != 10 || part.Covered >= part.Tuples || part.Tuples != 6780 {
		t.Errorf("stopped after 10 rows: %v, %v", part, err)
	}
	missing := 0
	for range part.Missing() {
		missing++
	}
	if missing != part.Tuples-part.Covered {
		t.Errorf("%d tuples are missing, %v", missing, part)
	}
	for tuple := range part.Missing() {
		if len(tuple) != 3 {
			t.Errorf("%v is no triple", tuple)
		}
		break
	}
	moves := 0
	whole, err := g.Cover(3, paramgen.Improve(1<<30), paramgen.OnProgress(func(p paramgen.CoverProgress) bool {
		moves = p.Moves
		return moves < 5000
	}))
	if err != nil || whole.Covered < whole.Tuples || moves < 5000 || moves > 10000 {
		t.Errorf("stopped after %d moves: %v, %v", moves, whole, err)
	}
}

// TestIncludeOfOtherSpaces includes runs of a space that has changed since.
func TestIncludeOfOtherSpaces(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	done := rowsOf(g.Cover(1))
	for _, tt := range []struct {
		name   string
		option paramgen.Option
		id     bool // the same
	}{
		{"a parameter more, that can be unset", paramgen.WithParameters(paramgen.Param("page_size", 16, nil, 64)), true},
		{"a parameter more, always set", paramgen.WithParameters(paramgen.Param("pp_size", 1, 2)), false},
		{"values more", paramgen.WithValues("dp_size", 8, 4, 2, 1), true},
		{"another order", paramgen.WithOrder("tp_size", "attention_backend"), true},
	} {
		h := paramgen.Must(g.With(tt.option))
		a, err := h.Cover(2, paramgen.Include(done...))
		if err != nil || a.Included != len(done) || a.Covered < a.Tuples {
			t.Errorf("%s: %v, %v", tt.name, a, err)
			continue
		}
		rows := slices.Collect(a.Rows())
		for i, c := range done {
			if same := rows[i].ID() == c.ID(); same != tt.id {
				t.Errorf("%s: run %d, %v, became %v", tt.name, i, c, rows[i])
			}
		}
		if c, err := h.Coverage(2, slices.Values(done)); tt.id && (err != nil || c.Covered == 0) || !tt.id && !is[*paramgen.RowError](err) {
			t.Errorf("%s: coverage %v, %v", tt.name, c, err)
		}
	}
	conditional := paramgen.Must(g.With(paramgen.WithParameters(paramgen.Param("compile_bs", 16, 32).When(paramgen.Expr("tp_size > 2")))))
	a, err := conditional.Cover(2, paramgen.Include(done...))
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Collect(a.Rows())
	for i, c := range done {
		active := number(c, "tp_size") > 2
		if _, set := paramgen.Value[int](rows[i], "compile_bs"); set != active || !active && rows[i].ID() != c.ID() {
			t.Errorf("%v became %v", c, rows[i])
		}
	}
	h := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 1, 2), paramgen.Param("dp_size", 1, 2))))
	small := paramgen.Must(h.With(paramgen.WithParameters(paramgen.Param("page_size", nil))))
	if a, err := h.Cover(1, paramgen.Include(slices.Collect(small.All())...)); err != nil || a.Len() != 4 {
		t.Errorf("a parameter less, that is unset: %v, %v", a, err)
	}
}

// TestIncludeCompletes checks that missing values of a row become the least used ones.
func TestIncludeCompletes(t *testing.T) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2, 3), paramgen.Param("c", 1, 2)),
		paramgen.WithRules(paramgen.Expr("b != 2 || a == 2"))))
	one := map[string]any{"a": 1}
	a, err := g.Cover(1, paramgen.Include(one, one), paramgen.Include(map[string]any{}, nil))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for c := range a.Rows() {
		got = append(got, c.String())
	}
	if want := []string{"a=1/b=1/c=1", "a=1/b=3/c=2", "a=2/b=2/c=1", "a=2/b=1/c=2"}; !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
}

// TestAtMost checks that a limited array covers at least as much as a prefix of the full one.
func TestAtMost(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	whole, err := g.Cover(2)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 5, 20, 40, 49, 100} {
		a, err := g.Cover(2, paramgen.AtMost(n))
		if err != nil || a.Len() > n {
			t.Fatalf("at most %d: %v, %v", n, a, err)
		}
		prefix, err := g.Coverage(2, first(n, whole.Rows()))
		if err != nil || a.Covered < prefix.Covered {
			t.Errorf("at most %d: %v; the prefix: %v, %v", n, a, prefix, err)
		}
	}
}

// TestCoverageOfAll covers and counts at a strength that is the number of parameters.
func TestCoverageOfAll(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("n", paramgen.Range(1, 100_000, 1)...), paramgen.Param("b", false, true)),
		paramgen.WithRules(paramgen.Expr("b || n > 50000"))))
	c, err := g.Coverage(2, g.Sample(3, 1))
	if err != nil || c.Tuples != 150_000 || c.Covered != 3 || !slices.Equal(c.New, []int{1, 1, 1}) {
		t.Fatalf("%+v, %v", c, err)
	}
	calls := 0
	a, err := g.Cover(2, paramgen.Include(slices.Collect(g.Sample(2, 2))...), paramgen.OnProgress(func(p paramgen.CoverProgress) bool {
		calls++
		return p.Rows < 5000
	}))
	if err != nil || a.Len() < 5000 || a.Len() > 10_000 || a.Covered != a.Len() || a.Tuples != 150_000 || calls < 5 {
		t.Fatalf("%v, %v, %d rows, %d calls of OnProgress", a, err, a.Len(), calls)
	}
	missing := 0
	for tuple := range a.Missing() {
		if missing++; len(tuple) != 2 {
			t.Fatal(tuple)
		}
	}
	if missing != a.Tuples-a.Covered {
		t.Errorf("%d are missing, want %d", missing, a.Tuples-a.Covered)
	}
	few := paramgen.MemoryLimit(1000)
	if _, err := g.Coverage(2, g.Sample(3, 1), few); !is[*paramgen.RangeError](err) {
		t.Errorf("%v", err)
	}
	if _, err := g.Cover(2, few); !is[*paramgen.RangeError](err) {
		t.Errorf("%v", err)
	}
}

// rowsOf returns the rows of an array.
func rowsOf(a *paramgen.CoveringArray, err error) []paramgen.Combination {
	if err != nil {
		panic(err)
	}
	return slices.Collect(a.Rows())
}

// TestIncludeUnset includes combinations that lack a parameter: it is unset, wherever nil is
// among its values.
func TestIncludeUnset(t *testing.T) {
	old := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1, 2))))
	done := slices.Collect(old.All())
	for _, values := range [][]any{{nil, 3}, {3, nil}} {
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1, 2), paramgen.Param("y", values...))))
		for i, c := range rowsOf(g.Cover(1, paramgen.Include(done...)))[:len(done)] {
			if c.ID() != done[i].ID() {
				t.Errorf("%v became %v", done[i], c)
			}
		}
	}
}
