package paramgen

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/jsontext"
	"github.com/paramgen/paramgen/internal/spacefile"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// Load reads a space file and returns it as an option, to be used alone or with others:
//
//	{"parameters": [{"name": "tp_size", "values": [1, 2, 4, 8], "description": "optional"},
//	                {"name": "max_running_requests", "values": [null, 128, 256], "when": "tp_size > 1"}],
//	 "rules": ["tp_size <= 4 || max_running_requests == nil",
//	           {"name": "small", "expr": "tp_size < 8"},
//	           {"if": "tp_size == 8", "then": "max_running_requests != 128"},
//	           {"forbid": {"tp_size": 4, "max_running_requests": 128}},
//	           {"tuples": {"parameters": ["tp_size", "dp_size"], "rows": [[1, 4], [2, 2], [4, 1]]}}]}
//
// Values are null (unset), booleans, numbers, strings and arrays of these, which are lists. An
// integer becomes an int, or an int64 or uint64 if it is too large for an int; a number with a
// point or an exponent becomes a float64. A parameter with "when" is active only if that
// expression holds, see [Parameter.When]. Other keys say how it is written: "flag", "positional",
// "env", "join", "repeat", "group", "id". A rule is an expression, see [Expr] and [If], values
// that must not occur together, see [Forbid], or linked parameters, see [Tuples]. It may have a
// "name", and with "optional": true the parameters that the space lacks read as unset.
// docs/space-files.md describes the format.
//
// A fault in the file is a [*FileError] with its line and column: text that is not JSON, unknown,
// missing and duplicate keys, values of a wrong type, numbers that 64 bits cannot hold (1e400,
// and 1e-400, which would become 0), empty names of rules, different rules of one name, and text
// after the object. Faults of parameters and rules, such as duplicate values or unknown
// parameters, are reported by [New]. Cost: one pass over the text, which is held in memory.
func Load(r io.Reader) (Option, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("paramgen: cannot read the space file: %w", err)
	}
	file, err := spacefile.Read(data)
	if err != nil {
		return nil, located(err, data, r)
	}
	rules, err := rulesOf(file)
	if err != nil {
		return nil, located(err, data, r)
	}
	params := parametersOf(file)
	return func(c *config) error {
		return errors.Join(c.addParameters(params), c.addRules(rules))
	}, nil
}

// parametersOf returns the parameters of a space file.
func parametersOf(file *spacefile.Space) []Parameter {
	params := make([]Parameter, len(file.Parameters))
	for i, p := range file.Parameters {
		params[i] = Parameter{name: p.Name, values: p.Values, description: p.Description}
		if p.When != nil {
			params[i] = params[i].When(Expr(*p.When))
		}
		params[i] = params[i].as(&p.Written)
	}
	return params
}

// rulesOf returns the rules of a space file. Equal rules are one rule; different ones must not
// have one name, since [New] would keep the last.
func rulesOf(file *spacefile.Space) ([]Rule, error) {
	var rules []Rule
	taken := map[string]Rule{}
	for i := range file.Rules {
		r := ruleOf(&file.Rules[i])
		first, twice := taken[r.Name()]
		switch {
		case twice && !sameRule(first, r):
			return nil, jsontext.Errorf(file.Rules[i].Offset, "there is already another rule %q; give each rule its own name", text.Truncate(r.Name()))
		case !twice:
			taken[r.Name()] = r
			rules = append(rules, r)
		}
	}
	return rules, nil
}

// sameRule reports whether two rules of one name are the same rule of a space file. Rules in Go
// code are not compared.
func sameRule(a, b Rule) bool {
	x, optionalX, ok := withoutOptional(a)
	y, optionalY, ok2 := withoutOptional(b)
	return ok && ok2 && optionalX == optionalY && reflect.DeepEqual(x, y)
}

// withoutOptional returns a rule as a space file has it, without its name, and whether it is
// optional.
func withoutOptional(r Rule) (f spacefile.Rule, optional, ok bool) {
	form := unwrap(r)
	if o, isOptional := form.(*optionalRule); isOptional {
		form, optional = unwrap(o.Rule), true
	}
	f, ok = fileForm(form)
	return f, optional, ok
}

// ruleOf returns a rule of a space file.
func ruleOf(f *spacefile.Rule) (r Rule) {
	switch {
	case f.Expr != nil:
		r = Expr(*f.Expr)
	case f.If != nil:
		r = If(Expr(*f.If), Expr(*f.Then))
	case f.Forbid != nil:
		r = Forbid(f.Forbid)
	default:
		r = Tuples(f.Linked.Parameters, f.Linked.Rows...)
	}
	if f.Optional {
		r = Optional(r)
	}
	if f.Name != "" {
		r = Named(f.Name, r)
	}
	return r
}

// A FileError reports a fault in a space file. Err is a [*ParameterError] if a value of a
// parameter is at fault.
type FileError struct {
	File         string // the reader's Name(), if it has that method as an *os.File does
	Line, Column int    // from 1; columns count bytes
	Err          error
}

