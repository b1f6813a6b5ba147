package cover

import "iter"

// Coverage is what some rows show of the tuples of a problem.
type Coverage struct {
	Tuples int   // tuples that valid rows show
	Shown  int   // those that these rows show
	New    []int // tuples that each row is the first to show

	missing iter.Seq[[]int32]
}

// Cover counts exactly which tuples of the problem the rows show. Its effort and its seeds do not matter.
// Rows must be complete and valid, or it fails with a *[RowError].
func Cover(p Problem, rows iter.Seq[[]int32]) (*Coverage, error) {
	p.Seeds = nil
	if p.isWhole() {
		return p.coverWhole(rows)
	}
	s, goals, err := p.open()
	if err != nil {
		return nil, err
	}
	b := newBuilder(s, goals)
	v := &Coverage{Tuples: b.left(), missing: missing(goals)}
	return v, v.show(s, rows, func(row []int32) int { return b.use(s.literals(row)) })
}

// show counts what each row is the first to show, by use.
func (v *Coverage) show(s *space, rows iter.Seq[[]int32], use func([]int32) int) error {
	for row := range rows {
		if reason := s.fault(row); reason != "" {
			return &RowError{len(v.New), reason}
		}
		n := use(row)
		v.Shown += n
		v.New = append(v.New, n)
	}
	return nil
}

// Missing yields the tuples that no row shows, as a row each that is open, -1, elsewhere. Those of the whole problem come
// first. The row is the caller's only until the next.
func (v *Coverage) Missing() iter.Seq[[]int32] { return v.missing }

func missing(goals []*goal) iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		for _, g := range goals {
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
