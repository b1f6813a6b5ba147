package paramgen

import (
	"errors"
)

// A Target is a place where the value of a parameter is written under a name of its own.
type Target int

const (
	CommandLine Target = iota // the flags of [Combination.Args] and of the formats with arguments
	ConfigFile                // the entries of [FormatYAML]
)

// WithMapping sets how the value of a parameter is written as flags on a command line or as
// entries of a configuration file: as none, one or more settings. Their names have no dashes in
// front; an empty name stands for the one without a mapping. Without it, and with a nil mapping,
// each value that is set is one setting, and its name is that of the parameter with hyphens in
// place of underscores. Parameters that say themselves where they are written, by
// [Parameter.Flag], Positional, Env or NoFlag, are not mapped.
//
// [New] calls mapping once for each value with [CommandLine], and returns its errors as
// [*ParameterError]s. If mapping returns settings as well as an error, New succeeds,
// [Combination.Args] returns the settings, and the formats that write them return the error
// before anything is written. Later mappings replace earlier ones.
func WithMapping(mapping func(p Parameter, value any, to Target) ([]Setting, error)) Option {
	return func(c *config) error {
		c.mapping = mapping
		return nil
	}
}

// mapping is what [WithMapping] takes.
type mapping func(p Parameter, value any, to Target) ([]Setting, error)

// mapFlags asks the mapping for the flags of all values.
func (s *space) mapFlags() error {
	s.flags = s.defaultFlags()
	if s.mapping == nil {
		return nil
	}
	values := 0
	for i := range s.params {
		values += len(s.params[i].values)
	}
	s.firstValue, s.ends, s.allSettings = make([]int, len(s.params)), make([]int, 0, values), make([]Setting, 0, values)
	var faults []error
	for i := range s.params {
		s.firstValue[i] = len(s.ends)
		if s.mapped(i) {
			faults = append(faults, s.mapValues(&s.params[i]))
		}
	}
	return errors.Join(faults...)
}

// mapValues asks the mapping for the flags of a parameter's values.
func (s *space) mapValues(p *Parameter) error {
	var faults []error
	for _, v := range p.values {
		settings, err := s.mapping(*p, v, CommandLine)
		switch {
		case err != nil && settings == nil:
			fault := &ParameterError{p.name, err}
			if n := len(faults); n == 0 || faults[n-1].Error() != fault.Error() { // not said before
				faults = append(faults, fault)
			}
		case err != nil:
			if s.refused == nil {
				s.refused = map[int]error{}
			}
			s.refused[len(s.ends)] = err
		}
		s.allSettings = append(s.allSettings, settings...)
		s.ends = append(s.ends, len(s.allSettings))
	}
	return errors.Join(faults...)
}

// mapped reports whether the mapping says how a parameter is written.
func (s *space) mapped(i int) bool {
	w := s.params[i].written
	return s.mapping != nil && (w == nil || !w.own)
}

// refusal returns the error with which the mapping returned the settings of a value.
func (s *space) refusal(i, v int) error {
	if s.refused == nil || !s.mapped(i) {
		return nil
	}
	return s.refused[s.firstValue[i]+v]
}

// settings returns what the mapping says of a value.
func (s *space) settings(i, v int) []Setting {
	at, from := s.firstValue[i]+v, 0
	if at > 0 {
		from = s.ends[at-1]
	}
	return s.allSettings[from:s.ends[at]]
}
