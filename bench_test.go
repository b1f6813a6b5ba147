package paramgen_test

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"iter"
	"math/big"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// configuration is what a program of one's own would use for a combination of the default space. 0
// and "" are unset.
type configuration struct {
	maxRunningRequests, maxTotalTokens, chunkedPrefillSize, maxPrefillTokens, tpSize, dpSize, cudaGraphMaxBS int
	disableRadixCache, disableCUDAGraph                                                                      bool
	attentionBackend                                                                                         string
}

var flags = []bool{false, true}

// nestedLoops walks the default space as one would by hand, each rule asked as early as possible.
func nestedLoops(yield func(configuration) bool) {
	var c configuration
	for _, c.maxRunningRequests = range []int{0, 128, 256, 512, 1024} {
		for _, c.maxTotalTokens = range []int{0, 4096, 8192, 16384, 32768} {
			if c.maxRunningRequests != 0 && c.maxTotalTokens != 0 && c.maxRunningRequests*512 > c.maxTotalTokens {
				continue
			}
			for _, c.chunkedPrefillSize = range []int{0, 512, 1024, 2048, 4096, 8192} {
				for _, c.maxPrefillTokens = range []int{4096, 8192, 16384, 32768} {
					if c.chunkedPrefillSize > c.maxPrefillTokens {
						continue
					}
					for _, c.tpSize = range []int{1, 2, 4, 8} {
						for _, c.dpSize = range []int{1, 2, 4} {
							if !innerLoops(c, yield) {
								return
							}
						}
					}
				}
			}
		}
	}
}

func innerLoops(c configuration, yield func(configuration) bool) bool {
	for _, c.disableRadixCache = range flags {
		for _, c.disableCUDAGraph = range flags {
			for _, c.cudaGraphMaxBS = range []int{0, 32, 64, 128, 256} {
				if c.disableCUDAGraph && c.cudaGraphMaxBS != 0 {
					break
				}
				for _, c.attentionBackend = range []string{"", "flashinfer", "triton", "torch_native"} {
					if !yield(c) {
						return false
					}
				}
			}
		}
	}
	return true
}

// BenchmarkWalk walks the default space by nested loops and by All, in turn, and reports the
// ratio.
func BenchmarkWalk(b *testing.B) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	var loops iter.Seq[configuration] = nestedLoops
	var byHand, byAll time.Duration
	n := 0
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		start := time.Now()
		for c := range loops {
			n += c.tpSize & 1
		}
		middle := time.Now()
		for range g.All() {
			n++
		}
		byHand += middle.Sub(start)
		byAll += time.Since(middle)
	}
	const count = 119232
	if n < count*b.N {
		b.Fatal(n)
	}
	b.ReportMetric(float64(byHand.Nanoseconds())/float64(b.N)/count, "ns/loops")
	b.ReportMetric(float64(byAll.Nanoseconds())/float64(b.N)/count, "ns/combination")
	b.ReportMetric(byAll.Seconds()/byHand.Seconds(), "ratio")
}

// BenchmarkNew compiles the default space and counts it.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		if paramgen.Must(paramgen.New(sglang.Default())).Count().Sign() == 0 {
			b.Fatal("an empty space")
		}
	}
}

// BenchmarkSample draws 1,000 combinations of the default space.
func BenchmarkSample(b *testing.B) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	b.ReportAllocs()
	for range b.N {
		n := 0
		for range g.Sample(1000, 1) {
			n++
		}
		if n != 1000 {
			b.Fatal(n)
		}
	}
}

// BenchmarkAt goes to an index of the default space and back.
func BenchmarkAt(b *testing.B) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	b.ReportAllocs()
	i := new(big.Int)
	for n := range b.N {
		c, err := g.At(i.SetInt64(int64(n) * 7919 % 119232))
		if err != nil {
			b.Fatal(err)
		}
		if back, ok := g.Index(c); !ok || back.Cmp(i) != 0 {
			b.Fatal(back)
		}
	}
}

// BenchmarkString names combinations.
func BenchmarkString(b *testing.B) {
	c := combination(b, paramgen.Param("tp_size", 8), paramgen.Param("attention_backend", "flashinfer"), paramgen.Param("ratio", 0.5))
	b.ReportAllocs()
	for range b.N {
		if c.String() == "" {
			b.Fatal("no name")
		}
	}
}

// BenchmarkGzip is the harness of an Example.
func BenchmarkGzip(b *testing.B) { benchmarkGzip(b) }

