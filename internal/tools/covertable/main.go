// Command covertable measures covering arrays: for every model of a folder, and for some that need no
// file, the size of the greedy and of the searched array and the processor seconds each took,
// beside the sizes that are known.
//
//	go run ./internal/tools/covertable -search 10 FOLDER      # strength 2
//	go run ./internal/tools/covertable -t 3 -search 60 FOLDER
//
// A README.md in the folder may hold a table of known sizes, with columns named model, t, best,
// pict, ipogbdd and so on.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"

	"github.com/paramgen/paramgen/internal/cover"
)

func main() {
	strength := flag.Int("t", 2, "`strength`")
	search := flag.Float64("search", 0, "`seconds` of processor time to search for each model")
	only := flag.String("only", "", "models whose name contains this `text`")
	extra := flag.Bool("extra", true, "include models that need no file")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	models, err := readModels(flag.Arg(0))
	if err == nil {
		if *extra {
			models = append(models, classics()...)
		}
		known := readKnown(flag.Arg(0))
		err = (&report{strength: *strength, search: *search, known: known}).all(models, *only)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "covertable:", err)
		os.Exit(1)
	}
}

// report prints the table.
type report struct {
	strength int
	search   float64
	known    map[string]known
	sum      counts
}

func (r *report) all(models []model, only string) error {
	fmt.Println("| model | parameters | t | tuples | best known | PICT | IPOG | greedy | s | searched | s | moves | proven bound |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, m := range models {
		if !strings.Contains(m.name, only) || r.strength > len(m.domains) {
			continue
		}
		if err := r.line(m); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	r.sum.print()
	return nil
}

// line measures a model and prints its line.
func (r *report) line(m model) error {
	start := cpu()
	p, err := m.problem(r.strength)
	if err != nil {
		return err
	}
	greedy, err := cover.Build(p)
	if err != nil {
		return err
	}
	e := entry{known: r.known[key(m.name, r.strength)], greedy: len(greedy.Rows), greedySeconds: cpu() - start}
	e.searched = e.greedy
	moves := 0
	if r.search > 0 {
		if moves, err = r.improve(p, &e); err != nil {
			return err
		}
	}
	fmt.Printf("| %s | %d | %d | %d | %s | %s | %s | %d | %.2f | %d | %.1f | %d | %d |\n", m.name, len(m.domains),
		r.strength, greedy.Tuples, e.known.text("best"), e.known.text("pict"), e.known.text("ipogbdd"),
		e.greedy, e.greedySeconds, e.searched, e.searchedSeconds, moves, greedy.Bound)
	r.sum.add(e)
	return nil
}

// improve searches for the given time and returns the number of moves.
func (r *report) improve(p cover.Problem, e *entry) (moves int, err error) {
	start := cpu()
	p.Moves = math.MaxInt
	p.Progress = func(s cover.Progress) bool {
		moves = s.Moves
		return cpu()-start < r.search
	}
	searched, err := cover.Build(p)
	if err != nil {
		return 0, err
	}
	e.searched, e.searchedSeconds = len(searched.Rows), cpu()-start
	return moves, nil
}
