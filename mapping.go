package paramgen

import (
	"errors"
	"fmt"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
)

// A Target is a place where the value of a parameter is written under a name of its own.
type Target int

const (
	CommandLine Target = iota // the flags of [Combination.Args] and of the formats with arguments
	ConfigFile                // the entries of [FormatYAML]
)

// WithMapping sets how the value of a parameter is written as flags on a command line or as entries
// of a configuration file: as none, one or more settings. Their names have no dashes in front.
// Without it, and with a nil mapping, each value that is set is one setting, and its name is that of
// the parameter with hyphens in place of underscores.
//
// [New] calls mapping once for each value with [CommandLine], and returns its error as a
// [*ParameterError]. Later mappings replace earlier ones.
func WithMapping(mapping func(p Parameter, value any, to Target) ([]Setting, error)) Option {
	return func(c *config) error {
		c.mapping = mapping
		return nil
	}
}

// mapping is what [WithMapping] takes.
type mapping func(p Parameter, value any, to Target) ([]Setting, error)

func (m mapping) settings(p *Parameter, value any, to Target) ([]Setting, error) {
	switch {
	case m != nil:
		settings, err := m(*p, value, to)
		if err != nil {
			err = &ParameterError{p.name, err}
		}
		return settings, err
	case value == nil:
		return nil, nil
	}
	return []Setting{{hyphens(p.name), value}}, nil
}

func hyphens(name string) string { return strings.ReplaceAll(name, "_", "-") }

// all returns the settings of each value of a parameter.
func (m mapping) all(p *Parameter, to Target) ([][]Setting, error) {
	all := make([][]Setting, len(p.values))
	var err error
	for i, v := range p.values {
		if all[i], err = m.settings(p, v, to); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// mapFlags fills in the flags of all values, unless they are the default ones.
func (s *space) mapFlags() error {
	if s.mapping == nil {
		return nil
	}
	s.flags = make([][][]Setting, len(s.params))
	faults := make([]error, len(s.params))
	for i := range s.params {
		s.flags[i], faults[i] = s.mapping.all(&s.params[i], CommandLine)
	}
	return errors.Join(faults...)
}

// flagsOf returns the flags of a parameter's value.
func (s *space) flagsOf(parameter int, value int32) []Setting {
	if s.flags != nil {
		return s.flags[parameter][value]
	}
	p := &s.params[parameter]
	flags, _ := s.mapping.settings(p, p.values[value], CommandLine) // the default, which has no error
	return flags
}

// distinct reports parameters that are written under one name, such as a_b and a-b: a reader would
// take the last value for both.
func (s *space) distinct(to Target) error {
	owner := map[string]string{}
	var faults []error
	for i := range s.params {
		p := &s.params[i]
		settings, err := s.mapping.all(p, to)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		faults = append(faults, claim(p.name, settings, owner))
	}
	return errors.Join(faults...)
}

// claim enters the names of a parameter's settings, or reports the first that is another's.
func claim(parameter string, values [][]Setting, owner map[string]string) error {
	for _, settings := range values {
		for _, f := range settings {
			if first, taken := owner[f.Name]; taken && first != parameter {
				return &ParameterError{parameter, fmt.Errorf("is written as the flag --%s, as parameter %q is; give one of them another name",
					text.Truncate(f.Name), text.Truncate(first))}
			}
			owner[f.Name] = parameter
		}
	}
	return nil
}
