package tune

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/detmath"
	"github.com/paramgen/paramgen/internal/search"
	"github.com/paramgen/paramgen/results"
)

// A run is a combination with all that was measured of it.
type run struct {
	combination paramgen.Combination
	row         []int32
	figures     [][]float64 // of each measurement that did not fail: its metrics and distances from the limits
	failures    int
}

func (r *run) failed() bool { return len(r.figures) == 0 }

// mean returns the mean of a figure over the measurements from the given one on.
func (r *run) mean(figure, from int) float64 {
	sum := 0.0
	for _, f := range r.figures[from:] {
		sum += f[figure]
	}
	return sum / float64(len(r.figures)-from)
}

// A state is what is known before a proposal.
type state struct {
	*settings
	*space
	runs   []*run          // in the order of their first results
	rows   int             // results, repeated ones included
	known  map[string]bool // the rows that were run or are pending
	ids    map[string]bool // of pending combinations that are not identified
	queue  [][]int32       // pending rows that were not run, as far as they are known
	queued map[string]bool // pending rows, repeated runs included
	logged []bool          // which metrics are taken by their logarithm
}

func newState(g *paramgen.Generator, rows []results.Row, options []Option) (*state, error) {
	set, err := newSettings(options)
	if err != nil {
		return nil, err
	}
	if err := set.checkMetrics(rows); err != nil {
		return nil, err
	}
	if g, rows, err = set.restrict(g, rows); err != nil {
		return nil, err
	}
	s := &state{settings: set, space: newSpace(g), known: map[string]bool{}, ids: map[string]bool{}, queued: map[string]bool{}, rows: len(rows)}
	if err := s.addRows(rows); err != nil {
		return nil, err
	}
	for _, c := range s.running {
		row, ok := s.valid(c)
		if !ok {
			return nil, fmt.Errorf("tune: the pending combination %s is not valid in this space; use the space that is run", c)
		}
		s.addPending(row)
	}
	s.identify()
	for m := range s.metrics {
		s.logged = append(s.logged, s.positive(m))
	}
	return s, nil
}

// addRows merges the results by combination.
func (s *state) addRows(rows []results.Row) error {
	at := map[string]*run{}
	for i, r := range rows {
		row, ok := s.valid(r.Combination)
		if !ok {
			return invalid(i, r.Combination)
		}
		k := s.key(row)
		if at[k] == nil {
			at[k] = &run{combination: r.Combination, row: row}
			s.runs = append(s.runs, at[k])
			s.known[k] = true
		}
		for _, figures := range s.figures(&r) {
			if figures != nil {
				at[k].figures = append(at[k].figures, figures)
			} else {
				at[k].failures++
			}
		}
	}
	return s.checkLimits(rows)
}

// figures returns the figures of each run of a row: the metrics, and how far it is from each
// limit. They are nil if one of them is missing.
func (s *state) figures(r *results.Row) (all [][]float64) {
	records := r.Runs
	if records == nil {
		records = []*results.Record{r.Record}
	}
	for _, record := range records {
		one := &results.Row{Record: record, Combination: r.Combination}
		figures := s.metricsOf(one)
		for _, l := range s.limits {
			figures = append(figures, l.Excess(one)...)
		}
		if slices.ContainsFunc(figures, math.IsNaN) {
			figures = nil
		}
		all = append(all, figures)
	}
	return all
}

// metricsOf returns the metrics of a result, NaN for those that it lacks.
func (s *state) metricsOf(r *results.Row) (all []float64) {
	for _, m := range s.metrics {
		x, missing := r.Metric(m.Name)
		if missing != results.Present {
			x = math.NaN()
		}
		all = append(all, x)
	}
	return all
}

// checkLimits returns an error if a limit needs a field that no result with the metrics has.
func (s *state) checkLimits(rows []results.Row) error {
	succeeded := results.Filter(rows, func(r *results.Row) bool { return !slices.ContainsFunc(s.metricsOf(r), math.IsNaN) })
	for _, l := range s.limits {
		if err := l.Check(succeeded); err != nil {
			return err
		}
	}
	return nil
}

