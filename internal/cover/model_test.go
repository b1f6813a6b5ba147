package cover

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// server is a model of ten parameters of an inference server with three rules.
func server() rules {
	r := rules{domains: []int{5, 5, 6, 4, 4, 3, 2, 2, 5, 4}}
	forbid := func(v, x, w, y int) {
		c := clause{}
		c.forbid(r, v, x)
		c.forbid(r, w, y)
		r.clauses = append(r.clauses, c)
	}
	for x := 1; x < 5; x++ {
		forbid(7, 1, 8, x)
		for y := 1; y < 5; y++ {
			forbid(0, x, 1, y)
		}
	}
	forbid(2, 5, 3, 0)
	return r
}

// TestSizes checks that arrays are at most as large as the smallest known ones or close to them.
//
// For the server at strength 2, 49 is the minimum. Requests and total are never both set. Each of
// their eight set values needs six rows, one for each chunk size, and no row has two of them. One
// more row has neither.
func TestSizes(t *testing.T) {
	for _, test := range []struct {
		name     string
		rules    rules
		strength int
		moves    int
		want     int
	}{
		{"spins", readModel(t, "spins"), 2, 0, 19},
		{"spins", readModel(t, "spins"), 3, 200000, 80},
		{"banking1", readModel(t, "banking1"), 2, 0, 13},
		{"banking1", readModel(t, "banking1"), 3, 0, 45},
		{"storage2", readModel(t, "storage2"), 2, 0, 18},
		{"storage2", readModel(t, "storage2"), 3, 0, 54},
		{"healthcare1", readModel(t, "healthcare1"), 2, 0, 30},
		{"healthcare1", readModel(t, "healthcare1"), 3, 50000, 96},
		{"server", server(), 1, 0, 9},
		{"server", server(), 2, 0, 49},
		{"server", server(), 3, 50000, 254},
		{"server", server(), 10, 0, 119232},
		{"2^100", rules{domains: slices.Repeat([]int{2}, 100)}, 2, 0, 12},
		{"3^13", rules{domains: slices.Repeat([]int{3}, 13)}, 2, 0, 17},
		{"10^20", rules{domains: slices.Repeat([]int{10}, 20)}, 2, 0, 190},
	} {
		a := build(t, test.rules, Problem{Strength: test.strength, Moves: test.moves})
		if a.Shown != a.Tuples || len(a.Rows) > test.want || len(a.Rows) < a.Bound {
			t.Errorf("%s at strength %d: %d rows, bound %d, %d of %d tuples; want %d rows", test.name, test.strength,
				len(a.Rows), a.Bound, a.Shown, a.Tuples, test.want)
		}
		if test.name == "server" && test.strength == 2 && a.Bound != 49 {
			t.Errorf("server: bound %d, want 49", a.Bound)
		}
	}
}

// TestMaxRows checks that a limited array covers at least as much as a prefix of an unlimited one.
func TestMaxRows(t *testing.T) {
	for _, space := range []rules{readModel(t, "spins"), readModel(t, "banking1"), server()} {
		all := build(t, space, Problem{Strength: 2})
		prefix := 0
		for i, n := range all.New {
			prefix += n
			few := build(t, space, Problem{Strength: 2, MaxRows: i + 1})
			if few.Shown < prefix || len(few.Rows) > i+1 {
				t.Fatalf("%d rows show %d tuples, a prefix of %d shows %d", len(few.Rows), few.Shown, i+1, prefix)
			}
		}
	}
}

func build(t testing.TB, r rules, p Problem) *Array {
	t.Helper()
	m := newMDD(r)
	p.Domains, p.Oracle, p.Linked = r.domains, m, m.groups
	a, err := Build(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range a.Rows {
		if !r.allow(row) {
			t.Fatalf("row %v is not valid", row)
		}
	}
	return a
}

// TestCover compares the coverage of random rows with a count by hand.
func TestCover(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		space := randomRules(r)
		all := newList(space)
		p := Problem{Domains: space.domains, Oracle: all, Linked: link(space), Strength: 1 + r.IntN(len(space.domains))}
		var rows [][]int32
		for range min(r.IntN(6), len(all.rows)) {
			rows = append(rows, all.rows[r.IntN(len(all.rows))])
		}
		got, err := Cover(p, slices.Values(rows))
		if err != nil {
			t.Fatal(err)
		}
		sets := subsets(upTo(len(space.domains)), p.Strength)
		want, shown := map[uint64]bool{}, map[uint64]bool{}
		for _, row := range all.rows {
			addTuples(want, row, sets)
		}
		for i, row := range rows {
			if n := addTuples(shown, row, sets); n != got.New[i] {
				t.Fatalf("row %d shows %d, said to show %d", i, n, got.New[i])
			}
		}
		if got.Tuples != len(want) || got.Shown != len(shown) {
			t.Fatalf("%d of %d, want %d of %d", got.Shown, got.Tuples, len(shown), len(want))
		}
		for row := range got.Missing() {
			key := ^uint64(0)
			for v, x := range row {
				if x >= 0 {
					key &^= uint64(15-x) << (4 * v)
				}
			}
			if !want[key] || shown[key] {
				t.Fatalf("%v is said to be missing", row)
			}
			shown[key] = true
		}
		if len(shown) != len(want) {
			t.Fatalf("%d tuples are not said to be missing", len(want)-len(shown))
		}
	}
}

