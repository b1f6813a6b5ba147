package diagram

import (
	"fmt"
	"math/big"
	"slices"
	"sync"
)

// A Space is a compiled Problem. It is immutable and safe for concurrent use.
//
// Counting and questions about partial assignments go to levels, compiled in whichever order is the better one. Walking and
// ranking speak of the declared order and go to ranks.
type Space struct {
	problem Problem
	parts   []*part
	levels  []level // by variable
	count   *big.Int

	once   sync.Once
	ranked *ranks
}

// Compile builds the space of p. It fails with a *[BudgetError] only.
func Compile(p Problem) (*Space, error) {
	if p.Budget == 0 {
		p.Budget = DefaultBudget
	}
	return p.space(p.choose)
}

// space compiles every part in the order that choose gives it.
func (p Problem) space(choose func(q *part, scopes [][]int, position []int32) []int32) (*Space, error) {
	s := &Space{problem: p, levels: make([]level, len(p.Domains))}
	scopes := p.scopes()
	s.parts = p.parts(scopes)
	position := make([]int32, len(p.Domains))
	for _, q := range s.parts {
		q.order = choose(q, scopes, position)
		if err := p.compile(q, q.order, position, s.levels, p.Budget); err != nil {
			return nil, err
		}
	}
	s.count = big.NewInt(1)
	for v := range s.levels {
		if l := &s.levels[v]; l.parent < 0 {
			s.count.Mul(s.count, l.rootCount())
		}
	}
	return s, nil
}

func (l *level) rootCount() *big.Int {
	if l.root == dead {
		return new(big.Int)
	}
	return l.total(l.root)
}

// preferred is how much wider the declared order may be than the other before a part is compiled in the other:
// the declared one serves walking too.
const preferred = 8

// choose returns the order in which to compile a part.
func (p *Problem) choose(q *part, scopes [][]int, position []int32) []int32 {
	if len(q.rules) < 2 {
		return q.vars
	}
	mine := make([][]int, len(q.rules))
	for i, r := range q.rules {
		mine[i] = scopes[r]
	}
	narrow := narrowOrder(q.vars, p.Domains, mine)
	if eliminate(q.vars, p.Domains, mine, position).work <= preferred*eliminate(narrow, p.Domains, mine, position).work {
		return q.vars
	}
	return narrow
}

// Count returns the number of assignments that satisfy every rule.
func (s *Space) Count() *big.Int { return new(big.Int).Set(s.count) }

// Nodes returns the number of nodes of the diagram.
func (s *Space) Nodes() int {
	n := 0
	for v := range s.levels {
		n += s.levels[v].nodes.len()
	}
	return n
}

func (s *Space) String() string { return fmt.Sprintf("%v assignments in %d nodes", s.count, s.Nodes()) }

// declared returns what walks and ranks in declared order, making it on first use.
func (s *Space) declared() *ranks {
	s.once.Do(func() { s.ranked = s.rank() })
	return s.ranked
}

func (q *part) isDeclared() bool { return slices.Equal(q.order, q.vars) }
