package diagram

import (
	"cmp"
	"slices"
)

// trace returns each rule of a part as a residual, and the variables on which it depends.
// It fails with a *[BudgetError] that names one rule.
func (p *Problem) trace(q *part, rules *residuals) (conjuncts []residual, supports [][]int, err error) {
	conjuncts, supports = make([]residual, len(q.rules)), make([][]int, len(q.rules))
	live := make(live, len(q.vars))
	for _, k := range p.fewestCasesFirst(q.rules) {
		i := q.rules[k]
		f := rules.trace(p.Constraints[i], p.Domains, p.inOrder(i, rules.position), live)
		if rules.spent.over {
			return nil, nil, &BudgetError{Budget: rules.spent.limit, Variables: p.Constraints[i].Vars(), Constraints: []int{i}}
		}
		conjuncts[k], supports[k] = f, rules.support(f)
		if f > always {
			live.prune(rules, f, supports[k], p.Domains)
		}
	}
	return conjuncts, supports, nil
}

// fewestCasesFirst returns the order in which rules are traced, as indices of rules. Rules with
// few cases are traced first because they are cheap and prune values for the others.
func (p *Problem) fewestCasesFirst(rules []int) []int {
	cases := make([]float64, len(rules))
	order := make([]int, len(rules))
	for k, i := range rules {
		order[k], cases[k] = k, 1
		for _, v := range p.Constraints[i].Vars() {
			cases[k] *= float64(p.Domains[v])
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(cases[a], cases[b]) })
	return order
}

// inOrder returns the variables of rule i: those with one value, then the others by position.
func (p *Problem) inOrder(i int, position []int32) []int {
	vars := slices.Clone(p.Constraints[i].Vars())
	slices.SortStableFunc(vars, func(a, b int) int {
		if c := cmp.Compare(min(p.Domains[a], 2), min(p.Domains[b], 2)); c != 0 {
			return c
		}
		return cmp.Compare(position[a], position[b])
	})
	return vars
}

// A tracer follows a rule's machine through all its states and stores them as residuals.
// Cost: one Expand for each state that live values reach.
type tracer struct {
	rules   *residuals
	domains []int
	order   []int
	machine Machine
	live    live
	found   [][]residual // by level and state: 1 + residual, 0 if unknown
	next    [][]int32    // by level: scratch for Expand
}

// trace returns the residual of c before any variable is decided.
func (r *residuals) trace(c Constraint, domains []int, order []int, live live) residual {
	t := tracer{rules: r, domains: domains, order: order, machine: c.Machine(order), live: live}
	if m, ok := t.machine.(Pruner); ok {
		for level, v := range order {
			if l := t.liveValues(v); l != nil {
				m.Prune(level, l)
			}
		}
	}
	t.found = make([][]residual, len(order))
	t.next = make([][]int32, len(order))
	f := t.state(0, t.machine.Start())
	if m, ok := t.machine.(Releaser); ok {
		m.Release()
	}
	return f
}

// liveValues reports which values of v are live; nil means all. A variable with one value has no
// entry, because it may belong to another part.
func (t *tracer) liveValues(v int) []bool {
	if t.domains[v] == 1 {
		return nil
	}
	return t.live[t.rules.position[v]]
}

func (t *tracer) state(level int, s int32) residual {
	if s <= Accept {
		return s
	}
	for int(s) >= len(t.found[level]) {
		t.found[level] = append(t.found[level], 0)
	}
	if f := t.found[level][s]; f > 0 {
		return f - 1
	}
	f := t.expand(level, s)
	t.found[level][s] = f + 1
	return f
}

func (t *tracer) expand(level int, s int32) residual {
	v := t.order[level]
	if t.rules.spent.addExpansion(int32(v), t.domains[v]); t.rules.spent.over {
		return never
	}
	if t.next[level] == nil {
		t.next[level] = make([]int32, t.domains[v])
	}
	next := t.next[level]
	t.machine.Expand(level, s, next)
	if l := t.liveValues(v); l != nil {
		smooth(next, l)
	}
	var pairs []int32
	for x := 0; x < len(next); {
		to, end := next[x], x+1
		for end < len(next) && next[end] == to {
			end++
		}
		pairs = appendInterval(pairs, int32(end), t.state(level+1, to))
		x = end
	}
	return t.rules.make(int32(v), pairs)
}

// smooth gives each dead value the state of the live value before it, or of the first live value
// if there is none before it. If no value is live, all states become Reject.
func smooth(next []int32, live []bool) {
	last := Reject
	if first := slices.Index(live, true); first >= 0 {
		last = next[first]
	}
	for x := range next {
		if live[x] {
			last = next[x]
		}
		next[x] = last
	}
}
