package paramgen_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/randspace"
)

var (
	long       = flag.Bool("long", false, "prove what is otherwise sampled")
	spaces     = flag.Int("spaces", 0, "how many random spaces to compare with their definition; 0 for 600, 5000 with -long or 200 with -short")
	firstSpace = flag.Uint64("firstspace", 0, "number of the first random space")
)

// questions are all that a generator can be asked, each compared with a list of the space's rows made by definition.
var questions = []struct {
	methods string // of Generator that are asked
	ask     func(*twin) error
}{
	{"All Count Theoretical Parameters Rules Info", (*twin).walk},
	{"At Index", (*twin).at},
	{"Check Combination Index", (*twin).members},
	{"From", (*twin).from},
	{"Shard ShardRange", (*twin).shards},
	{"Sample", (*twin).sample},
	{"All", (*twin).opaque},
	{"With", (*twin).derived},
	{"Nearest", (*twin).nearest},
	{"Neighbours", (*twin).neighbours},
	{"OneAtATime", (*twin).around},
	{"Check", (*twin).partial},
	{"Report", (*twin).report},
	{"Cover", (*twin).covered},
	{"Coverage", (*twin).coverage},
	{"Diff", (*twin).differs},
	{"Write", (*twin).written},
	{"All WriteSpace", (*twin).fromFile},
	{"With", (*twin).narrowed},
	{"With", (*twin).partitioned},
	{"With", (*twin).reordered},
	{"With", (*twin).renamed},
}

// TestEveryQuestionIsAsked: a method that is added is to be asked here, too. WriteFile and WriteFolder are Write to another place.
func TestEveryQuestionIsAsked(t *testing.T) {
	asked := map[string]bool{"WriteFile": true, "WriteFolder": true}
	for _, q := range questions {
		for _, name := range strings.Fields(q.methods) {
			asked[name] = true
		}
	}
	g := reflect.TypeFor[*paramgen.Generator]()
	for i := range g.NumMethod() {
		if name := g.Method(i).Name; !asked[name] {
			t.Errorf("no random space is asked for %s", name)
		}
	}
}

// TestRandomSpaces asks random spaces all questions. A space for which an answer is wrong is made as small as it gets.
func TestRandomSpaces(t *testing.T) {
	switch {
	case *spaces > 0:
	case *long:
		*spaces = 5000
	case testing.Short():
		*spaces = 200
	default:
		*spaces = 600
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for n := next.Add(1) - 1; n < int64(*spaces) && !t.Failed(); n = next.Add(1) - 1 {
				if number := *firstSpace + uint64(n); agree(randspace.New(number), number) != nil {
					t.Error(smallest(number))
				}
			}
		}()
	}
	workers.Wait()
}

// smallest says what is wrong with a space, in the least space of which that can be said.
func smallest(number uint64) string {
	fails := func(s randspace.Space) bool {
		if len(s.Parameters) == 0 {
			return false // there is nothing to cover or to change, so that questions make no sense
		}
		err := agree(s, number)
		return err != nil && !errors.As(err, new(refusal))
	}
	s := randspace.New(number)
	if !fails(s) {
		return fmt.Sprintf("space %d\n%s%v", number, s, agree(s, number))
	}
	if filed := s.Filed(); fails(filed) {
		s = filed.Shrink(fails)
		return fmt.Sprintf("space %d, in short\n%s%v", number, s.Filed().File(), agree(s, number))
	}
	s = s.Shrink(fails)
	return fmt.Sprintf("space %d, in short, but not as a file\n%s%v", number, s, agree(s, number))
}

// twin is a random space, a generator of it, and the rows that it should have.
type twin struct {
	randspace.Space
	g         *paramgen.Generator
	rows      []randspace.Row
	rejecting [][]string // by row
	valid     []randspace.Row
	rng       *rand.Rand // for what is asked
	filed     randspace.Space
}

