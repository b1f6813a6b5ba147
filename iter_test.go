package paramgen_test

import (
	"errors"
	"io"
	"iter"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
	"github.com/paramgen/paramgen/sglang"
)

type sequence = iter.Seq[paramgen.Combination]

// entangled is a space with a bit of everything: 200 and some combinations.
func entangled() *paramgen.Generator {
	return paramgen.Must(paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("a", 1, 2, 3, 4), paramgen.Param("b", nil, 1, 2, 3), paramgen.Param("c", "x", "y", "z"), paramgen.Param("d", false, true),
			paramgen.Param("e", 1, 2, 3).When(paramgen.Expr("d")), paramgen.Param("f", 0.5, 1.5)),
		paramgen.WithRules(
			paramgen.Expr("a*b <= 8"), paramgen.Forbid(map[string]any{"a": 1, "c": "z"}),
			paramgen.Func("go", func(c paramgen.Combination) bool { b, _ := c.Get("b"); return b != 3 || number(c, "a") != 2 })),
	))
}

// sequences are all ways to get combinations of a generator.
func sequences(t testing.TB, g *paramgen.Generator) map[string]sequence {
	t.Helper()
	c, err := g.At(big.NewInt(7))
	if err != nil {
		t.Fatal(err)
	}
	nearest, err := g.Nearest(map[string]any{"a": 4, "b": 3, "c": "z", "d": true})
	if err != nil {
		t.Fatal(err)
	}
	done, err := results.Read(strings.NewReader(`{"id": "` + c.ID() + `", "throughput": 1}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := done.Identify(g); err != nil {
		t.Fatal(err)
	}
	return map[string]sequence{
		"All": g.All(), "From": must(g.From(big.NewInt(3))), "Shard": must(g.Shard(1, 3)), "Sample": g.Sample(20, 1), "Weighted": g.Sample(20, 1, paramgen.Balanced()), "Cover": must(g.Cover(2)).Rows(),
		"Neighbours": must(g.Neighbours(c)), "OneAtATime": must(g.OneAtATime(c)),
		"Nearest": func(yield func(paramgen.Combination) bool) {
			nearest(func(c paramgen.Combination, _ []paramgen.Change) bool { return yield(c) })
		},
		"Filter": paramgen.Filter(g.All(), func(c paramgen.Combination) bool { return number(c, "a") != 2 }),
		"Skip":   done.Skip(g.All()),
	}
}

// each runs a test on every sequence, and looks whether the sequence and its generator are
// what they were before.
func each(t *testing.T, test func(t *testing.T, seq sequence, want []string)) {
	g := entangled()
	all := shown(g.All())
	for name, seq := range sequences(t, g) {
		want := shown(seq)
		if len(want) < 3 {
			t.Fatalf("%s: %d combinations are not enough", name, len(want))
		}
		t.Run(name, func(t *testing.T) { test(t, seq, want) })
		if d := cmp.Diff(want, shown(seq)); d != "" {
			t.Errorf("%s is something else afterwards: %s", name, d)
		}
	}
	if d := cmp.Diff(all, shown(g.All())); d != "" {
		t.Errorf("the generator is something else afterwards: %s", d)
	}
}

// TestSequenceAbandoned leaves a sequence at each place, by break, by return and by a jump out
// of nested loops.
func TestSequenceAbandoned(t *testing.T) {
	each(t, func(t *testing.T, seq sequence, want []string) {
		for stop := range want {
			at := -1
		outer:
			for range 1 {
				for c := range seq {
					if at++; c.String() != want[at] {
						t.Fatalf("combination %d is %v, want %s", at, c, want[at])
					}
					if at == stop {
						continue outer
					}
				}
			}
			if at != stop {
				t.Fatalf("left at %d, not %d", at, stop)
			}
		}
	})
}

// TestSequenceInItself walks a sequence inside a walk of itself, three deep, and all see the
// same.
func TestSequenceInItself(t *testing.T) {
	each(t, func(t *testing.T, seq sequence, want []string) {
		var inner, deepest int
		i := 0
		for c := range seq {
			for range seq {
				if inner++; inner%97 == 0 {
					for range seq {
						deepest++
					}
				}
			}
			if c.String() != want[i] {
				t.Fatalf("combination %d is %v, want %s", i, c, want[i])
			}
			i++
		}
		if n := len(want); i != n || inner != n*n || deepest != inner/97*n {
			t.Errorf("%d, %d and %d of %d", i, inner, deepest, n)
		}
	})
}

// TestSequenceConcurrent has a hundred goroutines walk one sequence, some to the end. It is
// for the race detector.
func TestSequenceConcurrent(t *testing.T) {
	each(t, func(t *testing.T, seq sequence, want []string) {
		var walkers sync.WaitGroup
		for w := range 100 {
			walkers.Add(1)
			go func() {
				defer walkers.Done()
				i := 0
				for c := range seq {
					if i == w || c.String() != want[i] {
						break
					}
					i++
				}
				if i != min(w, len(want)) {
					t.Errorf("walker %d sees something else at %d", w, i)
				}
			}()
		}
		walkers.Wait()
	})
}

// TestSequenceConcurrentFirst is the first walk of each sequence, which for Cover makes the
// array, by many at once.
func TestSequenceConcurrentFirst(t *testing.T) {
	for name, seq := range sequences(t, entangled()) {
		var walkers sync.WaitGroup
		var texts [8]string
		for w := range texts {
			walkers.Add(1)
			go func() { defer walkers.Done(); texts[w] = strings.Join(shown(seq), "\n") }()
		}
		walkers.Wait()
		for _, text := range texts {
			if text != texts[0] {
				t.Errorf("%s differs", name)
			}
		}
	}
}

// TestSequencePulled pulls a sequence, all of it, stopped in the middle, stopped twice, and
// dropped for the collector to find. Those that are dropped cost a parked goroutine each until
// then, as iter.Pull says.
func TestSequencePulled(t *testing.T) {
	each(t, func(t *testing.T, seq sequence, want []string) {
		before := runtime.NumGoroutine()
		for stop := range want {
			next, done := iter.Pull(seq)
			for i := range stop {
				if c, ok := next(); !ok || c.String() != want[i] {
					t.Fatalf("combination %d is %v", i, c)
				}
			}
			done()
			done()
			if _, more := next(); more {
				t.Fatal("goes on after it was stopped")
			}
		}
		if after := runtime.NumGoroutine(); after > before {
			t.Errorf("%d goroutines are left", after-before)
		}
		for range 10 {
			next, _ := iter.Pull(seq)
			next()
		}
		runtime.GC()
	})
}

// TestSequencePanics: the value of a panic in the body reaches the caller unchanged.
func TestSequencePanics(t *testing.T) {
	thrown := &struct{ what string }{"mine"}
	each(t, func(t *testing.T, seq sequence, want []string) {
		for stop := range 3 {
			at := 0
			if v := caught(func() {
				for range seq {
					if at == stop {
						panic(thrown)
					}
					at++
				}
			}); v != thrown {
				t.Errorf("panics with %v", v)
			}
			kept := paramgen.Filter(seq, func(paramgen.Combination) bool { panic(thrown) })
			if v := caught(func() { shown(kept) }); v != thrown {
				t.Errorf("Filter panics with %v", v)
			}
			next, done := iter.Pull(kept)
			if v := caught(func() { next() }); v != thrown {
				t.Errorf("pulled, it panics with %v", v)
			}
			done()
		}
	})
}

// TestSequenceGoexit: a body that ends its goroutine ends the walk.
func TestSequenceGoexit(t *testing.T) {
	each(t, func(t *testing.T, seq sequence, want []string) {
		ended := make(chan int)
		go func() {
			n := 0
			defer func() { ended <- n }()
			for range seq {
				if n++; n == 2 {
					runtime.Goexit()
				}
			}
			n = -1
		}()
		if n := <-ended; n != 2 {
			t.Errorf("%d", n)
		}
	})
}

// TestSequenceStops: a sequence never calls a yield again that returned false, nor one that
// panicked.
func TestSequenceStops(t *testing.T) {
	each(t, func(t *testing.T, seq sequence, want []string) {
		for stop := range want {
			calls := 0
			seq(func(paramgen.Combination) bool { calls++; return calls <= stop })
			if calls != min(stop+1, len(want)) {
				t.Fatalf("%d calls of a yield that says stop after %d", calls, stop)
			}
		}
		calls := func() (n int) {
			defer func() { recover() }()
			seq(func(paramgen.Combination) bool { n++; panic(n) })
			return n
		}()
		if calls > 1 {
			t.Errorf("%d calls of a yield that panics", calls)
		}
	})
}

// TestSequenceAfterErrors writes it where writing fails, at each place that it can, and it is
// as good as before.
func TestSequenceAfterErrors(t *testing.T) {
	g := entangled()
	full := errors.New("full")
	each(t, func(t *testing.T, seq sequence, want []string) {
		for _, format := range []paramgen.Format{paramgen.FormatJSON, paramgen.FormatCSV, paramgen.FormatArgs, paramgen.FormatYAML} {
			if n, err := g.Write(writerFunc(func([]byte) (int, error) { return 0, full }), format, seq); n != 0 || !errors.Is(err, full) {
				t.Errorf("%s: %d, %v", format, n, err)
			}
			if v := caught(func() { g.Write(writerFunc(func([]byte) (int, error) { panic(full) }), format, seq) }); v != full {
				t.Errorf("%s: panic with %v", format, v)
			}
			if n, err := g.Write(io.Discard, format, seq); n != len(want) || err != nil {
				t.Errorf("%s: %d, %v", format, n, err)
			}
		}
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestSequenceWriteFile: if the sequence of WriteFile or WriteFolder panics or ends its
// goroutine, the old file stays.
func TestSequenceWriteFile(t *testing.T) {
	g := entangled()
	each(t, func(t *testing.T, seq sequence, want []string) {
		dir := t.TempDir()
		path := filepath.Join(dir, "old")
		if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, leave := range []func(){func() { panic("mine") }, runtime.Goexit} {
			broken := func(yield func(paramgen.Combination) bool) {
				for c := range seq {
					if !yield(c) {
						return
					}
					if c.String() == want[1] {
						leave()
					}
				}
			}
			for _, write := range []func(){
				func() { g.WriteFile(path, paramgen.FormatCSV, broken) },
				func() { g.WriteFolder(filepath.Join(dir, "new"), paramgen.FormatCSV, broken) },
			} {
				ended := make(chan any)
				go func() {
					var v any
					defer func() { ended <- v }()
					v = caught(write)
				}()
				if v := <-ended; v != nil && v != "mine" {
					t.Errorf("panics with %v", v)
				}
			}
		}
		entries, _ := os.ReadDir(dir)
		if text, err := os.ReadFile(path); string(text) != "old" || err != nil || len(entries) != 1 {
			t.Errorf("the file holds %q, %v, beside it are %v", text, err, entries)
		}
	})
}

// TestCoverPanics: if the caller's function panics or ends its goroutine during Cover, the
// generator stays usable.
func TestCoverPanics(t *testing.T) {
	g := entangled()
	want := shown(must(g.Cover(2)).Rows())
	for what, end := range map[any]func(){"once": func() { panic("once") }, "Goexit": runtime.Goexit} {
		done := make(chan any)
		go func() {
			var v any = "Goexit"
			defer func() { done <- v }()
			v = caught(func() {
				g.Cover(2, paramgen.Improve(10), paramgen.OnProgress(func(paramgen.CoverProgress) bool { end(); return true }))
			})
		}()
		if v := <-done; v != what {
			t.Errorf("ended by %v, want %v", v, what)
		}
		if d := cmp.Diff(want, shown(must(g.Cover(2)).Rows())); d != "" {
			t.Errorf("the next array: %s", d)
		}
	}
}

// scoreA prefers small values of a.
func scoreA(name string, v any) float64 {
	if n, ok := v.(int); ok && name == "a" {
		return float64(-n)
	}
	return 0
}

// everything asks a generator everything that it can be asked, and puts the answers together.
func everything(g *paramgen.Generator) (string, error) {
	var b strings.Builder
	say := func(texts ...string) { b.WriteString(strings.Join(texts, "\n") + "\n") }
	count := g.Count()
	say(count.String(), g.Theoretical().String(), g.Info().String(), g.Report().String())
	for _, p := range g.Parameters() {
		say(p.Name(), p.Description())
	}
	for _, r := range g.Rules() {
		say(r.Name())
	}
	last, err := g.At(count.Sub(count, big.NewInt(1)))
	if err != nil {
		return "", err
	}
	index, _ := g.Index(last)
	say(last.String(), last.ID(), index.String(), strings.Join(last.Args(), " "))
	json, _ := last.MarshalJSON()
	say(string(json))
	for _, seq := range []sequence{
		g.All(), must(g.From(big.NewInt(100))), must(g.Shard(2, 5)), g.Sample(10, 3), g.Sample(10, 3, paramgen.Balanced()), slices.Values(must(g.Best(scoreA, 10))), must(g.Cover(2)).Rows(), must(g.Neighbours(last)), must(g.OneAtATime(last)),
		paramgen.Filter(g.All(), func(c paramgen.Combination) bool { return number(c, "a") > 3 }),
	} {
		say(shown(seq)...)
	}
	nearest, err := g.Nearest(map[string]any{"a": 4, "b": 3})
	if err != nil {
		return "", err
	}
	for c, changes := range nearest {
		say(c.String())
		for _, change := range changes {
			say(change.String())
		}
	}
	say(g.Check(map[string]any{"a": 4, "b": 3, "c": "x", "d": true, "e": nil, "f": 0.5}).Error(), g.Check(map[string]any{"a": 1}).Error())
	coverage, err := g.Coverage(2, g.Sample(5, 1))
	if err != nil {
		return "", err
	}
	say(coverage.String())
	again, err := g.Combination(last.Map())
	if err != nil {
		return "", err
	}
	h, err := g.With(paramgen.WithRules(paramgen.Expr("a < 4")), paramgen.WithValues("f", 2.5))
	if err != nil {
		return "", err
	}
	say(again.ID(), g.Diff(h).String())
	for _, f := range []paramgen.Format{paramgen.FormatJSON, paramgen.FormatCSV, paramgen.FormatArgs, paramgen.FormatEnv, paramgen.FormatYAML, paramgen.FormatGitHub} {
		if _, err := g.Write(&b, f, g.Sample(20, 9)); err != nil {
			return "", err
		}
	}
	err = g.Report().WriteHTML(&b)
	return b.String(), err
}

// TestGeneratorConcurrent asks one generator every question from a hundred goroutines, before
// anything of it was asked. It is for the race detector.
func TestGeneratorConcurrent(t *testing.T) {
	want, err := everything(entangled())
	if err != nil {
		t.Fatal(err)
	}
	g := entangled()
	var askers sync.WaitGroup
	for range 20 {
		askers.Add(1)
		go func() {
			defer askers.Done()
			if got, err := everything(g); err != nil || got != want {
				t.Errorf("%v: %s", err, cmp.Diff(want, got))
			}
		}()
	}
	askers.Wait()
	if len(want) < 10_000 {
		t.Errorf("only %d bytes were asked for", len(want))
	}
}

// TestSampleGolden: what a seed gives is a promise to users, who quote it. These values must
// not change.
func TestSampleGolden(t *testing.T) {
	for _, tt := range []struct {
		name  string
		space []paramgen.Option
		seed  uint64
		want  []string
	}{
		{"default space", []paramgen.Option{sglang.Default()}, 1, []string{"39236", "21426", "19559", "100711"}},
		{"default space", []paramgen.Option{sglang.Default()}, 18446744073709551615, []string{"48981", "86637", "81675", "39990"}},
		{"a small space", []paramgen.Option{paramgen.WithParameters(paramgen.Param("x", paramgen.Range(0, 9, 1)...))}, 1, []string{"5", "0", "4", "9"}},
		{"10^30", []paramgen.Option{paramgen.WithParameters(digits(30)...)}, 1, []string{
			"662084537624613728718185948232", "68363083674479243628830942453", "56578916700635363824643837031", "969751116275207140771294908107",
		}},
	} {
		g := paramgen.Must(paramgen.New(tt.space...))
		var got []string
		for c := range g.Sample(4, tt.seed) {
			index, _ := g.Index(c)
			got = append(got, index.String())
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s, seed %d: %s", tt.name, tt.seed, d)
		}
	}
}

// digits returns n parameters of ten values.
func digits(n int) []paramgen.Parameter {
	params := make([]paramgen.Parameter, n)
	for i := range params {
		params[i] = paramgen.Param("d"+string(rune('A'+i)), paramgen.Range(0, 9, 1)...)
	}
	return params
}

func TestSamplePrefix(t *testing.T) {
	for _, g := range []*paramgen.Generator{
		paramgen.Must(paramgen.New(sglang.Default())),
		paramgen.Must(paramgen.New(paramgen.WithParameters(digits(30)...))),
		paramgen.Must(paramgen.New(paramgen.WithParameters(digits(2)...))),
	} {
		long := shown(g.Sample(100, 7))
		for _, n := range []int{0, 1, 10, 99} {
			if !slices.Equal(long[:n], shown(g.Sample(n, 7))) {
				t.Errorf("Sample(%d, 7) is not the beginning of Sample(100, 7)", n)
			}
		}
	}
}

// TestSampleAll: a sample that is as large as the space has each combination once, whatever
// the seed.
func TestSampleAll(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for seed := range uint64(1) {
		seen := make([]bool, 119232)
		n := 0
		for c := range g.Sample(len(seen)+1, seed) {
			index, ok := g.Index(c)
			if !ok || seen[index.Int64()] {
				t.Fatalf("seed %d: %v is not valid or comes twice", seed, c)
			}
			seen[index.Int64()] = true
			n++
		}
		if n != len(seen) {
			t.Errorf("seed %d: %d of %d", seed, n, len(seen))
		}
	}
}

// chiSquare returns Pearson's statistic of counts whose expected shares are as weights.
func chiSquare(counts, weights []float64) float64 {
	var n, total, sum float64
	for i := range counts {
		n += counts[i]
		total += weights[i]
	}
	for i := range counts {
		want := n * weights[i] / total
		sum += (counts[i] - want) * (counts[i] - want) / want
	}
	return sum
}

// The values that a uniform sample exceeds once in a thousand times, by degrees of freedom.
const (
	critical8  = 26.12
	critical59 = 98.32
)

// TestSampleUniform counts the nine pairs of max_running_requests and max_total_tokens that
// the rules leave, which are not equally frequent.
func TestSampleUniform(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	cells := map[[2]any]int{}
	var weights []float64
	add := func(c paramgen.Combination, counts *[]float64) {
		running, _ := c.Get("max_running_requests")
		total, _ := c.Get("max_total_tokens")
		i, known := cells[[2]any{running, total}]
		if !known {
			i = len(cells)
			cells[[2]any{running, total}] = i
		}
		for len(*counts) <= i {
			*counts = append(*counts, 0)
		}
		(*counts)[i]++
	}
	for c := range g.All() {
		add(c, &weights)
	}
	counts := make([]float64, 9)
	for seed := range uint64(200) {
		for c := range g.Sample(500, seed) {
			add(c, &counts)
		}
	}
	if x := chiSquare(counts, weights); len(cells) != 9 || x > critical8 {
		t.Errorf("χ² = %.1f over %d cells: %v of %v", x, len(cells), counts, weights)
	}
}

// TestSampleUniformEverywhere counts every combination of small spaces, at each place of the
// sample, for many seeds: one that is shuffled in memory, and the first part of a large one
// that is not.
func TestSampleUniformEverywhere(t *testing.T) {
	small := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(0, 5, 1)...), paramgen.Param("b", paramgen.Range(0, 14, 1)...)),
		paramgen.WithRules(paramgen.Expr("(a + b) % 3 != 0"))))
	large := paramgen.Must(paramgen.New(sglang.Default()))
	for name, g := range map[string]*paramgen.Generator{"small": small, "large": large} {
		count := g.Count().Int64()
		const cells, places = 60, 4
		counts, weights := make([]float64, cells*places), make([]float64, cells)
		for i := range count {
			weights[i*cells/count]++
		}
		for seed := range uint64(10000) {
			place := 0
			for c := range g.Sample(places, seed) {
				index, _ := g.Index(c)
				counts[int64(place*cells)+index.Int64()*cells/count]++
				place++
			}
		}
		for place := range places {
			if x := chiSquare(counts[place*cells:(place+1)*cells], weights); x > critical59 {
				t.Errorf("%s, place %d: χ² = %.1f", name, place, x)
			}
		}
	}
}

// TestSampleSpread: the indices of a sample of 10^30 combinations are spread over all of them.
func TestSampleSpread(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(digits(30)...)))
	counts, weights := make([]float64, 9), []float64{1, 1, 1, 1, 1, 1, 1, 1, 1}
	for c := range g.Sample(9000, 1) {
		index, ok := g.Index(c)
		if !ok {
			t.Fatal(c)
		}
		counts[index.Mul(index, big.NewInt(9)).Quo(index, g.Count()).Int64()]++
	}
	if x := chiSquare(counts, weights); x > critical8 {
		t.Errorf("χ² = %.1f: %v", x, counts)
	}
}

// TestHuge: a walk may begin anywhere in a space whose indices no machine integer holds.
func TestHuge(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(digits(30)...), paramgen.WithRules(paramgen.Expr("dA + dB != dC"))))
	for start := range g.Sample(50, 1) {
		from, _ := g.Index(start)
		want := new(big.Int).Set(from)
		n := 0
		for c := range must(g.From(from)) {
			if index, ok := g.Index(c); !ok || index.Cmp(want) != 0 {
				t.Fatalf("From(%v): combination %d has index %v, %v", from, n, index, ok)
			}
			want.Add(want, big.NewInt(1))
			if n++; n == 30 {
				break
			}
		}
		if n < 30 {
			t.Fatalf("From(%v) ends after %d combinations", from, n)
		}
	}
	for i := range 10 {
		from, _, _ := g.ShardRange(i, 10)
		n := 0
		for c := range must(g.Shard(i, 10)) {
			if index, ok := g.Index(c); !ok || index.Cmp(from) != 0 {
				t.Errorf("shard %d begins at %v, want %v", i, index, from)
			}
			n++
			break
		}
		if n == 0 {
			t.Errorf("shard %d is empty", i)
		}
	}
}

func TestLeftEarly(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2, 3, 4), paramgen.Param("b", 1, 2, 3), paramgen.Param("c", 1, 2)), paramgen.WithRules(paramgen.Expr("a+b+c < 9"))))
	c, _ := g.At(big.NewInt(7))
	for _, most := range []int{1, 2, 3} {
		near, around := 0, 0
		neighbours, err := g.Neighbours(c)
		if err != nil {
			t.Fatal(err)
		}
		for range neighbours {
			if near++; near == most {
				break
			}
		}
		sweep, err := g.OneAtATime(c)
		if err != nil {
			t.Fatal(err)
		}
		for range sweep {
			if around++; around == most {
				break
			}
		}
		if near != most || around != most {
			t.Errorf("%d and %d, want %d", near, around, most)
		}
	}
}
