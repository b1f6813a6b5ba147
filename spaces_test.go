package paramgen_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// publishedSpaces are the search spaces in testdata/spaces: their counts of valid combinations,
// each confirmed by two independent programs, and the processor seconds that other systems took on
// one noisy machine, as published in testdata/spaces/README.md: to be read as ratios. Zero: not
// measured.
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

func loadSpace(t testing.TB, name string) *paramgen.Generator {
	t.Helper()
	option, err := paramgen.Load(bytes.NewReader(spaceText(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	g, err := paramgen.New(option)
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

// checkWalk checks that All yields n combinations in strictly ascending order, all of which the
// rules allow when asked one by one (every hundredth is asked).
func checkWalk(t *testing.T, g *paramgen.Generator, n int64) {
	t.Helper()
	var got int64
	params := g.Parameters()
	var last paramgen.Combination
	for c := range g.All() {
		if got > 0 && !before(params, last, c) {
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
func before(params []paramgen.Parameter, a, b paramgen.Combination) bool {
	for i := range params {
		x, _ := a.Get(params[i].Name())
		y, _ := b.Get(params[i].Name())
		if x != y {
			values := params[i].Values()
			return slices.Index(values, x) < slices.Index(values, y)
		}
	}
	return false
}

// checkPlaces checks At against Index, the rules and the order at n random places.
func checkPlaces(t *testing.T, g *paramgen.Generator, n int) {
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
		begin := paramgen.Combination{}
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

// The 33-parameter space falls into six blocks that no rule connects. Each is counted here by
// loops of its own.
func TestSGLang33(t *testing.T) {
	g := loadSpace(t, "sglang33_only_if")
	want := big.NewInt(1)
	for _, n := range []int64{onlyIfPrefill(), onlyIfCache(), 6 /* attention, without nsa */, onlyIfOverlap(), 1 + 5 /* torch compile */, onlyIfFree} {
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

// numbered returns n parameters x1 … xn with the values first … last.
func numberedParams(n, first, last int) paramgen.Option {
	params := make([]paramgen.Parameter, n)
	for i := range params {
		params[i] = paramgen.Param(fmt.Sprintf("x%d", i+1), paramgen.Range(first, last, 1)...)
	}
	return paramgen.WithParameters(params...)
}

// pairwise returns the rules that text makes of every pair i < j, none where it is "".
func pairwise(n int, text func(i, j int) string) paramgen.Option {
	var rules []paramgen.Rule
	for i := 1; i <= n; i++ {
		for j := i + 1; j <= n; j++ {
			if s := text(i, j); s != "" {
				rules = append(rules, paramgen.Expr(s))
			}
		}
	}
	return paramgen.WithRules(rules...)
}

func differ(i, j int) string { return fmt.Sprintf("x%d != x%d", i, j) }

func ascend(i, j int) string {
	if j != i+1 {
		return ""
	}
	return fmt.Sprintf("x%d <= x%d", i, j)
}

func queens(i, j int) string {
	return fmt.Sprintf("x%d != x%d && abs(x%d - x%d) != %d", i, j, i, j, j-i)
}

// latin links the cells of one row or column of a square of order 5.
func latin(i, j int) string {
	if (i-1)/5 != (j-1)/5 && (i-1)%5 != (j-1)%5 {
		return ""
	}
	return differ(i, j)
}

// petersen links the neighbours of Petersen's graph: an outer ring 1-5, spokes, and a star 6-10
// inside.
func petersen(i, j int) string {
	ring := j <= 5 && (j == i+1 || i == 1 && j == 5)
	spoke := j == i+5
	star := i > 5 && (j == i+2 || j == i+3)
	if ring || spoke || star {
		return differ(i, j)
	}
	return ""
}

// joined returns x1 op x2 op … xn.
func joined(n int, op string) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("x%d", i+1)
	}
	return strings.Join(names, op)
}

func choose(n, k int64) *big.Int { return new(big.Int).Binomial(n, k) }

// classics are spaces whose counts mathematics knows.
var classics = []struct {
	name    string
	count   *big.Int
	options []paramgen.Option
}{
	{"chain of 100", choose(109, 9), []paramgen.Option{numberedParams(100, 1, 10), pairwise(100, ascend)}},
	{"chain of 100 as one rule", choose(109, 9), []paramgen.Option{numberedParams(100, 1, 10), paramgen.WithRules(paramgen.Expr(joined(100, " <= ")))}},
	{"chain of 1000", choose(1049, 49), []paramgen.Option{numberedParams(1000, 1, 50), pairwise(1000, ascend)}},
	{"eight queens", big.NewInt(92), []paramgen.Option{numberedParams(8, 1, 8), pairwise(8, queens)}},
	{"petersen in three colours", big.NewInt(120), []paramgen.Option{numberedParams(10, 1, 3), pairwise(10, petersen)}},
	{"latin squares of order 5", big.NewInt(161280), []paramgen.Option{numberedParams(25, 1, 5), pairwise(25, latin)}},
	{"twelve all different", big.NewInt(479001600), []paramgen.Option{numberedParams(12, 1, 12), pairwise(12, differ)}},
	{"5000 unconstrained", new(big.Int).Exp(big.NewInt(10), big.NewInt(5000), nil), []paramgen.Option{numberedParams(5000, 1, 10)}},
	{"eight of 40 with a sum", choose(46, 7), []paramgen.Option{numberedParams(8, 1, 40), paramgen.WithRules(paramgen.Expr(joined(8, " + ") + " == 47"))}},
	{"saxpy of 65536", big.NewInt(17 * 18 / 2), []paramgen.Option{
		paramgen.WithParameters(paramgen.Param("WPT", paramgen.Range(1, 65536, 1)...), paramgen.Param("LS", paramgen.Range(1, 65536, 1)...)),
		paramgen.WithRules(paramgen.Expr("65536 % WPT == 0"), paramgen.Expr("65536 / WPT % LS == 0")), // ATF's first example: pairs of divisors
	}},
	{"sums below", choose(39, 8), []paramgen.Option{numberedParams(8, 0, 39), paramgen.WithRules(paramgen.Expr(joined(8, "+") + " <= 31"))}},
}

func TestClassics(t *testing.T) {
	for _, c := range classics {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g, err := paramgen.New(c.options...)
			if err != nil {
				t.Fatal(err)
			}
			if got := g.Count(); got.Cmp(c.count) != 0 {
				t.Fatalf("Count = %v, want %v", got, c.count)
			}
			checkPlaces(t, g, 5)
		})
	}
}

// A space that is wide in its declared order but not in another is counted in the other, and
// walked by asking it.
func TestWalkWithoutDiagramInDeclaredOrder(t *testing.T) {
	const n = 9
	var params []paramgen.Parameter
	var rules []paramgen.Rule
	for _, side := range "yx" {
		for i := range n {
			params = append(params, paramgen.Param(fmt.Sprintf("%c%d", side, i), paramgen.Range(0, 5, 1)...))
		}
	}
	for i := range n {
		rules = append(rules, paramgen.Expr(fmt.Sprintf("(x%d + y%d) %% 3 == 1", i, i)))
		if i > 0 {
			rules = append(rules, paramgen.Expr(fmt.Sprintf("x%d != x%d", i-1, i)))
		}
	}
	wide := paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(rules...), paramgen.WithBudget(4000)))
	easy := paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(rules...)))
	if wide.Count().Cmp(easy.Count()) != 0 {
		t.Fatalf("Count = %v and %v", wide.Count(), easy.Count())
	}
	same := func(a, b paramgen.Combination) {
		t.Helper()
		if a.String() != b.String() {
			t.Fatalf("%v, want %v", a, b)
		}
	}
	some := slices.Collect(firstN(5000, easy.All()))
	n0 := 0
	for c := range firstN(5000, wide.All()) {
		same(c, some[n0])
		n0++
	}
	for i, shard := range []int{0, 3, 6} {
		a, b := slices.Collect(firstN(3, must(wide.Shard(shard, 7)))), slices.Collect(firstN(3, must(easy.Shard(shard, 7))))
		for k := range a {
			same(a[k], b[k])
		}
		if len(a) != 3 || len(b) != 3 {
			t.Fatalf("shard %d: %d and %d combinations", i, len(a), len(b))
		}
	}
	checkPlaces(t, wide, 10)
}

func firstN(n int, seq func(func(paramgen.Combination) bool)) func(func(paramgen.Combination) bool) {
	return func(yield func(paramgen.Combination) bool) {
		left := n
		seq(func(c paramgen.Combination) bool {
			left--
			return yield(c) && left > 0
		})
	}
}

// Values near the ends of 64 bits, and products beyond them, are exact.
func TestExactAtEveryWidth(t *testing.T) {
	big1, big2 := paramgen.Param("a", int64(math.MaxInt64-1), int64(math.MaxInt64), uint64(math.MaxInt64)+1), paramgen.Param("b", 1, 2, int64(math.MaxInt64), int64(math.MinInt64))
	for rule, want := range map[string]int64{
		"a + b > a":                              9,
		"a * b > 9223372036854775807":            7, // not MaxInt64-1 and MaxInt64 times 1
		"a - b == 9223372036854775806":           2,
		"b != 0 && a / b == 1":                   2,
		"abs(b) == 9223372036854775808":          3,
		"a * a * b == -782":                      0,
		"-b == 9223372036854775808":              3,
		"b / -1 == 9223372036854775808":          3,
		"a*a*a*a > 7237005577332262213973186563": 12,
	} {
		g, err := paramgen.New(paramgen.WithParameters(big1, big2), paramgen.WithRules(paramgen.Expr(rule)))
		if err != nil {
			t.Error(err)
			continue
		}
		if got := g.Count().Int64(); got != want {
			t.Errorf("%s: %d combinations, want %d", rule, got, want)
		}
	}
}

// Division by a value that can be zero rejects, unless the rule guards it.
func TestDivisionByZero(t *testing.T) {
	params := paramgen.WithParameters(paramgen.Param("a", paramgen.Range(0, 9, 1)...), paramgen.Param("b", 0, 1, 2))
	for rule, want := range map[string]int64{
		"a / b >= 0":           20,
		"b == 0 || a / b >= 0": 30,
		"b != 0 && a % b == 0": 15,
		"a / b >= 0 || true":   20,
	} {
		if got := paramgen.Must(paramgen.New(params, paramgen.WithRules(paramgen.Expr(rule)))).Count().Int64(); got != want {
			t.Errorf("%s: %d combinations, want %d", rule, got, want)
		}
	}
}

func TestManyValues(t *testing.T) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("m", paramgen.Range(1, 200_000, 1)...), paramgen.Param("k", 1, 2, 3)),
		paramgen.WithRules(paramgen.Expr("m % 3 == 0"), paramgen.Expr("m <= k*1000")),
	))
	if got := g.Count().Int64(); got != 333+666+1000 {
		t.Errorf("Count = %d", got)
	}
	free := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("k", 1, 2), paramgen.Param("m", paramgen.Range(1, 200_000, 1)...)), paramgen.WithRules(paramgen.Expr("k == 1 || m % 2 == 0"))))
	n := 0
	for range free.All() {
		n++
	}
	if n != 300_000 {
		t.Errorf("All yields %d", n)
	}
	checkPlaces(t, free, 100)
}

