package diagram

import "slices"

// An Embedding maps the variables and values of a problem into another one, which may have
// another order and fewer values. Variable v becomes Vars[v], and its value Values[v][y] becomes
// y.
type Embedding struct {
	Vars   []int
	Values [][]int32
	Sizes  []int // of the domains in the original problem
}

// Embed returns c as a constraint of the other problem.
func (f *Embedding) Embed(c Constraint) Constraint {
	w := &view{seen: c, frame: f}
	for _, v := range c.Vars() {
		w.vars = append(w.vars, f.Vars[v])
	}
	slices.Sort(w.vars)
	return w
}

type view struct {
	seen  Constraint
	frame *Embedding
	vars  []int
}

func (w *view) Vars() []int { return w.vars }

func (w *view) Machine(order []int) Machine {
	m := viewMachine{}
	inner := make([]int, len(order))
	most := 0
	for _, v := range w.seen.Vars() {
		level := slices.Index(order, w.frame.Vars[v])
		inner[level] = v
		most = max(most, w.frame.Sizes[v])
	}
	for _, v := range inner {
		m.values = append(m.values, w.frame.Values[v])
		m.sizes = append(m.sizes, w.frame.Sizes[v])
	}
	m.next = make([]int32, most)
	m.Machine = w.seen.Machine(inner)
	return &m
}

type viewMachine struct {
	Machine
	values [][]int32 // by level
	sizes  []int
	next   []int32
}

func (m *viewMachine) Expand(level int, s int32, next []int32) {
	all := m.next[:m.sizes[level]]
	m.Machine.Expand(level, s, all)
	for y, x := range m.values[level] {
		next[y] = all[x]
	}
}

// Restrict returns the problem with the domain of every decided variable of row (not -1) reduced
// to the decided value.
func (p Problem) Restrict(row []int32) Problem {
	f := &Embedding{Sizes: p.Domains, Vars: make([]int, len(row)), Values: make([][]int32, len(row))}
	given := Problem{Budget: p.Budget, Domains: slices.Clone(p.Domains)}
	cut := make([]bool, len(row))
	for v, x := range row {
		f.Vars[v] = v
		if cut[v] = x >= 0; cut[v] {
			f.Values[v], given.Domains[v] = []int32{x}, 1
			continue
		}
		for y := range p.Domains[v] {
			f.Values[v] = append(f.Values[v], int32(y))
		}
	}
	for _, c := range p.Constraints {
		if Settled(c, row) {
			continue
		}
		if slices.ContainsFunc(c.Vars(), func(v int) bool { return cut[v] }) {
			c = f.Embed(c)
		}
		given.Constraints = append(given.Constraints, c)
	}
	return given
}

// Settled reports whether the decided values of row satisfy c. It only detects this for a
// [Nogood].
func Settled(c Constraint, row []int32) bool {
	n, ok := c.(*nogood)
	if !ok {
		return false
	}
	for i, v := range n.vars {
		if row[v] >= 0 && row[v] != n.values[i] {
			return true
		}
	}
	return false
}

// Not returns the rule that allows exactly what c rejects.
func Not(c Constraint) Constraint { return negation{c} }

type negation struct{ Constraint }

func (n negation) Machine(order []int) Machine { return negationMachine{n.Constraint.Machine(order)} }

type negationMachine struct{ Machine }

func (m negationMachine) Start() int32 { return negated(m.Machine.Start()) }

func (m negationMachine) Expand(level int, s int32, next []int32) {
	m.Machine.Expand(level, s, next)
	for x := range next {
		next[x] = negated(next[x])
	}
}

func negated(s int32) int32 {
	if s <= Accept {
		return Reject + Accept - s
	}
	return s
}
