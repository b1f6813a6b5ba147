package sglang

import (
	"sync"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/value"
)

// Group is the group of the server's parameters (see [paramgen.Parameter.InGroup]) in a space that
// has other commands, too. Parameters of other groups are not checked against a release.
const Group = "serve"

// A mapping is what [paramgen.WithMapping] takes.
type mapping func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error)

// A memo holds the answers of a mapping. [paramgen.New] asks for every value, most programs make
// the same spaces many times, and looking a flag up in the tables takes longer than the rest of
// New.
type memo struct {
	sync.Mutex
	answers map[question]answer
}

type question struct {
	name string
	v    any
	to   paramgen.Target
}

type answer struct {
	settings []paramgen.Setting
	err      error
}

// most bounds the answers of a memo. More are not kept.
const most = 4096

// memoize returns a mapping with a memo. Parameters of other groups than [Group] are not the
// server's, so their flags are their names.
func memoize(of mapping) mapping {
	m := &memo{answers: map[question]answer{}}
	return func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
		if g := p.Group(); g != "" && g != Group {
			return []paramgen.Setting{{Value: v}}, nil
		}
		if value.IsList(v) { // which cannot be a key of a map
			return of(p, v, to)
		}
		m.Lock()
		defer m.Unlock()
		q := question{p.Name(), v, to}
		a, known := m.answers[q]
		if !known {
			a.settings, a.err = of(p, v, to)
			if len(m.answers) < most {
				m.answers[q] = a
			}
		}
		return a.settings, a.err
	}
}

// memos holds the mapping of each release, by the name that it was asked for.
var memos sync.Map
