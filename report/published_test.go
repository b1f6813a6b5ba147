package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

var models = flag.String("models", "", "a folder of space files to report on too")

// TestReportOfPublished compares the dead values and pairs of published spaces and models with
// another computation: a walk over all valid combinations, or for models of forbidden assignments
// a search.
func TestReportOfPublished(t *testing.T) {
	for _, folder := range []string{filepath.Join("..", "testdata", "spaces"), filepath.Join("..", "testdata", "models"), *models} {
		files, _ := filepath.Glob(filepath.Join(folder, "*.json"))
		for _, file := range files {
			if folder != "" {
				t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) { reportOn(t, file) })
			}
		}
	}
}

func load(t testing.TB, text []byte) *paramgen.Generator {
	t.Helper()
	option, err := paramgen.Load(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	g, err := paramgen.New(option)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func literal33(t testing.TB) *paramgen.Generator {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "testdata", "spaces", "sglang33_literal.json"))
	if err != nil {
		t.Fatal(err)
	}
	return load(t, text)
}

func reportOn(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g := load(t, text)
	start := time.Now()
	r := g.Report()
	t.Logf("%d of %d pairs are dead, %d values, %d groups: %v", r.DeadPairs, r.Pairs, r.DeadValues, len(r.ForbiddenPairs), time.Since(start).Round(time.Microsecond))
	seen := newSeen(g)
	const mostWalked, mostForbidden = 400_000, 600
	forbidden, ok := forbiddenOf(t, text)
	switch {
	case r.Valid.IsInt64() && r.Valid.Int64() <= mostWalked:
		seen.walk(g)
	case ok && len(forbidden) <= mostForbidden:
		(&searcher{seen, forbidden}).all()
	default:
		t.Log("not checked: too large for another computation")
		return
	}
	if values, pairs := seen.dead(); values != r.DeadValues || pairs != r.DeadPairs {
		t.Errorf("%d values and %d pairs are dead, want %d and %d", r.DeadValues, r.DeadPairs, values, pairs)
	}
	for _, n := range r.ForbiddenPairs {
		for _, x := range n.Values[0] {
			for _, y := range n.Values[1] {
				if seen.together(n.Parameters[0], x, n.Parameters[1], y) {
					t.Fatalf("%v, but there are some", n)
				}
			}
		}
	}
}

// seen is the pairs of values seen in some valid combination.
type seen struct {
	first   []int // number of each parameter's first value, over all parameters
	domains []int
	numbers map[string]map[any]int // by name and value
	pairs   [][]bool
}

func newSeen(g *paramgen.Generator) *seen {
	s := &seen{numbers: map[string]map[any]int{}}
	total := 0
	for _, p := range g.Parameters() {
		s.first = append(s.first, total)
		s.domains = append(s.domains, len(p.Values()))
		s.numbers[p.Name()] = map[any]int{}
		for x, v := range p.Values() {
			s.numbers[p.Name()][v] = total + x
		}
		total += len(p.Values())
	}
	s.pairs = make([][]bool, total)
	for i := range s.pairs {
		s.pairs[i] = make([]bool, total)
	}
	return s
}

func (s *seen) mark(numbers []int) {
	for _, i := range numbers {
		for _, j := range numbers {
			s.pairs[i][j] = true
		}
	}
}

func (s *seen) walk(g *paramgen.Generator) {
	for c := range g.All() {
		var numbers []int
		for name, v := range c.All() {
			numbers = append(numbers, s.numbers[name][v])
		}
		s.mark(numbers)
	}
}

func (s *seen) together(p string, x any, q string, y any) bool {
	return s.pairs[s.numbers[p][x]][s.numbers[q][y]]
}

func (s *seen) dead() (values, pairs int) {
	for v, from := range s.first {
		for i := from; i < from+s.domains[v]; i++ {
			if !s.pairs[i][i] {
				values++
			}
			for j := from + s.domains[v]; j < len(s.pairs); j++ {
				if !s.pairs[i][j] {
					pairs++
				}
			}
		}
	}
	return values, pairs
}

