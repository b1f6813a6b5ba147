package tune

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// server is a space of 1,924 combinations.
func server(t testing.TB) *paramgen.Generator {
	g, err := paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("tp", 1, 2, 4, 8),
			paramgen.Param("dp", 1, 2, 4, 8),
			paramgen.Param("batch", paramgen.Range(8, 160, 8)...),
			paramgen.Param("backend", "triton", "flash", "fa3", nil),
			paramgen.Param("overlap", false, true),
		),
		paramgen.WithRules(paramgen.Expr("tp*dp <= 16"), paramgen.Expr("!overlap || batch >= 32")),
	)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// throughput is most at tp 4, dp 2, batch 96, flash, with overlap: 1000.
func throughput(c paramgen.Combination) float64 {
	tp, _ := paramgen.Value[float64](c, "tp")
	dp, _ := paramgen.Value[float64](c, "dp")
	batch, _ := paramgen.Value[float64](c, "batch")
	x := 1000 - 40*math.Abs(tp-4) - 30*math.Abs(dp-2) - 2*math.Abs(batch-96)
	if backend, _ := paramgen.Value[string](c, "backend"); backend != "flash" {
		x -= 90
	}
	if overlap, _ := paramgen.Value[bool](c, "overlap"); !overlap {
		x -= 60
	}
	return x
}

// row returns a result with figures by name, given in pairs.
func row(c paramgen.Combination, figures ...any) results.Row {
	var fields []results.Field
	for i := 0; i < len(figures); i += 2 {
		v, _ := json.Marshal(figures[i+1])
		fields = append(fields, results.Field{Name: figures[i].(string), Value: v})
	}
	return results.NewRow(c, fields...)
}

// measured returns results of a sample.
func measured(g *paramgen.Generator, n int, seed uint64, figure func(paramgen.Combination) any) (rows []results.Row) {
	for c := range g.Sample(n, seed) {
		rows = append(rows, row(c, "throughput", figure(c)))
	}
	return rows
}

func real(c paramgen.Combination) any { return throughput(c) }

// valid checks that the proposals are n different valid combinations without a result.
func valid(t *testing.T, g *paramgen.Generator, next []paramgen.Combination, rows []results.Row, n int) {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r.Combination.ID()] = true
	}
	if len(next) != n {
		t.Errorf("%d proposals, want %d", len(next), n)
	}
	for _, c := range next {
		if _, ok := g.Index(c); !ok {
			t.Errorf("%s is not valid", c)
		}
		if id := c.ID(); seen[id] {
			t.Errorf("%s has a result or is proposed twice", c)
		} else {
			seen[id] = true
		}
	}
}

func TestNextFindsTheBest(t *testing.T) {
	g := server(t)
	for _, batch := range []int{1, 5, 20} {
		var rows []results.Row
		best := 0.0
		for len(rows) < 60 {
			next, err := Next(g, rows, batch, Maximize("throughput"))
			if err != nil {
				t.Fatal(err)
			}
			valid(t, g, next, rows, batch)
			for _, c := range next {
				rows = append(rows, row(c, "throughput", throughput(c)))
				best = max(best, throughput(c))
			}
		}
		if best < 995 {
			t.Errorf("batches of %d: the best of 60 runs has %v of 1000", batch, best)
		}
	}
}

