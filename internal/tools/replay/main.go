// Replay runs searches on spaces in which every combination was measured, and prints how near to
// the best combination they come:
//
//	go run ./internal/tools/replay FOLDER
//
// Each folder in FOLDER is a set: space.json, info.json with the name, the metric and the
// direction, and results.csv with a row for each valid combination, or figures.txt, see
// testdata/measured. The figures are medians over seeds of the
// best result so far as a ratio to the best of the set. Those of other tools were measured once,
// on the same sets.
package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

//go:embed peers.csv
var peers []byte

// checkpoints are the numbers of runs after which figures are given.
var checkpoints = []int{25, 50, 100, 200}

func main() {
	seeds := flag.Int("seeds", 31, "number of seeds")
	sets := flag.String("sets", "", "only these sets, separated by commas")
	batches := flag.String("batches", "1,5,20", "sizes of batches")
	only := flag.String("methods", "", "only the methods whose names contain this; \"two metrics\" is the search for a front")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: replay [flags] FOLDER")
		os.Exit(2)
	}
	sizes, err := numbers(*batches)
	if err == nil {
		err = replay(os.Stdout, flag.Arg(0), *sets, *only, sizes, *seeds)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

func numbers(text string) (all []int, err error) {
	for _, word := range strings.Split(text, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is no size of a batch", word)
		}
		all = append(all, n)
	}
	return all, nil
}

// A line is a row of the table.
type line struct {
	set, method string
	medians     []float64 // NaN where the set has fewer combinations
	within      []float64 // share of the seeds within 1 % of the best
	seeds       string
}

func replay(w io.Writer, folder, names, only string, batches []int, seeds int) error {
	sets, err := readSets(folder)
	if err != nil {
		return err
	}
	if names != "" {
		wanted := strings.Split(names, ",")
		sets = slices.DeleteFunc(sets, func(s *set) bool { return !slices.Contains(wanted, s.name) })
	}
	var lines []line
	for _, m := range methods(batches) {
		if !strings.Contains(m.name, only) {
			continue
		}
		for _, s := range sets {
			l := measure(s, m, seeds)
			fmt.Fprintln(os.Stderr, l)
			lines = append(lines, l)
		}
	}
	if err := write(w, sets, lines); err != nil {
		return err
	}
	if strings.Contains("two metrics", only) {
		replayPairs(w, sets, seeds)
	}
	return nil
}

// measure runs a method with each seed.
func measure(s *set, m method, seeds int) line {
	curves := make([][]float64, seeds)
	for i := range curves {
		curves[i] = s.curve(m.run(s, uint64(i+1), checkpoints[len(checkpoints)-1]))
	}
	l := line{set: s.name, method: m.name, seeds: strconv.Itoa(seeds)}
	for _, at := range checkpoints {
		var all []float64
		within := 0.0
		for _, c := range curves {
			x := c[min(at, len(c))-1]
			all = append(all, x)
			if x <= 1.01 {
				within++
			}
		}
		slices.Sort(all)
		l.medians = append(l.medians, (all[(len(all)-1)/2]+all[len(all)/2])/2)
		l.within = append(l.within, within/float64(seeds))
	}
	return l
}

// String returns the row in Markdown.
func (l line) String() string {
	text := fmt.Sprintf("| %s | %s |", l.set, l.method)
	for _, m := range l.medians {
		text += fmt.Sprintf(" %.3f |", m)
	}
	return fmt.Sprintf("%s %s |", text, l.seeds)
}

// write prints the rows of each set with those of its peers, and the means over all sets.
func write(w io.Writer, sets []*set, lines []line) error {
	others, err := readPeers()
	if err != nil {
		return err
	}
	fmt.Fprint(w, "| set | method | 25 | 50 | 100 | 200 | seeds |\n|---|---|---|---|---|---|---|\n")
	for _, s := range sets {
		for _, l := range append(slices.Clone(others), lines...) {
			if l.set == s.name {
				fmt.Fprintln(w, l)
			}
		}
	}
	fmt.Fprintf(w, "\nGeometric means over the %d sets, and the share of runs within 1 %% of the best:\n\n", len(sets))
	fmt.Fprint(w, "| method | 25 | 50 | 100 | 200 | within 1 % at 25 / 50 / 100 / 200 |\n|---|---|---|---|---|---|\n")
	for len(lines) > 0 {
		name := lines[0].method
		fmt.Fprintln(w, average(lines, name))
		lines = slices.DeleteFunc(lines, func(l line) bool { return l.method == name })
	}
	return nil
}

// average returns the row of a method's means.
func average(lines []line, method string) string {
	text, shares, n := "| "+method+" |", "", 0.0
	logs, within := make([]float64, len(checkpoints)), make([]float64, len(checkpoints))
	for _, l := range lines {
		if l.method != method {
			continue
		}
		n++
		for i := range checkpoints {
			logs[i] += math.Log(l.medians[i])
			within[i] += l.within[i]
		}
	}
	for i := range checkpoints {
		text += fmt.Sprintf(" %.3f |", math.Exp(logs[i]/n))
		shares += fmt.Sprintf(" / %.0f", 100*within[i]/n)
	}
	return text + shares[2:] + " % |"
}

// readPeers returns the rows of other tools.
func readPeers() (all []line, err error) {
	rows, err := csv.NewReader(bytes.NewReader(peers)).ReadAll()
	if err != nil {
		return nil, err
	}
	for _, r := range rows[1:] {
		l := line{set: r[0], method: r[1], seeds: r[6]}
		for _, cell := range r[2:6] {
			x, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				return nil, err
			}
			l.medians = append(l.medians, x)
		}
		all = append(all, l)
	}
	return all, nil
}
