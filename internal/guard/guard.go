// Package guard builds the constraint of a conditional variable: the variable has one of its own
// values if its conditions hold, and its unset value otherwise.
package guard

import (
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/intern"
)

// New returns the constraint that variable v has the value unset if and only if one of the
// conditions rejects. If free is set, unset is also one of v's own values and may occur if all
// conditions hold. The conditions must not depend on v.
func New(v int, unset int32, free bool, conditions []diagram.Constraint) *Guard {
	g := &Guard{v: v, unset: unset, free: free, conditions: conditions}
	g.vars = append(g.Depends(), v)
	slices.Sort(g.vars)
	return g
}

// A Guard is the constraint of a conditional variable. It implements [diagram.Constraint].
type Guard struct {
	v          int
	unset      int32
	free       bool
	conditions []diagram.Constraint
	vars       []int
}

// Guarded returns the conditional variable.
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

// Vars returns the variables of the conditions and the conditional variable, ascending.
func (g *Guard) Vars() []int { return g.vars }

// Machine returns the product of the conditions' machines.
func (g *Guard) Machine(order []int) diagram.Machine {
	m := &machine{guard: g, order: order}
	start := []int32{undecided}
	for _, c := range g.conditions {
		own := slices.DeleteFunc(slices.Clone(order), func(v int) bool { return !slices.Contains(c.Vars(), v) })
		p := part{Machine: c.Machine(own)}
		for _, v := range order {
			p.at = append(p.at, slices.Index(own, v))
		}
		m.parts = append(m.parts, p)
		start = append(start, p.Start())
	}
	m.start = m.settle(start)
	return m
}

// machine is the product of the conditions' machines and of what is known of the variable.
//
// Invariant: word 0 of a state says whether v is undecided, unset or set, and word 1+i is the
// state of condition i. If a condition rejects, all of them are stored as Reject, so that every
// inactive state with the same v is one state. A step costs one lookup per value.
type machine struct {
	guard  *Guard
	order  []int
	parts  []part
	start  int32
	states intern.Table[int32]
}

// part is the machine of a condition. at[level] is the machine's own level, or -1 if the
// condition does not depend on the variable of that level.
type part struct {
	diagram.Machine
	at []int
}

// The first entry of a state: what is known of v.
const (
	undecided int32 = iota
	unset
	set
)

func (m *machine) Start() int32 { return m.start }

func (m *machine) Expand(level int, s int32, next []int32) {
	from := m.states.Tuple(s - diagram.Accept - 1)
	moves := m.moves(level, from[1:], len(next))
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

// moves returns the next state of each condition for each value, or nil for a condition that does
// not change.
func (m *machine) moves(level int, conditions []int32, values int) [][]int32 {
	moves := make([][]int32, len(m.parts))
	for i, p := range m.parts {
		if p.at[level] >= 0 && conditions[i] > diagram.Accept {
			moves[i] = make([]int32, values)
			p.Expand(p.at[level], conditions[i], moves[i])
		}
	}
	return moves
}

// settle returns Accept or Reject if the state is decided, and its number otherwise.
func (m *machine) settle(state []int32) int32 {
	conditions := state[1:]
	inactive := slices.Contains(conditions, diagram.Reject)
	active := !slices.ContainsFunc(conditions, func(c int32) bool { return c != diagram.Accept })
	if inactive {
		for i := range conditions {
			conditions[i] = diagram.Reject
		}
	}
	switch v := state[0]; {
	case m.guard.free && (active || v == unset), inactive && v == unset, active && v == set:
		return diagram.Accept
	case inactive && v == set, active && v == unset:
		return diagram.Reject
	}
	n, _ := m.states.Intern(state)
	return n + diagram.Accept + 1
}
