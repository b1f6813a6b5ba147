package paramgen_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/longtest"
	"github.com/paramgen/paramgen/sglang"
)

// sglangValues are the parameters of the default space, as its specification has them.
var sglangValues = []struct {
	name   string
	values []any
}{
	{"max_running_requests", []any{nil, 128, 256, 512, 1024}},
	{"max_total_tokens", []any{nil, 4096, 8192, 16384, 32768}},
	{"chunked_prefill_size", []any{nil, 512, 1024, 2048, 4096, 8192}},
	{"max_prefill_tokens", []any{4096, 8192, 16384, 32768}},
	{"tp_size", []any{1, 2, 4, 8}},
	{"dp_size", []any{1, 2, 4}},
	{"disable_radix_cache", []any{false, true}},
	{"disable_cuda_graph", []any{false, true}},
	{"cuda_graph_max_bs", []any{nil, 32, 64, 128, 256}},
	{"attention_backend", []any{nil, "flashinfer", "triton", "torch_native"}},
}

// product yields all combinations of the values, the last one fastest, in a slice that it
// reuses.
func product(yield func([]any) bool) {
	row, at := make([]any, len(sglangValues)), make([]int, len(sglangValues))
	for {
		for i, p := range sglangValues {
			row[i] = p.values[at[i]]
		}
		if !yield(row) {
			return
		}
		i := len(at) - 1
		for ; i >= 0 && at[i] == len(sglangValues[i].values)-1; i-- {
			at[i] = 0
		}
		if i < 0 {
			return
		}
		at[i]++
	}
}

// sglangValid is the specification of the three rules.
func sglangValid(row []any) bool {
	running, total, chunked, prefill, noGraph, graphBS := row[0], row[1], row[2], row[3], row[7], row[8]
	switch {
	case noGraph == true && graphBS != nil,
		chunked != nil && chunked.(int) > prefill.(int),
		running != nil && total != nil && running.(int)*512 > total.(int):
		return false
	}
	return true
}

func TestSGLangProduct(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	next, stop := iter.Pull(g.All())
	defer stop()
	theoretical, valid := 0, 0
	for row := range product {
		theoretical++
		if !sglangValid(row) {
			continue
		}
		valid++
		c, ok := next()
		if !ok {
			t.Fatalf("All ends before combination %d", valid)
		}
		i := 0
		for name, v := range c.All() {
			if name != sglangValues[i].name || v != row[i] {
				t.Fatalf("combination %d is %v, want %v", valid, c, row)
			}
			i++
		}
	}
	if _, more := next(); more {
		t.Error("All goes on after the last combination")
	}
	if theoretical != 576000 || valid != 119232 {
		t.Errorf("%d of %d by the specification", valid, theoretical)
	}
	if g.Count().Cmp(big.NewInt(119232)) != 0 || g.Theoretical().Cmp(big.NewInt(576000)) != 0 {
		t.Errorf("Count %v, Theoretical %v", g.Count(), g.Theoretical())
	}
}

func TestSGLangWithRule(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8"))))
	if got := g.Count().String(); got != "89424" {
		t.Errorf("Count = %s", got)
	}
}

// TestBijection goes from every index of the default space to its combination and back.
func TestBijection(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	at := new(big.Int)
	i := int64(0)
	for walked := range g.All() {
		c, err := g.At(at.SetInt64(i))
		if err != nil {
			t.Fatal(err)
		}
		if index, ok := g.Index(c); !ok || index.Cmp(at) != 0 {
			t.Fatalf("Index(At(%d)) = %v, %v", i, index, ok)
		}
		if index, ok := g.Index(walked); !ok || index.Cmp(at) != 0 {
			t.Fatalf("combination %d of All has index %v, %v", i, index, ok)
		}
		i++
	}
}

