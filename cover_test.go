package paramgen_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

// covers is the twin of covering arrays: it knows all valid rows, by nested loops and the rules' meanings, and counts tuples in maps.
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

// covered compares an array with what maps of all rows say.
func (t *twin) covered() error { return newCovers(t).array() }

// coverage compares the coverage of some rows with what maps of all say.
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

// add adds the tuples of a row, each as four bits a parameter, 15 where it does not have it, and returns how many are new.
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

// shown returns for each row how many tuples it is the first to show, and those that all rows leave of the valid ones.
func (v *covers) shown(goals []goal, rows [][]int) (adds []int, total int, missing []map[uint64]bool) {
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

// check compares a coverage with the count of it.
func (v *covers) check(c *paramgen.Coverage, goals []goal, rows [][]int) error {
	adds, total, missing := v.shown(goals, rows)
	sum, left := 0, 0
	for _, n := range adds {
		sum += n
	}
	for _, m := range missing {
		left += len(m)
	}
	if c.Tuples != total || c.Shown != sum || total-sum != left || !slices.Equal(c.New, adds) {
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
			return fmt.Errorf("%v is said to be missing", tuple)
		}
		delete(missing[group], key)
		left--
	}
	if left > 0 {
		return fmt.Errorf("%d tuples are not said to be missing", left)
	}
	return nil
}

// task is what one call is asked for.
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

// array checks an array.
func (v *covers) array() error {
	k := v.task()
	a, err := v.g.CoveringArray(k.t, k.options...)
	if err != nil {
		return err
	}
	rows := make([][]int, len(a.Rows))
	for i, c := range a.Rows {
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
	case a.Shown < a.Tuples && !limited:
		return fmt.Errorf("%v, and there may be more rows", a)
	case a.Shown == a.Tuples && len(rows) < a.Bound:
		return fmt.Errorf("%d rows, fewer than the bound %d", len(rows), a.Bound)
	case !slices.IsSortedFunc(a.New[a.Included:], func(x, y int) int { return y - x }):
		return fmt.Errorf("rows show %v new tuples: not the most useful first", a.New)
	}
	for i, values := range k.given {
		for name, want := range values {
			if got, _ := a.Rows[i].Get(name); got != want {
				return fmt.Errorf("included row %d has %s=%v, want %v", i, name, got, want)
			}
		}
	}
	if got := slices.Collect(v.g.Cover(k.t, k.options...)); !slices.EqualFunc(got, a.Rows, equal) {
		return fmt.Errorf("Cover yields %v, the array is %v", got, a.Rows)
	}
	return v.check(&a.Coverage, k.goals, rows)
}

func equal(a, b paramgen.Combination) bool { return a.String() == b.String() }

// coverage checks the coverage of some rows.
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

// exclusive returns values that a run has at most one of: those of max_running_requests and max_total_tokens that are set.
func exclusive(g *paramgen.Generator) (all []paramgen.Setting) {
	for _, p := range g.Parameters()[:2] {
		for _, v := range p.Values()[1:] {
			all = append(all, paramgen.Setting{Name: p.Name(), Value: v})
		}
	}
	return all
}

// TestCoverSGLang proves that no array of the preset's pairs has fewer than 49 rows, nor one of its values fewer than 8: there are so
// many of them no two of which are in the same combination, although each is in some.
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
				t.Fatalf("%v shows %d of the tuples", c, n)
			}
		}
		a, err := g.CoveringArray(strength)
		if err != nil || len(shown) != rows || len(a.Rows) != rows || a.Bound != rows || a.Shown < a.Tuples {
			t.Errorf("strength %d: %v, %v; at least %d", strength, a, err, len(shown))
		}
	}
}

