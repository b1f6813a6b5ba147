package diagram

import "slices"

// tracer follows a rule's machine through all its states and stores what it finds as residuals.
// Cost: one Expand for each state that can be reached by values that are alive.
type tracer struct {
	rules   *residuals
	domains []int
	order   []int
	machine Machine
	alive   alive
	found   [][]residual // by level and state: 1 + residual, 0 unknown
	next    [][]int32    // by level: scratch for Expand
}

// trace returns the residual that c is before anything is decided.
func (r *residuals) trace(c Constraint, domains []int, order []int, alive alive) residual {
	t := tracer{rules: r, domains: domains, order: order, machine: c.Machine(order), alive: alive}
	if m, ok := t.machine.(Pruner); ok {
		for level, v := range order {
			if a := t.living(v); a != nil {
				m.Prune(level, a)
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

// living returns which values of v are alive, nil if all may be. A variable without a choice may be of another part.
func (t *tracer) living(v int) []bool {
	if t.domains[v] == 1 {
		return nil
	}
	return t.alive[t.rules.position[v]]
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
	if t.rules.spent.rule(int32(v), t.domains[v]); t.rules.spent.over {
		return never
	}
	if t.next[level] == nil {
		t.next[level] = make([]int32, t.domains[v])
	}
	next := t.next[level]
	t.machine.Expand(level, s, next)
	if a := t.living(v); a != nil {
		smooth(next, a)
	}
	var pairs []int32
	for x := 0; x < len(next); {
		to, end := next[x], x+1
		for end < len(next) && next[end] == to {
			end++
		}
		pairs = appendRun(pairs, int32(end), t.state(level+1, to))
		x = end
	}
	return t.rules.make(int32(v), pairs)
}

// smooth gives each dead value the state of the value before it that is alive, or of the first that is. If none is, all reject.
func smooth(next []int32, alive []bool) {
	last := Reject
	if first := slices.Index(alive, true); first >= 0 {
		last = next[first]
	}
	for x := range next {
		if alive[x] {
			last = next[x]
		}
		next[x] = last
	}
}
