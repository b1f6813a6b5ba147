package paramgen

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/paramgen/paramgen/internal/diagram"
)

// ErrNondeterministic is the cause of a [*RuleError] for a rule that answered differently, or looked at other parameters, when it was run
// again for the same values.
var ErrNondeterministic = errors.New("answers differently for the same values; a rule must depend on nothing but the values that it reads")

// probe stands behind the combinations that a rule is run on: it tells the engine what the rule reads. A run may read from several
// goroutines. What it leaves behind, a combination kept or a goroutine still at work, reads values that were read last and tells the engine
// nothing: not even in the next run of the rule, for each run has its number, the tail of its combination.
type probe struct {
	mu      sync.Mutex
	run     int32
	reader  func(v int) int32 // nil between runs
	values  []int32           // last read, by parameter
	asked   map[string]bool   // names that Has was asked for
	unknown string            // first name read that is none
	missed  bool
}

func newProbe(s *space) *probe {
	return &probe{values: make([]int32, len(s.params)), asked: map[string]bool{}}
}

func (p *probe) read(run int32, v int) int32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reader != nil && run == p.run {
		p.values[v] = p.reader(v)
	}
	return p.values[v]
}

func (p *probe) ask(run int32, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reader != nil && run == p.run {
		p.asked[name] = true
	}
}

func (p *probe) miss(run int32, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reader != nil && run == p.run && !p.asked[name] && !p.missed {
		p.unknown, p.missed = name, true
	}
}

// watch runs a rule on a combination of the block, whose space has p for its probe, and answers its reads by read. It ends well where
// the rule panics or ends its goroutine.
func (p *probe) watch(r Rule, b *block, read func(v int) int32) bool {
	defer p.set(nil)
	return r.Allow(Combination{from: b, tail: p.set(read)})
}

// set says who answers from now on, and returns the number of the run.
func (p *probe) set(read func(v int) int32) int32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.run++
	p.reader = read
	return p.run
}

// casesANode is how many nodes of the budget one case of a learned rule takes.
const casesANode = 2

// learn finds out what a rule does by running it.
func (s *space) learn(r Rule, problem diagram.Problem) (diagram.Constraint, error) {
	p := newProbe(s)
	watched := *s
	watched.probe = p
	b := &block{space: &watched}
	budget := problem.Budget
	if budget == 0 {
		budget = diagram.DefaultBudget
	}
	run := func(read func(v int) int32) bool { return p.watch(r, b, read) }
	learned, err := learnSafely(run, problem.Domains, max(1, budget/casesANode))
	switch {
	case p.missed:
		return nil, unknown("parameter", p.unknown, s.names())
	case err == diagram.ErrNondeterministic: // no errors.Is, which would look into what the rule panicked with
		return nil, ErrNondeterministic
	case err == diagram.ErrTooManyCases:
		return nil, &BudgetError{Budget: budget, Rules: []string{r.Name()}, Parameters: s.names()}
	}
	return learned, err
}

// learnSafely turns a panic of the rule into an error.
func learnSafely(run func(read func(v int) int32) bool, domains []int, limit int) (l *diagram.Learned, err error) {
	defer func() {
		if v := recover(); v != nil {
			l, err = nil, panicked(v)
		}
	}()
	return diagram.Learn(domains, run, limit)
}

func panicked(v any) error {
	if own := faultIn(v); own != nil {
		return own.error
	}
	return &PanicError{Value: v, Stack: debug.Stack()}
}

// faultIn returns the fault of a rule of the library's that is in v. An error of the caller's may panic when it is looked into.
func faultIn(v any) (own *ruleFault) {
	defer func() { _ = recover() }()
	if err, ok := v.(error); ok && errors.As(err, &own) {
		return own
	}
	return nil
}

// ruleFault is what the library's own rules panic with: their caller should see the cause, not a panic.
type ruleFault struct{ error }

func failRule(format string, args ...any) {
	panic(&ruleFault{fmt.Errorf(format, args...)})
}
