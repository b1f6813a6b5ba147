package search

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/paramgen/paramgen/internal/gp"
)

// grid is a space of two numbers and a category, all rows of which are valid.
type grid struct {
	variables []Variable
	rows      [][]int32
}

func newGrid() *grid {
	g := &grid{variables: []Variable{
		{Values: 9, Numbers: []float64{1, 2, 4, 8, 16, 32, 64, 128, 256}},
		{Values: 7, Numbers: []float64{8, 10, 12, 14, 16, 24, 32}},
		{Values: 3},
	}}
	for a := range int32(9) {
		for b := range int32(7) {
			for c := range int32(3) {
				g.rows = append(g.rows, []int32{a, b, c})
			}
		}
	}
	return g
}

// bowl is least at 5, 2, 1.
func bowl(r []int32) float64 {
	a, b := float64(r[0]-5), float64(r[1]-2)
	return 1 + a*a/8 + b*b/6 + math.Abs(float64(r[2]-1))
}

// task is what is known after the rows with some numbers were run.
func (g *grid) task(seed uint64, target func([]int32) []float64, ran ...int) *Task {
	t := &Task{Variables: g.variables, Candidates: &gp.Points{Width: 3}, Seed: seed}
	for i, row := range g.rows {
		if !slices.Contains(ran, i) {
			t.Candidates.Add(row)
		}
	}
	for _, i := range ran {
		y := target(g.rows[i])
		t.Runs = append(t.Runs, Run{Row: g.rows[i], Targets: y, Failed: y == nil, Repeats: 1})
	}
	return t
}

// number returns the number of a candidate's row.
func (g *grid) number(t *Task, candidate int) int {
	row := t.Candidates.Row(candidate)
	return slices.IndexFunc(g.rows, func(r []int32) bool { return slices.Equal(r, row) })
}

func one(f func([]int32) float64) func([]int32) []float64 {
	return func(r []int32) []float64 { return []float64{f(r)} }
}

var first = []int{3, 40, 77, 101, 130, 188}

func TestPickFindsTheLeastTarget(t *testing.T) {
	g := newGrid()
	for _, batch := range []int{1, 3, 10} {
		ran := slices.Clone(first)
		for len(ran) < 36 {
			task := g.task(1, one(bowl), ran...)
			for _, p := range task.Pick(batch) {
				ran = append(ran, g.number(task, p.Candidate))
			}
		}
		if !slices.ContainsFunc(ran, func(i int) bool { return bowl(g.rows[i]) == 1 }) {
			t.Errorf("batches of %d: the best row is not among %d of %d", batch, len(ran), len(g.rows))
		}
	}
}

func TestPicksAreDifferentCandidates(t *testing.T) {
	g := newGrid()
	constant := one(func([]int32) float64 { return 7 })
	fails := func(r []int32) []float64 {
		if r[2] == 1 {
			return nil
		}
		return []float64{bowl(r)}
	}
	pair := func(r []int32) []float64 { return []float64{bowl(r), -bowl(r)} }
	for name, target := range map[string]func([]int32) []float64{"bowl": one(bowl), "constant": constant, "fails": fails, "two": pair} {
		for _, n := range []int{0, 1, 2, 17, 100, 400} {
			task := g.task(1, target, first...)
			picks := task.Pick(n)
			if want := min(n, len(g.rows)-len(first)); len(picks) != want {
				t.Errorf("%s: %d picks, want %d", name, len(picks), want)
			}
			seen := map[int]bool{}
			for _, p := range picks {
				if seen[p.Candidate] {
					t.Errorf("%s: candidate %d is picked twice", name, p.Candidate)
				}
				seen[p.Candidate] = true
				if math.IsNaN(p.Improvement) || p.Improvement < 0 {
					t.Errorf("%s: improvement %v", name, p.Improvement)
				}
			}
		}
	}
}

// If every row of a value fails, the search turns to the other values.
func TestPickAvoidsWhatFails(t *testing.T) {
	g := newGrid()
	target := func(r []int32) []float64 {
		if r[2] == 1 { // the best rows
			return nil
		}
		return []float64{bowl(r)}
	}
	ran := slices.Clone(first)
	for len(ran) < 60 {
		task := g.task(1, target, ran...)
		for _, p := range task.Pick(3) {
			ran = append(ran, g.number(task, p.Candidate))
		}
	}
	failed := 0
	for _, i := range ran[20:] {
		if g.rows[i][2] == 1 {
			failed++
		}
	}
	if failed > 8 {
		t.Errorf("%d of the last 40 runs fail; a third of all rows does", failed)
	}
}

// The least target is beyond the limit; the least within it is at 5, 5, 1.
func TestPickKeepsLimits(t *testing.T) {
	g := newGrid()
	ran := slices.Clone(first)
	for len(ran) < 50 {
		task := g.task(1, one(bowl), ran...)
		for i := range task.Runs {
			task.Runs[i].Limits = []float64{float64(5-task.Runs[i].Row[1]) / 3}
		}
		for _, p := range task.Pick(3) {
			ran = append(ran, g.number(task, p.Candidate))
		}
	}
	missed := 0
	for _, i := range ran[20:] {
		if g.rows[i][1] < 5 {
			missed++
		}
	}
	if !slices.Contains(ran, slices.IndexFunc(g.rows, func(r []int32) bool { return slices.Equal(r, []int32{5, 5, 1}) })) || missed > 15 {
		t.Errorf("%d of the last 30 runs miss the limit, which 5 of 7 rows do", missed)
	}
}

