package cover

import "iter"

// Coverage is which tuples of a problem some rows cover.
type Coverage struct {
	Tuples int   // tuples that valid rows contain
	Shown  int   // tuples that these rows cover
	New    []int // tuples that each row is the first to cover

	missing iter.Seq[[]int32]
}

// Cover counts the tuples of the problem that the rows cover. It ignores seeds and limits on
// effort. It returns a [*RowError] if a row is not complete and valid.
func Cover(p Problem, rows iter.Seq[[]int32]) (*Coverage, error) {
	p.Seeds = nil
	if p.isFullFactorial() {
		return p.coverFullFactorial(rows)
	}
	s, goals, err := p.open()
	if err != nil {
		return nil, err
	}
	b := newBuilder(s, goals)
	v := &Coverage{Tuples: b.left(), missing: missing(goals)}
	return v, v.show(s, rows, func(row []int32) int { return b.use(s.literals(row)) })
}

// show adds the rows. The function use returns the number of tuples that a row is the first to
// cover.
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

// Missing yields the tuples that no row covers, each as a row with -1 in the other columns. Those
// of the whole problem come first. The slice is valid only until the next one.
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