// TestShards: the parts are consecutive and cover all combinations, and each yields its own.
// Of many parts, some are walked.
func TestShards(t *testing.T) {
	const count = 119232
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for _, n := range []int{1, 2, 7, count, 200000} {
		step, next := 1, int64(0)
		if n > 7 && !longtest.Enabled() {
			step = 97
		}
		for i := range n {
			from, to, _ := g.ShardRange(i, n)
			if size := to.Int64() - from.Int64(); from.Int64() != next || size < int64(count/n) || size > int64(count/n+1) {
				t.Fatalf("part %d of %d is from %v to %v", i, n, from, to)
			}
			next = to.Int64()
			if i%step == 0 {
				checkShard(t, g, i, n)
			}
		}
		if next != count {
			t.Errorf("%d parts have %d combinations", n, next)
		}
	}
}

func checkShard(t *testing.T, g *paramgen.Generator, i, n int) {
	from, to, _ := g.ShardRange(i, n)
	next := from.Int64()
	for c := range must(g.Shard(i, n)) {
		if index, ok := g.Index(c); !ok || index.Int64() != next {
			t.Fatalf("Shard(%d, %d): index %v, %v, want %d", i, n, index, ok, next)
		}
		next++
	}
	if next != to.Int64() {
		t.Fatalf("Shard(%d, %d) ends at %d, want %v", i, n, next, to)
	}
}

// TestRulesReadTheirOwn counts on how many assignments rules in Go are run: those of their own
// parameters, never all.
func TestRulesReadTheirOwn(t *testing.T) {
	runs, cases := 0, map[string]bool{}
	counted := func(name string, reads []string, allow func(values []any) bool) paramgen.Rule {
		return paramgen.Func(name, func(c paramgen.Combination) bool {
			values := make([]any, len(reads))
			for i, r := range reads {
				values[i], _ = c.Get(r)
			}
			runs++
			cases[fmt.Sprint(name, values)] = true
			return allow(values)
		})
	}
	g, err := paramgen.New(sglang.Default(), paramgen.WithRules(
		counted("cuda_graph", []string{"disable_cuda_graph", "cuda_graph_max_bs"}, func(v []any) bool { return v[0] == false || v[1] == nil }),
		counted("prefill", []string{"chunked_prefill_size", "max_prefill_tokens"}, func(v []any) bool { return v[0] == nil || v[0].(int) <= v[1].(int) }),
		counted("memory", []string{"max_running_requests", "max_total_tokens"}, func(v []any) bool {
			return v[0] == nil || v[1] == nil || v[0].(int)*512 <= v[1].(int)
		}),
	))
	if err != nil {
		t.Fatal(err)
	}
	if got := g.Count().String(); got != "119232" {
		t.Errorf("Count = %s", got)
	}
	for range g.All() {
	}
	const own = 2*5 + 6*4 + 5*5
	if len(cases) != own || runs > own+3 { // each rule is run once more, to see whether it stands by its answer
		t.Errorf("%d runs of %d cases, want %d", runs, len(cases), own)
	}
}

func TestWalkAllocations(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	n := 0
	allocations := testing.AllocsPerRun(3, func() {
		n = 0
		for range g.All() {
			n++
		}
	})
	if each := allocations / float64(n); each > 0.02 {
		t.Errorf("%.4f allocations a combination", each)
	}
}

// TestConcurrentUse is for the race detector: one generator, many goroutines, every question.
func TestConcurrentUse(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithValues("max_prefill_tokens", 4096), paramgen.WithoutParameters("tp_size", "dp_size")))
	want := slices.Collect(g.All())
	all := g.All() // one sequence for all of them
	var group sync.WaitGroup
	for worker := range 16 {
		group.Add(1)
		go func() {
			defer group.Done()
			i := 0
			for c := range all {
				if c.ID() != want[i].ID() {
					t.Errorf("worker %d, combination %d: %v", worker, i, c)
					return
				}
				i++
			}
			for c := range g.Sample(50, uint64(worker)) {
				index, _ := g.Index(c)
				again, err := g.At(index)
				if err != nil || again.String() != c.String() || g.Check(c.Map()) != nil {
					t.Errorf("worker %d: %v is %v, %v", worker, c, again, err)
				}
			}
			if _, err := g.With(paramgen.WithRules(paramgen.Expr("!disable_radix_cache"))); err != nil {
				t.Error(err)
			}
		}()
	}
	group.Wait()
}

