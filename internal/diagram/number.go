package diagram

import "math/big"

// A number is the arithmetic in which a tree is counted. The zero value of N is 0. Arithmetic in
// 64 bits does not overflow, because every result divides or counts assignments of the tree.
type number[N any] interface {
	// plus and minus may change the receiver, so the receiver must be owned by the caller.
	plus(N) N
	minus(N) N
	times(N) N
	timesInt(int32) N
	isZero() bool
	one() N
	ofNode(l *level, n int32) N
	big(scratch *big.Int) *big.Int
}

type small uint64

func (a small) plus(b small) small             { return a + b }
func (a small) minus(b small) small            { return a - b }
func (a small) times(b small) small            { return a * b }
func (a small) timesInt(k int32) small         { return a * small(k) }
func (a small) one() small                     { return 1 }
func (a small) isZero() bool                   { return a == 0 }
func (a small) ofNode(l *level, n int32) small { return small(l.count[n]) }
func (a small) big(scratch *big.Int) *big.Int  { return scratch.SetUint64(uint64(a)) }

type large struct{ n *big.Int } // nil is 0

func (a large) plus(b large) large {
	if b.isZero() {
		return a
	}
	if a.n == nil {
		a.n = new(big.Int)
	}
	a.n.Add(a.n, b.n)
	return a
}

func (a large) minus(b large) large {
	if b.isZero() {
		return a
	}
	if a.n == nil {
		a.n = new(big.Int)
	}
	a.n.Sub(a.n, b.n)
	return a
}

func (a large) times(b large) large {
	if a.isZero() || b.isZero() {
		return large{}
	}
	return large{new(big.Int).Mul(a.n, b.n)}
}

func (a large) timesInt(k int32) large {
	if k == 1 || a.isZero() {
		return a
	}
	return large{new(big.Int).Mul(a.n, big.NewInt(int64(k)))}
}

func (a large) one() large                     { return large{big.NewInt(1)} }
func (a large) isZero() bool                   { return a.n == nil || a.n.Sign() == 0 }
func (a large) ofNode(l *level, n int32) large { return large{l.total(n)} }

func (a large) big(scratch *big.Int) *big.Int {
	if a.n == nil {
		return scratch.SetInt64(0)
	}
	return scratch.Set(a.n)
}