// The benchmarks of whole spaces: go test -run '^$' -bench 'Published|ByHand|Classics|SGLang33' .

// BenchmarkPublished loads each published space from its text and counts it, and loads and walks
// it. atf-times, floor-times and constraint-times divide the time by what ATF, loops in C and
// python-constraint took on another machine (see publishedSpaces): compare them with what
// BenchmarkByHand says of this one.
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

// uncollected runs f b.N times as a process runs it that does it once: such a one ends before the
// collector begins. Here it runs between, off the clock.
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

func loadText(b *testing.B, text []byte) *paramgen.Generator {
	option, err := paramgen.Load(bytes.NewReader(text))
	if err != nil {
		b.Fatal(err)
	}
	return paramgen.Must(paramgen.New(option))
}

// reportAgainst reports the time of one operation in units of the given seconds.
func reportAgainst(b *testing.B, unit string, seconds float64) {
	if seconds > 0 {
		b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/seconds, unit)
	}
}

// peakHeap returns the most memory that the heap took of the system while f ran, looked at every
// millisecond.
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

// BenchmarkByHand walks three spaces by nested loops in Go, and by load, compile and walk;
// loop-times is the second in units of the first, and floor-times the loops in units of the C
// loops of the table.
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
				if paramgen.Must(paramgen.New(c.options...)).Count().Cmp(c.count) != 0 {
					b.Fatal("wrong count")
				}
			}
		})
	}
}