// TestSequences: a sequence can be walked again, stopped, nested and pulled.
func TestSequences(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2, 3)), paramgen.WithRules(paramgen.Expr("a <= b"))))
	for name, seq := range map[string]iter.Seq[paramgen.Combination]{
		"All": g.All(), "From": must(g.From(big.NewInt(1))), "Shard": must(g.Shard(0, 2)), "Sample": g.Sample(4, 1),
		"Filter": paramgen.Filter(g.All(), func(paramgen.Combination) bool { return true }),
	} {
		first := shown(seq)
		if d := cmp.Diff(first, shown(seq)); d != "" {
			t.Errorf("%s, the second time: %s", name, d)
		}
		for range seq {
			break
		}
		next, stop := iter.Pull(seq)
		if c, ok := next(); !ok || c.String() != first[0] {
			t.Errorf("%s pulled: %v, %v", name, c, ok)
		}
		stop()
		pairs := 0
		for range seq {
			for range seq {
				pairs++
			}
		}
		if pairs != len(first)*len(first) {
			t.Errorf("%s nested: %d pairs of %d", name, pairs, len(first))
		}
	}
}

// shown returns the combinations as they are named.
func shown(seq iter.Seq[paramgen.Combination]) []string {
	var names []string
	for c := range seq {
		names = append(names, c.String())
	}
	return names
}

// TestKeep: combinations do not change when the walk continues.
func TestKeep(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithoutParameters("tp_size", "dp_size")))
	var kept []paramgen.Combination
	var names []string
	for c := range g.All() {
		kept, names = append(kept, c), append(names, c.String())
	}
	for i, c := range kept {
		if c.String() != names[i] {
			t.Fatalf("combination %d was %s and is %s", i, names[i], c)
		}
	}
}