func newTwin(s randspace.Space, g *paramgen.Generator, seed uint64) *twin {
	t := &twin{Space: s, g: g, rows: s.Rows(), rng: rand.New(rand.NewPCG(seed, 1)), filed: s.Filed()}
	for _, r := range t.rows {
		rules := s.Rejecting(r)
		t.rejecting = append(t.rejecting, rules)
		if len(rules) == 0 {
			t.valid = append(t.valid, r)
		}
	}
	return t
}

// refusal is New's error. A space can get it by being made smaller, for another reason than it failed for.
type refusal struct{ error }

// agree returns the first difference between a generator and the definition of its space. The seed chooses what is asked where there is a choice.
func agree(s randspace.Space, seed uint64) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	g, err := paramgen.New(s.Options()...)
	if err != nil {
		return refusal{err}
	}
	t := newTwin(s, g, seed)
	for _, q := range questions {
		if err := q.ask(t); err != nil {
			return fmt.Errorf("%s: %w", q.methods, err)
		}
	}
	return nil
}

// same compares combinations with rows.
func same(what string, got []paramgen.Combination, want []randspace.Row) error {
	if len(got) != len(want) {
		return fmt.Errorf("%s: %d combinations, want %d", what, len(got), len(want))
	}
	for i, c := range got {
		if m := c.Map(); !maps.Equal(m, want[i]) {
			return fmt.Errorf("%s: combination %d is %v, want %v", what, i, m, want[i])
		}
	}
	return nil
}

func (t *twin) walk() error {
	theoretical := 1
	for i, p := range t.Parameters {
		theoretical *= len(p.Values)
		if got := t.g.Parameters()[i]; got.Name() != p.Name || !slices.Equal(got.Values(), p.Values) {
			return fmt.Errorf("parameter %d is %s, with %v", i, got.Name(), got.Values())
		}
	}
	for i, r := range t.Rules {
		if got := t.g.Rules()[i]; got.Name() != r.Name() {
			return fmt.Errorf("rule %d is %s", i, got.Name())
		}
	}
	if valid, all := t.g.Count(), t.g.Theoretical(); valid.Cmp(count(t.valid)) != 0 || all.Int64() != int64(theoretical) {
		return fmt.Errorf("%v of %v, want %d of %d", valid, all, len(t.valid), theoretical)
	}
	if i := t.g.Info(); i.Valid.Cmp(count(t.valid)) != 0 || i.Filtered != float64(theoretical-len(t.valid))/float64(theoretical) {
		return fmt.Errorf("information says %v, filtered %v", i.Valid, i.Filtered)
	}
	return same("All", slices.Collect(t.g.All()), t.valid)
}

func count(rows []randspace.Row) *big.Int { return big.NewInt(int64(len(rows))) }

func (t *twin) at() error {
	for i := range t.valid {
		c, err := t.g.At(big.NewInt(int64(i)))
		if err != nil {
			return err
		}
		if err := same(fmt.Sprintf("At(%d)", i), []paramgen.Combination{c}, t.valid[i:i+1]); err != nil {
			return err
		}
		if index, ok := t.g.Index(c); !ok || index.Int64() != int64(i) {
			return fmt.Errorf("Index of combination %d is %v, %v", i, index, ok)
		}
	}
	for _, i := range []int{-1, len(t.valid)} {
		if _, err := t.g.At(big.NewInt(int64(i))); err == nil {
			return fmt.Errorf("At(%d) of %d is no error", i, len(t.valid))
		}
	}
	return nil
}

