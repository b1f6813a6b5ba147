// Package spacefile reads and writes space files. It knows their syntax only: what values and
// expressions mean is the caller's business.
package spacefile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/jsontext"
	"github.com/paramgen/paramgen/internal/near"
)

// A Space is the content of a space file.
type Space struct {
	Parameters []Parameter
	Rules      []Rule
}

// A Parameter is an element of "parameters".
type Parameter struct {
	Name        string
	Values      []any // as [jsontext.Scanner.Value] returns them
	Description string
	When        *string // an expression; nil if the parameter is always active
	Written     Written
}

// Written is how a parameter is written, by the other keys of an element of "parameters".
type Written struct {
	Flags      []string // for true and other values, and for false
	NoFlag     bool
	Positional bool
	Env        *string
	Join       *string
	Repeat     bool
	Group      *string
	NoID       bool
}

// A Rule is an element of "rules". Exactly one of Expr, If, Forbid and Linked is set.
type Rule struct {
	Offset   int    // of the rule in the text
	Name     string // "" if the file does not give one
	Optional bool   // parameters that the space lacks read as unset
	Expr     *string
	If, Then *string // expressions, both or none
	Forbid   map[string]any
	Linked   *Linked
}

// Linked is the value of "tuples": parameters that together take the values of one of the rows.
type Linked struct {
	Parameters []string
	Rows       [][]any
}

// A ValueError reports a number that 64 bits cannot hold, as the value of a parameter.
type ValueError struct {
	Parameter string
	Err       error
}

func (e *ValueError) Error() string { return fmt.Sprintf("parameter %q: %v", e.Parameter, e.Err) }

func (e *ValueError) Unwrap() error { return e.Err }

// byteOrderMarks are the first bytes of files in another encoding, or with a mark that JSON
// forbids.
var byteOrderMarks = []struct{ mark, advice string }{
	{"\xef\xbb\xbf", "the file begins with a byte order mark; save it as UTF-8 without one"},
	{"\xfe\xff", "the file is UTF-16; save it as UTF-8"},
	{"\xff\xfe", "the file is UTF-16; save it as UTF-8"},
}

// Read returns the content of a file. Its errors are of type [*jsontext.Error], with the offset of
// the first fault; they wrap a [*ValueError] if a parameter's value is at fault.
func Read(data []byte) (*Space, error) {
	for _, b := range byteOrderMarks {
		if bytes.HasPrefix(data, []byte(b.mark)) {
			return nil, jsontext.Errorf(0, "%s", b.advice)
		}
	}
	r := &reader{Scanner: jsontext.NewScanner(data)}
	s := &Space{}
	err := r.object(spaceKeys, func(key string) error {
		if key == "parameters" {
			return r.Array(func() error { return collect(&s.Parameters, r.parameter) })
		}
		return r.Array(func() error { return collect(&s.Rules, r.rule) })
	})
	if err != nil {
		return nil, err
	}
	return s, r.End()
}

// reader reads the parts of a file.
type reader struct {
	*jsontext.Scanner
	scratch []any // for the array of values being read
}

// collect appends what read returns.
func collect[T any](all *[]T, read func() (T, error)) error {
	v, err := read()
	*all = append(*all, v)
	return err
}

// keys are the keys of an object, the required ones first.
type keys struct {
	object   string
	known    []string
	required int
}

var (
	spaceKeys     = keys{"the space", []string{"parameters", "rules"}, 1}
	parameterKeys = keys{"the parameter", []string{"name", "values", "description", "when", "flag", "positional", "env", "join", "repeat", "group", "id"}, 2}
	ruleKeys      = keys{"the rule", []string{"expr", "if", "then", "forbid", "tuples", "name", "optional"}, 0}
	linkedKeys    = keys{`"tuples"`, []string{"parameters", "rows"}, 2}
)

