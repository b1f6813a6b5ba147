package effectspage

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func labels(a Axis) string {
	var all []string
	for _, t := range a.Ticks() {
		all = append(all, t.Text)
	}
	return strings.Join(all, " ")
}

func TestTicks(t *testing.T) {
	for _, test := range []struct {
		numbers []float64
		log     bool
		want    string
	}{
		{[]float64{0, 10}, false, "0 2 4 6 8 10"},
		{[]float64{0.55, 32}, true, "0.5 1 2 5 10 20"},
		{[]float64{70, 220_000}, true, "100 1000 10k 100k"},
		{[]float64{3, 4}, true, "3 3.2 3.4 3.6 3.8 4"},
		{[]float64{-5e6, 1e7}, false, "-5M 0 5M 10M"},
		{[]float64{7, 7}, false, "6 6.5 7 7.5 8"},
		{[]float64{-1, 5}, true, "0 2 4"},
		{[]float64{0.0011, 0.0019}, false, "0.0012 0.0014 0.0016 0.0018"},
		{[]float64{1e-12, 3e-12}, false, "1e-12 1.5e-12 2e-12 2.5e-12 3e-12"},
	} {
		if got := labels(NewAxis(test.numbers, test.log)); got != test.want {
			t.Errorf("%v: %q, want %q", test.numbers, got, test.want)
		}
	}
}

func TestAxisAt(t *testing.T) {
	a := NewAxis([]float64{1, 100}, true)
	if got := a.At(10, 200); math.Abs(got-100) > 1e-9 {
		t.Errorf("10 is at %v", got)
	}
	if got := a.At(1, 1); got < 0.03 || got > 0.04 {
		t.Errorf("1 is at %v", got)
	}
}

func pareto(least bool) *Pareto {
	return &Pareto{
		Scatter: Scatter{X: Axis{Low: 0, High: 480}, Y: Axis{Low: 0, High: 300}, Points: []Point{{0, 0}, {100, 50}, {100, 50}}},
		Front:   []Point{{0, 0}, {100, 50}},
		XMin:    least,
	}
}

func TestScatter(t *testing.T) {
	p := pareto(false)
	for name, test := range map[string]struct{ got, want string }{
		"dots":       {p.Dots(), "M0 300h0M100 250h0"},
		"more of x":  {p.FrontPath(), "M0 300L0 250L100 250"},
		"less of x":  {pareto(true).FrontPath(), "M0 300L100 300L100 250"},
		"front dots": {p.FrontDots(), "M0 300h0M100 250h0"},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestBox(t *testing.T) {
	p := Parameter{Axis: Axis{Low: 0, High: 100}}
	v := Value{Quartiles: []float64{0, 10, 20, 40, 100}}
	if got := p.Box(v); got != "M0.0 10H100.0M0.0 5v10M1000.0 5v10M400.0 10H1000.0" {
		t.Errorf("box %s", got)
	}
	if r := p.Rect(v); r.X != 100 || r.W != 300 || r.Median != 200 {
		t.Errorf("rectangle %+v", r)
	}
	if p.Box(Value{}) != "" {
		t.Error("a box without rows")
	}
}

// TestColours checks that every colour is defined for light and dark.
func TestColours(t *testing.T) {
	for _, use := range regexp.MustCompile(`var\(--[a-z]+\)`).FindAllString(source, -1) {
		name := strings.TrimSuffix(strings.TrimPrefix(use, "var("), ")") + ":"
		if strings.Count(source, name) != 2 {
			t.Errorf("%s is not defined twice", name)
		}
	}
}