// Error returns the message.
func (e *FileError) Error() string {
	if e.File == "" {
		return fmt.Sprintf("paramgen: line %d, column %d: %s", e.Line, e.Column, inner(e.Err))
	}
	return fmt.Sprintf("paramgen: %s:%d:%d: %s", text.Truncate(e.File), e.Line, e.Column, inner(e.Err))
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// located returns a fault in data, which was read from r, as a [*FileError].
func located(err error, data []byte, r io.Reader) error {
	var fault *jsontext.Error
	if !errors.As(err, &fault) {
		return err
	}
	e := &FileError{Err: fault.Err}
	var ofValue *spacefile.ValueError
	if errors.As(err, &ofValue) {
		e.Err = &ParameterError{ofValue.Parameter, ofValue.Err}
	}
	e.Line, e.Column = jsontext.Position(data, fault.Offset)
	if named, ok := r.(interface{ Name() string }); ok {
		e.File = named.Name()
	}
	return e
}

// WriteSpace writes the space as a space file: parameters with their values, descriptions and
// conditions, and the rules. [Load] reads it back to a space with the same combinations in the
// same order; numbers come back in the types that Load gives them. A rule that reads a removed
// parameter is written as an optional one. The budget and a mapping are not part of a space file.
//
// What a file cannot hold is a [*RuleError] or a [*ParameterError], one for each, joined: Go
// code, that is rules other than [Expr], [Forbid], [Tuples] and [If] of two expressions,
// conditions other than an Expr whose parameters the space has, and text that is not UTF-8.
func (g *Generator) WriteSpace(w io.Writer) error {
	file := &spacefile.Space{}
	var faults []error
	for _, p := range g.Parameters() {
		one, err := g.fileParameter(p)
		file.Parameters = append(file.Parameters, one)
		faults = append(faults, err)
	}
	for _, r := range g.config.rules {
		one, err := g.fileRule(r)
		if err != nil {
			err = &RuleError{r.Name(), err}
		}
		file.Rules = append(file.Rules, one)
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	_, err := w.Write(spacefile.Append(nil, file))
	return err
}

var (
	errGoCode  = errors.New("is Go code, which a space file cannot hold; remove the rule or write it as an expression")
	errNotUTF8 = errors.New("has text that is not UTF-8, which a space file cannot hold")
)

// fileParameter returns a parameter as a space file has it.
func (g *Generator) fileParameter(p Parameter) (spacefile.Parameter, error) {
	f := spacefile.Parameter{Name: p.Name(), Values: p.Values(), Description: p.Description()}
	if !writable(append(p.Values(), p.Description(), p.style().Name, p.style().Off, p.style().Join, p.Group())...) {
		return f, &ParameterError{p.Name(), errNotUTF8}
	}
	f.Written = p.forFile()
	condition := p.Condition()
	if condition == nil {
		return f, nil
	}
	name := p.Name() + " when " + condition.Name()
	r, ok := unwrap(condition).(*exprRule)
	if !ok {
		return f, &RuleError{name, errGoCode}
	}
	if missing := g.missing(namesOf(r)); len(missing) > 0 {
		err := fmt.Errorf("reads %s, which the space does not have; change the condition", text.Names(missing))
		return f, &RuleError{name, err}
	}
	f.When = &r.name
	return f, nil
}

// fileRule returns a rule as a space file has it.
func (g *Generator) fileRule(r Rule) (spacefile.Rule, error) {
	f, optional, ok := withoutOptional(r)
	if !ok {
		return f, errGoCode
	}
	if r.Name() != ruleOf(&f).Name() {
		f.Name = r.Name()
	}
	f.Optional = optional || len(g.missing(namesOf(r))) > 0
	if !writable(fileTexts(&f)...) {
		return f, errNotUTF8
	}
	return f, nil
}

// fileForm returns a rule without a name as a space file has it, if it has a form there.
func fileForm(r Rule) (f spacefile.Rule, ok bool) {
	switch r := r.(type) {
	case *exprRule:
		f.Expr = &r.name
	case *forbidRule:
		f.Forbid = maps.Clone(r.values)
	case *tuplesRule:
		f.Linked = &spacefile.Linked{Parameters: r.names, Rows: r.rows}
	case *ifRule:
		condition, ok := unwrap(r.condition).(*exprRule)
		then, ok2 := unwrap(r.then).(*exprRule)
		if !ok || !ok2 {
			return f, false
		}
		f.If, f.Then = &condition.name, &then.name
	default:
		return f, false
	}
	return f, true
}

// fileTexts returns the texts and values of a rule in a file that may be of any encoding.
func fileTexts(f *spacefile.Rule) []any {
	texts := []any{f.Name}
	for name, v := range f.Forbid {
		texts = append(texts, name, v)
	}
	if f.Linked != nil {
		for _, name := range f.Linked.Parameters {
			texts = append(texts, name)
		}
		for _, row := range f.Linked.Rows {
			texts = append(texts, row...)
		}
	}
	return texts
}

// writable reports whether all strings among the values are valid UTF-8.
func writable(values ...any) bool {
	for _, v := range values {
		for _, e := range value.Elements(v) {
			if value.IsString(e) && !utf8.ValidString(value.Text(e)) {
				return false
			}
		}
	}
	return true
}

// namesOf returns the names that a rule of a space file reads.
func namesOf(r Rule) (names []string) {
	switch r := unwrap(r).(type) {
	case *optionalRule:
		return namesOf(r.Rule)
	case *exprRule:
		for _, n := range r.parsed.Names() {
			names = append(names, n.Name)
		}
	case *ifRule:
		return append(namesOf(r.condition), namesOf(r.then)...)
	case *forbidRule:
		return r.names
	case *tuplesRule:
		return r.names
	}
	return names
}

// missing returns the names that are not parameters.
func (g *Generator) missing(names []string) (missing []string) {
	for _, name := range names {
		if _, known := g.space.index[name]; !known {
			missing = append(missing, name)
		}
	}
	return missing
}
