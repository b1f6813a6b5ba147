package expr

// Expand follows every value of the variable at a level from one of the
// level's pending states: next[v] becomes the state after the domain's v-th
// value. At the last level all of them are 0 or 1.
func (m *Machine) Expand(l int, state int32, next []int32) {
	p := &m.levels[l]
	if !p.ready {
		m.prepare(int32(l))
	}
	if l > 0 {
		m.load(&m.levels[l-1], state)
	}
	if p.decides {
		m.decide(p, next)
		return
	}
	m.bound(p.before)
	for v, w := range p.domain {
		if p.alive != nil && !p.alive[v] {
			continue
		}
		m.values[p.leaf] = w
		m.run(p.steps)
		m.bound(p.after)
		next[v] = m.settle(p)
	}
}

// Prune leaves the values of a level out for which alive is false: Expand does not look at them and does not set their states.
func (m *Machine) Prune(l int, alive []bool) { m.levels[l].alive = alive }

// load restores the memory of a state that the level before p's left.
func (m *Machine) load(before *level, state int32) {
	words := before.states.Tuple(state - firstPending)
	for i, n := range before.live {
		m.values[n] = words[i]
	}
	words = words[len(before.live):]
	for i, n := range before.finals {
		m.open[n] = words[i]
	}
}

func (m *Machine) decide(p *level, next []int32) {
	for v, w := range p.domain {
		if p.alive != nil && !p.alive[v] {
			continue
		}
		m.values[p.leaf] = w
		m.run(p.steps)
		next[v] = verdict(m.values[m.root])
	}
}

// run finishes nodes.
func (m *Machine) run(program []instr) {
	values := m.values
	for i := range program {
		in := &program[i]
		if in.override && m.open[in.dst] != wordPending {
			values[in.dst] = m.open[in.dst]
			continue
		}
		a, b := values[in.a], values[in.b]
		values[in.dst] = m.table.step(in.op, in.loose, in.k, a, b)
	}
}

// bound bounds open nodes.
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
			bounds[in.dst] = stepBound(in.op, in.loose, in.k, &bounds[in.a], &bounds[in.b])
		}
	}
}

// settle returns the state after a step.
func (m *Machine) settle(p *level) int32 {
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
		words[r.slot] = r.by.represent(words[r.slot])
	}
	if len(p.finals) > 0 {
		m.need(p)
		m.forget(p, words)
	}
	k, _ := p.states.Intern(words)
	return firstPending + k
}

// need marks what the outcome still depends on: the operands of an open node
// that matters, unless its own outcome is known.
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

// forget clears the words of what is not needed, so that states with the same
// future are equal, and adds the outcomes of open conditions.
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
