package explain

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen/internal/diagram"
)

// A model is a space with the list of all rows and the rules that reject each.
type model struct {
	*Space
	rows      [][]int
	rejecting []uint // by row, a set of rules
}

// randomModel returns a space of up to five parameters whose rules are nogoods.
func randomModel(t *testing.T, seed uint64) *model {
	rng := rand.New(rand.NewPCG(seed, 3))
	m := &model{Space: &Space{Conditions: make([]bool, 1+rng.IntN(6))}, rows: [][]int{nil}}
	for range 2 + rng.IntN(4) {
		m.Problem.Domains = append(m.Problem.Domains, 1+rng.IntN(3))
	}
	for _, n := range m.Problem.Domains {
		var longer [][]int
		for _, row := range m.rows {
			for x := range n {
				longer = append(longer, append(slices.Clip(row), x))
			}
		}
		m.rows = longer
	}
	m.rejecting = make([]uint, len(m.rows))
	for r := range m.Conditions {
		m.Conditions[r] = rng.IntN(5) == 0
		for range 1 + rng.IntN(3) {
			m.addNogood(rng, r)
		}
	}
	var err error
	if m.Engine, err = diagram.Compile(m.Problem); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *model) addNogood(rng *rand.Rand, rule int) {
	vars := rng.Perm(len(m.Problem.Domains))[:1+rng.IntN(2)]
	slices.Sort(vars)
	values := make([]int32, len(vars))
	for i, v := range vars {
		values[i] = int32(rng.IntN(m.Problem.Domains[v]))
	}
	m.Owner = append(m.Owner, rule)
	m.Problem.Constraints = append(m.Problem.Constraints, diagram.Nogood(vars, values))
	for i, row := range m.rows {
		matches := true
		for k, v := range vars {
			matches = matches && row[v] == int(values[k])
		}
		if matches {
			m.rejecting[i] |= 1 << rule
		}
	}
}

// count returns how many rows a set of rules allows among those that want selects.
func (m *model) count(rules uint, want func(row []int) bool) int64 {
	n := int64(0)
	for i, row := range m.rows {
		if m.rejecting[i]&rules == 0 && (want == nil || want(row)) {
			n++
		}
	}
	return n
}

func (m *model) everyRule() uint { return 1<<len(m.Conditions) - 1 }

func (m *model) conditionMask() uint { return uint(mask(m.conditions())) }

func has(c Cell) func(row []int) bool {
	return func(row []int) bool { return row[c.V] == c.X && (c.W < 0 || row[c.W] == c.Y) }
}

// TestCounts compares what rules reject with the list of all rows.
func TestCounts(t *testing.T) {
	for seed := range uint64(500) {
		m := randomModel(t, seed)
		base := m.conditionMask()
		if got, want := m.Theoretical(), m.count(base, nil); got.Int64() != want {
			t.Fatalf("seed %d: %v theoretical combinations, want %d", seed, got, want)
		}
		for r := range m.Conditions {
			rule := uint(1) << r
			if got, want := m.Allowed(r), m.count(base|rule, nil); got.Int64() != want {
				t.Fatalf("seed %d: rule %d allows %v, want %d", seed, r, got, want)
			}
			want := m.count(m.everyRule()&^rule, nil) - m.count(m.everyRule(), nil)
			if got := m.OnlyBy(r); got.Int64() != want {
				t.Fatalf("seed %d: only rule %d rejects %v, want %d", seed, r, got, want)
			}
		}
	}
}

// TestForbidding checks that the dead cells are those of the list of all rows, and that their sets
// of rules are all single rules or else one minimal set.
func TestForbidding(t *testing.T) {
	together := 0
	for seed := range uint64(500) {
		m := randomModel(t, seed)
		if m.count(m.everyRule(), nil) == 0 {
			continue
		}
		cells, unlisted := m.Dead(1 << 20)
		if diff := cmp.Diff(m.deadCells(), cells); diff != "" || unlisted > 0 {
			t.Fatalf("seed %d: %d unlisted; %s", seed, unlisted, diff)
		}
		for c, sets := range m.Forbidding(cells) {
			if err := m.checkSets(c, sets); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if len(sets) == 1 && len(sets[0]) > 1 {
				together++
			}
		}
	}
	if together < 30 {
		t.Errorf("only %d cells are forbidden by several rules together", together)
	}
}