func TestOptions(t *testing.T) {
	p, expr := paramgen.Param, paramgen.Expr
	a, b := p("a", 1, 2), p("b", 1, 2)
	small := paramgen.Named("small", expr("a + b <= 3"))
	for _, tt := range []struct {
		name string
		base []paramgen.Option
		with []paramgen.Option
		want string
	}{
		{"nothing", nil, nil, ""},
		{"parameters", nil, []paramgen.Option{paramgen.WithParameters(a, b)}, "a=1/b=1 a=1/b=2 a=2/b=1 a=2/b=2"},
		{"no option at all", []paramgen.Option{paramgen.WithParameters(a), nil}, nil, "a=1 a=2"},
		{"a rule", []paramgen.Option{paramgen.WithParameters(a, b)}, []paramgen.Option{paramgen.WithRules(small)}, "a=1/b=1 a=1/b=2 a=2/b=1"},
		{"a parameter replaced keeps its place", []paramgen.Option{paramgen.WithParameters(a, b)}, []paramgen.Option{paramgen.WithParameters(p("a", 3))}, "a=3/b=1 a=3/b=2"},
		{"a rule replaced", []paramgen.Option{paramgen.WithParameters(a, b), paramgen.WithRules(small)},
			[]paramgen.Option{paramgen.WithRules(paramgen.Named("small", expr("a == b")))}, "a=1/b=1 a=2/b=2"},
		{"a parameter removed reads as unset", []paramgen.Option{paramgen.WithParameters(a, b), paramgen.WithRules(small)},
			[]paramgen.Option{paramgen.WithoutParameters("b")}, "a=1 a=2"},
		{"and comes back", []paramgen.Option{paramgen.WithParameters(a, b), paramgen.WithRules(small), paramgen.WithoutParameters("b")},
			[]paramgen.Option{paramgen.WithParameters(p("b", 2))}, "a=1/b=2"},
		{"values", []paramgen.Option{paramgen.WithParameters(a, b)}, []paramgen.Option{paramgen.WithValues("a", nil)}, "a=nil/b=1 a=nil/b=2"},
		{"order", []paramgen.Option{paramgen.WithParameters(a, b)}, []paramgen.Option{paramgen.WithOrder("b")}, "b=1/a=1 b=1/a=2 b=2/a=1 b=2/a=2"},
		{"a rule removed", []paramgen.Option{paramgen.WithParameters(a), paramgen.WithRules(expr("a < 2"), expr("a > 1"))},
			[]paramgen.Option{paramgen.WithoutRules("a > 1")}, "a=1"},
		{"all rules removed", []paramgen.Option{paramgen.WithParameters(a), paramgen.WithRules(expr("a < 2"), expr("a > 1"))},
			[]paramgen.Option{paramgen.WithoutRules()}, "a=1 a=2"},
		{"always rejecting", []paramgen.Option{paramgen.WithParameters(a, b)}, []paramgen.Option{paramgen.WithRules(expr("false"))}, "none"},
	} {
		base := paramgen.Must(paramgen.New(tt.base...))
		before := shown(base.All())
		g, err := base.With(tt.with...)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := strings.Join(shown(g.All()), " ")
		if g.Count().Sign() == 0 {
			got = "none"
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if d := cmp.Diff(before, shown(base.All())); d != "" {
			t.Errorf("%s: With changed its receiver: %s", tt.name, d)
		}
	}
}

// TestOptionsKeepArguments: an option copies its arguments, so later changes of the caller's
// slice have no effect.
func TestOptionsKeepArguments(t *testing.T) {
	a, b := paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2)
	small, large := paramgen.Expr("a < 2"), paramgen.Expr("a > 1")
	for name, tt := range map[string]struct {
		option paramgen.Option
		want   string
	}{
		"WithParameters":    {overwritten(paramgen.WithParameters, paramgen.Param("b", 3), a), "a=2/b=3"},
		"WithoutParameters": {overwritten(paramgen.WithoutParameters, "b", "a"), "a=2"},
		"WithValues":        {overwritten(func(v ...any) paramgen.Option { return paramgen.WithValues("b", v...) }, any(3), 4), "a=2/b=3"},
		"WithOrder":         {overwritten(paramgen.WithOrder, "b", "a"), "b=1/a=2 b=2/a=2"},
		"WithRules":         {overwritten(paramgen.WithRules, paramgen.Expr("b > 1"), small), "a=2/b=2"},
		"WithoutRules":      {overwritten(paramgen.WithoutRules, large.Name(), small.Name()), "a=1/b=1 a=1/b=2 a=2/b=1 a=2/b=2"},
	} {
		g, err := paramgen.New(paramgen.WithParameters(a, b), paramgen.WithRules(large), tt.option)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := strings.Join(shown(g.All()), " "); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestCoverOptionsKeepArguments changes what the options of a covering array were made of.
func TestCoverOptionsKeepArguments(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2), paramgen.Param("c", 1, 2))))
	values := map[string]any{"a": 2}
	whole := overwritten(paramgen.Include[paramgen.Combination], must(g.At(big.NewInt(7))), must(g.At(big.NewInt(0))))
	part := overwritten(paramgen.Include[map[string]any], values, nil)
	values["a"] = 1
	strength := overwritten(func(names ...string) paramgen.CoverOption { return paramgen.Strength(1, names...) }, "a", "none")
	a, err := g.Cover(1, whole, part, strength)
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Collect(a.Rows())
	if rows[0].String() != "a=2/b=2/c=2" || number(rows[1], "a") != 2 || a.Tuples != 6 {
		t.Errorf("%v, %v", a, err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// overwritten returns the option made of a slice, of one thing, that then has another one in
// it.
func overwritten[T, Option any](option func(...T) Option, thing, other T) Option {
	list := []T{thing}
	o := option(list...)
	list[0] = other
	return o
}

func TestNamesAreListed(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	var params, rules []string
	for i, p := range g.Parameters() {
		params = append(params, p.Name())
		if d := cmp.Diff(sglangValues[i].values, p.Values()); d != "" || p.Description() == "" {
			t.Errorf("%s, described as %q: %s", p.Name(), p.Description(), d)
		}
		p.Values()[0] = "overwritten" // a copy
	}
	for _, r := range g.Rules() {
		rules = append(rules, r.Name())
	}
	if d := cmp.Diff("max_running_requests max_total_tokens chunked_prefill_size max_prefill_tokens tp_size dp_size disable_radix_cache "+
		"disable_cuda_graph cuda_graph_max_bs attention_backend", strings.Join(params, " ")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"cuda_graph", "prefill", "memory"}, rules); d != "" {
		t.Error(d)
	}
	if v := g.Parameters()[0].Values()[0]; v != nil {
		t.Errorf("a copy of the values was none: %v", v)
	}
}

// TestEmpty: a space without combinations is not an error, and every method has an answer.
func TestEmpty(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithRules(paramgen.Func("never", func(paramgen.Combination) bool { return false }))))
	if g.Count().Sign() != 0 || g.Theoretical().String() != "576000" {
		t.Errorf("%v of %v", g.Count(), g.Theoretical())
	}
	for name, seq := range map[string]iter.Seq[paramgen.Combination]{
		"All": g.All(), "From": must(g.From(new(big.Int))), "Shard": must(g.Shard(2, 3)), "Sample": g.Sample(5, 1), "Sample none": g.Sample(0, 1),
	} {
		for c := range seq {
			t.Errorf("%s yields %v", name, c)
		}
	}
	var fault *paramgen.RangeError
	if _, err := g.At(new(big.Int)); !errors.As(err, &fault) {
		t.Errorf("At: %v", err)
	}
}

