package cover

import "math/bits"

// bound returns a number of rows that no covering array of the table goes below.
//
// A row has at most one of some literals that exclude each other, and each of them needs as many rows as it has valid
// tuples over any t columns, its own among them; so the sum is a bound. Two more literals that can stand together,
// but with none of those, need yet another row. The literals are chosen greedily, once from each to begin with: with n
// literals it takes n^2 steps of n/64 for each literal chosen, little beside the array.
func (b *table) bound(valid plane) int {
	need := make([]int, len(b.column))
	for _, l := range b.lits {
		if b.beside(l).has(l) {
			need[l] = b.most(valid, l)
		}
	}
	best := 0
	apart, chosen := make(bitset, b.words), make(bitset, b.words)
	for _, l := range b.lits {
		if need[l] == 0 {
			continue
		}
		n := b.clique(need, l, apart, chosen)
		if n >= best && b.t > 1 && b.leaves(chosen) {
			n++
		}
		best = max(best, n)
	}
	return best
}

// clique leaves in chosen literals, l among them, that exclude each other, and returns what they need.
func (b *table) clique(need []int, l int32, apart, chosen bitset) int {
	copy(apart, b.over)
	clear(chosen)
	sum := 0
	for l >= 0 {
		sum += need[l]
		chosen.set(l)
		next := int32(-1)
		for w, x := range b.beside(l) {
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

// leaves reports whether two literals can stand together, but neither of them with each of chosen.
func (b *table) leaves(chosen bitset) bool {
	for _, l := range b.lits {
		for _, m := range b.lits {
			if m > l && b.beside(l).has(m) && b.excluded(chosen, b.beside(l), b.beside(m)) {
				return true
			}
		}
	}
	return false
}

func (b *table) excluded(chosen, besideL, besideM bitset) bool {
	for w, x := range chosen {
		if x&besideL[w]&besideM[w] != 0 {
			return false
		}
	}
	return true
}

// most returns the largest number of valid tuples with the literal over any set of t columns.
func (b *table) most(valid plane, l int32) int {
	if b.t == 1 {
		return 1
	}
	best := 0
	b.mostFrom(valid, l, nil, 0, 1, &best)
	return best
}

// mostFrom tries the columns from the i-th; no column has a larger domain than one before it, so it can stop where the
// largest product left is no better than what is found.
func (b *table) mostFrom(valid plane, l int32, cols []int, i, product int, best *int) {
	if len(cols) == b.t-1 {
		*best = max(*best, b.among(valid, l, cols, 0, 0))
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
			b.mostFrom(valid, l, append(cols, c), i+1, product*b.domains[c], best)
		}
	}
}

// among counts the valid tuples of the literal over the columns.
func (b *table) among(valid plane, l int32, cols []int, depth, rank int) int {
	c := cols[depth]
	n := 0
	for m := b.first[c]; m < b.first[c+1]; m++ {
		if depth < b.t-2 {
			n += b.among(valid, l, cols, depth+1, rank+b.base[depth][m])
		} else if b.at(valid, l, rank).has(m) {
			n++
		}
	}
	return n
}
