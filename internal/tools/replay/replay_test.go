package main

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"
)

const measured = "../../../testdata/measured"

func read(t *testing.T, name string) *set {
	s, err := readSet(measured + "/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// After 60 runs the search is nearer to the best than random runs after 200.
func TestSearchIsBetterThanRandom(t *testing.T) {
	for _, name := range []string{"storm_wc", "pnpoly_rtx_3090"} {
		s := read(t, name)
		var ours, others []float64
		for seed := range uint64(3) {
			ours = append(ours, last(s.curve(tuned(s, seed, 60, 10))))
			others = append(others, last(s.curve(random(s, seed, 200))))
		}
		slices.Sort(ours)
		slices.Sort(others)
		if ours[1] > others[1] {
			t.Errorf("%s: %v of the best after 60 runs, %v by 200 random ones", name, ours[1], others[1])
		}
	}
}

func last(all []float64) float64 { return all[len(all)-1] }

func TestMethodsRunDifferentCombinations(t *testing.T) {
	s := read(t, "mysql")
	for _, m := range methods([]int{20}) {
		rows := m.run(s, 1, 100)
		seen := map[string]bool{}
		for _, r := range rows {
			seen[r.Record.ID] = true
		}
		found := s.curve(rows)[len(rows)-1] == 1
		if len(rows) != 100 && !found || len(rows) > 100 || len(seen) != len(rows) {
			t.Errorf("%s: %d runs of %d combinations", m.name, len(rows), len(seen))
		}
	}
}

func TestReplayPrintsTables(t *testing.T) {
	var out bytes.Buffer
	if err := replay(&out, measured, "storm_wc,pnpoly_rtx_3090", "random", []int{5}, 3); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n| pnpoly_rtx_3090 | Kernel Tuner genetic_algorithm | 1.128 | 1.053 | 1.004 | 1.000 | 31 |\n",
		"\n| storm_wc | covering array, then random | ", "\n| random | ", "Geometric means over the 2 sets"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	if err := replay(&out, "testdata", "", "", nil, 1); err == nil {
		t.Error("no error for a folder without sets")
	}
}

// The hypervolume of two metrics grows faster than with random runs.
func TestTwoMetrics(t *testing.T) {
	p := &pair{read(t, "storm_rs"), read(t, "storm_rs_lat")}
	ours, others := 0.0, 0.0
	for seed := range uint64(2) {
		ours += p.volume(p.tuned(seed, 100, 10))
		others += p.volume(p.random(seed, 100))
	}
	if ours <= others {
		t.Errorf("hypervolume %v, by random runs %v", ours/2, others/2)
	}
}

// The volume of a front of three points, by hand.
func TestHypervolume(t *testing.T) {
	if got, want := hypervolume([][2]float64{{1, 3}, {2, 1}, {3, 3}, {0, 4}}, [2]float64{4, 4}), 3*1+2*2.0; math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, want %v", got, want)
	}
}

func BenchmarkSearch(b *testing.B) {
	s, err := readSet(measured + "/pnpoly_rtx_3090")
	if err != nil {
		b.Fatal(err)
	}
	for i := range b.N {
		tuned(s, uint64(i), 200, 5)
	}
}
