package results

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/value"
)

// Identify sets the id of each record that lacks one, from the values of its fields that are
// named like parameters. A parameter that the record lacks counts as unset.
//
// It returns an [*IdentityError] if records have neither an id nor such fields, a [*CellError] for
// each CSV cell that can be two values of its parameter, unless a field "index" decides, and a
// [*ContradictionError] if records have an id and the index of another combination. These errors
// are joined; all other records are identified.
func (t *Table) Identify(g *paramgen.Generator) error {
	id := identifier{g: g, params: domains(g), agreed: map[string]string{}}
	for i := range t.Records {
		r := &t.Records[i]
		id.bind(r.shape)
		if r.ID == "" {
			id.byValues(r)
		} else {
			id.compareIndex(r)
		}
	}
	return id.err()
}

// An identifier finds the ids of records.
type identifier struct {
	g      *paramgen.Generator
	params map[string]domain
	bound  *shape
	agreed map[string]string // indices that were compared, by id

	anonymous      []int
	cells          []*CellError
	contradictions *ContradictionError
}

// bind marks the fields of a shape that are parameters.
func (id *identifier) bind(s *shape) {
	if s == id.bound || s == nil {
		return
	}
	id.bound, s.parameters = s, make([]bool, len(s.names))
	for i, name := range s.names {
		_, s.parameters[i] = id.params[name]
	}
}

func (id *identifier) byValues(r *Record) {
	values, ambiguous := r.values(id.params)
	switch {
	case len(values) == 0:
		id.anonymous = append(id.anonymous, r.Line)
	case ambiguous == nil:
		c, err := r.combination(id.g, values)
		if r.unmatched = err != nil; !r.unmatched {
			r.ID = c.ID()
		}
	case !r.identifyByIndex(id.g, id.params):
		id.cells = addCell(id.cells, ambiguous)
	}
}

// combination returns the combination of the values, which need not be valid.
func (r *Record) combination(g *paramgen.Generator, values map[string]any) (paramgen.Combination, error) {
	if r.shape.source.ignoreInactive {
		unsetInactive(g, values)
	}
	return g.Combination(values)
}

// unsetInactive unsets the parameters whose conditions are not met.
func unsetInactive(g *paramgen.Generator, values map[string]any) {
	full := map[string]any{}
	for _, p := range g.Parameters() {
		full[p.Name()] = values[p.Name()]
	}
	for changed := true; changed; {
		changed = false
		var fault *paramgen.CheckError
		if !errors.As(g.Check(full), &fault) {
			return
		}
		for _, p := range g.Parameters() {
			if full[p.Name()] != nil && p.Condition() != nil && slices.Contains(fault.Rules, p.Name()+" when "+p.Condition().Name()) {
				full[p.Name()], changed = nil, true
				delete(values, p.Name())
			}
		}
	}
}

// compareIndex notes a contradiction between the id and the index of a record.
func (id *identifier) compareIndex(r *Record) {
	text, _, ok := r.find("index")
	if _, taken := id.params["index"]; taken || !ok || id.agreed[r.ID] == text {
		return
	}
	i, ok := r.index()
	if !ok {
		return
	}
	other := "which this space does not have"
	if c, err := id.g.At(i); err == nil {
		if c.ID() == r.ID {
			id.agreed[r.ID] = text
			return
		}
		other = "which is that of " + c.ID()
	}
	if id.contradictions == nil {
		id.contradictions = &ContradictionError{Reason: fmt.Sprintf("the id %s and the index %v, %s", r.ID, i, other)}
	}
	id.contradictions.Lines = append(id.contradictions.Lines, r.Line)
}

// index returns the record's field "index".
func (r *Record) index() (*big.Int, bool) {
	text, _, ok := r.find("index")
	if !ok || text == "null" || text == "" {
		return nil, false
	}
	return new(big.Int).SetString(strings.Trim(text, `"`), 10)
}

// identifyByIndex uses the combination at the record's index if no field of the record
// contradicts it.
func (r *Record) identifyByIndex(g *paramgen.Generator, params map[string]domain) bool {
	c, ok := r.indexed(g)
	if _, taken := params["index"]; !ok || taken {
		return false
	}
	fields := r.Fields()
	for name, v := range c.All() {
		i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
		if i < 0 && v != nil || i >= 0 && !fields[i].matches(v) {
			return false
		}
	}
	r.ID = c.ID()
	return true
}

// indexed returns the combination at the record's index.
func (r *Record) indexed(g *paramgen.Generator) (paramgen.Combination, bool) {
	i, ok := r.index()
	if !ok {
		return paramgen.Combination{}, false
	}
	c, err := g.At(i)
	return c, err == nil
}

// addCell appends e, or adds its lines to an error about an equal cell.
func addCell(all []*CellError, e *CellError) []*CellError {
	for _, known := range all {
		if known.Parameter == e.Parameter && known.Cell == e.Cell {
			known.Lines = append(known.Lines, e.Lines...)
			return all
		}
	}
	return append(all, e)
}

// err returns the errors of all records.
func (id *identifier) err() error {
	var errs []error
	if len(id.anonymous) > 0 {
		errs = append(errs, &IdentityError{slices.Compact(id.anonymous)})
	}
	for _, e := range id.cells {
		errs = append(errs, e)
	}
	if id.contradictions != nil {
		errs = append(errs, id.contradictions)
	}
	return errors.Join(errs...)
}

// An IdentityError reports records that have neither an id nor values of parameters.
type IdentityError struct {
	Lines []int // without duplicates
}

// Error lists the first lines.
func (e *IdentityError) Error() string {
	return fmt.Sprintf("results: line %s: neither a field id of 12 hexadecimal digits nor values of parameters; write the id with each result, or name the field that has it",
		lineList(e.Lines))
}

// A ContradictionError reports records with an id and the index of another combination. They may
// be results of another space, or of an older version of this one.
type ContradictionError struct {
	Lines  []int
	Reason string // of the first
}

// Error lists the first lines.
func (e *ContradictionError) Error() string {
	return fmt.Sprintf("results: line %s: contradiction: %s; use the space that was run, or drop the index",
		lineList(e.Lines), e.Reason)
}

// A CellError reports a CSV cell that can be two values of its parameter, in a record that has
// neither an id nor an index that decides.
type CellError struct {
	Parameter string
	Cell      string
	Values    []any
	Lines     []int
}

// Error shows the cell, the first lines and both values.
func (e *CellError) Error() string {
	return fmt.Sprintf("results: line %s: the cell %q of the parameter %q can be %s or %s; write the id with each result, or write JSON Lines",
		lineList(e.Lines), e.Cell, e.Parameter, value.Quote(e.Values[0]), value.Quote(e.Values[1]))
}

// lineList shows at most ten line numbers.
func lineList(all []int) string {
	var lines []string
	for _, l := range all[:min(10, len(all))] {
		lines = append(lines, strconv.Itoa(l))
	}
	more := ""
	if n := len(all) - len(lines); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(lines, ", ") + more
}
