package cover

import "iter"

// Coverage is what some rows show of the tuples of a problem.
type Coverage struct {
	Tuples int   // tuples that valid rows show
	Shown  int   // those that these rows show
	New    []int // tuples that each row is the first to show

	goals []*goal
}

// Cover counts exactly which tuples of the problem the rows show. Its effort and its seeds do not matter.
// Rows must be complete and valid, or it fails with a *[RowError].
func Cover(p Problem, rows iter.Seq[[]int32]) (*Coverage, error) {
	p.Seeds = nil
	s, goals, err := p.open()
	if err != nil {
		return nil, err
	}
	v := &Coverage{goals: goals}
	b := newBuilder(s, goals)
	v.Tuples = b.left()
	for row := range rows {
		if reason := s.fault(row); reason != "" {
			return nil, &RowError{len(v.New), reason}
		}
		n := b.use(s.literals(row))
		v.Shown += n
		v.New = append(v.New, n)
	}
	return v, nil
}

// Missing yields the tuples that no row shows, as a row each that is open, -1, elsewhere. Those of the whole problem come
// first. The row is the caller's only until the next.
func (v *Coverage) Missing() iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		for _, g := range v.goals {
			row := make([]int32, len(g.variable))
			for i := range row {
				row[i] = -1
			}
			if !g.yieldOpen(row, yield) {
				return
			}
		}
	}
}

func (g *goal) yieldOpen(row []int32, yield func([]int32) bool) bool {
	return g.each(g.open, func(_ int, tuple []int32) bool {
		for _, l := range tuple {
			c := g.column[l]
			row[g.variable[c]] = l - g.first[c]
		}
		more := yield(row)
		for _, l := range tuple {
			row[g.variable[g.column[l]]] = -1
		}
		return more
	})
}
