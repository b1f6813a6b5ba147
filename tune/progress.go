package tune

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/detmath"
	"github.com/paramgen/paramgen/results"
)

// Confidence is the probability with which [Status.Top] holds.
const Confidence = 0.95

// A Status says how far a search has come, to decide whether to stop.
type Status struct {
	Runs    int      // combinations with results
	Failed  int      // of these, those without the metrics
	Pending int      // combinations that are pending, as far as the space has them
	Left    *big.Int // combinations that were neither run nor are pending

	// Best is the best combination that keeps all limits, and Figure its metric: the mean of
	// Measured measurements. If the combination was measured more than once, the first measurement,
	// by which it was selected, does not count. Measured is 0 if there is no such combination, or
	// if there are two metrics.
	Best     paramgen.Combination
	Figure   float64
	Measured int

	// Top is the smallest share of the space for which this holds: with a probability of
	// [Confidence], the best run is among the best combinations that make up the share. It counts
	// the first Draws of the random draws of the seed, which were all run. It assumes nothing about
	// the metric but that a repeated run would give the same, and is 1 without draws.
	Top   float64
	Draws int

	// Improvement is the largest improvement that the model expects of a combination which was not
	// run, as a share of the best figure. Noise is the standard deviation of a measurement as a
	// share of it, or NaN if no combination was measured twice. Stop when the first is well below
	// the second, or below what a run is worth.
	Improvement float64
	Noise       float64

	// Front has a row for each combination that no other beats in both metrics, if there are two.
	Front []results.Row

	metrics []results.Metric
}

// Progress says how far a search has come. The options are those of [Next].
func Progress(g *paramgen.Generator, rows []results.Row, options ...Option) (*Status, error) {
	s, err := newState(g, rows, options)
	if err != nil {
		return nil, err
	}
	p := &Status{Runs: len(s.runs), Failed: len(s.runs) - s.succeeded(), Pending: len(s.queue), Left: s.left(),
		Top: 1, Noise: math.NaN(), metrics: s.metrics}
	if spread, ok := s.noise(); ok {
		p.Noise = s.share(spread)
	}
	p.Draws = s.drawnRuns()
	if len(s.metrics) == 2 {
		p.Front, err = results.Pareto(s.kept(rows), s.metrics...)
		return p, err
	}
	if best := s.winner(); best != nil {
		from := min(1, len(best.figures)-1)
		p.Best, p.Measured, p.Figure = best.combination, len(best.figures)-from, best.mean(0, from)
		p.Top = topShare(s.Count(), p.Draws, Confidence)
		p.Improvement = s.improvement()
	}
	return p, nil
}

// share returns a difference of targets as a share of the best figure.
func (s *state) share(difference float64) float64 {
	if s.logged[0] {
		return detmath.Exp(difference) - 1
	}
	if best := s.winner(); best != nil {
		if figure := best.mean(0, 0); figure != 0 {
			return difference / math.Abs(figure)
		}
	}
	return difference
}

// winner returns the best run that keeps the limits, or nil. If some were repeated, only these
// count, and not by the measurement that selected them.
func (s *state) winner() *run {
	repeated := slices.ContainsFunc(s.runs, func(r *run) bool { return len(r.figures) > 1 && s.keeps(r) })
	spread, _ := s.noise()
	var best *run
	least := math.Inf(1)
	for _, r := range s.runs {
		if r.failed() || !s.keeps(r) || repeated && spread > quiet && len(r.figures) < 2 {
			continue
		}
		if target := s.target(0, r.mean(0, min(1, len(r.figures)-1))); target < least {
			best, least = r, target
		}
	}
	return best
}

// improvement returns the largest expected improvement as a share of the best figure.
func (s *state) improvement() float64 {
	t := s.task()
	c := s.candidates(t)
	t.Candidates = c.points
	if c.points.Len() == 0 {
		return 0
	}
	if !s.listed() {
		t.Neighbours = c.neighbours
	}
	most := 0.0
	for _, pick := range t.Pick(2) { // one of each model
		most = math.Max(most, pick.Improvement)
	}
	return s.share(most)
}

// drawnRuns returns how many of the first uniform draws were run.
func (s *state) drawnRuns() (n int) {
	ran := map[string]bool{}
	for _, r := range s.runs {
		ran[s.key(r.row)] = true
	}
	for c := range s.Sample(len(ran), s.seed) {
		if row, _ := s.row(nil, c); !ran[s.key(row)] {
			break
		}
		n++
	}
	return n
}

// kept returns the rows that keep the limits.
func (s *state) kept(rows []results.Row) []results.Row {
	return results.Filter(rows, func(r *results.Row) bool {
		return !slices.ContainsFunc(s.limits, func(l *results.Condition) bool { return !l.Holds(r) })
	})
}

// topShare returns the least share m/count such that n uniform draws without replacement from
// count combinations all miss the m best with a probability of at most 1-confidence. The
// probability is (count-m)·(count-m-1)·…/(count·(count-1)·…), of n factors each.
func topShare(count *big.Int, n int, confidence float64) float64 {
	all, _ := new(big.Float).SetInt(count).Float64()
	if n == 0 || all == 0 {
		return 1
	}
	misses := func(m float64) bool {
		p := 1.0
		for i := range n {
			p *= math.Max(0, all-m-float64(i)) / (all - float64(i))
		}
		return p > 1-confidence
	}
	low, high := 0.0, all // misses(low), !misses(high)
	for high-low > 1 && high-low > all*1e-12 {
		if m := math.Floor((low + high) / 2); misses(m) {
			low = m
		} else {
			high = m
		}
	}
	return high / all
}

// String returns the status in a line or two.
func (p *Status) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %v combinations have results", p.Runs, new(big.Int).Add(p.Left, big.NewInt(int64(p.Runs+p.Pending))))
	if p.Failed > 0 {
		fmt.Fprintf(&b, ", %d failed", p.Failed)
	}
	if p.Pending > 0 {
		fmt.Fprintf(&b, ", %d pending", p.Pending)
	}
	switch {
	case len(p.metrics) == 2:
		fmt.Fprintf(&b, "; %d are not beaten in both metrics", len(p.Front))
		return b.String()
	case p.Runs == 0:
		return b.String()
	case p.Measured == 0:
		return b.String() + "; none is a success"
	}
	fmt.Fprintf(&b, "; the best has %s %.6g", p.metrics[0].Name, p.Figure)
	if p.Measured > 1 {
		fmt.Fprintf(&b, " (mean of %d)", p.Measured)
	}
	if p.Draws > 0 {
		fmt.Fprintf(&b, ", and is with %.0f %% confidence among the best %.2g %% of all", 100*Confidence, 100*p.Top)
	}
	fmt.Fprintf(&b, "; the largest expected improvement is %s", percent(p.Improvement))
	if !math.IsNaN(p.Noise) {
		fmt.Fprintf(&b, ", the noise %s", percent(p.Noise))
	}
	return b.String()
}

// percent returns a share in percent.
func percent(share float64) string {
	if share < 1e-4 {
		return "below 0.01 %"
	}
	return fmt.Sprintf("%.2g %%", 100*share)
}
