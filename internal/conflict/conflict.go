// Package conflict finds which of many rules are to blame where all of them together leave nothing: a minimal set of them that
// conflicts, and the smallest sets whose removal helps. It knows rules as numbers from 0 and asks one question,
// whether a set of them leaves something.
package conflict

import "slices"

// Consistent tells whether the rules of a set, ascending, leave something. It must be monotone: of a set that leaves
// something, every subset does.
type Consistent func(rules []int) bool

// Minimal returns a minimal subset of rules that is inconsistent: each proper subset of it is consistent. Rules that stand early are
// kept rather than later ones. It returns nil where rules are consistent, or where nothing is left without any.
//
// It is QuickXplain (Junker 2004) on the shortest prefix of doubling length that is inconsistent. Cost: with a result of k rules out of
// n, O(k log(n/k) + k) questions, most of them of few rules.
func Minimal(rules []int, consistent Consistent) []int {
	x := explainer{ask: consistent}
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

type explainer struct{ ask Consistent }

func (x *explainer) holds(rules []int) bool {
	set := slices.Clone(rules)
	slices.Sort(set)
	return x.ask(set)
}

// explain returns a minimal subset of rules that is inconsistent together with base, where all of them are; grown says
// that base is not what was last asked.
func (x *explainer) explain(base []int, grown bool, rules []int) []int {
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

// Limits of a search for relaxations.
type Limits struct {
	Sets int // most sets to return
	Asks int // most questions
}

// Relaxations returns the smallest sets of the rules 0..n-1 without which the others are consistent, each ascending, in
// lexicographic order of the search, and whether these are all of that size. It returns one empty set where all rules are consistent
// together, and none where limits end the search before it has found the first.
//
// A set helps only if it hits every minimal conflict, so the search builds sets that hit the conflicts known, size after
// size, and where a set hits them all but does not help yet it learns one more conflict from what remains (implicit hitting sets: Reiter 1987,
// Davies and Bacchus 2011). Cost: exponential in the size of the result only, in its base the size of conflicts.
func Relaxations(n int, consistent Consistent, limits Limits) (sets [][]int, all bool) {
	r := &relaxer{n: n, limits: limits, barred: make([]bool, n)}
	r.ask = func(rules []int) bool {
		r.asked++
		return consistent(rules)
	}
	if !consistent(nil) {
		return nil, true
	}
	for r.size = 0; r.size <= n && len(r.found) == 0 && !r.over(); r.size++ {
		r.extend(nil)
	}
	return r.found, !r.over()
}

// relaxer builds hitting sets of one size. No set is built twice: a branch bars what its earlier siblings took.
type relaxer struct {
	n, size   int
	ask       Consistent
	asked     int
	limits    Limits
	conflicts [][]int
	barred    []bool
	found     [][]int
	more      bool // a set beyond the limit was found
}

func (r *relaxer) over() bool { return r.more || r.asked >= r.limits.Asks }

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
	c := Minimal(rest, r.ask)
	if c != nil {
		r.conflicts = append(r.conflicts, c)
		return c
	}
	if r.more = len(r.found) == r.limits.Sets; !r.more {
		removed = slices.Clone(removed)
		slices.Sort(removed)
		r.found = append(r.found, removed)
	}
	return nil
}
