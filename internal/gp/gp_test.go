package gp

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// problem returns random points and targets.
func problem(random *rand.Rand, n int) (features []Feature, x *Points, y, repeats []float64) {
	features = []Feature{
		{Variable: 0, At: []float64{0, 0.25, 0.5, 0.75, 1}},
		{Variable: 1, At: []float64{0, 1, 2}, Category: true},
		{Variable: 0, At: []float64{0, 1, 0, 0.5, 0}},
		{Variable: 3, At: []float64{0, 0.5, 1, 1, 0.2, 0.1}},
	}
	x = &Points{Width: 4}
	for range n {
		row := []int32{random.Int32N(5), random.Int32N(3), 0, random.Int32N(6)}
		x.Add(row)
		y = append(y, math.Sin(float64(row[0]))+float64(row[1])+0.3*random.NormFloat64())
		repeats = append(repeats, float64(1+random.IntN(3)))
	}
	return features, x, y, repeats
}

var options = Options{Noise: 0.1, NoiseSpread: 1, Steps: 10, Fitted: 100}

// inverse inverts a matrix by elimination, and returns its determinant.
func inverse(a [][]float64) (inv [][]float64, determinant float64) {
	n := len(a)
	determinant = 1
	for i := range a {
		a[i] = append(append([]float64(nil), a[i]...), make([]float64, n)...)
		a[i][n+i] = 1
	}
	for i := range a {
		determinant *= a[i][i]
		for j := range a {
			if j == i {
				continue
			}
			q := a[j][i] / a[i][i]
			for k := range a[j] {
				a[j][k] -= q * a[i][k]
			}
		}
	}
	for i := range a {
		for k := range a[i][n:] {
			a[i][n+k] /= a[i][i]
		}
		inv = append(inv, a[i][n:])
	}
	return inv, determinant
}

// twin computes what a model should say from its definition.
type twin struct {
	m       *Model
	x       [][]int32
	inv     [][]float64
	y       []float64
	logDet  float64
	scale   float64
	product float64
}

func (m *Model) covariance(a, b []int32) float64 {
	r2 := 0.0
	for i, f := range m.features {
		d := f.At[a[f.Variable]] - f.At[b[f.Variable]]
		if f.Category && d != 0 {
			d = 1
		}
		r2 += m.weights[i] * d * d
	}
	r := math.Sqrt(5 * r2)
	return (1 + r + r*r/3) * math.Exp(-r)
}

func newTwin(m *Model, x *Points, y, repeats []float64, scale float64) *twin {
	t := &twin{m: m}
	mean := 0.0
	for _, v := range y {
		mean += v / float64(len(y))
	}
	var k [][]float64
	for i := range y {
		t.x, t.y = append(t.x, x.Row(i)), append(t.y, y[i]-mean)
		k = append(k, nil)
		for j := range y {
			k[i] = append(k[i], m.covariance(x.Row(i), x.Row(j)))
		}
		k[i][i] += m.noise / repeats[i]
	}
	var determinant float64
	t.inv, determinant = inverse(k)
	t.logDet = math.Log(determinant)
	for i := range t.y {
		for j := range t.y {
			t.product += t.y[i] * t.inv[i][j] * t.y[j]
		}
	}
	if t.scale = scale; scale == 0 {
		t.scale = t.product / float64(len(y))
	}
	return t
}

// at returns the mean, without that of the targets, and the variance at a point.
func (t *twin) at(p []int32) (mean, variance float64) {
	share := 1.0
	for i := range t.x {
		for j := range t.x {
			a, b := t.m.covariance(p, t.x[i]), t.m.covariance(p, t.x[j])
			mean += a * t.inv[i][j] * t.y[j]
			share -= a * t.inv[i][j] * b
		}
	}
	return mean, math.Max(share, 0) * t.scale
}

func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*(1+math.Abs(want))
}

func TestPosteriorAgreesWithTheDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 2, 7, 30} {
		features, x, y, repeats := problem(random, n)
		if n == 1 {
			y[0] = 5 // a single target is constant
		}
		m := Fit(features, x, y, repeats, options)
		_, others, _, _ := problem(random, 50)
		post := m.Posterior(others, 1)
		rough := m.Means(others)
		scale := 0.0
		if n == 1 {
			scale = 1
		}
		tw := newTwin(m, x, y, repeats, scale)
		check := func(what string) {
			for i := range others.Len() {
				mean, variance := tw.at(others.Row(i))
				if !near(post.Mean[i], mean+m.mean, 1e-9) && what == "" || !near(post.Deviation(i), math.Sqrt(variance), 1e-6) {
					t.Fatalf("%d rows%s: point %d has mean %v ± %v, want %v ± %v", n, what, i,
						post.Mean[i], post.Deviation(i), mean+m.mean, math.Sqrt(variance))
				}
				if what == "" && !near(rough[i], post.Mean[i], 1e-3) {
					t.Fatalf("%d rows: the estimate of point %d is %v, want %v", n, i, rough[i], post.Mean[i])
				}
			}
		}
		check("")
		post.Condition(3)
		x.Add(others.Row(3))
		tw = newTwin(m, x, append(y, 0), append(repeats, 1), m.variance)
		check(" and one without outcome")
	}
}

func TestGradientAgreesWithDifferences(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	features, x, y, repeats := problem(random, 25)
	f := newFit(&Model{features: features, x: x}, y, repeats, options)
	theta := []float64{0.3, -1, 0.5, -0.2, -2}
	f.cost(theta)
	gradient := append([]float64(nil), f.gradient...)
	for i := range theta {
		const h = 1e-5
		theta[i] += h
		up := f.cost(theta)
		theta[i] -= 2 * h
		down := f.cost(theta)
		theta[i] += h
		if want := (up - down) / (2 * h); !near(gradient[i], want, 1e-5) {
			t.Errorf("derivative %d is %v, want %v", i, gradient[i], want)
		}
	}
}

func TestCostIsTheLikelihoodWithThePriors(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	features, x, y, repeats := problem(random, 12)
	m := &Model{features: features, x: x}
	cost := func(theta []float64) (got, want float64) {
		mean := 0.0
		for _, v := range y {
			mean += v / float64(len(y))
		}
		centred := make([]float64, len(y))
		for i := range y {
			centred[i] = y[i] - mean
		}
		got = newFit(m, centred, repeats, options).cost(theta)
		m.weights, m.noise = exponentials(theta)
		m.noise += jitter
		tw := newTwin(m, x, y, repeats, 0)
		want = 0.5*float64(len(y))*math.Log(tw.product/float64(len(y))) + 0.5*tw.logDet
		for i, v := range theta {
			center, spread := math.Log(10/float64(len(features)+1)), weightSpread
			if i == len(features) {
				center, spread = math.Log(options.Noise), options.NoiseSpread
			}
			want += 0.5 * (v - center) * (v - center) / (spread * spread)
		}
		return got, want
	}
	for _, theta := range [][]float64{{0, 0, 0, 0, -1}, {1, -2, 0.5, 2, -4}} {
		if got, want := cost(theta); !near(got, want, 1e-9) {
			t.Errorf("cost(%v) = %v, want %v", theta, got, want)
		}
	}
}

func TestFitFindsWhatMatters(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	features, x, y, repeats := problem(random, 80)
	for i := range y {
		y[i] = float64(x.Row(i)[3] % 3) // depends on the last variable only, and not smoothly
	}
	w := Fit(features, x, y, repeats, Options{Noise: 1e-3, NoiseSpread: 1, Steps: 30, Fitted: 80}).Weights()
	for i := range w[:3] {
		if w[i] >= w[3]/10 {
			t.Errorf("weights %v: the last feature alone matters", w)
		}
	}
}