// Each case must give proposals, whatever the results are.
func TestBadResults(t *testing.T) {
	g := server(t)
	sign := func(c paramgen.Combination) any { return throughput(c) - 800 }
	for name, rows := range map[string][]results.Row{
		"none":           nil,
		"one":            measured(g, 1, 1, real),
		"one failed":     measured(g, 1, 1, func(paramgen.Combination) any { return nil }),
		"all failed":     measured(g, 40, 1, func(paramgen.Combination) any { return "out of memory" }),
		"one success":    measured(g, 40, 1, func(c paramgen.Combination) any { return map[bool]any{true: 5, false: nil}[throughput(c) > 890] }),
		"constant":       measured(g, 40, 1, func(paramgen.Combination) any { return 7 }),
		"zero":           measured(g, 40, 1, func(paramgen.Combination) any { return 0 }),
		"negative":       measured(g, 40, 1, func(c paramgen.Combination) any { return -1 - throughput(c) }),
		"mixed signs":    measured(g, 40, 1, sign),
		"huge":           measured(g, 40, 1, func(c paramgen.Combination) any { return 1e300 * throughput(c) }),
		"tiny":           measured(g, 40, 1, func(c paramgen.Combination) any { return 1e-300 * throughput(c) }),
		"huge and tiny":  measured(g, 40, 1, func(c paramgen.Combination) any { return math.Pow(10, throughput(c)/2-400) }),
		"infinite":       measured(g, 40, 1, func(paramgen.Combination) any { return "Infinity" }),
		"huge of a sign": measured(g, 40, 1, func(c paramgen.Combination) any { return 1e305 * (throughput(c) - 800) }),
	} {
		for _, option := range []Option{Maximize("throughput"), Minimize("throughput")} {
			for _, n := range []int{1, 7} {
				next, err := Next(g, rows, n, option)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				valid(t, g, next, rows, n)
			}
			status, err := Progress(g, rows, option)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if math.IsNaN(status.Improvement) || strings.Contains(status.String(), "NaN") {
				t.Errorf("%s: %s", name, status)
			}
		}
	}
}

func TestArgumentErrors(t *testing.T) {
	g := server(t)
	other := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1, 2, 3))))
	stranger, _ := other.At(new(big.Int))
	rejected, err := g.Combination(map[string]any{"tp": 8, "dp": 8, "batch": 64, "overlap": false})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		rows    []results.Row
		n       int
		options []Option
		want    string
	}{
		"no metric":            {nil, 1, nil, "tune: no metric; give Maximize or Minimize"},
		"no name":              {nil, 1, []Option{Maximize("")}, "the metric has no name"},
		"three metrics":        {nil, 1, []Option{Maximize("a"), Maximize("b"), Minimize("c")}, "min:c is a third metric"},
		"negative n":           {nil, -1, []Option{Maximize("a")}, "number of proposals is -1, want 0 or more"},
		"no budget":            {nil, 1, []Option{Maximize("a"), Budget(0)}, "budget is 0, want at least 1 run"},
		"half a limit":         {nil, 1, []Option{Maximize("a"), Limit("fast >")}, `results: condition:`},
		"limit of a character": {nil, 1, []Option{Maximize("a"), Limit("p99 <= 'slow'")}, `results: condition:`},
		"another space":        {[]results.Row{row(stranger)}, 1, []Option{Maximize("a")}, "the combination of result 1, x=1, is not valid in this space"},
		"rejected by a rule":   {[]results.Row{row(rejected)}, 1, []Option{Maximize("a")}, "is not valid in this space"},
		"limit on no field":    {measured(g, 3, 1, real), 1, []Option{Maximize("throughput"), Limit("throughputt > 3")}, "throughputt"},
		"strange baseline":     {nil, 1, []Option{Maximize("a"), Baseline(stranger)}, "the baseline x=1 is not valid in this space"},
		"pending of elsewhere": {nil, 1, []Option{Maximize("a"), Pending(stranger)}, "the pending combination x=1 is not valid in this space"},
	} {
		_, err := Next(g, test.rows, test.n, test.options...)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %s", name, err, test.want)
		}
	}
	var e *paramgen.RangeError
	if _, err := Next(g, nil, -1, Maximize("a")); !errors.As(err, &e) {
		t.Errorf("%v is no RangeError", err)
	}
}

// Results of another generator of the same space are those of the space.
func TestResultsOfAnEqualSpace(t *testing.T) {
	rows := measured(server(t), 30, 1, real)
	next, err := Next(server(t), rows, 5, Maximize("throughput"))
	if err != nil {
		t.Fatal(err)
	}
	valid(t, server(t), next, rows, 5)
}

