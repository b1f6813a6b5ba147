package paramgen

import (
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/paramgen/paramgen/internal/diagram"
)

// ErrNondeterministic is the cause of a [*RuleError] for a rule that answered differently, or
// read other parameters, when it was run again for the same values.
var ErrNondeterministic = errors.New("answers differently for the same values; a rule must depend on nothing but the values that it reads")

// A watch runs a rule in Go code on combinations that record what the rule reads. The rule may
// read from several goroutines.
//
// A combination that the rule keeps, or a goroutine that it leaves running, gets the values
// that were read last. Such reads are not recorded, not even during the next run of the rule:
// each run has a number.
type watch struct {
	space *space

	mu      sync.Mutex
	current int32             // number of the run
	read    func(v int) int32 // returns the value of a parameter; nil between runs
	last    []int32           // values that were read last, by parameter
	asked   map[string]bool   // names that Has was called for
	unknown *UnknownError     // for the first name that was read and is not a parameter
	fits    map[string]bool   // parameters that were read as a type that can hold a value
	misread map[string]error  // parameters that were read as one that can hold none
}

func newWatch(s *space) *watch {
	return &watch{space: s, last: make([]int32, len(s.params)), asked: map[string]bool{}, fits: map[string]bool{}, misread: map[string]error{}}
}

// run calls r.Allow with a combination whose values read returns. With optional, unknown
// parameters read as unset.
func (w *watch) run(r Rule, optional bool, read func(v int) int32) bool {
	defer w.begin(nil) // even if the rule panics or ends its goroutine
	return r.Allow(Combination{from: &run{w, w.begin(read), optional}})
}

// begin starts a run and returns its number.
func (w *watch) begin(read func(v int) int32) int32 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.current++
	w.read = read
	return w.current
}

// A run is one call of a rule, as the source of the combination that the rule reads.
type run struct {
	watch    *watch
	number   int32
	optional bool
}

func (r *run) of() *space { return r.watch.space }

func (r *run) value(_ int32, i int) int32 {
	w := r.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.active() {
		w.last[i] = w.read(i)
	}
	return w.last[i]
}

// active reports whether this run has not ended.
func (r *run) active() bool { return r.watch.read != nil && r.number == r.watch.current }

func (r *run) missing(name string, byHas bool) {
	w := r.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !r.active():
	case byHas:
		w.asked[name] = true
	case !r.optional && !w.space.removed[name] && !w.asked[name] && w.unknown == nil:
		w.unknown = unknown("parameter", name, w.space.names())
	}
}

// typed records whether a type that a value was read as can hold it. If not, never returns an
// error if the type can hold no other value either.
func (r *run) typed(name string, fits bool, never func() error) {
	w := r.watch
	w.mu.Lock()
	known := w.fits[name] || !fits && w.misread[name] != nil || !r.active()
	w.mu.Unlock()
	if known {
		return
	}
	var err error
	if !fits {
		err = never()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fits[name] = err == nil; err != nil {
		w.misread[name] = err
	}
}

// misreads returns an error for each parameter that was only read as types that can hold none of
// its values.
func (w *watch) misreads() error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(w.misread)) {
		if !w.fits[name] {
			faults = append(faults, w.misread[name])
		}
	}
	return errors.Join(faults...)
}

// optional returns the combination for a rule to which unknown parameters are unset.
func (c Combination) optional() Combination {
	if r, ok := c.from.(*run); ok {
		c.from = &run{r.watch, r.number, true}
	}
	return c
}

// casesPerNode is how many cases of a learned rule count as one node of the budget.
const casesPerNode = 2

// learn finds out by running it what a rule in Go code allows.
func (c compiler) learn(r Rule) (diagram.Constraint, error) {
	w := newWatch(c.space)
	run := func(read func(v int) int32) bool { return w.run(r, c.optional, read) }
	learned, err := learnSafely(run, c.problem.Domains, max(1, c.budget()/casesPerNode))
	switch {
	case w.unknown != nil:
		return nil, w.unknown
	case err == nil && w.misreads() != nil:
		return nil, w.misreads()
	case err == diagram.ErrNondeterministic: // not errors.Is, which would look into what the rule panicked with
		return nil, ErrNondeterministic
	case err == diagram.ErrTooManyCases:
		return nil, &BudgetError{Budget: c.budget(), Rules: []string{r.Name()}, Parameters: c.names()}
	}
	return learned, err
}

// learnSafely returns a panic of the rule as an error.
func learnSafely(run func(read func(v int) int32) bool, domains []int, limit int) (l *diagram.Learned, err error) {
	defer func() {
		if v := recover(); v != nil {
			l, err = nil, panicked(v)
		}
	}()
	return diagram.Learn(domains, run, limit)
}

// panicked returns what a rule panicked with as an error: the fault that a built-in rule found
// in itself, or a [*PanicError].
func panicked(v any) error {
	if fault := faultIn(v); fault != nil {
		return fault.error
	}
	return &PanicError{Value: v, Stack: debug.Stack()}
}

// faultIn returns the ruleFault in v, if there is one. An error of the caller's may itself
// panic when errors.As looks into it.
func faultIn(v any) (fault *ruleFault) {
	defer func() { _ = recover() }()
	if err, ok := v.(error); ok && errors.As(err, &fault) {
		return fault
	}
	return nil
}

// A ruleFault is what the built-in rules panic with, so that New reports the cause and not a
// panic.
type ruleFault struct{ error }

func failRule(format string, args ...any) {
	panic(&ruleFault{fmt.Errorf(format, args...)})
}
