package paramgen

import (
	"errors"

	"github.com/paramgen/paramgen/internal/encode"
)

// A Target is a place where the value of a parameter is written under a name of its own.
type Target int

const (
	CommandLine Target = iota // the flags of [Combination.Args] and of the formats with arguments
	ConfigFile                // the entries of [FormatYAML]
)

// WithMapping sets how the value of a parameter is written as flags on a command line or as
// entries of a configuration file: as none, one or more settings. Their names have no dashes in
// front. Without it, and with a nil mapping, each value that is set is one setting, and its name
// is that of the parameter with hyphens in place of underscores.
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

// mapFlags fills in the flags of all values, unless they are the default ones.
func (s *space) mapFlags() error {
	if s.mapping == nil {
		return nil
	}
	s.flags = make([][][]Setting, len(s.params))
	faults := make([]error, len(s.params))
	for i := range s.params {
		s.flags[i], faults[i] = s.mapValues(&s.params[i])
	}
	return errors.Join(faults...)
}

// mapValues returns the flags of all values of a parameter.
func (s *space) mapValues(p *Parameter) ([][]Setting, error) {
	flags := make([][]Setting, len(p.values))
	var faults []error
	for i, v := range p.values {
		var err error
		if flags[i], err = s.mapping(*p, v, CommandLine); err != nil && flags[i] == nil {
			faults = append(faults, &ParameterError{p.name, err})
		}
	}
	return flags, errors.Join(faults...)
}

// settings returns how a parameter's value is written.
func (s *space) settings(parameter, value int, to Target) ([]Setting, error) {
	p := &s.params[parameter]
	switch v := p.values[value]; {
	case s.mapping != nil:
		return s.mapping(*p, v, to)
	case v == nil:
		return nil, nil
	default:
		return []Setting{{encode.Hyphens(p.name), v}}, nil
	}
}

// arguments returns the flags of a parameter's value, as [New] has found them.
func (s *space) arguments(parameter, value int) []Setting {
	if s.mapping != nil {
		return s.flags[parameter][value]
	}
	settings, _ := s.settings(parameter, value, CommandLine) // without a mapping there is no error
	return settings
}

// Args returns the combination as command-line arguments in declared order, as os/exec takes
// them, without quoting. The flag of tp_size is --tp-size, unless [WithMapping] says otherwise.
// Unset and false leave nothing, true leaves the flag alone, and any other value is an argument
// of its own after the flag. A value that begins with a dash is joined to the flag, as in --x=-1,
// since argparse and others would read it as a flag.
func (c Combination) Args() []string {
	var args []string
	s := c.space()
	for i := range s.params {
		for _, f := range s.arguments(i, int(c.index(i))) {
			args = encode.AppendFlag(args, f.Name, f.Value)
		}
	}
	return args
}
