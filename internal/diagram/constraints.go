package diagram

import (
	"slices"

	"github.com/paramgen/paramgen/internal/intern"
)

// Nogood returns the rule that forbids vars[i] = values[i] for all i at once. vars must ascend.
func Nogood(vars []int, values []int32) Constraint { return &nogood{vars, values} }

type nogood struct {
	vars   []int
	values []int32
}

func (n *nogood) Vars() []int { return n.vars }

func (n *nogood) Machine(order []int) Machine {
	m := make(nogoodMachine, len(order))
	for level, v := range order {
		m[level] = n.values[slices.Index(n.vars, v)]
	}
	return m
}

// A nogoodMachine holds the forbidden value of each level. It is pending while all values match.
type nogoodMachine []int32

const matched = Accept + 1

func (m nogoodMachine) Start() int32 {
	if len(m) == 0 {
		return Reject
	}
	return matched
}

func (m nogoodMachine) Expand(level int, _ int32, next []int32) {
	for x := range next {
		next[x] = Accept
	}
	next[m[level]] = matched
	if level == len(m)-1 {
		next[m[level]] = Reject
	}
}

// Relation returns the rule that the values of vars are one of the rows. vars must ascend, and
// row[i] is the value of vars[i].
func Relation(vars []int, rows [][]int32) Constraint { return &relation{vars, rows} }

type relation struct {
	vars []int
	rows [][]int32
}

func (r *relation) Vars() []int { return r.vars }

// Machine sorts the rows by the order. What remains of the relation after a prefix is then an
// interval of rows, and equal intervals are one state.
func (r *relation) Machine(order []int) Machine {
	m := &relationMachine{rows: make([][]int32, len(r.rows))}
	for i, row := range r.rows {
		m.rows[i] = make([]int32, len(order))
		for level, v := range order {
			m.rows[i][level] = row[slices.Index(r.vars, v)]
		}
	}
	slices.SortFunc(m.rows, slices.Compare)
	m.rows = slices.CompactFunc(m.rows, slices.Equal)
	return m
}

type relationMachine struct {
	rows   [][]int32 // sorted
	states intern.Table[int32]
}

func (m *relationMachine) Start() int32 {
	if len(m.rows) == 0 {
		return Reject
	}
	if len(m.rows[0]) == 0 {
		return Accept
	}
	return m.state(0, len(m.rows))
}

func (m *relationMachine) state(from, to int) int32 {
	s, _ := m.states.Intern([]int32{int32(from), int32(to)})
	return s + Accept + 1
}

func (m *relationMachine) Expand(level int, s int32, next []int32) {
	clear(next)
	span := m.states.Tuple(s - Accept - 1)
	for from, end := int(span[0]), int(span[1]); from < end; {
		x, to := m.rows[from][level], from+1
		for to < end && m.rows[to][level] == x {
			to++
		}
		if level == len(m.rows[0])-1 {
			next[x] = Accept
		} else {
			next[x] = m.state(from, to)
		}
		from = to
	}
}
