package search

import (
	"cmp"
	"math"
	"slices"

	"github.com/paramgen/paramgen/internal/gp"
)

// A front holds the runs that no other beats in both of two targets, in ascending order of the
// first, and a reference that is worse. The area between them is the hypervolume.
type front struct {
	points    [][2]float64
	reference [2]float64
}

// newFront returns the front of some runs. Its reference is a tenth of the front's extent beyond
// it, or the median of the runs if that is worse.
func newFront(runs []int, figures [][]float64) *front {
	f := &front{}
	for _, i := range runs {
		f.add([2]float64{figures[0][i], figures[1][i]})
	}
	for k, y := range figures {
		least, most := math.Inf(1), math.Inf(-1)
		for _, p := range f.points {
			least, most = math.Min(least, p[k]), math.Max(most, p[k])
		}
		sorted := slices.Clone(y)
		slices.Sort(sorted)
		f.reference[k] = math.Max(most+float64(0.1*(most-least)), median(sorted))
	}
	return f
}

// add adds a point unless another is at least as good in both targets.
func (f *front) add(p [2]float64) {
	if slices.ContainsFunc(f.points, func(q [2]float64) bool { return q[0] <= p[0] && q[1] <= p[1] }) {
		return
	}
	f.points = slices.DeleteFunc(f.points, func(q [2]float64) bool { return p[0] <= q[0] && p[1] <= q[1] })
	at, _ := slices.BinarySearchFunc(f.points, p, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	f.points = slices.Insert(f.points, at, p)
}

// improvement returns the expected increase of the hypervolume by point i. Between the first
// targets of two neighbours, the area that a point adds is as wide as the part of the strip that
// is worse than its first target, and as high as its second target is below that of the left
// neighbour. The targets are independent, so the expectations of both factors are expected
// improvements.
func (f *front) improvement(posts []*gp.Posterior, i int) float64 {
	sum, left, top := 0.0, 0.0, f.reference[1]
	for _, p := range f.points {
		right := posts[0].Improvement(i, p[0])
		sum += float64((right - left) * posts[1].Improvement(i, top))
		left, top = right, p[1]
	}
	right := posts[0].Improvement(i, f.reference[0])
	return sum + float64((right-left)*posts[1].Improvement(i, top))
}
