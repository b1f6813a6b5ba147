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
// It returns an [*IdentityError] if records have neither an id nor such fields, and a
// [*CellError] for each CSV cell that can be two values of its parameter, unless a field "index"
// decides. These errors are joined; all other records are identified.
func (t *Table) Identify(g *paramgen.Generator) error {
	params := domains(g)
	var anonymous []int
	var cells []*CellError
	for i := range t.Records {
		r := &t.Records[i]
		if r.ID != "" {
			continue
		}
		values, ambiguous := r.values(params)
		switch {
		case len(values) == 0:
			anonymous = append(anonymous, r.Line)
		case ambiguous == nil:
			r.identifyByValues(g, values)
		case !r.identifyByIndex(g, params):
			cells = addCell(cells, ambiguous)
		}
	}
	return identityErrors(anonymous, cells)
}

func (r *Record) identifyByValues(g *paramgen.Generator, values map[string]any) {
	c, err := g.Combination(values)
	if r.unmatched = err != nil; !r.unmatched {
		r.ID = c.ID()
	}
}

// identifyByIndex uses the combination at the record's index if no field of the record
// contradicts it.
func (r *Record) identifyByIndex(g *paramgen.Generator, params map[string]domain) bool {
	c, ok := r.indexed(g)
	if _, taken := params["index"]; !ok || taken {
		return false
	}
	for name, v := range c.All() {
		i := slices.IndexFunc(r.Fields, func(f Field) bool { return f.Name == name })
		if i < 0 && v != nil || i >= 0 && !r.Fields[i].matches(v) {
			return false
		}
	}
	r.ID = c.ID()
	return true
}

// indexed returns the combination at the record's field "index".
func (r *Record) indexed(g *paramgen.Generator) (paramgen.Combination, bool) {
	raw, _ := r.field("index")
	i, ok := new(big.Int).SetString(strings.Trim(string(raw), `"`), 10)
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

func identityErrors(anonymous []int, cells []*CellError) error {
	var errs []error
	if len(anonymous) > 0 {
		errs = append(errs, &IdentityError{slices.Compact(anonymous)})
	}
	for _, e := range cells {
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}

// An IdentityError reports records that have neither an id nor values of parameters.
type IdentityError struct {
	Lines []int // without duplicates
}

// Error lists the first lines.
func (e *IdentityError) Error() string {
	return fmt.Sprintf("results: line %s: neither a field id of 12 hexadecimal digits nor values of parameters; write the id with each result",
		lineList(e.Lines))
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
