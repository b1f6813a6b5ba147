package expr

// states numbers the different memories of one level from firstPending on.
// It is an open-addressing table over tuples of words, at most half full.
type states struct {
	width  int
	count  int
	tuples []word  // one after the other, then room for the next
	slots  []int32 // number+1 of a tuple, or 0
}

// words returns the memory of a state.
func (s *states) words(state int32) []word {
	i := int(state-firstPending) * s.width
	return s.tuples[i : i+s.width]
}

// scratch returns room for a tuple to intern.
func (s *states) scratch() []word {
	at := s.count * s.width
	if at+s.width > len(s.tuples) {
		grown := make([]word, max(8*s.width, 2*len(s.tuples)))
		copy(grown, s.tuples)
		s.tuples = grown
	}
	return s.tuples[at : at+s.width]
}

// intern returns the state of the tuple that scratch gave.
func (s *states) intern(tuple []word) int32 {
	if 2*s.count >= len(s.slots) {
		s.grow()
	}
	mask := uint64(len(s.slots) - 1)
	for h := hash(tuple); ; h++ {
		id := s.slots[h&mask]
		if id == 0 {
			s.count++
			s.slots[h&mask] = int32(s.count)
			return firstPending + int32(s.count) - 1
		}
		if equalWords(s.tuples[int(id-1)*s.width:], tuple) {
			return firstPending + id - 1
		}
	}
}

func equalWords(a, b []word) bool {
	for i, w := range b {
		if a[i] != w {
			return false
		}
	}
	return true
}

func (s *states) grow() {
	s.slots = make([]int32, max(16, 2*len(s.slots)))
	mask := uint64(len(s.slots) - 1)
	for i := range s.count {
		h := hash(s.tuples[i*s.width : (i+1)*s.width])
		for s.slots[h&mask] != 0 {
			h++
		}
		s.slots[h&mask] = int32(i + 1)
	}
}

// hash is a multiplicative hash with the high bits, which are the good ones,
// brought down.
func hash(tuple []word) uint64 {
	h := uint64(len(tuple))
	for _, w := range tuple {
		h = (h ^ uint64(w)) * 0x9e3779b97f4a7c15
		h ^= h >> 32
	}
	return h
}
