// Package search proposes which rows of values to measure next, by the improvement that Gaussian
// processes expect of them.
//
// It is Bayesian optimisation of batches (Jones, Schonlau and Welch 1998, "Efficient Global
// Optimization of Expensive Black-Box Functions") with the following choices, each measured on
// spaces in which every row was measured:
//
//   - Candidates are all rows where the caller can list them, so that rules need no penalties.
//   - Two models share a batch. One describes numbers by rank and by the power of two that divides
//     them and takes the targets as they are; the other describes numbers by rank and by identity
//     and compresses the targets that are worse than the median. Either alone gets stuck on some
//     spaces, and not on the same.
//   - A picked row counts as measured with the outcome that is expected of it, so that the rows of
//     a batch, and rows that are being measured, are not alike.
//   - Failed runs count as the worst that was measured. Limits have a model each, of the distance
//     to the limit, and improvement is multiplied by the probability that all are kept (Gardner et
//     al. 2014, "Bayesian Optimization with Inequality Constraints").
//   - Two targets have a model each, and improvement is that of the hypervolume (Emmerich,
//     Giannakoglou and Naujoks 2006, "Single- and Multiobjective Evolutionary Optimization
//     Assisted by Gaussian Random Field Metamodels").
package search

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paramgen/paramgen/internal/gp"
)

// A Run is a measured row.
type Run struct {
	Row     []int32
	Failed  bool      // then the other fields have no meaning
	Targets []float64 // one or two, smaller is better
	Limits  []float64 // how far each limited quantity is above its limit; 0 or less is kept
	Repeats int       // the number of measurements that the figures are the mean of, at least 1
}

// A Task is what is known, and what can be picked.
type Task struct {
	Variables []Variable
	Runs      []Run // of different rows, at least one of which did not fail
	Pending   [][]int32
	// Candidates are rows without those of Runs and Pending, best in lexicographic order. Pick adds
	// neighbours.
	Candidates *gp.Points
	// Neighbours, unless nil, calls add with rows that differ little from row, for candidates that
	// are only a part of the possible ones. Rows that were run or are pending are left out.
	Neighbours func(row []int32, add func(row []int32))
	// Noise is the variance of one measurement of the first target, or 0 if it is unknown.
	Noise float64
	Seed  uint64
}

// A Pick is a candidate with the improvement that is expected of it, in units of the target.
type Pick struct {
	Candidate   int
	Improvement float64
}

// portion is a way to model the targets, which a part of a batch uses.
type portion struct {
	view    view
	clipped bool
	size    int
}

// Limits of the work for a batch.
var (
	poolSize = 900  // candidates that are compared exactly
	steps    = 25   // of the optimiser of a model
	fitted   = 128  // rows from which a model's scales are estimated
	modelled = 1000 // rows in a model
	climbs   = 4    // rounds in which neighbours are added
	climbers = 6    // rows whose neighbours are added
)

// Pick returns n different candidates, or all if there are fewer.
func (t *Task) Pick(n int) []Pick {
	p := &picker{Task: t, random: rand.New(rand.NewPCG(t.Seed, uint64(len(t.Runs)))), taken: map[int]bool{}}
	for _, portion := range t.portions(n) {
		p.pick(portion)
	}
	return p.picks
}

// portions divides a batch among models. Consecutive batches begin with different ones, so that
// batches of one row use all.
func (t *Task) portions(n int) []portion {
	models := []portion{{view: byPowers}, {view: byValue, clipped: true}}
	phase := len(t.Runs) / max(n, 1)
	var all []portion
	for i := range models {
		m := models[(phase+i)%len(models)]
		left := len(models) - i
		if m.size = (n + left - 1) / left; m.size > 0 {
			all = append(all, m)
		}
		n -= m.size
	}
	return all
}

// targets returns the targets of a run that did not fail.
func (t *Task) targets() []float64 {
	for _, r := range t.Runs {
		if !r.Failed {
			return r.Targets
		}
	}
	return nil
}

// A picker is the state of a batch.
type picker struct {
	*Task
	random *rand.Rand
	picks  []Pick
	taken  map[int]bool // candidates
	known  map[string]bool
}

// pick adds the picks of a portion.
func (p *picker) pick(o portion) {
	f := features(p.Variables, o.view)
	var models []*gp.Model
	var figures [][]float64
	for k := range p.targets() {
		y := p.transformed(k, o.clipped)
		figures = append(figures, y)
		models = append(models, p.fit(f, represent(y), y, p.priors(k, deviation(y))))
	}
	pool := p.pool(p.climb(models), o.size)
	points := p.points(pool)
	var posts []*gp.Posterior
	for _, m := range models {
		post := m.Posterior(points, points.Len()-len(pool)+o.size)
		for i := len(pool); i < points.Len(); i++ {
			post.Condition(i)
		}
		posts = append(posts, post)
	}
	keep := p.keep(f, points)
	gain, believe := p.gains(figures, models, posts)
	for range o.size {
		at, most := p.largest(pool, func(i int) float64 { return keep[i] * gain(i) })
		if at < 0 {
			return
		}
		p.taken[pool[at]] = true
		p.picks = append(p.picks, Pick{pool[at], most})
		for _, post := range posts {
			post.Condition(at)
		}
		believe(at)
	}
}