// A pending row is not proposed, and its neighbourhood is worth less.
func TestPendingRowsCount(t *testing.T) {
	g := newGrid()
	task := g.task(1, one(bowl), first...)
	p := task.Pick(1)[0]
	task = g.task(1, one(bowl), first...)
	task.Pending = [][]int32{task.Candidates.Row(p.Candidate)}
	if again := task.Pick(1)[0]; again.Improvement >= p.Improvement {
		t.Errorf("improvement %v, and %v although the best candidate is pending", p.Improvement, again.Improvement)
	}
}

// Candidates of a large space come from the neighbours of the best.
func TestPickClimbs(t *testing.T) {
	g := newGrid()
	task := g.task(1, one(bowl), first...)
	task.Candidates = &gp.Points{Width: 3, Values: []int32{0, 0, 0}}
	ran := map[string]bool{}
	for _, r := range task.Runs {
		ran[key(r.Row)] = true
	}
	task.Neighbours = func(row []int32, add func([]int32)) {
		for _, r := range g.rows {
			different := 0
			for i := range r {
				if r[i] != row[i] {
					different++
				}
			}
			if different == 1 && !ran[key(r)] {
				add(r)
			}
		}
	}
	picks := task.Pick(4)
	if len(picks) != 4 || picks[0].Candidate == 0 {
		t.Errorf("picks %v of one candidate and its neighbours", picks)
	}
}

func TestManyRuns(t *testing.T) {
	g := &grid{variables: []Variable{{Values: 60}, {Values: 60, Numbers: make([]float64, 60)}}}
	task := &Task{Variables: g.variables, Candidates: &gp.Points{Width: 2}}
	for a := range int32(60) {
		g.variables[1].Numbers[a] = float64(a)
		for b := range int32(60) {
			if (a+b)%3 > 0 {
				task.Runs = append(task.Runs, Run{Row: []int32{a, b}, Targets: []float64{float64(b + a%7)}, Repeats: 1})
			} else {
				task.Candidates.Add([]int32{a, b})
			}
		}
	}
	if picks := task.Pick(2); len(picks) != 2 || task.Candidates.Row(picks[0].Candidate)[1] > 3 {
		t.Errorf("picks %v after %d runs", picks, len(task.Runs))
	}
}

func TestFeatures(t *testing.T) {
	variables := []Variable{
		{Values: 1},
		{Values: 2, Numbers: []float64{0, 1}},
		{Values: 3, Numbers: []float64{1, 1000, 10}},
		{Values: 4, Numbers: []float64{1, 2, 4, 8}},      // powers grow with the numbers
		{Values: 4, Numbers: []float64{16, 24, 32, 40}},  // they do not
		{Values: 4, Numbers: []float64{1, nan, 100, 50}}, // one is unset
		{Values: 3},
	}
	got := ""
	for _, v := range []view{byPowers, byValue} {
		for _, f := range features(variables, v) {
			got += fmt.Sprintf("%d %.3g %v\n", f.Variable, f.At, f.Category)
		}
	}
	want := `1 [0 1] true
2 [0 1 0.5] false
3 [0 0.333 0.667 1] false
4 [0 0.333 0.667 1] false
4 [0.5 0 1 0] false
5 [0 0.5 1 0.5] false
5 [0 1 0 0] true
6 [0 1 2] true
1 [0 1] true
2 [0 1 0.5] false
3 [0 0.333 0.667 1] false
3 [0 1 2 3] true
4 [0 0.333 0.667 1] false
4 [0 1 2 3] true
5 [0 0.5 1 0.5] false
5 [0 1 2 3] true
6 [0 1 2] true
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

var nan = math.NaN()

// The picks must not depend on the machine.
func TestGoldenPicks(t *testing.T) {
	for _, procs := range []int{1, 8} {
		before := runtime.GOMAXPROCS(procs)
		g := newGrid()
		got := ""
		for _, target := range []func([]int32) []float64{one(bowl), func(r []int32) []float64 { return []float64{bowl(r), float64(r[0])} }} {
			for _, p := range g.task(7, target, first...).Pick(6) {
				got += fmt.Sprintf("%d %x\n", p.Candidate, p.Improvement)
			}
		}
		runtime.GOMAXPROCS(before)
		if want := goldenPicks; got != want {
			t.Errorf("GOMAXPROCS %d: got\n%s\nwant\n%s", procs, got, want)
		}
	}
}

const goldenPicks = `126 0x1.255427681f972p-04
123 0x1.14fa69f14353cp-04
128 0x1.e2a7c9548ed08p-05
167 0x1.b0e42e832a459p-03
85 0x1.aafde3849e4dcp-04
152 0x1.0b5a18c4e24c1p-04
3 0x1.0be0f7cce9767p+01
11 0x1.d714f2e48fe2ep+00
64 0x1.c12a3472b6d18p+00
7 0x1.a9b88cbaf8cbcp+01
65 0x1.5986f1b4c16d4p+01
16 0x1.c2f4ffeb7e44ap+00
`

func TestScoresPreferTheValuesOfTheBest(t *testing.T) {
	g := newGrid()
	var ran []int
	for i := 0; i < len(g.rows); i += 2 {
		ran = append(ran, i)
	}
	scores := g.task(1, one(bowl), ran...).Scores()
	for variable, best := range []int{5, 2, 1} {
		for v, score := range scores[variable] {
			if math.Abs(float64(v-best)) > 1 && score >= scores[variable][best] {
				t.Errorf("variable %d: value %d has the score %v, the best value %v", variable, v, score, scores[variable][best])
			}
		}
	}
}
