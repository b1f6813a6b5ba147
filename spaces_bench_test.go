package paramgen

import (
	"bytes"
	"math/big"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// The benchmarks of whole spaces: go test -run '^$' -bench 'Published|ByHand|Classics|SGLang33' .

// BenchmarkPublished loads each published space from its text and counts it, and loads and walks it. atf-times, floor-times
// and constraint-times divide the time by what ATF, loops in C and python-constraint took on another machine (see publishedSpaces):
// compare them with what BenchmarkByHand says of this one.
func BenchmarkPublished(b *testing.B) {
	for _, p := range publishedSpaces {
		text := spaceText(b, p.name)
		b.Run(p.name+"/count", func(b *testing.B) {
			uncollected(b, func() {
				if loadText(b, text).Count().Cmp(big.NewInt(p.valid)) != 0 {
					b.Fatal("wrong count")
				}
			})
			reportAgainst(b, "atf-times", p.atf)
		})
		if p.valid > 20_000_000 {
			continue
		}
		b.Run(p.name+"/walk", func(b *testing.B) {
			peak := peakHeap(func() {
				for range b.N {
					n := int64(0)
					for range loadText(b, text).All() {
						n++
					}
					if n != p.valid {
						b.Fatal("wrong number")
					}
				}
			})
			b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
			reportAgainst(b, "floor-times", p.floor)
			reportAgainst(b, "constraint-times", p.constraint)
		})
	}
}

// uncollected runs f b.N times as a process runs it that does it once: such a one ends before the collector begins. Here it runs between,
// off the clock.
func uncollected(b *testing.B, f func()) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for i := range b.N {
		if i%256 == 0 {
			b.StopTimer()
			runtime.GC()
			b.StartTimer()
		}
		f()
	}
}

func loadText(b *testing.B, text []byte) *Generator {
	option, err := Load(bytes.NewReader(text))
	if err != nil {
		b.Fatal(err)
	}
	return Must(New(option))
}

// reportAgainst reports the time of one operation in units of the given seconds.
func reportAgainst(b *testing.B, unit string, seconds float64) {
	if seconds > 0 {
		b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/seconds, unit)
	}
}

// peakHeap returns the most memory that the heap took of the system while f ran, looked at every millisecond.
func peakHeap(f func()) uint64 {
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		most := uint64(0)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	return <-peak
}

// BenchmarkByHand walks three spaces by nested loops in Go, and by load, compile and walk; loop-times is the second in units of the
// first, and floor-times the loops in units of the C loops of the table.
func BenchmarkByHand(b *testing.B) {
	for _, hand := range []struct {
		name string
		walk func() int64
	}{
		{"paper_hotspot", func() (n int64) { loopHotspot(func(*handRow) { n++ }); return n }},
		{"paper_expdist", func() (n int64) { loopExpdist(func(*handRow) { n++ }); return n }},
		{"paper_gemm", func() (n int64) { loopGemm(func(*gemmRow) { n++ }); return n }},
	} {
		text := spaceText(b, hand.name)
		b.Run(hand.name, func(b *testing.B) {
			var loops, walks time.Duration
			for range b.N {
				start := time.Now()
				want := hand.walk()
				between := time.Now()
				n := int64(0)
				for range loadText(b, text).All() {
					n++
				}
				loops, walks = loops+between.Sub(start), walks+time.Since(between)
				if n != want {
					b.Fatalf("%d combinations, %d by hand", n, want)
				}
			}
			b.ReportMetric(walks.Seconds()/loops.Seconds(), "loop-times")
			for _, p := range publishedSpaces {
				if p.name == hand.name {
					b.ReportMetric(loops.Seconds()/float64(b.N)/p.floor, "floor-times")
				}
			}
		})
	}
}

func BenchmarkClassics(b *testing.B) {
	for _, c := range classics {
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				if Must(New(c.options...)).Count().Cmp(c.count) != 0 {
					b.Fatal("wrong count")
				}
			}
		})
	}
}

// BenchmarkSGLang33 is the 33-parameter space: load and compile, 1,000 samples, At of a random index.
func BenchmarkSGLang33(b *testing.B) {
	text := spaceText(b, "sglang33_only_if")
	g := loadText(b, text)
	b.Run("compile", func(b *testing.B) {
		for range b.N {
			loadText(b, text).Count()
		}
	})
	b.Run("sample1000", func(b *testing.B) {
		for i := range b.N {
			for range g.Sample(1000, uint64(i)) {
			}
		}
	})
	b.Run("at", func(b *testing.B) {
		i, step, count := new(big.Int), big.NewInt(987_654_321_987), g.Count()
		for range b.N {
			if _, err := g.At(i); err != nil {
				b.Fatal(err)
			}
			i.Mod(i.Add(i, step), count)
		}
	})
}
