package diagram

import (
	"iter"
	"math/big"
	"math/rand/v2"
	"slices"
	"sort"
)

// Draw yields all assignments in random order. Each one is drawn from those that are left, with a
// probability proportional to its weight: successive sampling without replacement. The order
// that a seed gives must never change. The yielded row is reused.
//
// A draw is the assignment whose interval holds a random number below the total weight. If it was
// drawn before, another number is drawn. When the drawn intervals are half of what the numbers
// can meet, they are cut out: a number then stands for a number outside of them. So a draw takes
// two numbers on average, even if the assignments that are left weigh little. Cutting out costs
// the sorting of all intervals and happens at most once for each bit of the total weight.
func (w *Weighting) Draw(seed uint64) iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		f, d := w.finder(), newDrawn(w.Total())
		source := rand.NewPCG(seed, 0x6472617765696768)
		for d.left.Sign() > 0 {
			start, length := f.find(d.outside(below(source, d.bound)))
			if d.add(start, length) && !yield(f.row) {
				return
			}
		}
	}
}

// below returns a number below n; all are equally likely.
func below(source *rand.PCG, n *big.Int) *big.Int {
	most := new(big.Int).Sub(n, big.NewInt(1))
	size := most.BitLen()
	bytes, x := make([]byte, (size+7)/8), new(big.Int)
	for {
		for i := range bytes {
			bytes[i] = byte(source.Uint64() >> 56)
		}
		if x.SetBytes(bytes); size%8 > 0 {
			x.Rsh(x, uint(8-size%8))
		}
		if x.Cmp(n) < 0 {
			return x
		}
	}
}

// A drawn holds the intervals of the assignments that are drawn.
type drawn struct {
	left  *big.Int        // weight of the assignments that are not drawn
	bound *big.Int        // weight of those that were not drawn when intervals were cut out last
	fresh map[string]bool // starts of the intervals added since
	all   []interval
	cut   int        // all[:cut] are cut out and sorted
	skip  []*big.Int // by cut interval: length of those before it, and at last of all
}

type interval struct{ start, length *big.Int }

func newDrawn(total *big.Int) *drawn {
	return &drawn{left: total, bound: new(big.Int).Set(total), fresh: map[string]bool{}, skip: []*big.Int{new(big.Int)}}
}

// add adds an interval that is not cut out. It returns false if it was added before.
func (d *drawn) add(start, length *big.Int) bool {
	key := string(start.Bytes())
	if d.fresh[key] {
		return false
	}
	d.fresh[key] = true
	d.all = append(d.all, interval{start, length})
	d.left.Sub(d.left, length)
	if twice := new(big.Int).Lsh(d.left, 1); twice.Cmp(d.bound) <= 0 {
		d.cutOut()
	}
	return true
}

// cutOut sorts the intervals, so that numbers can be mapped to those outside of them.
func (d *drawn) cutOut() {
	slices.SortFunc(d.all, func(a, b interval) int { return a.start.Cmp(b.start) })
	d.cut, d.skip = len(d.all), []*big.Int{new(big.Int)}
	for i, v := range d.all {
		d.skip = append(d.skip, new(big.Int).Add(d.skip[i], v.length))
	}
	d.bound.Set(d.left)
	clear(d.fresh)
}

// outside returns the number that has n numbers before it that are not cut out.
func (d *drawn) outside(n *big.Int) *big.Int {
	gap := new(big.Int)
	i := sort.Search(d.cut, func(i int) bool { return gap.Sub(d.all[i].start, d.skip[i]).Cmp(n) > 0 })
	return n.Add(n, d.skip[i])
}
