package tune

import (
	"errors"
	"fmt"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// An Option says what is wanted, and what is known beside the results.
type Option func(*settings) error

type settings struct {
	metrics  []results.Metric
	limits   []*results.Condition
	baseline []paramgen.Combination
	pending  []string
	running  []paramgen.Combination
	seed     uint64
	budget   int
}

// Maximize names the metric: a field of the results, or a member of an object as in
// "latency.p99", of which more is better. It can be given twice, or together with [Minimize], for
// a trade-off between two metrics: [Next] then looks for the Pareto front.
func Maximize(metric string) Option { return Metric(results.Metric{Name: metric}) }

// Minimize is like [Maximize] for a metric of which less is better.
func Minimize(metric string) Option { return Metric(results.Metric{Name: metric, Min: true}) }

// Metric is [Maximize] or [Minimize], for metrics that [results.ParseMetric] has read.
func Metric(m results.Metric) Option {
	return func(s *settings) error {
		switch {
		case m.Name == "":
			return errors.New("tune: the metric has no name")
		case len(s.metrics) == 2:
			return fmt.Errorf("tune: %s is a third metric; give at most two, and limits for others", m)
		}
		s.metrics = append(s.metrics, m)
		return nil
	}
}

// Limit is a condition on the results, such as "p99_ttft_ms <= 200 && completed >= 100", in the
// language of [results.ParseCondition]. Results that miss it are not wanted, but [Next] learns
// from how far they are from it: a limit is a distance, not a cliff. A result without the fields
// that it needs counts as a failed run. A limit that reads parameters only restricts the space, as
// a rule does: combinations that miss it are not proposed, and their results do not count.
func Limit(condition string) Option {
	return func(s *settings) error {
		c, err := results.ParseCondition(condition)
		s.limits = append(s.limits, c)
		return err
	}
}

// Baseline makes combinations go first, such as the defaults of a server, unless they were run.
func Baseline(first ...paramgen.Combination) Option {
	return func(s *settings) error {
		s.baseline = append(s.baseline, first...)
		return nil
	}
}

// Pending names the combinations that are being run or are queued, by [paramgen.Combination.ID] or
// as combinations. They are not proposed again, and neither are others like them if it is known
// what they are: combinations are, and ids in a space of up to 20,000 combinations. Ids that the
// space does not have are ignored.
func Pending[T string | paramgen.Combination](pending ...T) Option {
	return func(s *settings) error {
		for _, p := range pending {
			switch p := any(p).(type) {
			case string:
				s.pending = append(s.pending, p)
			case paramgen.Combination:
				s.running = append(s.running, p)
			}
		}
		return nil
	}
}

// Seed chooses among the random decisions; the default is 1. Use the same seed throughout a
// search: what [Status] says of the whole space rests on the random combinations that the seed
// selects.
func Seed(seed uint64) Option {
	return func(s *settings) error {
		s.seed = seed
		return nil
	}
}

// Budget is the number of runs, repeated ones included, after which [Next] returns nothing. If it
// is given, the last eighth of the runs repeats the best four combinations, to find the best of
// them in spite of noise. Next then returns combinations that have a result, and at most four. If
// repeated runs differ by less than 3 %, the search goes on instead.
func Budget(runs int) Option {
	return func(s *settings) error {
		if runs < 1 {
			return &paramgen.RangeError{What: "budget", Got: fmt.Sprint(runs), Want: "at least 1 run"}
		}
		s.budget = runs
		return nil
	}
}

// newSettings applies the options.
func newSettings(options []Option) (*settings, error) {
	s := &settings{seed: 1}
	var faults []error
	for _, o := range options {
		if o != nil {
			faults = append(faults, o(s))
		}
	}
	if len(s.metrics) == 0 {
		faults = append(faults, errors.New("tune: no metric; give Maximize or Minimize"))
	}
	return s, errors.Join(faults...)
}