// gains returns a function that returns the expected improvement of each point: that of the
// target, or that of the hypervolume of two targets. It is 1 if there is nothing to improve on.
// believe is called for a point that is picked, whose targets are taken to be their means.
func (p *picker) gains(figures [][]float64, models []*gp.Model, posts []*gp.Posterior) (gain func(i int) float64, believe func(i int)) {
	kept := p.kept()
	switch {
	case len(kept) == 0:
		return func(int) float64 { return 1 }, func(int) {}
	case len(figures) == 1:
		best := p.best(kept, figures[0], models[0])
		return func(i int) float64 { return posts[0].Improvement(i, best) }, func(int) {}
	}
	f := newFront(kept, figures)
	for i := len(posts[0].Mean) - len(p.Pending) - len(p.picks); i < len(posts[0].Mean); i++ {
		f.add([2]float64{posts[0].Mean[i], posts[1].Mean[i]})
	}
	return func(i int) float64 { return f.improvement(posts, i) }, func(i int) {
		f.add([2]float64{posts[0].Mean[i], posts[1].Mean[i]})
	}
}

// kept returns the runs that keep all limits.
func (t *Task) kept() (all []int) {
	for i, r := range t.Runs {
		if !r.Failed && (len(r.Limits) == 0 || slices.Max(r.Limits) <= 0) {
			all = append(all, i)
		}
	}
	return all
}

// best returns the least target of the kept runs. If targets are known to be noisy, it is the
// least that the model believes, not the luckiest measurement.
func (p *picker) best(kept []int, y []float64, m *gp.Model) float64 {
	if p.Noise > 0 {
		x := &gp.Points{Width: len(p.Variables)}
		for _, r := range p.Runs {
			x.Add(r.Row)
		}
		y = m.Means(x)
	}
	best := math.Inf(1)
	for _, i := range kept {
		best = math.Min(best, y[i])
	}
	return best
}

// largest returns the place in the pool of the candidate with the largest gain, -1 if all are
// taken.
func (p *picker) largest(pool []int, gain func(i int) float64) (at int, most float64) {
	at, most = -1, math.Inf(-1)
	for i, c := range pool {
		if p.taken[c] {
			continue
		}
		if g := gain(i); g > most {
			at, most = i, g
		}
	}
	return at, most
}

// fit models figures y of the runs in this order.
func (p *picker) fit(f []gp.Feature, order []int, y []float64, o gp.Options) *gp.Model {
	x, figures, repeats := &gp.Points{Width: len(p.Variables)}, make([]float64, len(order)), make([]float64, len(order))
	for i, run := range order {
		x.Add(p.Runs[run].Row)
		figures[i], repeats[i] = y[run], float64(max(p.Runs[run].Repeats, 1))
	}
	return gp.Fit(f, x, figures, repeats, o)
}

// priors are the options of a model of a target with a standard deviation.
func (p *picker) priors(target int, deviation float64) gp.Options {
	o := gp.Options{Noise: 1e-3, NoiseSpread: 2, Steps: steps, Fitted: fitted}
	if p.Noise > 0 && target == 0 {
		o.Noise, o.NoiseSpread = math.Max(1e-4, math.Min(p.Noise/(deviation*deviation), 1)), 0.5
	}
	return o
}

// points returns the candidates of the pool and then the rows that are pending or picked.
func (p *picker) points(pool []int) *gp.Points {
	points := &gp.Points{Width: len(p.Variables)}
	for _, c := range pool {
		points.Add(p.Candidates.Row(c))
	}
	for _, row := range p.Pending {
		points.Add(row)
	}
	for _, pick := range p.picks {
		points.Add(p.Candidates.Row(pick.Candidate))
	}
	return points
}

// keep returns the probability that each point keeps all limits.
func (p *picker) keep(f []gp.Feature, points *gp.Points) []float64 {
	keep := slices.Repeat([]float64{1}, points.Len())
	for k := range p.limited() {
		y := p.excess(k)
		m := p.fit(f, represent(y), y, gp.Options{Noise: 1e-3, NoiseSpread: 2, Steps: steps, Fitted: fitted})
		post := m.Posterior(points, 0)
		for i := range keep {
			keep[i] *= post.Below(i, 0)
		}
	}
	return keep
}

// limited returns the number of limits.
func (t *Task) limited() int {
	for _, r := range t.Runs {
		if !r.Failed {
			return len(r.Limits)
		}
	}
	return 0
}

