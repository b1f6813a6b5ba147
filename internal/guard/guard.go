// Package guard ties a variable to a condition: where the condition holds, the variable takes one of its own values, and
// elsewhere its unset one. This is what makes a parameter conditional.
package guard

import (
	"encoding/binary"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
)

// New returns the rule that variable v has the value unset exactly where one of the conditions rejects. Where free is set, unset
// is one of v's own values too and may also occur where the conditions hold. The conditions must not depend on v.
func New(v int, unset int32, free bool, conditions []diagram.Constraint) *Guard {
	g := &Guard{v: v, unset: unset, free: free, conditions: conditions}
	g.vars = append(g.Depends(), v)
	slices.Sort(g.vars)
	return g
}

// A Guard is a [diagram.Constraint].
type Guard struct {
	v          int
	unset      int32
	free       bool
	conditions []diagram.Constraint
	vars       []int
}

// Guarded returns the variable that the guard is for.
func (g *Guard) Guarded() int { return g.v }

// Depends returns the variables that the conditions depend on, ascending.
func (g *Guard) Depends() []int {
	var vars []int
	for _, c := range g.conditions {
		vars = append(vars, c.Vars()...)
	}
	slices.Sort(vars)
	return slices.Compact(vars)
}

// Vars returns the variables of the conditions and the one that they guard.
func (g *Guard) Vars() []int { return g.vars }

// Machine runs the machines of the conditions side by side.
func (g *Guard) Machine(order []int) diagram.Machine {
	m := &machine{guard: g, order: order, known: map[string]int32{}}
	start := []int32{undecided}
	for _, c := range g.conditions {
		own := slices.DeleteFunc(slices.Clone(order), func(v int) bool { return !slices.Contains(c.Vars(), v) })
		p := part{Machine: c.Machine(own), at: make([]int, len(order))}
		for level, v := range order {
			p.at[level] = slices.Index(own, v)
		}
		m.parts = append(m.parts, p)
		start = append(start, p.Start())
	}
	m.start = m.settle(start)
	return m
}

// machine is the product of the conditions' machines.
//
// Invariant: a state is what v is and the state of each condition. Once one of them rejects, all are written as Reject, so that
// the states which mean "inactive" are one.
type machine struct {
	guard  *Guard
	order  []int
	parts  []part
	start  int32
	states [][]int32
	known  map[string]int32
}

// part is a condition's machine with its own level for each level of the whole, -1 where it does not look at the variable.
type part struct {
	diagram.Machine
	at []int
}

// What v is, in the first place of a state.
const (
	undecided int32 = iota
	unset
	set
)

func (m *machine) Start() int32 { return m.start }

func (m *machine) Expand(level int, s int32, next []int32) {
	from := m.states[s-diagram.Accept-1]
	moves := make([][]int32, len(m.parts))
	for i, p := range m.parts {
		if p.at[level] >= 0 && from[1+i] > diagram.Accept {
			moves[i] = make([]int32, len(next))
			p.Expand(p.at[level], from[1+i], moves[i])
		}
	}
	for x := range next {
		to := slices.Clone(from)
		if m.order[level] == m.guard.v {
			to[0] = set
			if int32(x) == m.guard.unset {
				to[0] = unset
			}
		}
		for i, move := range moves {
			if move != nil {
				to[1+i] = move[x]
			}
		}
		next[x] = m.settle(to)
	}
}

// settle returns the verdict on a state, or its number where it is pending.
func (m *machine) settle(state []int32) int32 {
	conditions := state[1:]
	active, inactive := true, false
	for _, c := range conditions {
		active = active && c == diagram.Accept
		inactive = inactive || c == diagram.Reject
	}
	if inactive {
		for i := range conditions {
			conditions[i] = diagram.Reject
		}
	}
	switch is := state[0]; {
	case m.guard.free && (active || is == unset), inactive && is == unset, active && is == set:
		return diagram.Accept
	case inactive && is == set, active && is == unset:
		return diagram.Reject
	}
	return m.number(state)
}

func (m *machine) number(state []int32) int32 {
	key := make([]byte, 0, 4*len(state))
	for _, x := range state {
		key = binary.LittleEndian.AppendUint32(key, uint32(x))
	}
	n, ok := m.known[string(key)]
	if !ok {
		m.states = append(m.states, state)
		n = int32(len(m.states)) + diagram.Accept
		m.known[string(key)] = n
	}
	return n
}
