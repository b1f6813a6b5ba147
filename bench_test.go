package paramgen_test

import (
	"iter"
	"math/big"
	"testing"
	"time"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

// configuration is what a program of one's own would use for a combination of the default space. 0 and "" are unset.
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

// BenchmarkWalk walks the default space by nested loops and by All, in turn, and reports the ratio.
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
