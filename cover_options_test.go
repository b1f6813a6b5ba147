package paramgen_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

// TestCoverIsLazy sees that nothing is done before the first walk, that it is done once, and that walks may be left and shared.
func TestCoverIsLazy(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	heard, last := 0, paramgen.CoverProgress{}
	seq := g.Cover(2, paramgen.OnProgress(func(p paramgen.CoverProgress) bool {
		heard, last = heard+1, p
		return true
	}), nil)
	if heard > 0 {
		t.Error("work is done before the first row is wanted")
	}
	for range seq {
		break
	}
	if last.Tuples != 691 || last.Rows == 0 {
		t.Errorf("last heard of %+v", last)
	}
	once := heard
	want := slices.Collect(g.Cover(2))
	var walks sync.WaitGroup
	for range 4 {
		walks.Add(1)
		go func() {
			defer walks.Done()
			if got := slices.Collect(seq); !slices.EqualFunc(got, want, equal) {
				t.Errorf("another walk yields %d other rows", len(got))
			}
		}()
	}
	walks.Wait()
	if heard != once {
		t.Error("the array was made again")
	}
}

// TestCoverStops ends the work after some rows, and in the middle of the search.
func TestCoverStops(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	part, err := g.CoveringArray(3, paramgen.OnProgress(func(p paramgen.CoverProgress) bool { return p.Rows < 10 }))
	if err != nil || len(part.Rows) != 10 || part.Shown >= part.Tuples || part.Tuples != 6780 {
		t.Errorf("stopped after 10 rows: %v, %v", part, err)
	}
	missing := 0
	for range part.Missing() {
		missing++
	}
	if missing != part.Tuples-part.Shown {
		t.Errorf("%d tuples are missing, %v", missing, part)
	}
	for tuple := range part.Missing() {
		if len(tuple) != 3 {
			t.Errorf("%v is no triple", tuple)
		}
		break
	}
	moves := 0
	whole, err := g.CoveringArray(3, paramgen.Improve(1<<30), paramgen.OnProgress(func(p paramgen.CoverProgress) bool {
		moves = p.Moves
		return moves < 5000
	}))
	if err != nil || whole.Shown < whole.Tuples || moves < 5000 || moves > 10000 {
		t.Errorf("stopped after %d moves: %v, %v", moves, whole, err)
	}
}

// TestIncludeOfOtherSpaces includes runs of a space that was changed since.
func TestIncludeOfOtherSpaces(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	done := slices.Collect(g.Cover(1))
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
		a, err := h.CoveringArray(2, paramgen.Include(done...))
		if err != nil || a.Included != len(done) || a.Shown < a.Tuples {
			t.Errorf("%s: %v, %v", tt.name, a, err)
			continue
		}
		for i, c := range done {
			if same := a.Rows[i].ID() == c.ID(); same != tt.id {
				t.Errorf("%s: run %d, %v, became %v", tt.name, i, c, a.Rows[i])
			}
		}
		if c, err := h.Coverage(2, slices.Values(done)); tt.id && (err != nil || c.Shown == 0) || !tt.id && !is[*paramgen.RowError](err) {
			t.Errorf("%s: coverage %v, %v", tt.name, c, err)
		}
	}
	conditional := paramgen.Must(g.With(paramgen.WithParameters(paramgen.Param("compile_bs", 16, 32).When(paramgen.Expr("tp_size > 2")))))
	a, err := conditional.CoveringArray(2, paramgen.Include(done...))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range done {
		active := number(c, "tp_size") > 2
		if _, set := paramgen.Value[int](a.Rows[i], "compile_bs"); set != active || !active && a.Rows[i].ID() != c.ID() {
			t.Errorf("%v became %v", c, a.Rows[i])
		}
	}
	h := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 1, 2), paramgen.Param("dp_size", 1, 2))))
	small := paramgen.Must(h.With(paramgen.WithParameters(paramgen.Param("page_size", nil))))
	if a, err := h.CoveringArray(1, paramgen.Include(slices.Collect(small.All())...)); err != nil || len(a.Rows) != 4 {
		t.Errorf("a parameter less, that is unset: %v, %v", a, err)
	}
}

// TestIncludeCompletes sees that what a row leaves open gets the values that are used least.
func TestIncludeCompletes(t *testing.T) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2, 3), paramgen.Param("c", 1, 2)),
		paramgen.WithRules(paramgen.Expr("b != 2 || a == 2"))))
	one := map[string]any{"a": 1}
	a, err := g.CoveringArray(1, paramgen.Include(one, one), paramgen.Include(map[string]any{}, nil))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range a.Rows {
		got = append(got, c.String())
	}
	if want := []string{"a=1/b=1/c=1", "a=1/b=3/c=2", "a=2/b=2/c=1", "a=2/b=1/c=2"}; !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
}

// TestAtMost sees that a limit is better spent than a prefix of the whole, and never worse.
func TestAtMost(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	whole, err := g.CoveringArray(2)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 5, 20, 40, 49, 100} {
		a, err := g.CoveringArray(2, paramgen.AtMost(n))
		if err != nil || len(a.Rows) > n {
			t.Fatalf("at most %d: %v, %v", n, a, err)
		}
		prefix, err := g.Coverage(2, first(n, slices.Values(whole.Rows)))
		if err != nil || a.Shown < prefix.Shown {
			t.Errorf("at most %d: %v; the prefix: %v, %v", n, a, prefix, err)
		}
	}
}

// TestCoverageOfAll: where the strength is the number of parameters, too, whatever fits into an array can be counted.
func TestCoverageOfAll(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("n", paramgen.Range(1, 100_000, 1)...), paramgen.Param("b", false, true)),
		paramgen.WithRules(paramgen.Expr("b || n > 50000"))))
	c, err := g.Coverage(2, g.Sample(3, 1))
	if err != nil || c.Tuples != 150_000 || c.Shown != 3 || !slices.Equal(c.New, []int{1, 1, 1}) {
		t.Fatalf("%+v, %v", c, err)
	}
	calls := 0
	a, err := g.CoveringArray(2, paramgen.Include(slices.Collect(g.Sample(2, 2))...), paramgen.OnProgress(func(p paramgen.CoverProgress) bool {
		calls++
		return p.Rows < 5000
	}))
	if err != nil || len(a.Rows) < 5000 || len(a.Rows) > 10_000 || a.Shown != len(a.Rows) || a.Tuples != 150_000 || calls < 5 {
		t.Fatalf("%v, %v, %d rows, told %d times", a, err, len(a.Rows), calls)
	}
	missing := 0
	for tuple := range a.Missing() {
		if missing++; len(tuple) != 2 {
			t.Fatal(tuple)
		}
	}
	if missing != a.Tuples-a.Shown {
		t.Errorf("%d are missing, want %d", missing, a.Tuples-a.Shown)
	}
	few := paramgen.MemoryLimit(1000)
	if _, err := g.Coverage(2, g.Sample(3, 1), few); !is[*paramgen.TuplesError](err) {
		t.Errorf("%v", err)
	}
	if _, err := g.CoveringArray(2, few); !is[*paramgen.TuplesError](err) {
		t.Errorf("%v", err)
	}
}