// object reads an object. It calls value with each key, to read the value.
func (r *reader) object(k keys, value func(key string) error) error {
	start := r.Offset()
	var seen uint
	err := r.Object(func(key string, at int) error {
		i := slices.Index(k.known, key)
		if i < 0 {
			return k.unknown(key, at)
		}
		if seen&(1<<i) != 0 {
			return jsontext.Errorf(at, "%s has the key %q twice; remove one", k.object, key)
		}
		seen |= 1 << i
		return value(k.known[i])
	})
	for i := 0; err == nil && i < k.required; i++ {
		if seen&(1<<i) == 0 {
			err = jsontext.Errorf(start, "%s has no key %q; add it", k.object, k.known[i])
		}
	}
	return err
}

// unknown returns the error for a key that the object cannot have.
func (k *keys) unknown(key string, at int) error {
	if nearest := near.Name(key, k.known); nearest != "" {
		return jsontext.Errorf(at, "%s has no key %q; did you mean %q?", k.object, short(key), nearest)
	}
	return jsontext.Errorf(at, "%s has no key %q; use %s", k.object, short(key), strings.Join(k.known, ", "))
}

// short returns the beginning of a long key.
func short(key string) string {
	const most = 100
	if len(key) <= most {
		return key
	}
	return strings.ToValidUTF8(key[:most], "") + "…"
}

func (r *reader) text() (*string, error) {
	s, err := r.String()
	return &s, err
}

// parameter reads a parameter.
func (r *reader) parameter() (p Parameter, err error) {
	var first *fault // reported once the name is known
	at := r.Offset()
	err = r.object(parameterKeys, func(key string) (err error) {
		switch key {
		case "name":
			p.Name, err = r.String()
		case "values":
			p.Values, first, err = r.values()
		case "description":
			p.Description, err = r.String()
		case "when":
			p.When, err = r.text()
		default:
			err = r.written(&p.Written, key)
		}
		return err
	})
	if err == nil {
		err = p.Written.check(at)
	}
	if err == nil && first != nil {
		err = first.of(p.Name)
	}
	return p, err
}

// written reads the value of a key that says how a parameter is written.
func (r *reader) written(w *Written, key string) (err error) {
	switch key {
	case "flag":
		return r.flag(w)
	case "positional":
		w.Positional, err = r.truth()
	case "env":
		w.Env, err = r.text()
	case "join":
		w.Join, err = r.text()
	case "repeat":
		w.Repeat, err = r.truth()
	case "group":
		w.Group, err = r.text()
	case "id":
		id := false
		id, err = r.truth()
		w.NoID = !id
	}
	return err
}

// flag reads a flag, an array of two, or false.
func (r *reader) flag(w *Written) error {
	at := r.Offset()
	switch r.Next() {
	case '"':
		return collect(&w.Flags, r.String)
	case '[':
		if err := r.Array(func() error { return collect(&w.Flags, r.String) }); err != nil || len(w.Flags) == 2 {
			return err
		}
		return jsontext.Errorf(at, `"flag" has %d flags; give one for true and one for false`, len(w.Flags))
	}
	flag, err := r.truth()
	w.NoFlag = true
	if err != nil || flag {
		return jsontext.Errorf(at, `expected a flag such as "--x", two for true and false, or false`)
	}
	return nil
}

// check reports keys of one parameter that exclude each other.
func (w *Written) check(at int) error {
	places := 0
	for _, given := range []bool{w.Flags != nil, w.NoFlag, w.Positional, w.Env != nil} {
		if given {
			places++
		}
	}
	switch {
	case places > 1:
		return jsontext.Errorf(at, `a parameter has at most one of the keys "flag", "positional" and "env"`)
	case w.Join != nil && *w.Join == "":
		return jsontext.Errorf(at, `"join" is empty; give it a separator, or use "repeat"`)
	case w.Join != nil && w.Repeat:
		return jsontext.Errorf(at, `a parameter has at most one of the keys "join" and "repeat"`)
	}
	return nil
}

// fault is a value out of range and its place in an array.
type fault struct {
	*jsontext.Error
	column int
}

// of returns the error with the name of the value's parameter.
func (f *fault) of(parameter string) error {
	return &jsontext.Error{Offset: f.Offset, Err: &ValueError{parameter, f.Err}}
}

