package diagram

import (
	"errors"
	"slices"
)

// Faults of a rule that [Learn] runs.
var (
	// ErrNondeterministic: it read or answered differently for the same values.
	ErrNondeterministic = errors.New("diagram: rule answers differently for the same values")
	// ErrTooManyCases: it tells more cases apart than the limit.
	ErrTooManyCases = errors.New("diagram: rule tells too many cases apart")
)

// Learned is a rule of which nothing was known but how to run it.
type Learned struct {
	domains []int
	rules   *residuals // as a free diagram: the order of variables differs from path to path
	root    residual
	vars    []int
}

// Learn finds out what a rule does that can only be run: run calls read for each variable that it wants to know and
// returns its verdict. What run did not read cannot have mattered (the idea is Lazy SmallCheck's: Runciman, Naylor, Lindblad
// 2008). A variable that is read for the first time is taken to have its first value, so that each run is one whole path of a
// decision tree over exactly what run reads; the next run differs from it in the last choice that has a value left. In which order
// a run reads what is decided already does not matter, so that a rule may read from several goroutines.
//
// Cost: one run for each leaf of that tree, and one more to see whether the first answer still stands; a run counts one, and one more
// for every few reads, and all together at most limit.
// Memory follows the reduced tree.
func Learn(domains []int, run func(read func(v int) int32) bool, limit int) (*Learned, error) {
	l := &learner{domains: domains, run: run, at: make(map[int]int)}
	l.rules = newResiduals(nil, &meter{budget: 2 * limit})
	first := l.once()
	trace := l.variables()
	for answer := first; l.advance(answer); {
		if l.runs+l.reads/readsARun >= limit {
			return nil, ErrTooManyCases
		}
		if answer = l.once(); l.faulty {
			return nil, ErrNondeterministic
		}
	}
	if again := l.once(); again != first || !slices.Equal(l.variables(), trace) {
		return nil, ErrNondeterministic
	}
	return &Learned{domains, l.rules, l.root, l.rules.support(l.root)}, nil
}

// readsARun is how many reads take about the time of a run.
const readsARun = 16

// learner walks the decision tree depth first.
//
// Invariant: between runs, path is the choices that lead to the next leaf, and the pairs of each hold the subtrees of its
// smaller values.
type learner struct {
	domains []int
	run     func(read func(v int) int32) bool
	rules   *residuals
	root    residual
	path    []choice
	at      map[int]int // place in path of the variables read in this run
	runs    int
	reads   int
	faulty  bool
}

type choice struct {
	v, value int
	pairs    []int32
}

func (l *learner) once() residual {
	l.runs++
	clear(l.at)
	allowed := l.run(l.read)
	l.faulty = l.faulty || len(l.at) != len(l.path)
	if allowed {
		return always
	}
	return never
}

func (l *learner) read(v int) int32 {
	l.reads++
	if at, again := l.at[v]; again {
		return int32(l.path[at].value)
	}
	at := l.place(v)
	l.at[v] = at
	return int32(l.path[at].value)
}

// place returns where v stands in the path, its end if it is read for the first time. Mostly it is the next one to be met.
func (l *learner) place(v int) int {
	next := len(l.at)
	if next < len(l.path) && l.path[next].v == v {
		return next
	}
	at := slices.IndexFunc(l.path, func(c choice) bool { return c.v == v })
	if at < 0 {
		at = len(l.path)
		l.path = append(l.path, choice{v: v})
	}
	return at
}

// advance closes the leaf of the last run and all subtrees that are complete with it, and sets path to the next leaf; it
// returns false, with path empty and the root set, after the last.
func (l *learner) advance(leaf residual) bool {
	for done := leaf; ; {
		last := len(l.path) - 1
		if last < 0 {
			l.root = done
			return false
		}
		c := &l.path[last]
		c.value++
		c.pairs = appendRun(c.pairs, int32(c.value), done)
		if c.value < l.domains[c.v] {
			return true
		}
		done = l.rules.make(int32(c.v), c.pairs)
		l.path = l.path[:last]
	}
}

// variables returns the variables of the path, ascending.
func (l *learner) variables() []int {
	vars := make([]int, len(l.path))
	for i, c := range l.path {
		vars[i] = c.v
	}
	slices.Sort(vars)
	return vars
}

// Vars returns the variables that the verdict depends on.
func (l *Learned) Vars() []int { return l.vars }

// Machine decides the tree in another order than the rule did, by restriction.
func (l *Learned) Machine(order []int) Machine {
	return &learnedMachine{order: order, domains: l.domains, rules: l.rules.clone(), root: l.root, level: -1}
}

// learnedMachine has for a state what is left of the tree.
type learnedMachine struct {
	order   []int
	domains []int
	rules   *residuals
	root    residual
	level   int                     // that memo is of
	memo    map[residual][]residual // restrictions, by value of the level's variable
}

func (m *learnedMachine) Start() int32 { return m.root }

func (m *learnedMachine) Expand(level int, s int32, next []int32) {
	if m.level != level {
		m.level, m.memo = level, make(map[residual][]residual)
	}
	copy(next, m.restrict(s, int32(m.order[level])))
}

// restrict returns f with v decided, for each value of v. Cost: one visit of each node of f, times the values.
func (m *learnedMachine) restrict(f residual, v int32) []residual {
	if by, ok := m.memo[f]; ok {
		return by
	}
	by := make([]residual, m.domains[v])
	children := slices.Clone(m.children(f))
	switch {
	case len(children) == 0:
		for x := range by {
			by[x] = f
		}
	case m.rules.top[f] == v:
		fillRuns(by, children)
	default:
		m.through(by, m.rules.top[f], children, v)
	}
	m.memo[f] = by
	return by
}

func (m *learnedMachine) children(f residual) []int32 {
	if f <= always {
		return nil
	}
	return m.rules.children(f)
}

func fillRuns(by []residual, pairs []int32) {
	for x, i := 0, 0; x < len(by); i += 2 {
		for ; x < int(pairs[i]); x++ {
			by[x] = pairs[i+1]
		}
	}
}

// through restricts the children of a node of another variable and puts the node together again for each value.
func (m *learnedMachine) through(by []residual, top int32, children []int32, v int32) {
	below := make([][]residual, 0, len(children)/2)
	for i := 1; i < len(children); i += 2 {
		below = append(below, m.restrict(children[i], v))
	}
	for x := range by {
		var pairs []int32
		for i, b := range below {
			pairs = appendRun(pairs, children[2*i], b[x])
		}
		by[x] = m.rules.make(top, pairs)
	}
}