// Past the budget, New fails and names what is entangled, and nothing else.
func TestBudget(t *testing.T) {
	entangled := func(i, j int) string {
		return fmt.Sprintf("(x%d*%d + x%d*%d) %% 11 != %d", i, 1+i%7, j, 1+j%5, (i*j)%11)
	}
	innocent := []paramgen.Option{
		paramgen.WithParameters(paramgen.Param("innocent", 1, 2), paramgen.Param("bystander", 1, 2)),
		paramgen.WithRules(paramgen.Expr("innocent <= bystander")),
	}
	_, err := paramgen.New(append(innocent, numberedParams(14, 0, 7), pairwise(14, entangled), paramgen.WithBudget(20_000))...)
	var over *paramgen.BudgetError
	if !errors.As(err, &over) {
		t.Fatalf("err = %v", err)
	}
	if over.Budget != 20_000 || len(over.Parameters) == 0 || len(over.Rules) == 0 {
		t.Errorf("%+v", over)
	}
	if slices.Contains(over.Parameters, "innocent") || slices.Contains(over.Rules, "innocent <= bystander") {
		t.Errorf("blames the innocent: %v", err)
	}
	if s := err.Error(); !strings.HasPrefix(s, "paramgen: ") || !strings.Contains(s, "Filter") {
		t.Errorf("message: %v", s)
	}
}

