package diagram

import (
	"math/big"
	"slices"
)

// A part is a set of variables that rules link, with those rules. Parts are independent of each
// other. The variables that no rule mentions form one part, without rules.
type part struct {
	vars  []int32 // ascending
	rules []int   // indices into Problem.Constraints
	order []int32 // vars in the order in which they are compiled
	dead  bool    // a rule rejects everything, even if the part has no variables
}

func (q *part) isDeclared() bool { return slices.Equal(q.order, q.vars) }

// scopes returns, for each rule, its variables that have more than one value.
func (p *Problem) scopes() [][]int {
	scopes := make([][]int, len(p.Constraints))
	var all []int
	for i, c := range p.Constraints {
		from := len(all)
		for _, v := range c.Vars() {
			if p.Domains[v] > 1 {
				all = append(all, v)
			}
		}
		scopes[i] = all[from:len(all):len(all)]
	}
	return scopes
}

// parts returns the connected components of the scopes, by smallest variable.
// A variable with one value is decided from the start and links nothing.
func (p *Problem) parts(scopes [][]int) []*part {
	sets, ruled := newUnionFind(len(p.Domains)), make([]bool, len(p.Domains))
	for _, s := range scopes {
		for _, v := range s {
			ruled[v] = true
			sets.union(v, s[0])
		}
	}
	free, of := &part{}, make([]*part, len(p.Domains))
	var all []*part
	for v := range p.Domains {
		q := of[sets.find(v)] // nil if v is the leader, because leaders come first
		switch {
		case !ruled[v]:
			q = free
		case q == nil:
			q = &part{}
		}
		if of[v] = q; len(q.vars) == 0 {
			all = append(all, q)
		}
		q.vars = append(q.vars, int32(v))
	}
	if len(all) == 0 {
		all = append(all, free)
	}
	for i, s := range scopes {
		q := all[0] // a rule without variables accepts or rejects everything, in any part
		if len(s) > 0 {
			q = of[s[0]]
		}
		q.rules = append(q.rules, i)
	}
	return all
}

// A unionFind is a partition of 0..n-1. The leader of a set is its least member.
type unionFind []int32

func newUnionFind(n int) unionFind {
	u := make(unionFind, n)
	for v := range u {
		u[v] = int32(v)
	}
	return u
}

func (u unionFind) find(v int) int32 {
	w := int32(v)
	for u[w] != w {
		u[w] = u[u[w]]
		w = u[w]
	}
	return w
}

func (u unionFind) union(v, w int) {
	a, b := u.find(v), u.find(w)
	u[max(a, b)] = min(a, b)
}

// A Component is a set of variables that some constraints link, or all variables that none links.
type Component struct {
	Vars        []int
	Constraints []int // indices into Problem.Constraints
	Count       *big.Int
	Nodes       int
}

// Components returns the independent parts of a space. The product of their counts is the count
// of the space.
func (s *Space) Components() []Component {
	all := make([]Component, len(s.parts))
	for i, q := range s.parts {
		c := Component{Constraints: slices.Clone(q.rules), Count: big.NewInt(1)}
		for _, v := range q.vars {
			l := &s.levels[v]
			c.Vars = append(c.Vars, int(v))
			c.Nodes += l.nodes.Len()
			if l.parent < 0 {
				c.Count.Mul(c.Count, l.rootCount())
			}
		}
		all[i] = c
	}
	return all
}