func TestMoreThanIsLeft(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2, 3, 4, 5, 6), paramgen.Param("b", 1, 2, 3, 4, 5, 6))))
	rows := measured(g, 30, 1, func(c paramgen.Combination) any { v, _ := paramgen.Value[int](c, "a"); return v })
	next, err := Next(g, rows, 100, Maximize("throughput"))
	if err != nil {
		t.Fatal(err)
	}
	valid(t, g, next, rows, 6)
	next, err = Next(g, rows, 100, Maximize("throughput"), Pending(next[:4]...))
	if err != nil {
		t.Fatal(err)
	}
	valid(t, g, next, rows, 2)
	all := measured(g, 36, 1, func(paramgen.Combination) any { return 1 })
	if next, err = Next(g, all, 3, Maximize("throughput")); len(next) > 0 || err != nil {
		t.Errorf("%v, %v of a space that is used up", next, err)
	}
	if status, err := Progress(g, all, Maximize("throughput")); err != nil || status.Left.Sign() != 0 || status.Improvement != 0 {
		t.Errorf("%v, %v", status, err)
	}
	empty := paramgen.Must(g.With(paramgen.WithRules(paramgen.Expr("a > 6"))))
	if next, err := Next(empty, nil, 3, Maximize("throughput")); len(next) > 0 || err != nil {
		t.Errorf("%v, %v of an empty space", next, err)
	}
}

func TestLargeBatches(t *testing.T) {
	g := server(t)
	rows := measured(g, 40, 1, real)
	for _, n := range []int{100, 700} {
		next, err := Next(g, rows, n, Maximize("throughput"))
		if err != nil {
			t.Fatal(err)
		}
		valid(t, g, next, rows, n)
	}
}

func TestPending(t *testing.T) {
	g := server(t)
	rows := measured(g, 40, 1, real)
	first, err := Next(g, rows, 6, Maximize("throughput"))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range first {
		ids = append(ids, c.ID())
	}
	byID, err := Next(g, rows, 6, Maximize("throughput"), Pending(append(ids, "000000000000", "no id")...))
	if err != nil {
		t.Fatal(err)
	}
	valid(t, g, append(first, byID...), rows, 12)
	byValue, err := Next(g, rows, 6, Maximize("throughput"), Pending(first...))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(names(byID), names(byValue)) {
		t.Errorf("ids give %v, combinations %v", names(byID), names(byValue))
	}
	status, err := Progress(g, rows, Maximize("throughput"), Pending(ids...))
	if err != nil || status.Pending != 6 {
		t.Errorf("%v, %v", status, err)
	}
}

func names(all []paramgen.Combination) (ids []string) {
	for _, c := range all {
		ids = append(ids, c.ID())
	}
	return ids
}

func TestBaselineGoesFirst(t *testing.T) {
	g := server(t)
	baseline, _ := g.At(big.NewInt(700))
	next, err := Next(g, nil, 4, Maximize("throughput"), Baseline(baseline, baseline))
	if err != nil {
		t.Fatal(err)
	}
	valid(t, g, next, nil, 4)
	if next[0].ID() != baseline.ID() {
		t.Errorf("first comes %s", next[0])
	}
	rows := []results.Row{row(baseline, "throughput", 1)}
	next, err = Next(g, rows, 4, Maximize("throughput"), Baseline(baseline))
	if err != nil {
		t.Fatal(err)
	}
	valid(t, g, next, rows, 4)
}

