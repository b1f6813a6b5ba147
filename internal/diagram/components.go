package diagram

import (
	"math/big"
	"slices"
)

// A Component is the variables that some constraints link, or those that none does.
type Component struct {
	Vars        []int
	Constraints []int // indices into Problem.Constraints
	Count       *big.Int
	Nodes       int
}

// Components returns the parts of a space, which are independent of each other: the counts multiply to that of the space.
func (s *Space) Components() []Component {
	all := make([]Component, len(s.parts))
	for i, q := range s.parts {
		c := Component{Constraints: slices.Clone(q.rules), Count: big.NewInt(1)}
		for _, v := range q.vars {
			l := &s.levels[v]
			c.Vars = append(c.Vars, int(v))
			c.Nodes += l.nodes.len()
			if l.parent < 0 {
				c.Count.Mul(c.Count, l.rootCount())
			}
		}
		all[i] = c
	}
	return all
}
