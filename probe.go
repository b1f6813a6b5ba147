package paramgen

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/paramgen/paramgen/internal/diagram"
)

// ErrInconsistent is the cause of a [*RuleError] for a rule that answered differently, or looked at other parameters, when it was run
// again for the same values.
var ErrInconsistent = errors.New("answers differently for the same values; a rule must depend on nothing but the values that it reads")

// probe stands behind the combination that a rule is run on while it is learned: it tells the engine what the rule reads.
// A rule may keep the combination and may read it from other goroutines; after its run it sees the values of that run.
type probe struct {
	mu      sync.Mutex
	reader  func(v int) int32 // nil between runs
	values  []int32           // last read, by parameter
	asked   map[string]bool   // names that Has was asked for
	unknown string            // first name read that is none
	missed  bool
}

func (p *probe) read(v int) int32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reader != nil {
		p.values[v] = p.reader(v)
	}
	return p.values[v]
}

func (p *probe) ask(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[name] = true
}

func (p *probe) miss(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.asked[name] && !p.missed {
		p.unknown, p.missed = name, true
	}
}

func (p *probe) start(read func(v int) int32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reader = read
}

// casesANode is how many nodes of the budget one case of a learned rule takes.
const casesANode = 2

// learn finds out what a rule does by running it.
func (s *space) learn(r Rule, problem diagram.Problem) (diagram.Constraint, error) {
	p := &probe{values: make([]int32, len(s.params)), asked: map[string]bool{}}
	c := Combination{from: &block{space: &space{params: s.params, index: s.index, removed: s.removed, tolerant: s.tolerant, probe: p}}}
	budget := problem.Budget
	if budget == 0 {
		budget = diagram.DefaultBudget
	}
	learned, err := learnSafely(p, func() bool { return r.Allow(c) }, problem.Domains, max(1, budget/casesANode))
	switch {
	case p.missed:
		return nil, unknown("parameter", p.unknown, s.names())
	case errors.Is(err, diagram.ErrInconsistent):
		return nil, ErrInconsistent
	case errors.Is(err, diagram.ErrTooManyCases):
		return nil, &BudgetError{Budget: budget, Rules: []string{r.Name()}, Parameters: s.names()}
	}
	return learned, err
}

// learnSafely turns a panic of the rule into an error.
func learnSafely(p *probe, allow func() bool, domains []int, limit int) (l *diagram.Learned, err error) {
	defer p.start(nil)
	defer func() {
		if v := recover(); v != nil {
			l, err = nil, panicked(v)
		}
	}()
	return diagram.Learn(domains, func(read func(int) int32) bool {
		p.start(read)
		return allow()
	}, limit)
}

func panicked(v any) error {
	var own *ruleFault
	if err, ok := v.(error); ok && errors.As(err, &own) {
		return own.error
	}
	return &PanicError{Value: v, Stack: debug.Stack()}
}

// ruleFault is what the library's own rules panic with: their caller should see the cause, not a panic.
type ruleFault struct{ error }

func failRule(format string, args ...any) {
	panic(&ruleFault{fmt.Errorf(format, args...)})
}