func TestCoverSGLangSizes(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for _, tt := range []struct{ strength, moves, tuples, rows int }{
		{2, 0, 691, 49}, {3, 0, 6780, 254}, {4, 0, 41759, 1150}, {4, 250_000, 41759, 1060},
	} {
		a, err := g.CoveringArray(tt.strength, paramgen.Improve(tt.moves))
		if err != nil || a.Shown != tt.tuples || a.Tuples != tt.tuples || len(a.Rows) > tt.rows {
			t.Errorf("strength %d: %v, %v; want %d rows", tt.strength, a, err, tt.rows)
		}
	}
	pairs := func(what string, seq iter.Seq[paramgen.Combination], shown int) {
		if c, err := g.Coverage(2, seq); err != nil || c.Shown != shown || c.Tuples != 691 {
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
		tuplesError    = *paramgen.TuplesError
		values         = map[string]any
		option         = paramgen.CoverOption
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
		{4, paramgen.MemoryLimit(1 << 20), is[tuplesError], "50,139 tuples of values would take "},
		{2, paramgen.Include(values{"tp_size": 1}, values{"tp_size": 3}), is[rowError], `row 2: parameter "tp_size": 3 is not among its values 1, 2, 4, 8`},
		{2, paramgen.Include(values{"tp_size": 3}), is[parameterError], `row 1: `},
		{2, paramgen.Include(values{"pp_size": 1}), is[unknownError], `row 1: no parameter "pp_size"; did you mean "tp_size"?`},
		{2, paramgen.Include(values{"max_running_requests": 128, "max_total_tokens": 4096}), is[rowError], `row 1: rule "memory" rejects it: max_running_requests*512 <= max_total_tokens: 128*512 = 65536 > 4096`},
		{2, paramgen.Include(values{"tp_size": 8, "dp_size": 4}), is[rowError], "row 1: no valid combination has these values: forbidden by "},
		{2, paramgen.Include(stranger...), is[rowError], `row 1: no parameter "pp_size"; did you mean "tp_size"?; parameter "tp_size": 16 is not among its values`},
	} {
		_, err := g.CoveringArray(tt.strength, tt.option)
		if err == nil || !tt.typed(err) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("strength %d: error %v, want %q", tt.strength, err, tt.want)
		}
		if got := panicOf(func() { g.Cover(tt.strength, tt.option) }); !cmp.Equal(fmt.Sprint(got), fmt.Sprint(err)) {
			t.Errorf("Cover panics with %v, CoveringArray fails with %v", got, err)
		}
	}
}

// panicOf returns what f panics with.
func panicOf(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
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
		{fewer, `row 1: no value for tp_size; give nil to leave it unset`},
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

// TestCoverSmallest asks for arrays where there is next to nothing to cover.
func TestCoverSmallest(t *testing.T) {
	one := paramgen.WithParameters(paramgen.Param("a", 1), paramgen.Param("b", nil))
	two := paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2))
	for _, tt := range []struct {
		name   string
		option []paramgen.Option
		want   string // at strength 2
	}{
		{"one combination", []paramgen.Option{one}, "1 combination shows all 1 pairs of values; fewer cannot"},
		{"one left", []paramgen.Option{two, paramgen.WithRules(paramgen.Expr("a+b > 3"))}, "1 combination shows all 1 pairs of values; fewer cannot"},
		{"empty", []paramgen.Option{two, paramgen.WithRules(paramgen.Expr("a+b > 4"))}, "0 combinations show all 0 pairs of values"},
		{"empty without a choice", []paramgen.Option{one, paramgen.WithRules(paramgen.Expr("a > 1"))}, "0 combinations show all 0 pairs of values"},
		{"no rules", []paramgen.Option{two}, "4 combinations show all 4 pairs of values; fewer cannot"},
	} {
		g := paramgen.Must(paramgen.New(tt.option...))
		a, err := g.CoveringArray(2)
		if err != nil || a.String() != tt.want || a.Share() != 1 || len(a.Rows) != len(a.New) {
			t.Errorf("%s: %v, %v, want %s", tt.name, a, err, tt.want)
		}
		if n := len(slices.Collect(g.Cover(2))); n != len(a.Rows) {
			t.Errorf("%s: Cover yields %d rows", tt.name, n)
		}
		if c, err := g.Coverage(2, g.All()); err != nil || c.Share() != 1 || c.Tuples != a.Tuples {
			t.Errorf("%s: coverage of all: %v, %v", tt.name, c, err)
		}
	}
	none := paramgen.Must(paramgen.New())
	if _, err := none.CoveringArray(1); !is[*paramgen.RangeError](err) {
		t.Errorf("without parameters: %v", err)
	}
}
