// Command covertable measures covering arrays: for every space file of a folder, and for some
// models that need no file, the size of the greedy and of the searched array and the seconds that
// each took, next to the sizes that are known.
//
//	go run ./internal/tools/covertable -search 10s FOLDER      # strength 2
//	go run ./internal/tools/covertable -t 3 -search 60s FOLDER
//
// A README.md in the folder may hold a table of known sizes, with columns named model, t, best,
// pict and ipogbdd. Seconds are of the clock, so nothing else should run.
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/paramgen/paramgen"
)

func main() {
	strength := flag.Int("t", 2, "`strength`")
	search := flag.Duration("search", 0, "`time` to search for each model")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	r := report{strength: *strength, search: *search, known: readKnown(flag.Arg(0))}
	if err := r.print(flag.Arg(0)); err != nil {
		log.Fatal(err)
	}
}

// classics are models of the literature without rules: how many parameters have how many values.
var classics = []struct {
	name  string
	sizes [][2]int // values, parameters
}{
	{"3^4", [][2]int{{3, 4}}}, {"3^13", [][2]int{{3, 13}}}, {"4^15 3^17 2^29", [][2]int{{4, 15}, {3, 17}, {2, 29}}},
	{"4^1 3^39 2^35", [][2]int{{4, 1}, {3, 39}, {2, 35}}}, {"2^100", [][2]int{{2, 100}}}, {"10^20", [][2]int{{10, 20}}},
}

// report prints the table.
type report struct {
	strength int
	search   time.Duration
	known    map[string]known
	sum      counts
}

func (r *report) print(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return err
	}
	fmt.Println("| model | parameters | t | tuples | best known | PICT | IPOG | greedy | s | searched | s | moves | proven bound |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, name := range files {
		if err := r.file(name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, c := range classics {
		var params []paramgen.Parameter
		for _, s := range c.sizes {
			for range s[1] {
				params = append(params, paramgen.Param(fmt.Sprint("p", len(params)), paramgen.Range(1, s[0], 1)...))
			}
		}
		if err := r.line(c.name, paramgen.WithParameters(params...)); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	r.sum.print()
	return nil
}

func (r *report) file(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	space, err := paramgen.Load(f)
	if err != nil {
		return err
	}
	return r.line(strings.TrimSuffix(filepath.Base(name), ".json"), space)
}

// line measures a model and prints its line.
func (r *report) line(name string, space paramgen.Option) error {
	start := time.Now()
	g, err := paramgen.New(space)
	if err != nil {
		return err
	}
	if r.strength > len(g.Parameters()) {
		return nil
	}
	greedy, err := g.Cover(r.strength)
	if err != nil {
		return err
	}
	e := entry{known: r.known[key(name, r.strength)], greedy: greedy.Len(), greedySeconds: time.Since(start).Seconds()}
	e.searched = e.greedy
	if r.search > 0 {
		if err := r.improve(g, &e); err != nil {
			return err
		}
	}
	fmt.Printf("| %s | %d | %d | %d | %s | %s | %s | %d | %.2f | %d | %.1f | %d | %d |\n", name, len(g.Parameters()),
		r.strength, greedy.Tuples, e.known.text("best"), e.known.text("pict"), e.known.text("ipogbdd"),
		e.greedy, e.greedySeconds, e.searched, e.searchedSeconds, e.moves, greedy.Bound)
	r.sum.add(e)
	return nil
}

// improve searches for the given time.
func (r *report) improve(g *paramgen.Generator, e *entry) error {
	start := time.Now()
	progress := func(p paramgen.CoverProgress) bool {
		e.moves = p.Moves
		return time.Since(start) < r.search
	}
	searched, err := g.Cover(r.strength, paramgen.Improve(math.MaxInt), paramgen.OnProgress(progress))
	if err != nil {
		return err
	}
	e.searched, e.searchedSeconds = searched.Len(), time.Since(start).Seconds()
	return nil
}