func TestMissingStops(t *testing.T) {
	c, err := Cover(Problem{Domains: []int{2, 2}, Strength: 1}, slices.Values([][]int32(nil)))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range c.Missing() {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d tuples", n)
	}
}

func TestErrors(t *testing.T) {
	var strength *StrengthError
	for _, p := range []Problem{
		{Domains: []int{2, 2}, Strength: 0},
		{Domains: []int{2, 2}, Strength: 3},
		{Domains: []int{2, 2}, Strength: 1, Groups: []Group{{[]int{0}, 2}}},
		{Strength: 1},
	} {
		if _, err := Build(p); !errors.As(err, &strength) {
			t.Errorf("%+v: %v", p, err)
		}
	}
	var size *SizeError
	_, err := Build(Problem{Domains: slices.Repeat([]int{10}, 200), Strength: 4})
	if !errors.As(err, &size) || size.Tuples.String() != "646849500000" {
		t.Error(err)
	}
	if _, err := Cover(Problem{Domains: []int{10, 10, 10}, Strength: 3, Memory: 100_000}, slices.Values([][]int32{})); !errors.As(err, &size) || size.Tuples.String() != "1000" {
		t.Error(err)
	}
	small := Problem{Domains: []int{2, 3, 2}, Strength: 2, Memory: 1}
	if _, err := Build(small); !errors.As(err, &size) {
		t.Fatal(err)
	}
	if small.Memory = size.Bytes.Int64(); small.Memory > 1 {
		if _, err := Build(small); err != nil {
			t.Errorf("with exactly the memory needed: %v", err)
		}
	}
	r := rules{domains: []int{2, 2}, clauses: []clause{{0: {true, false}, 1: {true, false}}}}
	m := newMDD(r)
	for _, seed := range [][]int32{{0, 0}, {0}, {2, 0}, {-1, 0}} {
		var row *RowError
		_, err := Build(Problem{Domains: r.domains, Oracle: m, Linked: m.groups, Strength: 1, Seeds: [][]int32{{1, 1}, seed}})
		if !errors.As(err, &row) || row.Row != 1 {
			t.Errorf("%v: %v", seed, err)
		}
	}
}

func TestSmallest(t *testing.T) {
	none := rules{domains: []int{2, 3}, clauses: []clause{{0: {true, true}}}}
	if a := build(t, none, Problem{Strength: 2}); len(a.Rows) > 0 || a.Tuples > 0 {
		t.Errorf("an empty space has %+v", a)
	}
	one := rules{domains: []int{1, 1, 1}}
	want := &Array{Rows: [][]int32{{0, 0, 0}}, New: []int{3}, Tuples: 3, Shown: 3, Bound: 1}
	if a := build(t, one, Problem{Strength: 2}); !cmp.Equal(a, want) {
		t.Error(cmp.Diff(want, a))
	}
}

// TestStop stops the work at various reports and checks that the rows are a valid partial array.
func TestStop(t *testing.T) {
	space := server()
	for stop := 1; stop < 60; stop += 7 {
		reports := 0
		a := build(t, space, Problem{Strength: 2, Progress: func(Progress) bool {
			reports++
			return reports < stop
		}})
		if reports > stop || a.Shown == 0 {
			t.Fatalf("%d reports, asked to stop at the %d-th", reports, stop)
		}
	}
}

// TestEntangled covers a dozen variables under thousands of random forbidden assignments.
func TestEntangled(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	space := rules{domains: slices.Repeat([]int{3}, 12)}
	for range 2000 {
		c := clause{}
		for _, v := range r.Perm(12)[:5+r.IntN(3)] {
			c.forbid(space, v, r.IntN(3))
		}
		space.clauses = append(space.clauses, c)
	}
	m := newMDD(space)
	a, err := Build(Problem{Domains: space.domains, Oracle: m, Linked: m.groups, Strength: 2})
	if err != nil || a.Shown < a.Tuples || a.Tuples == 0 {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestMemory measures the memory of 1.3 million tuples.
func TestMemory(t *testing.T) {
	p := Problem{Domains: slices.Repeat([]int{2}, 100), Strength: 3}
	var peak uint64
	p.Progress = func(Progress) bool {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapAlloc)
		return true
	}
	a, err := Build(p)
	if err != nil || a.Tuples != 1293600 || a.Shown != a.Tuples {
		t.Fatal(len(a.Rows), a.Tuples, err)
	}
	if peak > 40<<20 {
		t.Errorf("%d MiB", peak>>20)
	}
}

// BenchmarkBuild builds arrays with the default moves for the server and for 61 free parameters.
func BenchmarkBuild(b *testing.B) {
	mixed := rules{domains: slices.Concat(slices.Repeat([]int{4}, 15), slices.Repeat([]int{3}, 17), slices.Repeat([]int{2}, 29))}
	for _, bench := range []struct {
		name  string
		rules rules
	}{{"server", server()}, {"mixed", mixed}} {
		for strength := 2; strength <= 3; strength++ {
			b.Run(fmt.Sprintf("%s/t=%d", bench.name, strength), func(b *testing.B) {
				rows := 0
				for range b.N {
					rows = len(build(b, bench.rules, Problem{Strength: strength}).Rows)
				}
				b.ReportMetric(float64(rows), "rows")
			})
		}
	}
}
