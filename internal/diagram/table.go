package diagram

// A table interns tuples: equal tuples get the same number, and numbers are consecutive from 0.
// It uses open addressing with linear probing. The tuples are concatenated in one slice.
// Cost of intern: one hash and nearly always at most one comparison.
type table[W int32 | uint64] struct {
	words []W
	start []int32 // tuple k is words[start[k]:start[k+1]]
	hash  []int32
	slots []int32 // 1 + number, or 0 if free; the length is a power of two
}

func (t *table[W]) len() int { return len(t.hash) }

func (t *table[W]) tuple(k int32) []W { return t.words[t.start[k]:t.start[k+1]] }

// intern returns the number of key and whether it is new.
func (t *table[W]) intern(key []W) (int32, bool) {
	if 4*len(t.hash) >= 3*len(t.slots) {
		t.grow()
	}
	h := hashWords(key)
	mask := uint32(len(t.slots) - 1)
	at := uint32(h) & mask
	for ; t.slots[at] != 0; at = (at + 1) & mask {
		if k := t.slots[at] - 1; t.hash[k] == h && equalWords(t.tuple(k), key) {
			return k, false
		}
	}
	k := int32(len(t.hash))
	t.slots[at] = k + 1
	t.hash = append(t.hash, h)
	t.words = append(t.words, key...)
	t.start = append(t.start, int32(len(t.words)))
	return k, true
}

// firstSlots is the size of a new table, whose three index slices share one allocation.
const firstSlots = 8

func (t *table[W]) grow() {
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

func equalWords[W int32 | uint64](a, b []W) bool {
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

// hashWords mixes each word with the multiplier of splitmix64 (Steele, Lea and Flood 2014).
func hashWords[W int32 | uint64](key []W) int32 {
	h := uint64(len(key)) + 0x9e3779b97f4a7c15
	for _, w := range key {
		h = (h ^ uint64(w)) * 0xbf58476d1ce4e5b9
		h ^= h >> 29
	}
	return int32(h ^ h>>32)
}
