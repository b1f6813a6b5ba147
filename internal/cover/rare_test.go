package cover

import (
	"errors"
	"slices"
	"testing"
)

type anything struct{}

func (anything) Completable([]int32) bool { return true }

func TestFaults(t *testing.T) {
	p := Problem{Domains: []int{2, 2}, Oracle: anything{}, Strength: 2}
	small, bad, high := p, p, p
	small.Memory, bad.Seeds, high.Strength = 1, [][]int32{{0, 2}}, 3
	for want, p := range map[string]Problem{"4 tuples would take 576 bytes, more than the 1 allowed": small, "row 0: has a value out of range": bad, "strength 3 for 2 variables": high} {
		if _, err := Build(p); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	var strength *StrengthError
	if _, err := Cover(high, slices.Values([][]int32{})); !errors.As(err, &strength) || strength.Group != -1 {
		t.Error(err)
	}
}