// A limit is kept, and the nearer results are to it the better.
func TestLimits(t *testing.T) {
	g := server(t)
	latency := func(c paramgen.Combination) float64 {
		batch, _ := paramgen.Value[float64](c, "batch")
		return 10 + batch
	}
	var rows []results.Row
	for len(rows) < 60 {
		next, err := Next(g, rows, 5, Maximize("throughput"), Limit("latency.p99 <= 42 && throughput > 0"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range next {
			rows = append(rows, row(c, "throughput", throughput(c), "latency", map[string]float64{"p99": latency(c)}))
		}
	}
	kept := 0
	for _, r := range rows[30:] {
		if latency(r.Combination) <= 42 {
			kept++
		}
	}
	if kept < 20 {
		t.Errorf("%d of the last 30 runs keep the limit; a fifth of all combinations does", kept)
	}
	status, err := Progress(g, rows, Maximize("throughput"), Limit("latency.p99 <= 42"))
	if err != nil {
		t.Fatal(err)
	}
	if want := 1000.0 - 2*(96-32); status.Figure < want-2 || latency(status.Best) > 42 {
		t.Errorf("the best within the limit has %v, want %v", status.Figure, want)
	}
	// No result keeps this one.
	next, err := Next(g, rows, 5, Maximize("throughput"), Limit("latency.p99 < 18"))
	if err != nil {
		t.Fatal(err)
	}
	valid(t, g, next, rows, 5)
}

// Two metrics: the proposals approach the whole front.
func TestTwoMetrics(t *testing.T) {
	g := server(t)
	cost := func(c paramgen.Combination) float64 {
		tp, _ := paramgen.Value[float64](c, "tp")
		dp, _ := paramgen.Value[float64](c, "dp")
		return tp * dp
	}
	var rows []results.Row
	options := []Option{Maximize("throughput"), Minimize("cost")}
	for len(rows) < 80 {
		next, err := Next(g, rows, 5, options...)
		if err != nil {
			t.Fatal(err)
		}
		valid(t, g, next, rows, 5)
		for _, c := range next {
			rows = append(rows, row(c, "throughput", throughput(c), "cost", cost(c)))
		}
	}
	status, err := Progress(g, rows, options...)
	if err != nil {
		t.Fatal(err)
	}
	// The front has a point for each of the products 1, 2, 4 and 8.
	most := map[float64]float64{}
	for c := range g.All() {
		most[cost(c)] = max(most[cost(c)], throughput(c))
	}
	near := 0
	for _, r := range status.Front {
		if throughput(r.Combination) >= most[cost(r.Combination)]-25 {
			near++
		}
	}
	if near < 3 {
		t.Errorf("%d of %d of the front are near the true one", near, len(status.Front))
	}
	if want := fmt.Sprintf("80 of 1924 combinations have results; %d are not beaten in both metrics", len(status.Front)); status.String() != want {
		t.Errorf("%s, want %s", status, want)
	}
}

func TestRace(t *testing.T) {
	g := server(t)
	noisy := func(c paramgen.Combination, k int) float64 {
		return throughput(c) * (1 + 0.1*float64((k*7919)%11-5)/5)
	}
	var rows []results.Row
	for k := 0; len(rows) < 48; {
		next, err := Next(g, rows, 5, Maximize("throughput"), Budget(48))
		if err != nil {
			t.Fatal(err)
		}
		if len(next) == 0 {
			t.Fatalf("no proposals after %d runs", len(rows))
		}
		for _, c := range next {
			k++
			rows = append(rows, row(c, "throughput", noisy(c, k)))
		}
	}
	runs := map[string]int{}
	for _, r := range rows {
		runs[r.Combination.ID()]++
	}
	if repeated := len(rows) - len(runs); repeated != 6 {
		t.Errorf("%d of %d runs are repetitions", repeated, len(rows))
	}
	status, err := Progress(g, rows, Maximize("throughput"))
	if err != nil {
		t.Fatal(err)
	}
	sum, n := 0.0, 0
	for _, r := range rows {
		if r.Combination.ID() != status.Best.ID() {
			continue
		}
		if x, _ := r.Record.Number("throughput"); n > 0 {
			sum += x
		}
		n++
	}
	if n < 2 || math.Abs(status.Figure-sum/float64(n-1)) > 1e-9 || status.Measured != n-1 {
		t.Errorf("the winner has %v of %d, want %v without the first of %d runs", status.Figure, status.Measured, sum/float64(n-1), n)
	}
	if !(status.Noise > 0.02 && status.Noise < 0.3) {
		t.Errorf("noise %v, want about 0.06", status.Noise)
	}
}

// Without noise, the budget is spent on the search.
func TestNoRaceWithoutNoise(t *testing.T) {
	g := server(t)
	var rows []results.Row
	for len(rows) < 40 {
		next, err := Next(g, rows, 4, Maximize("throughput"), Budget(40))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range next {
			rows = append(rows, row(c, "throughput", throughput(c)))
		}
	}
	runs := map[string]bool{}
	for _, r := range rows {
		runs[r.Combination.ID()] = true
	}
	if len(runs) != 36 {
		t.Errorf("%d different combinations in 40 runs, want 36: the best four are repeated once", len(runs))
	}
}

// The share holds exactly: count the draws of a small space.
func TestTopShare(t *testing.T) {
	choose := func(n, k int64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).Binomial(n, k)) }
	for _, test := range []struct{ count, n int64 }{{20, 1}, {20, 5}, {20, 19}, {20, 20}, {1000, 30}, {3, 1}} {
		m := int64(math.Round(topShare(big.NewInt(test.count), int(test.n), Confidence) * float64(test.count)))
		miss := func(m int64) float64 {
			p, _ := new(big.Rat).Quo(choose(test.count-m, test.n), choose(test.count, test.n)).Float64()
			return p
		}
		if miss(m) > 1-Confidence+1e-12 || m > 0 && miss(m-1) <= 1-Confidence-1e-12 {
			t.Errorf("%d draws of %d: the best %d, missed with %v", test.n, test.count, m, miss(m))
		}
	}
	large, _ := new(big.Int).SetString("1000000000000000000", 10)
	if got, want := topShare(large, 50, Confidence), 1-math.Pow(0.05, 1.0/50); math.Abs(got-want) > 1e-9 {
		t.Errorf("share %v, want %v", got, want)
	}
	if topShare(large, 0, Confidence) != 1 {
		t.Error("no draws say something")
	}
}