// values reads an array of values. It reads on after a value out of range, and returns the first.
func (r *reader) values() (all []any, first *fault, err error) {
	r.scratch = r.scratch[:0]
	err = r.Array(func() error {
		v, err := r.Value()
		r.scratch = append(r.scratch, v)
		if err == nil {
			return nil
		}
		at, outOfRange := rangeError(err)
		if outOfRange && first == nil {
			first = &fault{at, len(r.scratch) - 1}
		}
		if outOfRange {
			return nil
		}
		return err
	})
	return slices.Clone(r.scratch), first, err
}

// rangeError returns an error about a number that 64 bits cannot hold.
func rangeError(err error) (at *jsontext.Error, ok bool) {
	return at, errors.Is(err, jsontext.ErrRange) && errors.As(err, &at)
}

// rule reads a rule.
func (r *reader) rule() (rule Rule, err error) {
	rule.Offset = r.Offset()
	switch r.Next() {
	case '"':
		rule.Expr, err = r.text()
		return rule, err
	case '{':
		err = r.object(ruleKeys, func(key string) error { return r.ruleField(&rule, key) })
		if err == nil {
			err = rule.check()
		}
		return rule, err
	}
	return rule, r.Expected("a rule, as an expression in quotes or an object")
}

// ruleField reads the value of a key of a rule.
func (r *reader) ruleField(rule *Rule, key string) (err error) {
	at := r.Offset()
	switch key {
	case "name":
		if rule.Name, err = r.String(); err == nil && rule.Name == "" {
			err = jsontext.Errorf(at, `the rule's name is empty; give it one, or leave "name" out`)
		}
	case "expr":
		rule.Expr, err = r.text()
	case "if":
		rule.If, err = r.text()
	case "then":
		rule.Then, err = r.text()
	case "forbid":
		rule.Forbid, err = r.assignment()
	case "tuples":
		rule.Linked, err = r.linked()
	case "optional":
		rule.Optional, err = r.truth()
	}
	return err
}

// truth reads true or false.
func (r *reader) truth() (bool, error) {
	at := r.Offset()
	v, err := r.Scalar()
	b, ok := v.(bool)
	if err == nil && !ok {
		err = jsontext.Errorf(at, "expected true or false")
	}
	return b, err
}

// check reports whether exactly one form of a rule is given.
func (rule *Rule) check() error {
	forms := 0
	for _, given := range []bool{rule.Expr != nil, rule.If != nil || rule.Then != nil, rule.Forbid != nil, rule.Linked != nil} {
		if given {
			forms++
		}
	}
	switch {
	case forms != 1:
		return jsontext.Errorf(rule.Offset, `a rule has exactly one of the keys "expr", "if" (with "then"), "forbid" and "tuples"`)
	case (rule.If == nil) != (rule.Then == nil):
		return jsontext.Errorf(rule.Offset, `a rule with "if" or "then" needs both`)
	}
	return nil
}

// assignment reads an object of parameters and values.
func (r *reader) assignment() (map[string]any, error) {
	values := map[string]any{}
	err := r.Object(func(name string, at int) error {
		if _, twice := values[name]; twice {
			return jsontext.Errorf(at, "the parameter %q is given twice; remove one", short(name))
		}
		v, err := r.Value()
		if values[name] = v; err == nil {
			return nil
		}
		if at, outOfRange := rangeError(err); outOfRange {
			return (&fault{Error: at}).of(name)
		}
		return err
	})
	return values, err
}

// linked reads the value of "tuples".
func (r *reader) linked() (*Linked, error) {
	l := &Linked{}
	var first *fault // reported once the names are known
	err := r.object(linkedKeys, func(key string) error {
		if key == "parameters" {
			return r.Array(func() error { return collect(&l.Parameters, r.String) })
		}
		return r.Array(func() error {
			row, f, err := r.values()
			if l.Rows = append(l.Rows, row); first == nil {
				first = f
			}
			return err
		})
	})
	switch {
	case err != nil || first == nil:
		return l, err
	case first.column < len(l.Parameters):
		return l, first.of(l.Parameters[first.column])
	}
	return l, first.Error // in a row that is too long
}
