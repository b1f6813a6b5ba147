// Package intern numbers tuples of integers.
package intern

import "slices"

// A Table gives equal tuples the same number. Numbers are dense and count from 0.
//
// It is a hash table with open addressing and linear probing (Knuth, The Art of Computer
// Programming 6.4, algorithm L); the tuples lie end to end in one slice. Intern costs one hash
// and, in most cases, one comparison.
//
// The zero Table is empty.
type Table[W int32 | int64 | uint64] struct {
	words []W
	start []int32 // tuple k is words[start[k]:start[k+1]]
	hash  []int32 // by tuple
	slots []int32 // 1 + number, 0 is free; the length is a power of two
}

// Len returns the number of different tuples.
func (t *Table[W]) Len() int { return len(t.hash) }

// Words returns the number of words in all tuples.
func (t *Table[W]) Words() int { return len(t.words) }

// Tuple returns the tuple with number k. The caller must not change it.
func (t *Table[W]) Tuple(k int32) []W { return t.words[t.start[k]:t.start[k+1]] }

// Offset returns the number of words in the tuples before tuple k.
func (t *Table[W]) Offset(k int32) int { return int(t.start[k]) }

// Intern returns the number of key and whether it is new.
func (t *Table[W]) Intern(key []W) (k int32, fresh bool) {
	if 2*len(t.hash) >= len(t.slots) {
		t.grow()
	}
	h := hash(key)
	mask := uint32(len(t.slots) - 1)
	at := uint32(h) & mask
	for ; t.slots[at&mask] != 0; at++ {
		if k := t.slots[at&mask] - 1; t.hash[k] == h && equal(t.Tuple(k), key) {
			return k, false
		}
	}
	k = int32(len(t.hash))
	t.slots[at&mask] = k + 1
	t.hash = append(t.hash, h)
	t.words = append(t.words, key...)
	t.start = append(t.start, int32(len(t.words)))
	return k, true
}

// Clone returns an independent copy.
func (t *Table[W]) Clone() Table[W] {
	return Table[W]{slices.Clone(t.words), slices.Clone(t.start), slices.Clone(t.hash), slices.Clone(t.slots)}
}

// Reset empties the table. It keeps the storage for the next tuples.
func (t *Table[W]) Reset() {
	if len(t.slots) == 0 {
		return
	}
	t.words, t.start, t.hash = t.words[:0], t.start[:1], t.hash[:0]
	clear(t.slots)
}

// firstSlots is the size of a small table: its three index slices are one allocation.
const firstSlots = 8

func (t *Table[W]) grow() {
	if len(t.slots) == 0 {
		index := make([]int32, 3*firstSlots)
		t.slots = index[:firstSlots:firstSlots]
		t.hash = index[firstSlots : firstSlots : 2*firstSlots]
		t.start = index[2*firstSlots : 2*firstSlots+1]
		return
	}
	t.slots = make([]int32, 2*len(t.slots))
	mask := uint32(len(t.slots) - 1)
	for k, h := range t.hash {
		at := uint32(h) & mask
		for t.slots[at] != 0 {
			at = (at + 1) & mask
		}
		t.slots[at] = int32(k) + 1
	}
}

// equal is slices.Equal, which costs a call of memequal for the few words of a usual tuple.
func equal[W int32 | int64 | uint64](a, b []W) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// hash is a multiplicative hash with the high bits, which are the good ones, brought down. The
// multiplier is that of splitmix64 (Steele, Lea, Flood 2014).
func hash[W int32 | int64 | uint64](key []W) int32 {
	h := uint64(len(key)) + 0x9e3779b97f4a7c15
	for _, w := range key {
		h = (h ^ uint64(w)) * 0xbf58476d1ce4e5b9
		h ^= h >> 32
	}
	return int32(h)
}
