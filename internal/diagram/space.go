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
// Counts and questions about partial assignments use levels, which are compiled in the cheapest
// order found. Walks and ranks refer to the declared order and use a declaredOrder.
type Space struct {
	problem Problem
	parts   []*part
	levels  []level // by variable
	count   *big.Int

	once  sync.Once
	order *declaredOrder
}

// Compile builds the space of p. Its only error is a *[BudgetError].
func Compile(p Problem) (*Space, error) {
	if p.Budget == 0 {
		p.Budget = DefaultBudget
	}
	return p.space(p.orders)
}

// space compiles every part in the best of the orders that orders proposes for it.
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

// total multiplies the counts of the roots, in 64 bits while they suffice.
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

// attempt compiles a part in the first order for which the smallest budget suffices. The budget
// grows geometrically: a bad order costs little if another one is good, and the total is at most
// a small multiple of the best order's cost.
func (p *Problem) attempt(q *part, orders [][]int32, position []int32, levels []level) (err error) {
	limit := min(p.Budget, firstBudget)
	if len(orders) == 1 {
		limit = p.Budget
	}
	for ; ; limit = min(p.Budget, limit*budgetGrowth) {
		for _, q.order = range orders {
			if err = p.compile(q, q.order, position, levels, limit); err == nil {
				return nil
			}
		}
		if limit == p.Budget {
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
		n += s.levels[v].nodes.Len()
	}
	return n
}

func (s *Space) String() string { return fmt.Sprintf("%v assignments in %d nodes", s.count, s.Nodes()) }

// declared returns the levels for walks and ranks in declared order. It makes them on first use.
func (s *Space) declared() *declaredOrder {
	s.once.Do(func() { s.order = s.newDeclaredOrder() })
	return s.order
}
