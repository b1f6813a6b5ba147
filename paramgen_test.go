package paramgen

import (
	"math/big"
	"testing"
)

func TestSGLang(t *testing.T) {
	g, err := New(SGLang())
	if err != nil {
		t.Fatal(err)
	}
	if got := g.Count().String(); got != "119232" {
		t.Errorf("Count = %s", got)
	}
	n := 0
	for c := range g.All() {
		if i, ok := g.Index(c); !ok || i.Cmp(big.NewInt(int64(n))) != 0 {
			t.Fatal(n, i, ok)
		}
		n++
	}
	if n != 119232 {
		t.Fatal(n)
	}
	h, err := g.With(WithRules(Expr("tp_size*dp_size <= 8")))
	if err != nil {
		t.Fatal(err)
	}
	if got := h.Count().String(); got != "89424" {
		t.Errorf("Count = %s", got)
	}
}

func BenchmarkNew(b *testing.B) {
	for range b.N {
		if Must(New(SGLang())).Count().Sign() == 0 {
			b.Fatal()
		}
	}
}

func BenchmarkAll(b *testing.B) {
	g := Must(New(SGLang()))
	b.ReportAllocs()
	for range b.N {
		n := 0
		for c := range g.All() {
			n += int(c.tail)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/119232, "ns/combination")
}

func BenchmarkSample(b *testing.B) {
	g := Must(New(SGLang()))
	for range b.N {
		for range g.Sample(1000, 1) {
		}
	}
}