// The best of a prefix of the sample is among the best share as often as promised, whatever else
// was run.
func TestTopHolds(t *testing.T) {
	g := server(t)
	var all []float64
	for c := range g.All() {
		all = append(all, -throughput(c))
	}
	slices.Sort(all)
	held := 0
	const seeds = 200
	for seed := range uint64(seeds) {
		rows := measured(g, 20, seed, real)
		s, err := newState(g, rows, []Option{Maximize("throughput"), Seed(seed)})
		if err != nil {
			t.Fatal(err)
		}
		if s.drawnRuns() != 20 {
			t.Fatalf("%d draws", s.drawnRuns())
		}
		place, _ := slices.BinarySearch(all, -s.winner().figures[0][0])
		if float64(place) < topShare(g.Count(), 20, Confidence)*float64(len(all)) {
			held++
		}
	}
	if held < 184 { // 190 expected, with a deviation of 3
		t.Errorf("the share held for %d of %d seeds", held, seeds)
	}
}

func TestStatusText(t *testing.T) {
	g := server(t)
	rows := measured(g, 40, 1, real)
	rows = append(rows, row(rows[0].Combination, "error", "out of memory"), row(rows[0].Combination, "throughput", 2*throughput(rows[0].Combination)))
	status, err := Progress(g, rows, Maximize("throughput"))
	if err != nil {
		t.Fatal(err)
	}
	text := status.String()
	for _, want := range []string{"40 of 1924 combinations have results; the best has throughput ",
		", and is with 95 % confidence among the best 7.2 % of all; the largest expected improvement is ", " %, the noise "} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nlacks %s", text, want)
		}
	}
}

