package expr

import "testing"

// TestStatesStay: a tuple keeps its number however many come behind it, and others have others.
func TestStatesStay(t *testing.T) {
	s := states{width: 2}
	for range 2 {
		for i := range int32(1000) {
			tuple := s.scratch()
			tuple[0], tuple[1] = word(i/30), word(i%30)
			if state := s.intern(tuple); state != firstPending+i {
				t.Fatalf("tuple %d has the state %d", i, state)
			}
		}
	}
}
