package explain

import "slices"

// Conflict returns a minimal set of rules that together forbid the values that row decides (those
// that are not -1): without any one of them, the others allow some combination. If the space is
// empty, the set forbids everything. Conflict returns nil if the rules allow some combination, or
// if the search exceeds the budget.
func (s *Space) Conflict(row []int32) []int {
	if set, _ := s.conflict(s.rulesNear(row, s.reads()), row); set != nil {
		return set
	}
	return s.EmptyConflict()
}

// EmptyConflict returns a minimal set of rules of which no combination satisfies all, or nil if
// there is none or the search exceeds the budget.
func (s *Space) EmptyConflict() []int {
	set, _ := s.conflict(s.all(), nil)
	return set
}

// conflict returns a minimal subset of the candidates that forbids what row decides, or nil. Work
// is the cost of the search: the number of rules and parameters of all problems compiled.
func (s *Space) conflict(candidates []int, row []int32) (set []int, work int) {
	exceeded := false
	set = minimal(candidates, func(rules []int) bool {
		work += len(rules) + len(s.Problem.Domains)
		n := Count(s.under(rules, row))
		exceeded = exceeded || n == nil
		return n == nil || n.Sign() > 0
	})
	if exceeded {
		set = nil
	}
	return set, work
}

// Limits bound a search for relaxations.
type Limits struct {
	Sets      int // relaxations to return
	Questions int // subsets of the rules to compile
}

// Relaxations returns the smallest sets of rules without which an empty space has combinations,
// up to the limits, or nil if the search exceeds the budget before it finds one.
func (s *Space) Relaxations(limits Limits) [][]int {
	exceeded := false
	sets := relaxations(len(s.Conditions), func(rules []int) bool {
		n := Count(s.under(rules, nil))
		exceeded = exceeded || n == nil
		return n == nil || n.Sign() > 0
	}, limits)
	if exceeded {
		return nil
	}
	return sets
}

// A consistent function reports whether some combination satisfies all rules of a set, which is
// ascending. It must be monotone: every subset of a consistent set is consistent.
type consistent func(rules []int) bool

// minimal returns a minimal inconsistent subset (MUS) of rules: each of its proper subsets is
// consistent. It prefers rules that are early in the list. It returns nil if the rules are
// consistent, or if the empty set is not.
//
// It is QuickXplain (Junker 2004) on the shortest inconsistent prefix whose length is a power of
// two. Cost: for a result of k of n rules, O(k log(n/k) + k) questions, most of them of few rules.
func minimal(rules []int, ask consistent) []int {
	x := quickXplain{ask}
	for n := 1; ; n *= 2 {
		n = min(n, len(rules))
		if !x.holds(rules[:n]) {
			rules = rules[:n]
			break
		}
		if n == len(rules) {
			return nil
		}
	}
	if !x.holds(nil) {
		return nil
	}
	found := x.explain(nil, false, rules)
	slices.Sort(found)
	return found
}

type quickXplain struct{ ask consistent }

func (x quickXplain) holds(rules []int) bool {
	return x.ask(slices.Sorted(slices.Values(rules)))
}

// explain returns a minimal subset of rules that is inconsistent together with base, given that
// all of rules are. If grown is false, base is known to be consistent.
func (x quickXplain) explain(base []int, grown bool, rules []int) []int {
	if grown && !x.holds(base) {
		return nil
	}
	if len(rules) == 1 {
		return slices.Clone(rules)
	}
	early, late := rules[:len(rules)/2], rules[len(rules)/2:]
	second := x.explain(slices.Concat(base, early), true, late)
	first := x.explain(slices.Concat(base, second), len(second) > 0, early)
	return append(first, second...)
}

// relaxations returns the smallest sets of the rules 0..n-1 without which the others are
// consistent, each ascending. It returns one empty set if all rules are consistent, and none if
// the limits end the search before the first.
//
// A relaxation contains a rule of every minimal conflict. The search builds sets that hit all
// known conflicts, size after size; if such a set is not a relaxation, the remaining rules contain
// a new conflict (implicit hitting sets: Reiter 1987, Davies and Bacchus 2011). Cost: exponential
// only in the size of the result, with the size of the conflicts as the base.
func relaxations(n int, ask consistent, limits Limits) [][]int {
	r := &relaxer{n: n, limits: limits, barred: make([]bool, n)}
	r.ask = func(rules []int) bool {
		r.asked++
		return ask(rules)
	}
	if !ask(nil) {
		return nil
	}
	for r.size = 0; r.size <= n && len(r.found) == 0 && !r.over(); r.size++ {
		r.extend(nil)
	}
	return r.found
}

// A relaxer builds hitting sets of one size. No set is built twice: a branch bars the rules that
// its earlier siblings took.
type relaxer struct {
	n, size   int
	ask       consistent
	asked     int
	limits    Limits
	conflicts [][]int
	barred    []bool
	found     [][]int
}

func (r *relaxer) over() bool { return len(r.found) == r.limits.Sets || r.asked >= r.limits.Questions }

func (r *relaxer) extend(removed []int) {
	conflict := r.missed(removed)
	if conflict == nil || len(removed) == r.size || r.over() {
		return
	}
	var tried []int
	for _, i := range conflict {
		if !r.barred[i] {
			r.extend(append(slices.Clone(removed), i))
			r.barred[i] = true
			tried = append(tried, i)
		}
	}
	for _, i := range tried {
		r.barred[i] = false
	}
}

// missed returns a conflict that removed does not hit. If there is none, removed is a relaxation.
func (r *relaxer) missed(removed []int) []int {
	hit := func(i int) bool { return slices.Contains(removed, i) }
	for _, c := range r.conflicts {
		if !slices.ContainsFunc(c, hit) {
			return c
		}
	}
	if r.over() {
		return nil
	}
	var rest []int
	for i := range r.n {
		if !hit(i) {
			rest = append(rest, i)
		}
	}
	if c := minimal(rest, r.ask); c != nil {
		r.conflicts = append(r.conflicts, c)
		return c
	}
	r.found = append(r.found, slices.Sorted(slices.Values(removed)))
	return nil
}