// large is a space of 33 parameters and about 10^18 combinations.
func large(t testing.TB) *paramgen.Generator {
	var params []paramgen.Parameter
	var rules []paramgen.Rule
	for i := range 33 {
		name := fmt.Sprintf("p%d", i)
		switch i % 3 {
		case 0:
			params = append(params, paramgen.Param(name, nil, 16, 64, 256, 1024))
		case 1:
			params = append(params, paramgen.Param(name, "a", "b", "c"))
			rules = append(rules, paramgen.Expr(fmt.Sprintf("%s != \"c\" || set(p%d)", name, i-1)))
		default:
			params = append(params, paramgen.Param(name, 1, 2, 4, 8))
			rules = append(rules, paramgen.Expr(fmt.Sprintf("p%d*%s <= 2048", i-2, name)))
		}
	}
	g, err := paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(rules...))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// made is a figure of any combination of the large space. A few parameters matter most.
func made(c paramgen.Combination) any {
	x, weight := 1000.0, 100.0
	for _, v := range c.All() {
		switch v := v.(type) {
		case string:
			x += weight * float64(v[0]%2) // b is worse than a and c
		case int:
			x += weight / (1 + math.Abs(float64(v)-64)/64)
		}
		weight *= 0.85
	}
	return x
}

func TestLargeSpace(t *testing.T) {
	g := large(t)
	if digits := len(g.Count().String()); digits < 19 {
		t.Fatalf("%v combinations", g.Count())
	}
	rows := measured(g, 40, 1, made)
	random := 0.0
	for c := range g.Sample(500, 2) {
		random = max(random, made(c).(float64))
	}
	best := 0.0
	for range 4 {
		next, err := Next(g, rows, 8, Maximize("throughput"), Pending("000000000000"))
		if err != nil {
			t.Fatal(err)
		}
		valid(t, g, next, rows, 8)
		for _, c := range next {
			rows = append(rows, row(c, "throughput", made(c)))
			best = max(best, made(c).(float64))
		}
	}
	if best <= random {
		t.Errorf("the best of 72 runs has %v, that of 500 random ones %v", best, random)
	}
}

// The same arguments give the same proposals everywhere.
func TestGoldenNext(t *testing.T) {
	for _, procs := range []int{1, 8} {
		before := runtime.GOMAXPROCS(procs)
		var got []string
		g := server(t)
		next, err := Next(g, measured(g, 30, 1, real), 6, Maximize("throughput"), Seed(5))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, names(next)...)
		g = large(t)
		if next, err = Next(g, measured(g, 20, 1, made), 3, Maximize("throughput")); err != nil {
			t.Fatal(err)
		}
		got = append(got, names(next)...)
		runtime.GOMAXPROCS(before)
		if want := golden; !slices.Equal(got, want) {
			t.Errorf("GOMAXPROCS %d: got %q, want %q", procs, got, want)
		}
	}
}

var golden = []string{"eb63f4ab1b2d", "879ced369db8", "3727ad95a872", "a3aa1ebb1f24", "cdf922ed6a34", "474d8730e9d6", "7bb6535b578e", "98c7c9ce3065", "649765710141"}

func BenchmarkNext(b *testing.B) {
	g := large(b)
	for _, n := range []int{200, 2000, 10000} {
		rows := measured(g, n, 1, made)
		b.Run(fmt.Sprint("results=", n), func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if next, err := Next(g, rows, 8, Maximize("throughput")); err != nil || len(next) != 8 {
					b.Fatal(next, err)
				}
			}
		})
	}
}

func TestTenThousandResults(t *testing.T) {
	g := server(t)
	rows := measured(g, 1900, 1, real)
	for len(rows) < 10_000 {
		rows = append(rows, rows[:min(1900, 10_000-len(rows))]...)
	}
	next, err := Next(g, rows, 8, Maximize("throughput"))
	if err != nil {
		t.Fatal(err)
	}
	valid(t, g, next, rows, 8)
}

