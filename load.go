package paramgen

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/paramgen/paramgen/internal/jsontext"
	"github.com/paramgen/paramgen/internal/near"
	"github.com/paramgen/paramgen/internal/text"
)

// Load reads a space file and returns it as an option, to be used alone or among others:
//
//	{"parameters": [{"name": "tp_size", "values": [1, 2, 4, 8], "description": "optional"},
//	                {"name": "max_running_requests", "values": [null, 128, 256], "when": "tp_size > 1"}],
//	 "rules": ["tp_size <= 4 || max_running_requests == nil",
//	           {"name": "small", "expr": "tp_size < 8"},
//	           {"name": "optional", "forbid": {"tp_size": 4, "max_running_requests": 128}},
//	           {"tuples": {"parameters": ["tp_size", "dp_size"], "rows": [[1, 4], [2, 2], [4, 1]]}}]}
//
// Values are null (unset), booleans, numbers and strings. An integer comes as an int, or as an int64 or uint64 where it is too large for
// one, always exact; a number with a point or an exponent is a float64. A parameter with "when" is active only where that expression holds,
// see [Parameter.When]. Rules are expressions, see [Expr], combinations of values that must not occur together, see
// [Forbid], or linked parameters, see [Tuples]. "rules" can be left out.
//
// A fault in the file is a [*FileError] with its line and column: text that is not JSON, unknown, missing and duplicate keys, values of a
// wrong type, numbers that 64 bits cannot hold (1e400, and 1e-400, which would be 0), an empty name or two of the same name for rules, anything
// behind the object. What is wrong with the parameters and rules themselves, such as a value twice or an expression that does not fit them, is
// reported by [New]. Cost: one pass over the text, which is held in memory until Load returns.
func Load(r io.Reader) (Option, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, fmt.Errorf("paramgen: the space cannot be read: %w", err)
	}
	f := newSpaceFile(data)
	if err := f.read(data); err != nil {
		return nil, located(err, data, r)
	}
	return func(c *config) error {
		return errors.Join(c.addParameters(f.params), c.addRules(f.rules))
	}, nil
}

// A FileError is a fault in a space file. Err is a [*ParameterError] where a value for a parameter is to blame.
type FileError struct {
	File         string // the name of what was read, if it has a Name method as an *os.File has
	Line, Column int    // from 1; columns count bytes
	Err          error
}

// Error says what is wrong.
func (e *FileError) Error() string {
	if e.File == "" {
		return fmt.Sprintf("paramgen: line %d, column %d: %s", e.Line, e.Column, inner(e.Err))
	}
	return fmt.Sprintf("paramgen: %s:%d:%d: %s", text.Truncate(e.File), e.Line, e.Column, inner(e.Err))
}

// Unwrap returns the cause, for [errors.Is] and [errors.As].
func (e *FileError) Unwrap() error { return e.Err }

// readAll is io.ReadAll with the right size at once, where the reader knows it.
func readAll(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	if sized, ok := r.(interface{ Len() int }); ok {
		b.Grow(sized.Len() + bytes.MinRead)
	}
	_, err := b.ReadFrom(r)
	return b.Bytes(), err
}

// located gives a fault the place where it is.
func located(err error, data []byte, r io.Reader) error {
	var fault *jsontext.Error
	if !errors.As(err, &fault) {
		return err
	}
	e := &FileError{Err: fault.Err}
	e.Line, e.Column = jsontext.Position(data, fault.Offset)
	if named, ok := r.(interface{ Name() string }); ok {
		e.File = named.Name()
	}
	return e
}

// spaceFile is what a space file says, and the scanner that reads it. Its read methods return jsontext.Errors.
type spaceFile struct {
	scanner *jsontext.Scanner
	params  []Parameter
	rules   []Rule
	taken   map[string]bool // names of rules

	// Made once for all parameters and rules: what they may have, and the one that is being read.
	paramFields, ruleFields []field
	param                   Parameter
	values                  []any
	fault                   error // of a value, until the parameter's name is known
	ruleName                string
	alternatives            []Rule
}

func newSpaceFile(data []byte) *spaceFile {
	f := &spaceFile{scanner: jsontext.NewScanner(data), taken: map[string]bool{}}
	f.paramFields = []field{
		{name: "name", required: true, read: f.text(&f.param.name)},
		{name: "values", required: true, read: f.readValues},
		{name: "description", read: f.text(&f.param.description)},
		{name: "when", read: f.when},
	}
	f.ruleFields = []field{
		{name: "name", read: f.nameOfRule},
		{name: "expr", read: f.expr},
		{name: "forbid", read: f.forbid},
		{name: "tuples", read: f.tuples},
	}
	return f
}

// byteOrderMarks begin files of other encodings, or of the right one by a Windows editor.
var byteOrderMarks = []struct{ mark, advice string }{
	{"\xef\xbb\xbf", "the file begins with a byte order mark; save it as UTF-8 without one"},
	{"\xfe\xff", "the file is UTF-16; save it as UTF-8"},
	{"\xff\xfe", "the file is UTF-16; save it as UTF-8"},
}

