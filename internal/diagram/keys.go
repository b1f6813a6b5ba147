package diagram

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"slices"
)

// A keys gives every value of every variable a natural number. The order of assignments by the
// sums of their keys, the largest first, is total: by the sums of their scores, then as declared.
//
// A key is score·T + rank. The score is an integer of at least 0. T is the number of all
// assignments without rules, and the ranks of an assignment add up to its index among those,
// counted from the last one. So no two assignments have the same sum. All numbers have the same
// number of words, the most significant first.
type keys struct {
	words  int
	zero   []uint64
	values [][]uint64 // by variable: the keys of its values, end to end
	best   [][]int32  // by variable: a tournament of its values, see newTournament
}

func newKeys(domains []int, scores [][]float64) *keys {
	numbers, largest := numberKeys(domains, scores)
	k := &keys{words: largest.BitLen()/64 + 1, values: make([][]uint64, len(domains)), best: make([][]int32, len(domains))}
	k.zero = make([]uint64, k.words)
	buffer := make([]byte, 8*k.words)
	for v := range numbers {
		for _, n := range numbers[v] {
			n.FillBytes(buffer)
			for at := 0; at < len(buffer); at += 8 {
				k.values[v] = append(k.values[v], binary.BigEndian.Uint64(buffer[at:]))
			}
		}
		k.best[v] = k.newTournament(v, domains[v])
	}
	return k
}

// numberKeys returns the keys as integers, and the largest sum.
func numberKeys(domains []int, scores [][]float64) (numbers [][]*big.Int, largest *big.Int) {
	numbers = make([][]*big.Int, len(domains))
	flat := integers(slices.Concat(scores...))
	for v, size := range domains {
		numbers[v], flat = flat[:size], flat[size:]
	}
	all := big.NewInt(1)
	for _, size := range domains {
		all.Mul(all, big.NewInt(int64(size)))
	}
	place := big.NewInt(1) // the difference between the ranks of two neighbouring values
	largest = new(big.Int)
	for v := len(domains) - 1; v >= 0; v-- {
		least := new(big.Int).Set(slices.MinFunc(numbers[v], (*big.Int).Cmp))
		rank := new(big.Int)
		for x := domains[v] - 1; x >= 0; x-- {
			n := numbers[v][x]
			n.Mul(n.Sub(n, least), all).Add(n, rank)
			rank.Add(rank, place)
		}
		place.Set(rank)
		largest.Add(largest, slices.MaxFunc(numbers[v], (*big.Int).Cmp))
	}
	return numbers, largest
}

func (k *keys) key(v, x int32) []uint64 {
	return k.values[v][int(x)*k.words : (int(x)+1)*k.words]
}

// newTournament returns a tree in which node i holds the better of nodes 2i and 2i+1, and node
// size+x holds value x.
func (k *keys) newTournament(v, size int) []int32 {
	t := make([]int32, 2*size)
	for x := range size {
		t[size+x] = int32(x)
	}
	for i := size - 1; i > 0; i-- {
		t[i] = k.better(int32(v), t[2*i], t[2*i+1])
	}
	return t
}

func (k *keys) better(v, x, y int32) int32 {
	if slices.Compare(k.key(v, x), k.key(v, y)) >= 0 {
		return x
	}
	return y
}

// top returns the value with the largest key among lo..hi-1. Cost: logarithmic in the number of
// values.
func (k *keys) top(v, lo, hi int32) int32 {
	best, t := lo, k.best[v]
	size := int32(len(t) / 2)
	for lo, hi = lo+size, hi+size; lo < hi; lo, hi = lo/2, hi/2 {
		if lo&1 == 1 {
			best = k.better(v, best, t[lo])
			lo++
		}
		if hi&1 == 1 {
			hi--
			best = k.better(v, best, t[hi])
		}
	}
	return best
}

// add adds n to sum, which does not overflow.
func add(sum, n []uint64) {
	carry := uint64(0)
	for i := len(sum) - 1; i >= 0; i-- {
		sum[i], carry = bits.Add64(sum[i], n[i], carry)
	}
}