// TestListValues proposes combinations of lists.
func TestListValues(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("sizes", []int{1, 2}, []int{4}, nil), paramgen.Param("x", paramgen.Range(1, 9, 1)...))))
	var rows []results.Row
	for i := range int64(20) {
		c, err := g.At(big.NewInt(i))
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, results.NewRow(c, results.Field{Name: "m", Value: json.RawMessage(fmt.Sprint(i % 7))}))
	}
	next, err := Next(g, rows, 10, Minimize("m"))
	if err != nil || len(next) != 7 {
		t.Errorf("%d proposals of 7 that are left: %v", len(next), err)
	}
	large, err := g.With(paramgen.WithParameters(paramgen.Param("y", paramgen.Range(1, 1000, 1)...)))
	if err != nil {
		t.Fatal(err)
	}
	rows = nil
	for c := range large.Sample(20, 1) {
		x, _ := paramgen.Value[int](c, "x")
		rows = append(rows, results.NewRow(c, results.Field{Name: "m", Value: json.RawMessage(fmt.Sprint(x))}))
	}
	if next, err = Next(large, rows, 5, Minimize("m")); err != nil || len(next) != 5 {
		t.Errorf("%d proposals in a large space, %v", len(next), err)
	}
}

// TestLimitOnParameters proposes only what a limit on parameters allows.
func TestLimitOnParameters(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("a", paramgen.Range(1, 20, 1)...), paramgen.Param("b", paramgen.Range(1, 20, 1)...))))
	var rows []results.Row
	for c := range g.Sample(30, 1) {
		a, _ := paramgen.Value[int](c, "a")
		rows = append(rows, results.NewRow(c, results.Field{Name: "m", Value: json.RawMessage(fmt.Sprint(a))}))
	}
	next, err := Next(g, rows, 20, Maximize("m"), Limit("a < 4"), Pending(rows[0].Combination))
	if err != nil || len(next) != 20 {
		t.Fatalf("%d proposals, %v", len(next), err)
	}
	for _, c := range next {
		if a, _ := paramgen.Value[int](c, "a"); a >= 4 {
			t.Errorf("%v misses the limit", c)
		}
	}
	for _, limit := range []string{"a > 100", `a == "x"`} {
		if _, err := Next(g, rows, 1, Maximize("m"), Limit(limit)); err == nil {
			t.Errorf("limit %s: no error", limit)
		}
	}
	var unknown *results.FieldError
	if _, err := Next(g, []results.Row{results.NewRow(rows[0].Combination, results.Field{Name: "throughput", Value: json.RawMessage("1")})}, 1, Maximize("througput")); !errors.As(err, &unknown) || unknown.Nearest != "throughput" {
		t.Errorf("a misspelt metric: %v", err)
	}
}

// TestSameID proposes each id once, and none that has a result.
func TestSameID(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("a", paramgen.Range(1, 30, 1)...), paramgen.Param("port", 1, 2, 3).NoID())))
	var rows []results.Row
	seen := map[string]bool{}
	for c := range g.Sample(20, 1) {
		rows = append(rows, results.NewRow(c, results.Field{Name: "m", Value: json.RawMessage(fmt.Sprint(len(rows)))}))
		seen[c.ID()] = true
	}
	left := 30 - len(seen)
	next, err := Next(g, rows, 30, Minimize("m"))
	if err != nil || len(next) != left {
		t.Errorf("%d proposals of %d that are left: %v", len(next), left, err)
	}
	for _, c := range next {
		if seen[c.ID()] {
			t.Errorf("%v has the id of another", c)
		}
		seen[c.ID()] = true
	}
	status, err := Progress(g, rows, Minimize("m"))
	if err != nil || status.Left.Int64() != int64(left) {
		t.Errorf("%v are left, want %d", status.Left, left)
	}
}