func (f *spaceFile) read(data []byte) error {
	for _, b := range byteOrderMarks {
		if bytes.HasPrefix(data, []byte(b.mark)) {
			return jsontext.Errorf(0, "%s", b.advice)
		}
	}
	err := f.object("the space", []field{
		{name: "parameters", required: true, read: func() error { return f.scanner.Array(f.parameter) }},
		{name: "rules", read: func() error { return f.scanner.Array(f.rule) }},
	})
	if err != nil {
		return err
	}
	return f.scanner.End()
}

// field is a key that an object may have, and how its value is read.
type field struct {
	name     string
	required bool
	read     func() error
}

// object reads an object of these fields, each at most once.
func (f *spaceFile) object(what string, fields []field) error {
	start := f.scanner.Offset()
	var seen uint
	err := f.scanner.Object(func(key string, at int) error {
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == key })
		if i < 0 {
			return unknownKey(key, at, what, fields)
		}
		if seen&(1<<i) != 0 {
			return jsontext.Errorf(at, "%s has the key %q twice", what, text.Truncate(key))
		}
		seen |= 1 << i
		return fields[i].read()
	})
	if err != nil {
		return err
	}
	for i, field := range fields {
		if field.required && seen&(1<<i) == 0 {
			return jsontext.Errorf(start, "%s has no %q", what, field.name)
		}
	}
	return nil
}

func unknownKey(key string, at int, what string, fields []field) error {
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.name
	}
	if nearest := near.Name(key, known); nearest != "" {
		return jsontext.Errorf(at, "%s has no key %q; did you mean %q?", what, text.Truncate(key), nearest)
	}
	return jsontext.Errorf(at, "%s has no key %q; it can have %s", what, text.Truncate(key), text.Names(known))
}

func (f *spaceFile) text(into *string) func() error {
	return func() (err error) {
		*into, err = f.scanner.String()
		return err
	}
}

func (f *spaceFile) parameter() error {
	f.param, f.fault = Parameter{}, nil
	if err := f.object("the parameter", f.paramFields); err != nil {
		return err
	}
	f.params = append(f.params, f.param)
	if f.fault != nil {
		return ofParameter(f.fault, f.param.name)
	}
	return nil
}

// readValues reads the values of a parameter. A number too large is remembered, so that the parameter's name can be read on.
func (f *spaceFile) readValues() error {
	f.values = f.values[:0]
	err := f.scanner.Array(f.value)
	f.param.values = slices.Clone(f.values)
	return err
}

func (f *spaceFile) value() error {
	v, err := f.scanner.Scalar()
	if errors.Is(err, jsontext.ErrRange) {
		if f.fault == nil {
			f.fault = err
		}
		return nil
	}
	f.values = append(f.values, v)
	return err
}

// ofParameter says of which parameter a value is at fault.
func ofParameter(fault error, name string) error {
	var at *jsontext.Error
	if !errors.As(fault, &at) {
		return fault
	}
	return &jsontext.Error{Offset: at.Offset, Err: &ParameterError{name, at.Err}}
}

func (f *spaceFile) when() error {
	text, err := f.scanner.String()
	f.param = f.param.When(Expr(text))
	return err
}

func (f *spaceFile) rule() error {
	at := f.scanner.Offset()
	switch f.scanner.Next() {
	case '"':
		text, err := f.scanner.String()
		if err != nil {
			return err
		}
		return f.add(Expr(text), at)
	case '{':
		return f.ruleObject(at)
	}
	return f.scanner.Expected("a rule, as an expression in quotes or an object,")
}

func (f *spaceFile) ruleObject(at int) error {
	f.ruleName, f.alternatives = "", nil
	if err := f.object("the rule", f.ruleFields); err != nil {
		return err
	}
	if len(f.alternatives) != 1 {
		return jsontext.Errorf(at, `a rule has one of "expr", "forbid" and "tuples"`)
	}
	r := f.alternatives[0]
	if f.ruleName != "" {
		r = Named(f.ruleName, r)
	}
	return f.add(r, at)
}

func (f *spaceFile) nameOfRule() (err error) {
	at := f.scanner.Offset()
	if f.ruleName, err = f.scanner.String(); err == nil && f.ruleName == "" {
		return jsontext.Errorf(at, `the rule's name is empty; give it one, or leave "name" out`)
	}
	return err
}

func (f *spaceFile) expr() error {
	text, err := f.scanner.String()
	f.alternatives = append(f.alternatives, Expr(text))
	return err
}

func (f *spaceFile) forbid() error {
	values, err := f.assignment()
	f.alternatives = append(f.alternatives, Forbid(values))
	return err
}

// assignment reads an object of parameters and values.
func (f *spaceFile) assignment() (map[string]any, error) {
	values := map[string]any{}
	err := f.scanner.Object(func(name string, at int) error {
		if _, twice := values[name]; twice {
			return jsontext.Errorf(at, "the parameter %q is given twice", text.Truncate(name))
		}
		v, err := f.scanner.Scalar()
		values[name] = v
		if errors.Is(err, jsontext.ErrRange) {
			return ofParameter(err, name)
		}
		return err
	})
	return values, err
}

// add takes a rule, if its name is its own: of two rules of one name, New would keep the last.
func (f *spaceFile) add(r Rule, at int) error {
	if f.taken[r.Name()] {
		return jsontext.Errorf(at, "there is a rule %q already; give each rule its own name", text.Truncate(r.Name()))
	}
	f.taken[r.Name()] = true
	f.rules = append(f.rules, r)
	return nil
}
