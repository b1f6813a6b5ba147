package expr

import (
	"sync"

	"github.com/paramgen/paramgen/internal/intern"
)

// machines are what was released.
var machines = sync.Pool{New: func() any { return new(Machine) }}

// largest is the most bytes of states, roughly, that a released machine keeps.
const largest = 1 << 14

// Release ends the use of m, which must not be used again.
func (m *Machine) Release() {
	m.table = nil
	for l := range m.levels {
		p := &m.levels[l]
		p.domain, p.alive = nil, nil
		if p.states.Words()+p.states.Len() > largest/8 {
			p.states = intern.Table[word]{}
		}
	}
	machines.Put(m)
}

// room returns s with n elements, whatever they are.
func room[T any](s []T, n int) []T {
	if n <= cap(s) {
		return s[:n]
	}
	grown := make([]T, n)
	copy(grown, s[:cap(s)])
	return grown
}

// reset empties a level for another machine's use.
func (p *level) reset(domain []word) {
	before, touched, live, finals, replaced, s := p.before[:0], p.touched[:0], p.live[:0], p.finals[:0], p.replaced[:0], p.states
	s.Reset()
	*p = level{domain: domain, before: before, touched: touched, live: live, finals: finals, replaced: replaced, states: s}
}