func TestImprovement(t *testing.T) {
	p := &Posterior{m: &Model{variance: 4}, Mean: []float64{1, 1, 3}, share: []float64{0.25, 0, 0}}
	// With a mean of 1, a deviation of 1 and a best of 1, half the density at 0.
	if got, want := p.Improvement(0, 1), 1/math.Sqrt(2*math.Pi); !near(got, want, 1e-12) {
		t.Errorf("improvement %v, want %v", got, want)
	}
	if got := p.Improvement(1, 1.5); got != 0.5 {
		t.Errorf("certain improvement %v, want 0.5", got)
	}
	if got := p.Improvement(2, 1.5); got != 0 {
		t.Errorf("impossible improvement %v, want 0", got)
	}
	if got := p.Below(0, 1); !near(got, 0.5, 1e-12) {
		t.Errorf("probability %v, want 0.5", got)
	}
}

// Duplicate rows without noise make the covariance matrix singular.
func TestEqualRows(t *testing.T) {
	features, _, _, _ := problem(rand.New(rand.NewPCG(5, 5)), 1)
	x := &Points{Width: 4}
	var y, repeats []float64
	for i := range 20 {
		x.Add([]int32{1, 1, 0, 1})
		y, repeats = append(y, float64(i%2)), append(repeats, 1)
	}
	post := Fit(features, x, y, repeats, Options{Noise: 1e-12, NoiseSpread: 0.01, Steps: 5, Fitted: 20}).Posterior(x, 0)
	if !near(post.Mean[0], 0.5, 1e-2) {
		t.Errorf("mean %v, want 0.5", post.Mean[0])
	}
}

func TestPredictionDoesNotAllocatePerPoint(t *testing.T) {
	features, x, y, repeats := problem(rand.New(rand.NewPCG(6, 6)), 40)
	m := Fit(features, x, y, repeats, options)
	_, few, _, _ := problem(rand.New(rand.NewPCG(7, 7)), 10)
	_, many, _, _ := problem(rand.New(rand.NewPCG(7, 7)), 1000)
	count := func(p *Points) float64 { return testing.AllocsPerRun(5, func() { m.Means(p); m.Posterior(p, 2) }) }
	if a, b := count(few), count(many); a != b {
		t.Errorf("%v allocations for 10 points, %v for 1000", a, b)
	}
}

func TestCostDoesNotAllocate(t *testing.T) {
	features, x, y, repeats := problem(rand.New(rand.NewPCG(8, 8)), 40)
	f := newFit(&Model{features: features, x: x}, y, repeats, options)
	if n := testing.AllocsPerRun(5, func() { f.cost([]float64{0, 0, 0, 0, -2}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// The bits must not depend on the architecture.
func TestGoldenModel(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	features, x, _, repeats := problem(random, 30)
	y := make([]float64, x.Len())
	for i := range y {
		y[i] = float64(x.Row(i)[0]*x.Row(i)[3]) + float64(x.Row(i)[1])/3
	}
	m := Fit(features, x, y, repeats, options)
	post := m.Posterior(x, 0)
	got := fmt.Sprintf("%x %x %x %x", m.weights[0], m.noise, post.Mean[5], post.Improvement(7, post.Mean[7]))
	if want := "0x1.a875b8e2d0af9p+00 0x1.8043bdc5d5776p-07 0x1.a614f1b3c2e8ep+01 0x1.270fc30edfcf7p-03"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func BenchmarkFit(b *testing.B) {
	for _, n := range []int{50, 128} {
		features, x, y, repeats := problem(rand.New(rand.NewPCG(1, 1)), n)
		b.Run(fmt.Sprint("rows=", n), func(b *testing.B) {
			for range b.N {
				Fit(features, x, y, repeats, Options{Noise: 1e-3, NoiseSpread: 2, Steps: 25, Fitted: 128})
			}
		})
	}
}