// forbiddenOf returns the forbidden assignments of a model as value numbers by parameter, -1 where
// open; false where it has other rules.
func forbiddenOf(t *testing.T, text []byte) (all [][]int, ok bool) {
	var file struct {
		Parameters []struct {
			Name   string
			Values []any
		}
		Rules []json.RawMessage
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, r := range file.Rules {
		var rule struct{ Forbid map[string]any }
		if json.Unmarshal(r, &rule) != nil || rule.Forbid == nil {
			return nil, false
		}
		row := make([]int, len(file.Parameters))
		for v, p := range file.Parameters {
			row[v] = -1
			for x, value := range p.Values {
				if want, named := rule.Forbid[p.Name]; named && value == want {
					row[v] = x
				}
			}
		}
		all = append(all, row)
	}
	return all, true
}

// searcher looks for a combination with each pair of values: it decides the parameter with the
// fewest values left, and takes away the values that would complete a forbidden assignment (Davis,
// Logemann, Loveland 1962).
type searcher struct {
	*seen
	forbidden [][]int
}

func (s *searcher) all() {
	for v := range s.domains {
		for w := range v + 1 {
			for x := range s.domains[v] {
				for y := range s.domains[w] {
					if i, j := s.first[v]+x, s.first[w]+y; !s.pairs[i][j] && (v != w || x == y) {
						s.find(v, x, w, y)
					}
				}
			}
		}
	}
}

// left is the values that each parameter still has.
type left [][]int

func (s *searcher) find(v, x, w, y int) {
	l := make(left, len(s.domains))
	for u, d := range s.domains {
		for z := range d {
			l[u] = append(l[u], z)
		}
	}
	l[v], l[w] = []int{x}, []int{y}
	row, ok := s.solve(l)
	if !ok {
		return
	}
	numbers := make([]int, len(row))
	for u, z := range row {
		numbers[u] = s.first[u] + z[0]
	}
	s.mark(numbers)
}

func (s *searcher) solve(l left) (left, bool) {
	if !s.propagate(l) {
		return nil, false
	}
	branch := -1
	for v, values := range l {
		if len(values) > 1 && s.open(l, v) && (branch < 0 || len(values) < len(l[branch])) {
			branch = v
		}
	}
	if branch < 0 {
		return l, true // whatever is left cannot complete a forbidden assignment
	}
	for _, x := range l[branch] {
		next := slices.Clone(l)
		next[branch] = []int{x}
		if row, ok := s.solve(next); ok {
			return row, true
		}
	}
	return nil, false
}

// rest returns the place of a forbidden assignment that is not decided yet: -1 for none, -2 for
// several or where it is avoided.
func rest(f []int, l left) int {
	at := -1
	for v, x := range f {
		switch {
		case x < 0 || len(l[v]) == 1 && l[v][0] == x:
		case at >= 0 || !slices.Contains(l[v], x):
			return -2
		default:
			at = v
		}
	}
	return at
}

// propagate takes away the values that would complete a forbidden assignment, until there are
// none; false where one is complete.
func (s *searcher) propagate(l left) bool {
	for changed := true; changed; {
		changed = false
		for _, f := range s.forbidden {
			switch v := rest(f, l); {
			case v == -1:
				return false
			case v >= 0:
				l[v] = slices.DeleteFunc(slices.Clone(l[v]), func(x int) bool { return x == f[v] })
				changed = true
			}
		}
	}
	return true
}

// open tells whether a forbidden assignment that can still happen has a value of v.
func (s *searcher) open(l left, v int) bool {
	return slices.ContainsFunc(s.forbidden, func(f []int) bool {
		if f[v] < 0 {
			return false
		}
		for u, x := range f {
			if x >= 0 && !slices.Contains(l[u], x) {
				return false
			}
		}
		return true
	})
}

// The 33 parameters of the script's authors with the rules as they coded them: what nobody
// noticed.
func TestReportOfLiteral(t *testing.T) {
	r := literal33(t).Report()
	if r.Valid.Int64() != 354_585_600_000 || r.DeadValues != 28 || r.DeadPairs != 3172 || r.Pairs != 8016 {
		t.Errorf("%v valid, %d dead values, %d of %d pairs dead", r.Valid, r.DeadValues, r.DeadPairs, r.Pairs)
	}
	want := map[string]string{
		"enable_lmcache=true":                "[[lmcache]]",
		"hicache_ratio=2":                    "[[hierarchical_cache hicache_ratio]]",
		"nsa_decode_backend=flashmla_sparse": "[[nsa_decode]]",
	}
	for _, p := range r.Parameters {
		for _, v := range p.Values {
			key := p.Name + "=" + fmt.Sprint(v.Value)
			if rules, asked := want[key]; asked {
				if got := fmt.Sprint(v.Rules); got != rules || v.Count.Sign() != 0 {
					t.Errorf("%s is blamed on %s, want %s", key, got, rules)
				}
				delete(want, key)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not among the values: %v", want)
	}
}

func BenchmarkReport(b *testing.B) {
	for name, g := range map[string]*paramgen.Generator{"sglang": paramgen.Must(paramgen.New(sglang.Default())), "literal33": literal33(b)} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				if g.Report().Pairs == 0 {
					b.Fatal()
				}
			}
		})
	}
}