func (m *model) deadCells() []Cell {
	var cells []Cell
	dead := func(c Cell) bool { return m.count(m.everyRule(), has(c)) == 0 }
	for v, n := range m.Problem.Domains {
		for x := range n {
			if dead(Single(v, x)) {
				cells = append(cells, Single(v, x))
				continue
			}
			for w := v + 1; w < len(m.Problem.Domains); w++ {
				for y := range m.Problem.Domains[w] {
					if c := (Cell{v, x, w, y}); !dead(Single(w, y)) && dead(c) {
						cells = append(cells, c)
					}
				}
			}
		}
	}
	slices.SortFunc(cells, Cell.compare)
	return cells
}

func (m *model) checkSets(c Cell, sets [][]int) error {
	var alone [][]int
	for r := range m.Conditions {
		if m.count(1<<r, has(c)) == 0 {
			alone = append(alone, []int{r})
		}
	}
	if alone != nil {
		if diff := cmp.Diff(alone, sets); diff != "" {
			return fmt.Errorf("rules that forbid %v: %s", c, diff)
		}
		return nil
	}
	if len(sets) != 1 {
		return fmt.Errorf("%v has sets %v, want one", c, sets)
	}
	return m.checkMinimal(sets[0], has(c))
}

func (m *model) checkMinimal(set []int, want func([]int) bool) error {
	rules := uint(mask(set))
	if m.count(rules, want) > 0 {
		return fmt.Errorf("rules %v do not conflict", set)
	}
	for _, r := range set {
		if m.count(rules&^(1<<r), want) == 0 {
			return fmt.Errorf("rules %v conflict without %d", set, r)
		}
	}
	return nil
}

