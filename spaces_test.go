package paramgen

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// publishedSpaces are the search spaces in testdata/spaces: their counts of valid combinations, each confirmed by two independent programs,
// and the processor seconds that other systems took on one noisy machine, as published in testdata/spaces/README.md: to be read as
// ratios. Zero: not measured.
var publishedSpaces = []struct {
	name        string
	theoretical int64
	valid       int64
	atf         float64 // ATF, C++, rules compiled in: build the tree of the space
	floor       float64 // hand-written nested loops in C: enumerate and count
	constraint  float64 // python-constraint as in Kernel Tuner: list all
}{
	{"atf_gaussian_64", 830131344, 2116368, 0.0082, 0.2636, 4.381},
	{"bat_dedispersion_full", 123863040, 16851135, 8.6e-05, 1.67, 0},
	{"bat_md5hash", 165888, 165888, 0, 0, 0},
	{"bat_nbody", 3136, 1568, 3.7e-05, 6.6e-05, 0.001846},
	{"clblast_xgemm_v2", 663552, 120800, 0.006611, 0.007571, 0.199},
	{"cltune_conv", 15492096, 3424, 0.000728, 0.000605, 0.02601},
	{"kt_gpu_layers", 3111696, 10660, 0.003776, 0.001586, 0.1236},
	{"ktt_reduction_wide", 10080, 2640, 0.000156, 7e-05, 0.00187},
	{"ktt_transpose", 460992, 5916, 0.000122, 0.00027, 0.007172},
	{"paper_dedispersion", 22272, 11130, 8.6e-05, 0.000527, 0.01729},
	{"paper_expdist", 9732096, 294000, 6.4e-05, 0.01835, 0.4895},
	{"paper_gemm", 663552, 116928, 0.001856, 0.008202, 0.1962},
	{"paper_hotspot", 22200000, 349853, 0.05692, 0.02296, 1.016},
	{"paper_microhh", 1166400, 138600, 0.03013, 0.0113, 0.3408},
	{"paper_prl_2x2", 36864, 1200, 5.5e-05, 0.000229, 0.004295},
	{"paper_prl_4x4", 9437184, 10800, 0.000101, 0.001094, 0.02394},
	{"paper_prl_8x8", 2415919104, 48720, 0.000149, 0.006296, 0.1198},
	{"rise_mm", 11623211721, 154888140, 0.005627, 0, 0},
}

func spaceText(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "spaces", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func loadSpace(t testing.TB, name string) *Generator {
	t.Helper()
	option, err := Load(bytes.NewReader(spaceText(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	g, err := New(option)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestPublishedSpaces(t *testing.T) {
	const walked = 5_000_000
	for _, p := range publishedSpaces {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			g := loadSpace(t, p.name)
			if got := g.Theoretical(); got.Cmp(big.NewInt(p.theoretical)) != 0 {
				t.Errorf("Theoretical = %v, want %d", got, p.theoretical)
			}
			if got := g.Count(); got.Cmp(big.NewInt(p.valid)) != 0 {
				t.Fatalf("Count = %v, want %d", got, p.valid)
			}
			if p.valid < walked {
				checkWalk(t, g, p.valid)
			}
			checkPlaces(t, g, 1000)
		})
	}
}

// checkWalk checks that All yields n combinations in strictly ascending order, all of which the rules allow when asked one by one
// (every hundredth is asked).
func checkWalk(t *testing.T, g *Generator, n int64) {
	t.Helper()
	var got int64
	var last Combination
	for c := range g.All() {
		if got > 0 && !before(last, c) {
			t.Fatalf("combination %d, %v, does not come after %v", got, c, last)
		}
		if got%100 == 0 {
			for _, r := range g.Rules() {
				if !r.Allow(c) {
					t.Fatalf("combination %d, %v, is rejected by %q", got, c, r.Name())
				}
			}
		}
		last = c
		got++
	}
	if got != n {
		t.Fatalf("All yields %d combinations, want %d", got, n)
	}
}

// before reports whether a comes before b in the order of nested loops.
func before(a, b Combination) bool {
	for i := range a.space().params {
		if x, y := a.index(i), b.index(i); x != y {
			return x < y
		}
	}
	return false
}

// checkPlaces checks At against Index, the rules and the order at n random places.
func checkPlaces(t *testing.T, g *Generator, n int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	count := g.Count()
	for range n {
		i := randomBelow(rng, count)
		c, err := g.At(i)
		if err != nil {
			t.Fatal(err)
		}
		if back, ok := g.Index(c); !ok || back.Cmp(i) != 0 {
			t.Fatalf("Index(At(%v)) = %v, %v", i, back, ok)
		}
		for _, r := range g.Rules() {
			if !r.Allow(c) {
				t.Fatalf("At(%v) = %v is rejected by %q", i, c, r.Name())
			}
		}
		begin := Combination{}
		for begin = range must(g.From(i)) {
			break
		}
		if begin.String() != c.String() {
			t.Fatalf("From(%v) begins with %v, want %v", i, begin, c)
		}
	}
}

func randomBelow(rng *rand.Rand, n *big.Int) *big.Int {
	i := new(big.Int)
	for range n.BitLen()/64 + 2 {
		i.Add(i.Lsh(i, 64), new(big.Int).SetUint64(rng.Uint64()))
	}
	return i.Mod(i, n)
}

// The 33-parameter space falls into six blocks that no rule connects. Each is counted here by loops of its own.
func TestSGLang33(t *testing.T) {
	g := loadSpace(t, "sglang33_only_if")
	want := big.NewInt(1)
	for _, n := range []int64{onlyIfPrefill(), onlyIfCache(), 6 /* attention; nsa is none of it */, onlyIfOverlap(), 1 + 5 /* torch compile */, onlyIfFree} {
		want.Mul(want, big.NewInt(n))
	}
	if got := g.Count(); got.Cmp(want) != 0 {
		t.Errorf("Count = %v, want %v", got, want)
	}
	checkPlaces(t, g, 1000)
}

// onlyIfFree is the product of the parameters that no rule mentions.
const onlyIfFree = 5 * 5 * 6 * 6 * 5 * 5 * 3 * 4 * 2 * 2 * 5

func onlyIfPrefill() (n int64) {
	for _, chunked := range []int{0, 512, 1024, 2048, 4096, 8192, 16384} { // 0: unset
		for _, most := range []int{4096, 8192, 16384, 32768, 65536} {
			for _, graph := range []int{0, 8, 16, 24, 32, 48, 64, 80, 96} {
				if chunked <= most && !(graph > 32 && chunked > 0 && chunked <= 2048) {
					n++
				}
			}
		}
	}
	return n
}

func onlyIfCache() (n int64) {
	for _, flags := range [][3]bool{{false, false, false}, {false, false, true}, {false, true, false}, {false, true, true}, {true, false, false}} {
		hierarchical, lmcache, radixOff := flags[0], flags[1], flags[2]
		policies, layouts := int64(2), int64(1)
		if radixOff {
			policies = 1
		}
		if hierarchical {
			layouts = 5 * 5 * 3 * (3 + 4) * 3 * 3 // ratio, size, write policy, layout under kernel and direct, storage, prefetch
		}
		_ = lmcache // either way
		n += policies * layouts
	}
	return n
}

func onlyIfOverlap() (n int64) {
	const combinations = 2 * 2 // two-batch, single-batch
	return combinations + 1    // overlap on, overlap off
}
