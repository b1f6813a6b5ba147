package paramgen

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A WriteOption says more about how combinations are written than their format does. One that the format has no use for is an
// error.
type WriteOption func(*style) error

// style is what the options say.
type style struct {
	format   Format
	takes    []string
	identity bool
	template string
	base     []member
	byIndex  bool
}

func newStyle(format Format, takes string, options []WriteOption) (*style, error) {
	s := &style{format: format, takes: strings.Fields(takes)}
	var faults []error
	for _, o := range options {
		if o != nil {
			faults = append(faults, o(s))
		}
	}
	return s, errors.Join(faults...)
}

// accept reports an option that the format does not take.
func (s *style) accept(option string) error {
	if slices.Contains(s.takes, option) {
		return nil
	}
	var takers []string
	for _, f := range formats {
		if slices.Contains(strings.Fields(f.takes), option) {
			takers = append(takers, string(f.name))
		}
	}
	return fmt.Errorf("paramgen: format %s has no place for the %s; use %s", s.format, option, strings.Join(takers, ", "))
}

// WithIdentity puts the id of each combination and its index in front, as id and index, in the formats that do not have them anyway: json, jsonl and
// csv. The index of a combination that the rules reject is null, or an empty field.
func WithIdentity() WriteOption {
	return func(s *style) error {
		s.identity = true
		return s.accept("identity")
	}
}

// WithTemplate gives the command of [FormatShell], such as
//
//	python -m sglang.bench_offline_throughput --model-path M {args} --result-filename {id}.jsonl
//
// {args} stands for the arguments, {id} and {index} for what names the combination, and {tp_size} for the value of the parameter of that
// name, quoted, or empty quotes where it is unset; a parameter called args, id or index hides what that stands for otherwise. A brace after
// a dollar sign is the shell's, as in ${HOME}; {{args}} stands for {args} itself, and braces around anything but a name are left alone.
//
// Arguments and values are quoted so that bash hands them on as they are, whatever is in them. So they cannot stand where that would be undone,
// or where that is not sure: inside quotes, backquotes, ${…}, subscripts or arithmetic of the template, and behind case, [[ or <<. That is an
// error, as other names and line ends are. A command that reads its arguments as a command or a sum once more, such as eval, let, ssh or
// sh -c, looks into them all the same.
func WithTemplate(text string) WriteOption {
	return func(s *style) error {
		s.template = text
		return s.accept("template")
	}
}

// WithBase merges the combinations of [FormatYAML] over the settings in r: a JSON object, whose keys are flags with hyphens or
// underscores. A parameter's own setting in it is replaced, or left out where the parameter is unset; null leaves a setting out.
func WithBase(r io.Reader) WriteOption {
	return func(s *style) error {
		base, err := readBase(r)
		s.base = base
		return errors.Join(err, s.accept("base"))
	}
}

// WithIndexNames names the files of [Generator.WriteFolder] by index instead of id, with zeros in front so that they sort.
func WithIndexNames() WriteOption {
	return func(s *style) error {
		s.byIndex = true
		return nil
	}
}

// A LimitError says that a selection is more than the reader of its format takes. Nothing was written.
type LimitError struct {
	Format Format
	Limit  string // such as "256 entries"
}

// Error says what is wrong.
func (e *LimitError) Error() string {
	return fmt.Sprintf("paramgen: format %s takes at most %s, and this selection is more; write it in parts, with Shard or -shard I/N, or take fewer",
		e.Format, e.Limit)
}

func (l *layout) over(limit string) error { return &LimitError{l.format, limit} }

// reserve reports parameters that have the names of what a format adds.
func (s *space) reserve(names ...string) error {
	var faults []error
	for _, name := range names {
		if _, taken := s.index[name]; taken {
			faults = append(faults, &ParameterError{name, errors.New("has the name of what is written besides; use a format without ids, or another name")})
		}
	}
	return errors.Join(faults...)
}

// identify returns what names combinations.
func (r *rows) identify() *identifier {
	if r.ids == nil {
		r.ids = newIdentifier(r.space)
	}
	return r.ids
}