// members asks about each row, valid or not: rules by themselves, Index, and of some Check, which explains and takes longer.
func (t *twin) members() error {
	wide, err := paramgen.New(t.Wide().Options()...)
	if err != nil {
		return err
	}
	i, index, sparse := 0, int64(0), 1+len(t.rows)/50
	for c := range wide.All() {
		if err := t.member(c, t.rows[i], t.rejecting[i], index); err != nil {
			return fmt.Errorf("row %v: %w", t.rows[i], err)
		}
		if i%sparse == 0 {
			own, err := t.g.Combination(t.rows[i])
			if err != nil {
				return err
			}
			if err := same("Combination", []paramgen.Combination{own}, t.rows[i:i+1]); err != nil {
				return err
			}
			if err := t.check(t.rows[i], t.rejecting[i]); err != nil {
				return fmt.Errorf("row %v: %w", t.rows[i], err)
			}
		}
		if len(t.rejecting[i]) == 0 {
			index++
		}
		i++
	}
	return nil
}

func (t *twin) member(c paramgen.Combination, r randspace.Row, rejecting []string, index int64) error {
	for _, rule := range t.Rules {
		if rule.Allow(c) == slices.Contains(rejecting, rule.Name()) {
			return fmt.Errorf("rule %s: Allow is %v", rule.Name(), rule.Allow(c))
		}
	}
	valid := len(rejecting) == 0
	if i, ok := t.g.Index(c); ok != valid || ok && i.Int64() != index {
		return fmt.Errorf("Index is %v, %v", i, ok)
	}
	return nil
}

// check asks why a row is invalid.
func (t *twin) check(r randspace.Row, rejecting []string) error {
	err := t.g.Check(r)
	var fault *paramgen.CheckError
	switch {
	case (err == nil) != (len(rejecting) == 0), err != nil && !errors.As(err, &fault):
		return fmt.Errorf("Check is %v", err)
	case err != nil && !slices.Equal(fault.Rules, rejecting):
		return fmt.Errorf("Check names the rules %q, want %q", fault.Rules, rejecting)
	}
	return nil
}

func (t *twin) from() error {
	for _, i := range []int{0, len(t.valid) / 3, len(t.valid)} {
		if err := same(fmt.Sprintf("From(%d)", i), slices.Collect(must(t.g.From(big.NewInt(int64(i))))), t.valid[i:]); err != nil {
			return err
		}
	}
	return nil
}

func (t *twin) shards() error {
	for _, n := range []int{1, 2, 5, min(len(t.valid)+1, 20)} {
		var all []paramgen.Combination
		for i := range n {
			part := slices.Collect(must(t.g.Shard(i, n)))
			from, to, _ := t.g.ShardRange(i, n)
			if from.Int64() != int64(len(all)) || to.Int64() != int64(len(all)+len(part)) {
				return fmt.Errorf("ShardRange(%d, %d) is %v, %v", i, n, from, to)
			}
			if extra := len(part) - len(t.valid)/n; extra < 0 || extra > 1 {
				return fmt.Errorf("Shard(%d, %d) has %d of %d", i, n, len(part), len(t.valid))
			}
			all = append(all, part...)
		}
		if err := same(fmt.Sprintf("%d shards", n), all, t.valid); err != nil {
			return err
		}
	}
	return nil
}

// sample checks that a sample of everything has everything once, and that smaller samples are its beginning.
func (t *twin) sample() error {
	all := slices.Collect(t.g.Sample(len(t.valid)+1, 7))
	few := slices.Collect(t.g.Sample(3, 7))
	rows := make([]randspace.Row, len(all))
	seen := map[int64]bool{}
	for i, c := range all {
		rows[i] = c.Map()
		index, ok := t.g.Index(c)
		if !ok || seen[index.Int64()] {
			return fmt.Errorf("Sample: %v is not valid or comes twice", c)
		}
		seen[index.Int64()] = true
	}
	if len(all) != len(t.valid) {
		return fmt.Errorf("Sample of all has %d of %d", len(all), len(t.valid))
	}
	return same("Sample(3)", few, rows[:min(3, len(rows))])
}

// opaque compares with the same rules as Go code that can only be run.
func (t *twin) opaque() error {
	g, err := paramgen.New(t.Opaque().Options()...)
	if err != nil {
		return err
	}
	return same("opaque rules", slices.Collect(g.All()), t.valid)
}
