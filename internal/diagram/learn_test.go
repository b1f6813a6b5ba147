package diagram

import (
	"errors"
	"testing"
)

// TestLearnReadsLess: a rule that stops reading where it read on before is inconsistent, whatever
// it answers.
func TestLearnReadsLess(t *testing.T) {
	for _, quiet := range []int{2, 3, 4, 5} {
		runs := 0
		_, err := Learn([]int{2, 2}, func(read func(int) int32) bool {
			if runs++; runs == quiet {
				return true
			}
			return read(0)+read(1) >= 0
		}, 100)
		if !errors.Is(err, ErrNondeterministic) {
			t.Errorf("a rule that reads nothing in run %d: error %v", quiet, err)
		}
	}
}

// TestLearnLimit: a rule may take as many runs as the limit, and no more.
func TestLearnLimit(t *testing.T) {
	for limit := 1; limit < 12; limit++ {
		_, err := Learn([]int{8}, func(read func(int) int32) bool { return read(0)%2 == 0 }, limit)
		if over := errors.Is(err, ErrTooManyCases); over != (limit < 8) || err != nil && !over {
			t.Errorf("8 cases with a limit of %d: error %v", limit, err)
		}
	}
}