// addPending adds a row that is pending.
func (s *state) addPending(row []int32) {
	k := s.key(row)
	s.queued[k] = true
	if !s.known[k] {
		s.known[k] = true
		s.queue = append(s.queue, row)
	}
}

// identify looks up the ids of pending combinations, in a space that is small enough. In a larger
// one they are compared with those of the proposals.
func (s *state) identify() {
	for _, id := range s.settings.pending {
		s.ids[id] = true
	}
	if len(s.ids) == 0 || !s.listed() {
		return
	}
	for c := range s.All() {
		if s.ids[c.ID()] {
			row, _ := s.row(nil, c)
			s.addPending(row)
		}
	}
	s.ids = nil
}

// positive reports whether all results of a metric are positive, so that ratios have a meaning.
func (s *state) positive(metric int) bool {
	for _, r := range s.runs {
		for _, f := range r.figures {
			if !(f[metric] > 0) {
				return false
			}
		}
	}
	return true
}

// target returns a figure of a metric as the search takes it: less is better, and differences are
// ratios where all figures are positive.
func (s *state) target(metric int, x float64) float64 {
	if s.logged[metric] {
		x = detmath.Log(x)
	}
	if !s.metrics[metric].Min {
		x = -x
	}
	return x
}

// open reports whether a combination was neither run nor is pending.
func (s *state) open(row []int32, c paramgen.Combination) bool {
	return !s.known[s.key(row)] && (len(s.ids) == 0 || !s.ids[c.ID()])
}

// succeeded returns the number of combinations with figures.
func (s *state) succeeded() (n int) {
	for _, r := range s.runs {
		if !r.failed() {
			n++
		}
	}
	return n
}

// task describes what is known to the search.
func (s *state) task() *search.Task {
	t := &search.Task{Variables: s.variables, Pending: s.queue, Seed: s.seed}
	for _, r := range s.runs {
		one := search.Run{Row: r.row, Failed: r.failed(), Repeats: max(len(r.figures), 1)}
		if !one.Failed {
			one.Targets, one.Limits = s.targets(r), s.excesses(r)
		}
		t.Runs = append(t.Runs, one)
	}
	if spread, ok := s.noise(); ok {
		t.Noise = spread * spread
	}
	return t
}

// targets returns the mean targets of a run.
func (s *state) targets(r *run) []float64 {
	all := make([]float64, len(s.metrics))
	for m := range all {
		for _, f := range r.figures {
			all[m] += s.target(m, f[m]) / float64(len(r.figures))
		}
	}
	return all
}

// excesses returns how far the run is from each limit.
func (s *state) excesses(r *run) (all []float64) {
	for k := len(s.metrics); k < len(r.figures[0]); k++ {
		all = append(all, r.mean(k, 0))
	}
	return all
}

// keeps reports whether a run keeps all limits.
func (s *state) keeps(r *run) bool {
	for _, x := range s.excesses(r) {
		if x > 0 {
			return false
		}
	}
	return true
}

// noise returns the standard deviation of one measurement's first target, pooled over all
// combinations that were measured more than once, and whether there are any.
func (s *state) noise() (deviation float64, ok bool) {
	squares, freedom := 0.0, 0
	for _, r := range s.runs {
		if len(r.figures) < 2 {
			continue
		}
		mean := s.targets(r)[0]
		for _, f := range r.figures {
			d := s.target(0, f[0]) - mean
			squares += float64(d * d)
		}
		freedom += len(r.figures) - 1
	}
	if freedom == 0 {
		return 0, false
	}
	return math.Sqrt(squares / float64(freedom)), true
}

// left returns the number of combinations that were neither run nor are pending.
func (s *state) left() *big.Int {
	n := s.Count()
	if s.listed() && !s.identified() {
		keys := map[string]bool{}
		for c := range s.All() {
			row, _ := s.row(nil, c)
			keys[s.key(row)] = true
		}
		n.SetInt64(int64(len(keys)))
	}
	return n.Sub(n, big.NewInt(int64(len(s.known))))
}
