package cover

import "math/bits"

// bound returns a lower bound on the rows of a covering array.
//
// A literal needs as many rows as it has valid tuples over any t columns that include its own. A
// row contains at most one of several literals that exclude each other, so the sum over such a
// set (a clique) is a bound. Two compatible literals that are not both compatible with any
// literal of the set need another row. Cliques are chosen greedily, starting from each literal.
// The cost for n literals is n^2 steps of n/64 words for each literal of the clique, which is
// small compared to building the array.
func (b *table) bound(valid plane) int {
	need := make([]int, len(b.column))
	for _, l := range b.lits {
		if b.compatible(l).has(l) {
			need[l] = b.maxTuples(valid, l)
		}
	}
	best := 0
	apart, chosen := make(bitset, b.words), make(bitset, b.words)
	for _, l := range b.lits {
		if need[l] == 0 {
			continue
		}
		n := b.clique(need, l, apart, chosen)
		if n >= best && b.t > 1 && b.needsExtraRow(chosen) {
			n++
		}
		best = max(best, n)
	}
	return best
}

// clique sets chosen to literals that exclude each other, beginning with l, and returns the sum
// of their needs.
func (b *table) clique(need []int, l int32, apart, chosen bitset) int {
	copy(apart, b.over)
	clear(chosen)
	sum := 0
	for l >= 0 {
		sum += need[l]
		chosen.set(l)
		next := int32(-1)
		for w, x := range b.compatible(l) {
			apart[w] &^= x
			for x := apart[w]; x != 0; x &= x - 1 {
				if m := int32(w<<6 + bits.TrailingZeros64(x)); need[m] > 0 && (next < 0 || need[m] > need[next]) {
					next = m
				}
			}
		}
		l = next
	}
	return sum
}

// needsExtraRow reports whether two literals are compatible, but no chosen literal with both.
func (b *table) needsExtraRow(chosen bitset) bool {
	for _, l := range b.lits {
		for _, m := range b.lits {
			if m > l && b.compatible(l).has(m) && !meet(chosen, b.compatible(l), b.compatible(m)) {
				return true
			}
		}
	}
	return false
}

// meet reports whether three sets have a common literal.
func meet(a, b, c bitset) bool {
	for w := range a {
		if a[w]&b[w]&c[w] != 0 {
			return true
		}
	}
	return false
}

// maxTuples returns the largest number of valid tuples with the literal over any set of t
// columns.
func (b *table) maxTuples(valid plane, l int32) int {
	if b.t == 1 {
		return 1
	}
	best := 0
	b.maxTuplesFrom(valid, l, nil, 0, 1, &best)
	return best
}

// maxTuplesFrom tries the columns from the i-th. Domains do not grow from column to column, so it
// stops when the largest remaining product is not better than the best number.
func (b *table) maxTuplesFrom(valid plane, l int32, cols []int, i, product int, best *int) {
	if len(cols) == b.t-1 {
		*best = max(*best, b.countOver(valid, l, cols, 0, 0))
		return
	}
	for ; i < len(b.cols); i++ {
		c := b.cols[i]
		limit := product
		for range b.t - 1 - len(cols) {
			limit *= b.domains[c]
		}
		if limit <= *best {
			return
		}
		if c != int(b.column[l]) {
			b.maxTuplesFrom(valid, l, append(cols, c), i+1, product*b.domains[c], best)
		}
	}
}

// countOver counts the valid tuples of the literal over the columns.
func (b *table) countOver(valid plane, l int32, cols []int, depth, rank int) int {
	c := cols[depth]
	n := 0
	for m := b.first[c]; m < b.first[c+1]; m++ {
		if depth < b.t-2 {
			n += b.countOver(valid, l, cols, depth+1, rank+b.base[depth][m])
		} else if b.at(valid, l, rank).has(m) {
			n++
		}
	}
	return n
}