// BenchmarkSGLang33 is the 33-parameter space: load and compile, 1,000 samples, At of a random
// index.
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
	b.Run("best300", func(b *testing.B) {
		var sampling time.Duration
		for i := range b.N {
			score := randomScore(uint64(i))
			if best, err := g.Best(score, 300); err != nil || len(best) != 300 {
				b.Fatal(len(best), err)
			}
			b.StopTimer()
			start := time.Now()
			for range g.Sample(300, uint64(i)) {
			}
			sampling += time.Since(start)
			b.StartTimer()
		}
		b.ReportMetric(b.Elapsed().Seconds()/sampling.Seconds(), "sample-times")
	})
	b.Run("balanced300", func(b *testing.B) {
		for i := range b.N {
			for range g.Sample(300, uint64(i), paramgen.Balanced()) {
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

// formula returns the space of a random formula in conjunctive normal form with three literals in
// each clause.
func formula(variables, clauses int, seed uint64) *paramgen.Generator {
	rng := rand.New(rand.NewPCG(seed, 3))
	var options []paramgen.Option
	for v := range variables {
		options = append(options, paramgen.WithParameters(paramgen.Param(fmt.Sprint("x", v), false, true)))
	}
	for c := range clauses {
		forbidden := map[string]any{}
		for _, v := range rng.Perm(variables)[:3] {
			forbidden[fmt.Sprint("x", v)] = rng.IntN(2) == 0
		}
		options = append(options, paramgen.WithRules(paramgen.Named(fmt.Sprint("clause ", c), paramgen.Forbid(forbidden))))
	}
	return paramgen.Must(paramgen.New(options...))
}

// BenchmarkFormula samples a space whose diagram in declared order exceeds its budget, and goes to
// indices of it and back. The first question includes the attempt to compile that diagram.
func BenchmarkFormula(b *testing.B) {
	g := formula(40, 60, 0)
	for range g.Sample(1, 1) { // compiles what the other samples need
	}
	b.Run("first", func(b *testing.B) {
		for range b.N {
			for range formula(40, 60, 0).Sample(1, 1) {
			}
		}
	})
	b.Run("sample1000", func(b *testing.B) {
		for i := range b.N {
			for range g.Sample(1000, uint64(i)) {
			}
		}
	})
	b.Run("at", func(b *testing.B) {
		i, step, count := new(big.Int), big.NewInt(987_654_321), g.Count()
		for range b.N {
			c, err := g.At(i)
			if index, ok := g.Index(c); err != nil || !ok || index.Cmp(i) != 0 {
				b.Fatal(i, index, err)
			}
			i.Mod(i.Add(i, step), count)
		}
	})
}

// randomScore returns a score that looks random for each value.
func randomScore(seed uint64) func(string, any) float64 {
	return func(parameter string, value any) float64 {
		h := fnv.New64a()
		fmt.Fprintln(h, seed, parameter, value)
		return rand.New(rand.NewPCG(h.Sum64(), 0)).NormFloat64()
	}
}

// The three published spaces that are walked by hand: nested loops as a careful person writes
// them, each rule as early as it can be, an owned row for each combination. They are what walking
// is measured against.

type handRow = [11]int32

// rowBlock hands out rows from shared blocks, as cheaply as a slice of rows can.
type rowBlock struct{ free []handRow }

func (b *rowBlock) next() *handRow {
	if len(b.free) == 0 {
		b.free = make([]handRow, 512)
	}
	r := &b.free[0]
	b.free = b.free[1:]
	return r
}

func loopHotspot(yield func(*handRow)) {
	var rows rowBlock
	widths := []int32{1, 2, 4, 8, 16, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800, 832, 864, 896, 928, 960, 992, 1024}
	for _, bx := range widths {
		for _, by := range []int32{1, 2, 4, 8, 16, 32} {
			if bx*by < 32 || bx*by > 1024 {
				continue
			}
			for tx := int32(1); tx <= 10; tx++ {
				for ty := int32(1); ty <= 10; ty++ {
					for ttf := int32(1); ttf <= 10; ttf++ {
						area := (bx*tx + ttf*2) * (by*ty + ttf*2)
						if area*2*4 > 49152 {
							continue
						}
						for lut := int32(1); lut <= 10; lut++ {
							if ttf%lut != 0 {
								continue
							}
							for sh := int32(0); sh < 2; sh++ {
								memory := area * (2 + sh) * 4
								if memory > 49152 {
									continue
								}
								for bpsm := int32(0); bpsm < 5; bpsm++ {
									if bpsm != 0 && memory*bpsm > 102400 {
										continue
									}
									r := rows.next()
									*r = handRow{4096, 4096, bx, by, tx, ty, ttf, 10, lut, sh, bpsm}
									yield(r)
								}
							}
						}
					}
				}
			}
		}
	}
}

func loopExpdist(yield func(*handRow)) {
	var rows rowBlock
	for _, bx := range []int32{1024, 512, 256, 128, 64, 32} {
		for _, by := range []int32{1, 2, 4, 8, 16, 32} {
			if bx*by > 1024 {
				continue
			}
			for tx := int32(1); tx <= 8; tx++ {
				for ty := int32(1); ty <= 8; ty++ {
					for shared := int32(0); shared < 3; shared++ {
						for ux := int32(1); ux <= tx; ux++ {
							if tx%ux != 0 {
								continue
							}
							for uy := int32(1); uy <= ty; uy++ {
								if ty%uy != 0 {
									continue
								}
								for column := int32(0); column < 2; column++ {
									if column == 0 && shared == 2 {
										continue
									}
									for n := int32(1); n <= 1024; n *= 2 {
										if column == 0 && n > 1 {
											break
										}
										r := rows.next()
										*r = handRow{bx, by, tx, ty, shared, ux, uy, column, 0, n}
										yield(r)
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

type gemmRow = [17]int32

func loopGemm(yield func(*gemmRow)) {
	var free []gemmRow
	sizes, dims, vectors, bits := []int32{16, 32, 64, 128}, []int32{8, 16, 32}, []int32{1, 2, 4, 8}, []int32{0, 1}
	for _, mwg := range sizes {
		for _, nwg := range sizes {
			for _, kwg := range []int32{16, 32} {
				for _, mdimc := range dims {
					for _, ndimc := range dims {
						if mwg == 128 && nwg == 128 && mdimc == 8 && ndimc == 8 {
							continue
						}
						for _, mdima := range dims {
							if kwg%(mdimc*ndimc/mdima) != 0 {
								continue
							}
							for _, ndimb := range dims {
								if kwg%(mdimc*ndimc/ndimb) != 0 {
									continue
								}
								for _, vwm := range vectors {
									if mwg%(mdimc*vwm) != 0 || mwg%(mdima*vwm) != 0 {
										continue
									}
									for _, vwn := range vectors {
										if nwg%(ndimc*vwn) != 0 || nwg%(ndimb*vwn) != 0 {
											continue
										}
										for _, strm := range bits {
											for _, strn := range bits {
												for _, sa := range bits {
													for _, sb := range bits {
														if len(free) == 0 {
															free = make([]gemmRow, 512)
														}
														r := &free[0]
														free = free[1:]
														*r = gemmRow{0, mwg, nwg, kwg, mdimc, ndimc, mdima, ndimb, 2, vwm, vwn, strm, strn, sa, sb, 1, 32}
														yield(r)
													}
												}
											}
										}
									}
								}
							}
						}
					}
				}
			}
		}
	}
}
