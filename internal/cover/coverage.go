package cover

import (
	"iter"
	"slices"
)

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
// of the whole problem come first.
func (v *Coverage) Missing() iter.Seq[[]int32] { return v.missing }

func missing(goals []*goal) iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		for _, g := range goals {
			if !g.each(g.open, func(_ int, tuple []int32) bool { return yield(g.partial(tuple)) }) {
				return
			}
		}
	}
}

// partial returns the values of a tuple by variable, and -1 for the others.
func (s *space) partial(tuple []int32) []int32 {
	row := slices.Repeat([]int32{-1}, len(s.variable))
	for _, l := range tuple {
		c := s.column[l]
		row[s.variable[c]] = l - s.first[c]
	}
	return row
}
