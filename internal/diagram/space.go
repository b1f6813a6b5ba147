package diagram

import (
	"fmt"
	"math/big"
	"math/bits"
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
	return p.space(p.orders)
}

// space compiles every part in the best of the orders that are proposed for it.
func (p Problem) space(orders func(q *part, scopes [][]int, position []int32) [][]int32) (*Space, error) {
	s := &Space{problem: p, levels: make([]level, len(p.Domains))}
	scopes := p.scopes()
	s.parts = p.parts(scopes)
	position := make([]int32, len(p.Domains))
	for _, q := range s.parts {
		if err := p.attempt(q, orders(q, scopes, position), position, s.levels); err != nil {
			return nil, err
		}
	}
	s.count = s.total()
	return s, nil
}

// total multiplies the counts of the roots, in words for as long as they fit.
func (s *Space) total() *big.Int {
	if slices.ContainsFunc(s.parts, func(q *part) bool { return q.dead }) {
		return new(big.Int)
	}
	small, total := uint64(1), big.NewInt(1)
	for v := range s.levels {
		l := &s.levels[v]
		if l.parent >= 0 {
			continue
		}
		if l.root != dead && !l.wide {
			if high, low := bits.Mul64(small, l.count[l.root]); high == 0 {
				small = low
				continue
			}
		}
		total.Mul(total, l.rootCount())
	}
	return total.Mul(total, new(big.Int).SetUint64(small))
}

func (l *level) rootCount() *big.Int {
	if l.root == dead {
		return new(big.Int)
	}
	return l.total(l.root)
}

// attempt compiles a part, in the first order that the smallest budget suffices for: budgets grow, so that a bad order costs little
// where another one is good, and at most a small multiple of the best order's cost is spent in all.
func (p *Problem) attempt(q *part, orders [][]int32, position []int32, levels []level) (err error) {
	budget := min(p.Budget, firstBudget)
	if len(orders) == 1 {
		budget = p.Budget
	}
	for ; ; budget = min(p.Budget, budget*budgetGrowth) {
		for _, q.order = range orders {
			if err = p.compile(q, q.order, position, levels, budget); err == nil {
				return nil
			}
		}
		if budget == p.Budget {
			return err
		}
	}
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
