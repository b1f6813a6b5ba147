package explain

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// family is a monotone question over up to 10 rules: a set is inconsistent if it holds one of some
// cores.
type family struct {
	n     int
	cores []uint64
	asked int
}

func mask(rules []int) uint64 {
	m := uint64(0)
	for _, i := range rules {
		m |= 1 << i
	}
	return m
}

func (f *family) consistent(m uint64) bool {
	return !slices.ContainsFunc(f.cores, func(c uint64) bool { return m&c == c })
}

func (f *family) ask(rules []int) bool {
	f.asked++
	if !slices.IsSorted(rules) {
		panic("rules out of order")
	}
	return f.consistent(mask(rules))
}

func randomFamily(rng *rand.Rand) *family {
	f := &family{n: 1 + rng.IntN(10)}
	for range rng.IntN(7) {
		core := uint64(0)
		for range 1 + rng.IntN(4) {
			core |= 1 << rng.IntN(f.n)
		}
		f.cores = append(f.cores, core)
	}
	return f
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestMinimal(t *testing.T) {
	for seed := range uint64(20000) {
		rng := rand.New(rand.NewPCG(seed, 1))
		f := randomFamily(rng)
		rules := rng.Perm(f.n)
		got := minimal(rules, f.ask)
		if consistent := f.consistent(mask(rules)); consistent != (got == nil) {
			t.Fatalf("seed %d: consistent %v, conflict %v", seed, consistent, got)
		}
		if got == nil {
			continue
		}
		if f.consistent(mask(got)) {
			t.Fatalf("seed %d: %v does not conflict", seed, got)
		}
		for _, i := range got {
			if !f.consistent(mask(got) &^ (1 << i)) {
				t.Fatalf("seed %d: %v conflicts without %d", seed, got, i)
			}
		}
	}
}

func TestMinimalOfNothing(t *testing.T) {
	if got := minimal(upTo(3), func([]int) bool { return false }); got != nil {
		t.Errorf("blames %v where no rule is needed", got)
	}
	if got := minimal(nil, func([]int) bool { return true }); got != nil {
		t.Errorf("blames %v where there is no rule", got)
	}
}

func TestMinimalAsksLittle(t *testing.T) {
	f := &family{n: 60, cores: []uint64{1<<3 | 1<<31 | 1<<59}}
	if got := minimal(upTo(60), f.ask); !slices.Equal(got, []int{3, 31, 59}) {
		t.Errorf("found %v", got)
	}
	if f.asked > 40 {
		t.Errorf("asked %d times", f.asked)
	}
}

// smallest lists the smallest relaxations by trying all.
func (f *family) smallest() map[uint64]bool {
	best, sets := f.n+1, map[uint64]bool{}
	for removed := range uint64(1) << f.n {
		if n := bits.OnesCount64(removed); n <= best && f.consistent(^removed&(1<<f.n-1)) {
			if n < best {
				best = n
				clear(sets)
			}
			sets[removed] = true
		}
	}
	return sets
}

func TestRelaxations(t *testing.T) {
	for seed := range uint64(20000) {
		f := randomFamily(rand.New(rand.NewPCG(seed, 2)))
		sets := relaxations(f.n, f.ask, Limits{Sets: 1 << 20, Questions: 1 << 20})
		got := map[uint64]bool{}
		for _, s := range sets {
			if got[mask(s)] || !slices.IsSorted(s) {
				t.Fatalf("seed %d: %v is told twice or not in order", seed, s)
			}
			got[mask(s)] = true
		}
		if diff := cmp.Diff(f.smallest(), got); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

func TestRelaxationLimits(t *testing.T) {
	f := &family{n: 10, cores: []uint64{1<<10 - 1}}
	if sets := relaxations(f.n, f.ask, Limits{Sets: 3, Questions: 1000}); len(sets) != 3 {
		t.Errorf("with a limit of 3 sets: %v", sets)
	}
	f.asked = 0
	if sets := relaxations(f.n, f.ask, Limits{Sets: 100, Questions: 5}); f.asked > 60 {
		t.Errorf("with a limit of 5 questions: %v, asked %d", sets, f.asked)
	}
	if sets := relaxations(3, func([]int) bool { return false }, Limits{100, 100}); sets != nil {
		t.Errorf("where nothing helps: %v", sets)
	}
}
