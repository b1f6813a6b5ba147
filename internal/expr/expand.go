package expr

// Expand decides the variable of a level in one of the level's pending states. It sets next[v] to
// the state after the v-th value of the domain. At the last level every state is 0 (reject) or 1
// (accept).
func (m *Machine) Expand(l int, state int32, next []int32) {
	p := &m.levels[l]
	if !p.ready {
		m.prepare(int32(l))
	}
	if l > 0 {
		m.restore(&m.levels[l-1], state)
	}
	if p.decides {
		m.decide(p, next)
		return
	}
	m.bound(p.before)
	for v, w := range p.domain {
		if p.allowed != nil && !p.allowed[v] {
			continue
		}
		m.values[p.leaf] = w
		m.run(p.steps)
		m.bound(p.after)
		next[v] = m.nextState(p)
	}
}

// Prune restricts a level to the values for which allowed is true. Expand does not set the states
// of other values.
func (m *Machine) Prune(l int, allowed []bool) { m.levels[l].allowed = allowed }

// restore sets the values and outcomes that a state of level before records.
func (m *Machine) restore(before *level, state int32) {
	words := before.states.Tuple(state - firstPending)
	for i, n := range before.live {
		m.values[n] = words[i]
	}
	words = words[len(before.live):]
	for i, n := range before.finals {
		m.open[n] = words[i]
	}
}

// decide expands the last level, where every value has an outcome.
func (m *Machine) decide(p *level, next []int32) {
	for v, w := range p.domain {
		if p.allowed != nil && !p.allowed[v] {
			continue
		}
		m.values[p.leaf] = w
		m.run(p.steps)
		next[v] = verdict(m.values[m.root])
	}
}

// run computes values.
func (m *Machine) run(program []instr) {
	values := m.values
	for i := range program {
		in := &program[i]
		if in.override && m.open[in.dst] != wordPending {
			values[in.dst] = m.open[in.dst]
			continue
		}
		a, b := values[in.a], values[in.b]
		values[in.dst] = m.table.step(in.op, in.leaves, in.k, a, b)
	}
}

// bound computes bounds.
func (m *Machine) bound(program []instr) {
	bounds := m.bounds
	for i := range program {
		in := &program[i]
		switch {
		case in.lift:
			bounds[in.dst] = m.table.boundOf(m.values[in.a])
		case in.override && m.open[in.dst] != wordPending:
			bounds[in.dst] = m.table.boundOf(m.open[in.dst])
		default:
			bounds[in.dst] = stepBound(in.op, in.leaves, in.k, &bounds[in.a], &bounds[in.b])
		}
	}
}

// nextState returns the state after a step.
func (m *Machine) nextState(p *level) int32 {
	switch may := m.bounds[m.root].may; {
	case may&(mayFalse|mayFault) == 0:
		return stateAccept
	case may&(mayTrue|mayNil) == 0:
		return stateReject
	}
	words := m.key[:p.width]
	for i, n := range p.live {
		words[i] = m.values[n]
	}
	for i := range p.replaced {
		r := &p.replaced[i]
		words[r.slot] = r.represent(words[r.slot])
	}
	if len(p.finals) > 0 {
		m.need(p)
		m.forget(p, words)
	}
	k, _ := p.states.Intern(words)
	return firstPending + k
}

// need marks the nodes that the outcome still depends on: the operands of each open node that is
// marked itself, unless the outcome of that node is known.
func (m *Machine) need(p *level) {
	for i := range m.marks {
		m.marks[i].needed = false
	}
	m.marks[m.root].needed = true
	for i := len(p.touched) - 1; i >= 0; i-- {
		n := &m.nodes[p.touched[i]]
		if !m.marks[p.touched[i]].needed {
			continue
		}
		if n.isFinal {
			if _, known := m.bounds[p.touched[i]].single(); known {
				continue
			}
		}
		m.marks[n.a].needed, m.marks[n.b].needed = true, true
	}
}

// forget erases the words of nodes that are not needed, so that states with the same future are
// equal, and records the known outcomes of open conditions.
func (m *Machine) forget(p *level, words []word) {
	for i, n := range p.live {
		if !m.marks[n].needed {
			words[i] = wordNil
		}
	}
	words = words[len(p.live):]
	for i, n := range p.finals {
		words[i] = wordPending
		if w, known := m.bounds[n].single(); known && m.marks[n].needed {
			words[i] = w
		}
	}
}