// TestNothing: without parameters there is one combination, the empty one.
func TestNothing(t *testing.T) {
	g := paramgen.Must(paramgen.New())
	if got := slices.Collect(g.All()); len(got) != 1 || got[0].String() != "" || len(got[0].Map()) != 0 {
		t.Errorf("%v", got)
	}
	var zero paramgen.Combination
	if _, ok := zero.Get("a"); ok || zero.Has("a") || len(zero.Map()) != 0 || zero.String() != "" {
		t.Error("the zero Combination has parameters")
	}
	if _, ok := paramgen.Value[int](zero, "a"); ok {
		t.Error("the zero Combination has values")
	}
}

// TestWideStar counts a diagram whose numbers are too large for a machine word in the middle
// and not at its ends.
func TestWideStar(t *testing.T) {
	params, rules := []paramgen.Parameter{paramgen.Param("x", 0, 1)}, []paramgen.Rule(nil)
	for i := range 30 {
		params = append(params, paramgen.Param(fmt.Sprint("y", i), paramgen.Range(0, 9, 1)...))
		rules = append(rules, paramgen.Expr(fmt.Sprintf("y%d >= x", i)))
	}
	ten, nine := new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil), new(big.Int).Exp(big.NewInt(9), big.NewInt(30), nil)
	if got := paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(rules...))).Count(); got.Cmp(ten.Add(ten, nine)) != 0 {
		t.Errorf("%v combinations, want %v", got, ten)
	}
}