// excess returns how far the runs are above limit k; failed runs are as far as the farthest.
func (t *Task) excess(k int) []float64 {
	y, worst := make([]float64, len(t.Runs)), 0.0
	for i, r := range t.Runs {
		if !r.Failed {
			y[i] = r.Limits[k]
			worst = math.Max(worst, y[i])
		}
	}
	for i, r := range t.Runs {
		if r.Failed {
			y[i] = worst
		}
	}
	return y
}

// pool returns the candidates that are compared exactly, at least twice as many as are picked:
// most of them those with the least estimated means, the others at random, since the variance may
// be large anywhere.
func (p *picker) pool(means [][]float64, picked int) []int {
	size := max(poolSize, 2*(picked+len(p.picks)))
	all := ranked(means)
	if len(all) <= size {
		return all
	}
	for i := size * 2 / 3; i < size; i++ {
		j := i + p.random.IntN(len(all)-i)
		all[i], all[j] = all[j], all[i]
	}
	return all[:size]
}

// climb returns estimates of the candidates, after adding the neighbours of the best ones, round
// after round, if the candidates are a part only.
func (p *picker) climb(models []*gp.Model) [][]float64 {
	means := estimates(models, p.Candidates)
	if p.Neighbours == nil {
		return means
	}
	p.index()
	climbed := map[int]bool{}
	for range climbs {
		n := p.Candidates.Len()
		for _, c := range ranked(means)[:min(climbers, n)] {
			if !climbed[c] {
				climbed[c] = true
				p.Neighbours(slices.Clone(p.Candidates.Row(c)), p.addCandidate)
			}
		}
		added := &gp.Points{Width: p.Candidates.Width, Values: p.Candidates.Values[n*p.Candidates.Width:]}
		for k, m := range estimates(models, added) {
			means[k] = append(means[k], m...)
		}
	}
	return means
}

// estimates returns the means of the target at points; of two targets those of each and their sum
// in standard deviations.
func estimates(models []*gp.Model, points *gp.Points) (all [][]float64) {
	for _, m := range models {
		all = append(all, m.Means(points))
	}
	if len(models) == 2 {
		sum := make([]float64, points.Len())
		for i := range sum {
			sum[i] = all[0][i]/models[0].Deviation() + all[1][i]/models[1].Deviation()
		}
		all = append(all, sum)
	}
	return all
}

// ranked returns the candidates by their estimates: the best of each, then the second of each, and
// so on.
func ranked(estimates [][]float64) []int {
	if len(estimates) == 1 {
		return byTarget(estimates[0])
	}
	var orders [][]int
	for _, e := range estimates {
		orders = append(orders, byTarget(e))
	}
	n := len(estimates[0])
	all, taken := make([]int, 0, n), make([]bool, n)
	for i := range n {
		for _, o := range orders {
			if c := o[i]; !taken[c] {
				taken[c] = true
				all = append(all, c)
			}
		}
	}
	return all
}

// index makes the set of candidates.
func (p *picker) index() {
	if p.known != nil {
		return
	}
	p.known = make(map[string]bool, p.Candidates.Len())
	for c := range p.Candidates.Len() {
		p.known[key(p.Candidates.Row(c))] = true
	}
}

// addCandidate adds a row unless it is a candidate.
func (p *picker) addCandidate(row []int32) {
	if k := key(row); !p.known[k] {
		p.known[k] = true
		p.Candidates.Add(row)
	}
}

// key returns a map key of a row.
func key(row []int32) string {
	b := make([]byte, 0, 4*len(row))
	for _, v := range row {
		b = append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return string(b)
}

// byTarget returns the places of the targets in ascending order, equal ones in their order.
func byTarget(y []float64) []int {
	order := make([]int, len(y))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if y[a] != y[b] {
			return cmp.Compare(y[a], y[b])
		}
		return a - b
	})
	return order
}

// represent returns the runs that a model is made of, first those that its scales are estimated
// from: a third of them the best, the others evenly spread over the remaining ranks.
func represent(y []float64) []int {
	order := byTarget(y)
	if len(order) > modelled {
		order, _ = spread(order, modelled)
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(y[a], y[b]) })
	}
	if len(order) <= fitted {
		slices.Sort(order)
		return order
	}
	first, rest := spread(order, fitted)
	return append(first, rest...)
}

// spread divides sorted runs into n, a third of them the first ones, and the others.
func spread(order []int, n int) (chosen, others []int) {
	top := n / 3
	chosen = slices.Clone(order[:top])
	left, want := order[top:], n-top
	for i, run := range left {
		if (i+1)*want/len(left) > i*want/len(left) {
			chosen = append(chosen, run)
		} else {
			others = append(others, run)
		}
	}
	return chosen, others
}