// A rule that reads everything is learned within the budget, exactly, and named past it.
func TestOpaqueRule(t *testing.T) {
	everything := paramgen.Func("everything", func(c paramgen.Combination) bool { return c.Map()["tp_size"].(int) < 8 })
	space := paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 4, 8), paramgen.Param("b", paramgen.Range(1, 20, 1)...), paramgen.Param("c", paramgen.Range(1, 20, 1)...))
	small := paramgen.Expr("b*c < 100")
	g, err := paramgen.New(space, paramgen.WithRules(small, everything))
	if err != nil {
		t.Fatal(err)
	}
	want := paramgen.Must(paramgen.New(space, paramgen.WithRules(small, paramgen.Expr("tp_size < 8")))).Count()
	if g.Count().Cmp(want) != 0 {
		t.Errorf("Count = %v, want %v", g.Count(), want)
	}
	_, err = paramgen.New(numberedParams(30, 1, 4), paramgen.WithRules(paramgen.Func("everything", func(c paramgen.Combination) bool { return len(c.Map()) == 30 })), paramgen.WithBudget(1000))
	var over *paramgen.BudgetError
	var rule *paramgen.RuleError
	if !errors.As(err, &over) || !errors.As(err, &rule) || rule.Rule != "everything" {
		t.Errorf("err = %v", err)
	}
}

// A space without parameters has one combination, of nothing, unless a rule rejects even that.
func TestNoParameters(t *testing.T) {
	for rule, want := range map[string]int{"1 < 2": 1, "1 > 2": 0} {
		g, err := paramgen.New(paramgen.WithRules(paramgen.Expr(rule)))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for c := range g.All() {
			if n++; c.String() != "" || len(c.Args()) != 0 {
				t.Errorf("%s: %v", rule, c)
			}
		}
		if got := g.Count().Int64(); got != int64(want) || n != want {
			t.Errorf("%s: Count = %d, All yields %d, want %d", rule, got, n, want)
		}
		for range g.Sample(3, 1) {
			n--
		}
		if n != 0 {
			t.Errorf("%s: Sample is %d off", rule, n)
		}
	}
}
