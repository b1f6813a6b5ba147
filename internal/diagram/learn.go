package diagram

import (
	"errors"
	"slices"
)

// Errors of [Learn].
var (
	// ErrNondeterministic: the rule read other variables or answered differently for the same values.
	ErrNondeterministic = errors.New("diagram: rule answers differently for the same values")
	// ErrTooManyCases: the decision tree exceeds the limit.
	ErrTooManyCases = errors.New("diagram: rule distinguishes too many cases")
)

// A Learned is a rule in the form of the decision tree that [Learn] found.
type Learned struct {
	domains []int
	rules   *residuals // a free diagram: the order of variables may differ between paths
	root    residual
	vars    []int
}

// Learn returns the decision tree of a rule that can only be run. run calls read for each
// variable that it needs and returns its verdict. Variables that run does not read cannot affect
// the verdict (the idea is from Lazy SmallCheck: Runciman, Naylor and Lindblad 2008). A variable
// that is read for the first time has its first value, so each run is one complete path of the
// tree. The next run differs from it in the last choice that has a value left. The order in which
// a run reads decided variables is irrelevant, so a rule may read from several goroutines.
//
// Learn returns ErrTooManyCases if the cost exceeds limit: one for each run, and one more for
// every readsPerRun reads. It runs once for each leaf of the tree, and once more to detect
// whether the first answer has changed. Memory follows the reduced tree.
func Learn(domains []int, run func(read func(v int) int32) bool, limit int) (*Learned, error) {
	l := &learner{domains: domains, run: run, at: make(map[int]int)}
	l.rules = newResiduals(nil, &budget{limit: 2 * limit})
	first := l.once()
	trace := l.variables()
	for answer := first; l.advance(answer); {
		if l.runs+l.reads/readsPerRun >= limit {
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

// readsPerRun is how many reads take about as long as one run.
const readsPerRun = 16

// A learner walks the decision tree depth first.
//
// Invariant: between runs, path holds the choices that lead to the next leaf, and the pairs of
// each choice hold the subtrees of its smaller values.
type learner struct {
	domains []int
	run     func(read func(v int) int32) bool
	rules   *residuals
	root    residual
	path    []choice
	at      map[int]int // by variable read in this run: index in path
	runs    int
	reads   int
	faulty  bool // a run read other variables than its path has
}

type choice struct {
	v, value int
	pairs    []int32
}

// once runs the rule on the current path and returns its verdict.
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
	at := l.choiceOf(v)
	l.at[v] = at
	return int32(l.path[at].value)
}

// choiceOf returns the index of v in the path; a variable read for the first time is appended.
// Usually v is the next variable of the path.
func (l *learner) choiceOf(v int) int {
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

// advance adds the last run's verdict to the tree, closes all subtrees that are now complete, and
// sets path to the next leaf. After the last leaf it sets root and returns false; path is then
// empty.
func (l *learner) advance(leaf residual) bool {
	for done := leaf; ; {
		last := len(l.path) - 1
		if last < 0 {
			l.root = done
			return false
		}
		c := &l.path[last]
		c.value++
		c.pairs = appendInterval(c.pairs, int32(c.value), done)
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

// Vars returns the variables on which the verdict depends.
func (l *Learned) Vars() []int { return l.vars }

// Machine decides the tree in the given order by restriction.
func (l *Learned) Machine(order []int) Machine {
	return &learnedMachine{order: order, domains: l.domains, rules: l.rules.clone(), root: l.root, level: -1}
}

// A learnedMachine has what remains of the tree as its state.
type learnedMachine struct {
	order   []int
	domains []int
	rules   *residuals
	root    residual
	level   int                     // of memo
	memo    map[residual][]residual // by residual and value of the level's variable
}

func (m *learnedMachine) Start() int32 { return m.root }

func (m *learnedMachine) Expand(level int, s int32, next []int32) {
	if m.level != level {
		m.level, m.memo = level, make(map[residual][]residual)
	}
	copy(next, m.restrict(s, int32(m.order[level])))
}

// restrict returns f with v decided, for each value of v.
// Cost: one visit of each node of f, times the values.
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
		fillIntervals(by, children)
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

func fillIntervals(by []residual, pairs []int32) {
	for x, i := 0, 0; x < len(by); i += 2 {
		for ; x < int(pairs[i]); x++ {
			by[x] = pairs[i+1]
		}
	}
}

// through restricts the children of a node of another variable and rebuilds the node for each
// value.
func (m *learnedMachine) through(by []residual, top int32, children []int32, v int32) {
	below := make([][]residual, 0, len(children)/2)
	for i := 1; i < len(children); i += 2 {
		below = append(below, m.restrict(children[i], v))
	}
	for x := range by {
		var pairs []int32
		for i, b := range below {
			pairs = appendInterval(pairs, children[2*i], b[x])
		}
		by[x] = m.rules.make(top, pairs)
	}
}
