package paramgen

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
)

// mostWork bounds the searches of one report for rules that forbid something only together: the rules and parameters of all problems that
// are compiled for them. It is about a second. What is left over is reported without rules.
const mostWork = 150_000

// A cell is two values, x of parameter v and y of parameter w > v, or one value where w is -1.
type cell struct{ v, x, w, y int }

func lone(v, x int) cell { return cell{v, x, -1, -1} }

func couple(v, x, w, y int) cell {
	if v > w {
		return cell{w, y, v, x}
	}
	return cell{v, x, w, y}
}

func (c cell) compare(d cell) int { return cmp.Or(c.v-d.v, c.w-d.w, c.x-d.x, c.y-d.y) }

// A blamer finds for cells that never occur the minimal sets of rules that forbid them: every rule that does so alone or,
// where none does, one set of several.
type blamer struct {
	*space
	sets  map[cell][][]int
	work  int
	reads [][]int // parameters, by rule
}

func (s *space) blamer() *blamer {
	b := &blamer{space: s, sets: make(map[cell][][]int), reads: make([][]int, len(s.rules))}
	for r := range s.rules {
		b.reads[r] = s.reads(r)
	}
	return b
}

// blameCells returns the sets for dead values and for dead pairs of other values.
func (s *space) blameCells(cells []cell) map[cell][][]int {
	b := s.blamer()
	for _, c := range cells {
		b.sets[c] = nil
	}
	for r := range s.rules {
		for c := range b.forbidden([]int{r}) {
			b.sets[c] = append(b.sets[c], []int{r})
		}
	}
	for _, c := range cells {
		if len(b.sets[c]) == 0 && b.work < mostWork {
			b.search(c)
		}
	}
	return b.sets
}

// forbidden returns those of the cells that some rules forbid, none of them past the budget.
func (b *blamer) forbidden(rules []int) map[cell]bool {
	found := make(map[cell]bool)
	engine, err := diagram.Compile(b.under(rules, nil))
	if err != nil {
		return found
	}
	eachDead(engine, func(c cell) {
		if _, asked := b.sets[c]; asked {
			found[c] = true
		}
	})
	return found
}

// eachDead tells the values that occur in no combination, and the pairs of values that do not but that rules link.
func eachDead(engine *diagram.Space, tell func(cell)) {
	for v, counts := range engine.Values() {
		for x, n := range counts {
			if n.Sign() == 0 {
				tell(lone(v, x))
			}
		}
	}
	engine.Pairs(func(v, x, w int, counts []*big.Int) {
		for y, n := range counts {
			if n.Sign() == 0 {
				tell(couple(v, x, w, y))
			}
		}
	})
}

// search looks for rules that forbid c together. They are charged with all cells that have no other set and for which the set is
// minimal too.
func (b *blamer) search(c cell) {
	row := b.open()
	row[c.v] = int32(c.x)
	if c.w >= 0 {
		row[c.w] = int32(c.y)
	}
	set, work := b.blamed(b.rulesNear(row), row)
	b.work += work
	if set == nil {
		return
	}
	cells := b.forbidden(set)
	for i := range set {
		for d := range b.forbidden(slices.Delete(slices.Clone(set), i, i+1)) {
			delete(cells, d)
		}
	}
	cells[c] = true
	for d := range cells {
		if len(b.sets[d]) == 0 {
			b.sets[d] = [][]int{set}
		}
	}
}

// rulesNear returns the rules that can help to forbid what row decides, those likely to first: rules that read the decided parameters,
// rules that share a parameter with these, and so on; of each layer, those that row leaves the least open.
func (b *blamer) rulesNear(row []int32) []int {
	reached := make([]bool, len(b.params))
	for v, x := range row {
		reached[v] = x >= 0
	}
	var left, rules []int
	for r := range b.rules {
		if slices.ContainsFunc(b.made(r), func(c diagram.Constraint) bool { return !diagram.Settled(c, row) }) {
			left = append(left, r)
		}
	}
	for {
		near := func(r int) bool { return slices.ContainsFunc(b.reads[r], func(v int) bool { return reached[v] }) }
		at := len(rules)
		for _, r := range left {
			if near(r) {
				rules = append(rules, r)
			}
		}
		if len(rules) == at {
			return rules
		}
		left = slices.DeleteFunc(left, near)
		slices.SortStableFunc(rules[at:], func(q, r int) int { return b.openVars(q, row) - b.openVars(r, row) })
		for _, r := range rules[at:] {
			for _, v := range b.reads[r] {
				reached[v] = true
			}
		}
	}
}

// openVars returns how many parameters a rule reads that row does not decide.
func (b *blamer) openVars(r int, row []int32) int {
	n := 0
	for _, v := range b.reads[r] {
		if row[v] < 0 {
			n++
		}
	}
	return n
}
