// Package permute orders the numbers below N at random without storing them: it generates a
// seeded permutation of [0, N) for any N.
//
// Up to a few thousand numbers are shuffled in memory, which is uniform over all permutations.
// Above that, a number is a pair (l, r) on a grid of about √N by √N, and rounds of a Feistel
// network add a keyed hash of one half to the other (Black and Rogaway 2002, "Ciphers with
// arbitrary finite domains"). Each round can be inverted, so the network is a permutation of the
// grid. A result outside [0, N) goes through the network again (cycle walking). This is rare,
// because the grid has fewer than √N extra places.
//
// The output for a seed must never change.
package permute

import (
	"crypto/sha256"
	"encoding/binary"
	"iter"
	"math/big"
	"math/bits"
	"math/rand/v2"
)

const (
	shuffled = 1 << 12 // largest N that is shuffled in memory
	gridBits = 62      // of N, up to which all places of the grid fit in 64 bits
	rounds   = 12      // half-rounds of the network
)

// Indices yields every number below n once, in the order that the seed determines. The yielded
// number is reused. Memory is constant; time per number depends only on the length of n.
func Indices(n *big.Int, seed uint64) iter.Seq[*big.Int] {
	return func(yield func(*big.Int) bool) {
		switch {
		case n.Sign() <= 0:
		case n.Cmp(big.NewInt(shuffled)) <= 0:
			shuffle(int(n.Int64()), seed, yield)
		case n.BitLen() <= gridBits:
			newGrid(n.Uint64(), seed).walk(yield)
		default:
			newBigGrid(n, seed).walk(yield)
		}
	}
}

// shuffle is the Fisher-Yates shuffle from the front, so that each prefix is final.
func shuffle(n int, seed uint64, yield func(*big.Int) bool) {
	source := rand.NewPCG(seed, uint64(n))
	numbers := make([]int64, n)
	for i := range numbers {
		numbers[i] = int64(i)
	}
	out := new(big.Int)
	for i := range numbers {
		j := i + int(below(source, uint64(n-i)))
		numbers[i], numbers[j] = numbers[j], numbers[i]
		if !yield(out.SetInt64(numbers[i])) {
			return
		}
	}
}

// below returns a number below n; all are equally likely (Lemire 2019).
func below(source *rand.PCG, n uint64) uint64 {
	high, low := bits.Mul64(source.Uint64(), n)
	for bias := -n % n; low < bias; {
		high, low = bits.Mul64(source.Uint64(), n)
	}
	return high
}

// A grid permutes [0, n) for n of up to gridBits.
type grid struct {
	n, rows, columns uint64
	keys             [rounds]uint64
}

func newGrid(n, seed uint64) *grid {
	g := &grid{n: n, rows: new(big.Int).Sqrt(new(big.Int).SetUint64(n-1)).Uint64() + 1}
	g.columns = (n-1)/g.rows + 1
	source := rand.NewPCG(seed, n)
	for i := range g.keys {
		g.keys[i] = source.Uint64()
	}
	return g
}

func (g *grid) walk(yield func(*big.Int) bool) {
	out := new(big.Int)
	for i := uint64(0); i < g.n; i++ {
		if !yield(out.SetUint64(g.permute(i))) {
			return
		}
	}
}

// permute applies the network to place x until the result is below n.
func (g *grid) permute(x uint64) uint64 {
	for {
		l, r := x/g.columns, x%g.columns
		for i := 0; i < rounds; i += 2 {
			l = (l + scaled(g.keys[i]^r, g.rows)) % g.rows
			r = (r + scaled(g.keys[i+1]^l, g.columns)) % g.columns
		}
		if x = l*g.columns + r; x < g.n {
			return x
		}
	}
}

// scaled hashes x to a number below n: the finalizer of splitmix64, then the high half of a
// product.
func scaled(x, n uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	high, _ := bits.Mul64(x^x>>31, n)
	return high
}

// A bigGrid is a grid in big integers. Its keyed hash is SHA-256.
type bigGrid struct {
	n, rows, columns *big.Int
	seed             uint64
}

func newBigGrid(n *big.Int, seed uint64) *bigGrid {
	one := big.NewInt(1)
	last := new(big.Int).Sub(n, one)
	g := &bigGrid{n: n, seed: seed, rows: new(big.Int).Sqrt(last)}
	g.rows.Add(g.rows, one)
	g.columns = new(big.Int).Quo(last, g.rows)
	g.columns.Add(g.columns, one)
	return g
}

func (g *bigGrid) walk(yield func(*big.Int) bool) {
	one := big.NewInt(1)
	for i := new(big.Int); i.Cmp(g.n) < 0; i.Add(i, one) {
		if !yield(g.permute(i)) {
			return
		}
	}
}

func (g *bigGrid) permute(i *big.Int) *big.Int {
	x, l, r := new(big.Int).Set(i), new(big.Int), new(big.Int)
	for {
		l.QuoRem(x, g.columns, r)
		for round := 0; round < rounds; round += 2 {
			l.Mod(l.Add(l, g.hash(round, r, g.rows)), g.rows)
			r.Mod(r.Add(r, g.hash(round+1, l, g.columns)), g.columns)
		}
		if x.Add(x.Mul(l, g.columns), r).Cmp(g.n) < 0 {
			return x
		}
	}
}

// hash returns a number below n from a stream keyed by the digest of seed, round, N and x. It
// reads at least 64 bits more than n has, so that the bias is negligible.
func (g *bigGrid) hash(round int, x, n *big.Int) *big.Int {
	h := sha256.New()
	h.Write(binary.BigEndian.AppendUint64(nil, g.seed))
	h.Write([]byte{byte(round)})
	h.Write(g.n.Bytes())
	h.Write([]byte{0})
	h.Write(x.Bytes())
	stream := rand.NewChaCha8([32]byte(h.Sum(nil)))
	bytes := make([]byte, n.BitLen()/8+9)
	stream.Read(bytes)
	sum := new(big.Int).SetBytes(bytes)
	return sum.Mod(sum, n)
}