// TestWithMapping writes flags and entries of names, numbers and values other than the
// parameters'.
func TestWithMapping(t *testing.T) {
	mapping := func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
		switch {
		case v == nil:
			return []paramgen.Setting{{Name: "no-" + p.Name(), Value: true}, {Name: "ignored"}}, nil
		case to == paramgen.ConfigFile:
			return []paramgen.Setting{{Name: "file_" + p.Name(), Value: v}}, nil
		}
		return []paramgen.Setting{{Name: p.Name(), Value: v}, {Name: p.Name() + "-too", Value: "x"}}, nil
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a_b", nil, 1)), paramgen.WithMapping(mapping)))
	g = paramgen.Must(g.With(paramgen.WithOrder("a_b"))) // which keeps the mapping
	var args []string
	for c := range g.All() {
		args = append(args, strings.Join(c.Args(), " "))
	}
	if got, want := strings.Join(args, "; "), "--no-a_b; --a_b 1 --a_b-too x"; got != want {
		t.Errorf("arguments %s, want %s", got, want)
	}
	if got := writtenWith(t, g, paramgen.FormatYAML); !strings.Contains(got, "\nno-a_b: true\n") || !strings.Contains(got, "\nfile_a_b: 1\n") || strings.Contains(got, "ignored") {
		t.Errorf("a configuration file\n%s", got)
	}
	g = paramgen.Must(g.With(paramgen.WithMapping(nil)))
	c, err := g.Combination(map[string]any{"a_b": 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(c.Args(), " "); got != "--a-b 1" {
		t.Errorf("arguments %s by the default mapping", got)
	}
}

func TestMappingErrors(t *testing.T) {
	odd := errors.New("is odd")
	fails := func(target paramgen.Target) paramgen.Option {
		return paramgen.WithMapping(func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
			if to == target && v == 3 {
				return nil, odd
			}
			return nil, nil
		})
	}
	space := paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 2, 3))
	var fault *paramgen.ParameterError
	if _, err := paramgen.New(space, fails(paramgen.CommandLine)); !errors.As(err, &fault) || fault.Parameter != "b" || !errors.Is(err, odd) {
		t.Errorf("New: %v", err)
	}
	g := paramgen.Must(paramgen.New(space, fails(paramgen.ConfigFile)))
	if _, err := g.Write(&strings.Builder{}, paramgen.FormatYAML, g.All()); !errors.As(err, &fault) || fault.Parameter != "b" || !errors.Is(err, odd) {
		t.Errorf("Write: %v", err)
	}
}

// TestWithMappingLate returns settings and an error: only the formats that write them fail.
func TestWithMappingLate(t *testing.T) {
	refused := errors.New("refused")
	mapping := func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
		if v == 2 {
			return []paramgen.Setting{{Name: "two", Value: v}}, refused
		}
		return []paramgen.Setting{{Name: p.Name(), Value: v}}, nil
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2)), paramgen.WithMapping(mapping)))
	if c, err := g.At(big.NewInt(1)); err != nil || !slices.Equal(c.Args(), []string{"--two", "2"}) {
		t.Error(c.Args(), err)
	}
	for _, format := range []paramgen.Format{paramgen.FormatArgs, paramgen.FormatYAML} {
		var b strings.Builder
		if _, err := g.Write(&b, format, g.All()); !errors.Is(err, refused) || b.Len() > 0 {
			t.Errorf("%s: %v, after %q", format, err, b.String())
		}
	}
	if _, err := g.Write(io.Discard, paramgen.FormatJSON, g.All()); err != nil {
		t.Error(err)
	}
}

func ExampleWithMapping() {
	// The server has a switch for either value of the parameter.
	cache := func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
		name := strings.ReplaceAll(p.Name(), "_", "-")
		if v == false {
			return []paramgen.Setting{{Name: "no-" + name, Value: true}}, nil
		}
		return []paramgen.Setting{{Name: name, Value: v}}, nil
	}
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("prefix_cache", false, true), paramgen.Param("batch", 8)),
		paramgen.WithMapping(cache)))
	for c := range g.All() {
		fmt.Println(c.Args())
	}
	// Output:
	// [--no-prefix-cache --batch 8]
	// [--prefix-cache --batch 8]
}