// TestConflict completes partial rows: Conflict returns a minimal set for each that is forbidden.
func TestConflict(t *testing.T) {
	for seed := range uint64(500) {
		m := randomModel(t, seed)
		row := m.undecided()
		row[0] = 0
		want := has(Single(0, 0))
		set := m.Conflict(row)
		switch {
		case m.count(m.everyRule(), want) > 0:
			if set != nil {
				t.Fatalf("seed %d: conflict %v of values that can be completed", seed, set)
			}
		case m.count(m.everyRule(), nil) == 0 && m.checkMinimal(set, nil) == nil:
		default:
			if err := m.checkMinimal(set, want); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		for r := range m.Conditions {
			if got, want := m.Completable(r, row), m.count(1<<r, want) > 0; got != want {
				t.Fatalf("seed %d: rule %d: completable %v, want %v", seed, r, got, want)
			}
		}
	}
}

// TestEmpty checks conflicts and relaxations of empty spaces: without a relaxation, and with no
// fewer rules removed, there are combinations.
func TestEmpty(t *testing.T) {
	empty := 0
	for seed := range uint64(2000) {
		m := randomModel(t, seed)
		if m.count(m.everyRule(), nil) > 0 {
			continue
		}
		empty++
		if err := m.checkMinimal(m.EmptyConflict(), nil); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, set := range m.Relaxations(Limits{Sets: 20, Questions: 1000}) {
			if m.count(m.everyRule()&^uint(mask(set)), nil) == 0 {
				t.Fatalf("seed %d: without rules %v there are no combinations", seed, set)
			}
		}
	}
	if empty < 50 {
		t.Errorf("only %d spaces are empty", empty)
	}
}

func TestDeadLimit(t *testing.T) {
	m := &Space{Problem: diagram.Problem{Domains: []int{3, 3}}, Conditions: []bool{false}}
	for x := range int32(3) {
		m.Owner = append(m.Owner, 0)
		m.Problem.Constraints = append(m.Problem.Constraints, diagram.Nogood([]int{0, 1}, []int32{x, x}))
	}
	m.Engine, _ = diagram.Compile(m.Problem)
	if cells, unlisted := m.Dead(2); len(cells) != 2 || unlisted != 1 {
		t.Errorf("cells %v, %d unlisted", cells, unlisted)
	}
}

// TestBudget checks that a question that exceeds its budget has no answer, or none that is wrong.
func TestBudget(t *testing.T) {
	s := &Space{Problem: diagram.Problem{Domains: []int{2, 2, 2}, Budget: 1}, Owner: []int{0, 1, 2}, Conditions: make([]bool, 3)}
	for v := range 2 {
		s.Problem.Constraints = append(s.Problem.Constraints, diagram.Nogood([]int{v, v + 1}, []int32{1, 1}))
	}
	s.Problem.Constraints = append(s.Problem.Constraints, diagram.Nogood([]int{0, 2}, []int32{0, 0}))
	row := []int32{-1, -1, -1}
	if n := s.Allowed(0); n != nil {
		t.Errorf("rule 0 allows %v", n)
	}
	if n := s.OnlyBy(0); n != nil {
		t.Errorf("only rule 0 rejects %v", n)
	}
	if set := s.Conflict(row); set != nil {
		t.Errorf("conflict %v", set)
	}
	if sets := s.Relaxations(Limits{Sets: 20, Questions: 100}); sets != nil {
		t.Errorf("relaxations %v", sets)
	}
	if !s.Completable(0, row) {
		t.Error("rule 0 is not completable")
	}
	if sets := s.Forbidding([]Cell{Single(0, 1)}); len(sets) != 1 || sets[Single(0, 1)] != nil {
		t.Errorf("forbidden by %v", sets)
	}
}

// TestMap compares the letters with the list of all rows.
func TestMap(t *testing.T) {
	letters := map[byte]int{}
	for seed := range uint64(300) {
		m := randomModel(t, seed)
		if m.count(m.everyRule(), nil) == 0 {
			continue
		}
		cells, _ := m.Dead(1 << 20)
		vars, rows := m.Map(cells, 1000)
		var values []Cell
		for _, v := range vars {
			for x := range m.Problem.Domains[v] {
				values = append(values, Single(v, x))
			}
		}
		for i, row := range rows {
			for j := range row {
				if want := m.letter(values[i], values[j]); row[j] != want {
					t.Fatalf("seed %d: %v and %v have letter %c, want %c", seed, values[i], values[j], row[j], want)
				}
				letters[row[j]]++
			}
		}
		if len(values) != len(rows) {
			t.Fatalf("seed %d: %d rows of %d values", seed, len(rows), len(values))
		}
	}
	if len(letters) < 6 {
		t.Errorf("letters %v", letters)
	}
	for n, want := range map[int64]byte{0: Forbidden, 4: Rarest, 5: Rarer, 9: Rarer, 10: Expected, 11: Oftener, 20: Oftener, 21: Most} {
		if got := letter(big.NewInt(n), big.NewInt(100), big.NewInt(100), big.NewInt(1000)); got != want {
			t.Errorf("letter of %d is %c, want %c", n, got, want)
		}
	}
}

func (m *model) letter(a, b Cell) byte {
	both := func(row []int) bool { return has(a)(row) && has(b)(row) }
	all := m.everyRule()
	n, total := m.count(all, both), m.count(all, nil)
	one, other := m.count(all, has(a)), m.count(all, has(b))
	switch ratio := float64(n*total) / float64(one*other); {
	case a.V == b.V:
		return Same
	case one == 0 || other == 0:
		return DeadValue
	case n == 0:
		return Forbidden
	case ratio < 0.5:
		return Rarest
	case ratio < 0.95:
		return Rarer
	case ratio <= 1.05:
		return Expected
	case ratio <= 2:
		return Oftener
	}
	return Most
}

// TestMapRoom checks that a map without room for all values prefers parameters of forbidden pairs.
func TestMapRoom(t *testing.T) {
	s := &Space{Problem: diagram.Problem{Domains: []int{3, 4, 2, 2}}}
	s.Engine, _ = diagram.Compile(s.Problem)
	if vars, rows := s.Map([]Cell{{1, 0, 3, 0}}, 8); !slices.Equal(vars, []int{1, 2, 3}) || len(rows) != 8 {
		t.Errorf("parameters %v, rows %q", vars, rows)
	}
}

// TestRectangles checks that the groups have every pair once, each with its sets.
func TestRectangles(t *testing.T) {
	for seed := range uint64(300) {
		m := randomModel(t, seed)
		if m.count(m.everyRule(), nil) == 0 {
			continue
		}
		cells, _ := m.Dead(1 << 20)
		sets, seen := m.Forbidding(cells), map[Cell]bool{}
		for _, r := range m.Rectangles(cells, sets) {
			for _, x := range r.Rows {
				for _, y := range r.Columns {
					c := Cell{r.V, x, r.W, y}
					if diff := cmp.Diff(sets[c], r.Sets); diff != "" || seen[c] {
						t.Fatalf("seed %d: %v, seen %v, %s", seed, c, seen[c], diff)
					}
					seen[c] = true
				}
			}
		}
		if pairs := slices.DeleteFunc(cells, func(c Cell) bool { return c.W < 0 }); len(pairs) != len(seen) {
			t.Fatalf("seed %d: %d pairs in groups, want %d", seed, len(seen), len(pairs))
		}
	}
}
