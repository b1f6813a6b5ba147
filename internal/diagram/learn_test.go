package diagram

import (
	"errors"
	"testing"
)

// TestLearnReadsLess checks that a rule which reads fewer variables in a later run is
// nondeterministic, whatever it answers.
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
			t.Errorf("rule that reads nothing in run %d: error %v", quiet, err)
		}
	}
}

// TestLearnLimit checks that the limit is the number of runs allowed.
func TestLearnLimit(t *testing.T) {
	for limit := 1; limit < 12; limit++ {
		_, err := Learn([]int{8}, func(read func(int) int32) bool { return read(0)%2 == 0 }, limit)
		if over := errors.Is(err, ErrTooManyCases); over != (limit < 8) || err != nil && !over {
			t.Errorf("8 cases with a limit of %d: error %v", limit, err)
		}
	}
}

func TestLearnFaults(t *testing.T) {
	domains := []int{2, 2, 2}
	calls := 0
	_, err := Learn(domains, func(read func(int) int32) bool {
		calls++
		return read(calls%3) == 0
	}, 100)
	if !errors.Is(err, ErrNondeterministic) {
		t.Errorf("rule that reads another variable in each run: error %v", err)
	}
	_, err = Learn(domains, func(read func(int) int32) bool {
		calls++
		return read(0) == 0 && calls%3 == 0
	}, 100)
	if !errors.Is(err, ErrNondeterministic) {
		t.Errorf("rule that answers differently in some runs: error %v", err)
	}
	_, err = Learn(domains, func(read func(int) int32) bool { return read(0)+read(1)+read(2) > 1 }, 7)
	if !errors.Is(err, ErrTooManyCases) {
		t.Errorf("8 leaves with a limit of 7: %v", err)
	}
	// The 24 reads count as one run.
	if _, err = Learn(domains, func(read func(int) int32) bool { return read(0)+read(1)+read(2) > 1 }, 9); err != nil {
		t.Errorf("8 leaves with a limit of 9: %v", err)
	}
}
