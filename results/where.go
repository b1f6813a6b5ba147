package results

import (
	"fmt"
	"slices"

	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/near"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Condition is an expression over the parameters and the fields of a row, in the language of
// rules: p99_ttft_ms < 200 && completed > 0. Dots select members of objects: latency.p99 < 200.
// A parameter takes precedence over a field of its name. A field that a row lacks is unset, and a
// comparison with it is unknown.
type Condition struct{ expr *expr.Expr }

// ParseCondition parses a condition. Its error shows the text with a caret.
func ParseCondition(text string) (*Condition, error) {
	e, err := expr.ParsePaths(text)
	if err != nil {
		return nil, fmt.Errorf("results: condition: %w", err)
	}
	return &Condition{e}, nil
}

// String returns the text of the condition.
func (c *Condition) String() string { return c.expr.Text() }

// Holds reports whether the condition is true of a row. It returns false if the condition is
// unknown, as for a failed run that lacks the field. The fields of a merged row are the medians of
// its runs if they are numbers, and otherwise those of its first run.
func (c *Condition) Holds(r *Row) bool {
	return c.expr.Eval(func(name string) expr.Value { return r.value(name) }) == expr.True
}

// Excess returns how far each of the parts that && joins is from being true of a row: 0 or less if
// it is, more if it is not, and NaN if it is unknown. p99 <= 200 is 0.69 for a p99 of 400:
// comparisons of positive numbers are measured by the logarithm of their ratio, others by their
// difference relative to the numbers. Conditions that compare no numbers are 1 or -1.
func (c *Condition) Excess(r *Row) []float64 {
	return c.expr.Excess(func(name string) expr.Value { return r.value(name) })
}

// Names returns the parameters and fields that the condition reads.
func (c *Condition) Names() (names []string) {
	for _, n := range c.expr.Names() {
		names = append(names, n.Name)
	}
	return names
}

// value returns the value of a parameter or a field for a condition.
func (r *Row) value(name string) expr.Value {
	if v, ok := r.Combination.Get(name); ok {
		plain, _ := value.Of(v) // a parameter's value has no error
		return plain
	}
	if s := r.Stat(name); r.Runs != nil && s.N > 0 {
		return expr.Float(s.Median)
	}
	raw, ok := r.Field(name)
	if !ok {
		return expr.Nil()
	}
	v, err := value.Of(plain(raw))
	if err != nil { // an object or an array
		return expr.String(string(raw))
	}
	return v
}

// Filter returns the rows for which keep returns true.
func Filter(rows []Row, keep func(*Row) bool) (kept []Row) {
	for i := range rows {
		if keep(&rows[i]) {
			kept = append(kept, rows[i])
		}
	}
	return kept
}

// Where returns the rows of which a condition is true, see [ParseCondition]. It returns a
// [*FieldError] if the condition reads a name that is neither a parameter nor a field of any row.
func Where(rows []Row, condition string) ([]Row, error) {
	c, err := ParseCondition(condition)
	if err != nil {
		return nil, err
	}
	if err := c.Check(rows); err != nil {
		return nil, err
	}
	return Filter(rows, c.Holds), nil
}

// Check returns a [*FieldError] if the condition reads a name that is neither a parameter nor a
// field of any of the rows, unless there are no rows.
func (c *Condition) Check(rows []Row) error {
	return CheckFields(rows, c.Names()...)
}

// CheckFields returns a [*FieldError] for the first name that is neither a parameter nor a field
// of any of the rows, unless there are no rows.
func CheckFields(rows []Row, names ...string) error {
	for _, name := range names {
		if len(rows) > 0 && !slices.ContainsFunc(rows, func(r Row) bool { return r.has(name) }) {
			return &FieldError{name, near.Name(name, fieldNames(rows))}
		}
	}
	return nil
}

// has reports whether the row has a parameter or a field.
func (r *Row) has(name string) bool {
	if r.Combination.Has(name) {
		return true
	}
	return slices.ContainsFunc(r.records(), func(record *Record) bool { _, _, ok := record.find(name); return ok })
}

// fieldNames returns the names of the parameters and fields of rows, with those of members. Rows
// of one shape are taken to have the same members.
func fieldNames(rows []Row) (all []string) {
	seen, shapes := map[string]bool{}, map[*shape]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			all = append(all, name)
		}
	}
	for _, r := range rows {
		if shapes[r.shape] {
			continue
		}
		shapes[r.shape] = true
		for name := range r.Combination.All() {
			add(name)
		}
		for _, name := range memberNames("", r.Fields()) {
			add(name)
		}
	}
	return all
}

// memberNames returns the names of fields and of the members of objects, with dots.
func memberNames(prefix string, fields []Field) (names []string) {
	for _, f := range fields {
		names = append(names, prefix+f.Name)
		names = append(names, memberNames(prefix+f.Name+".", members(string(f.Value)))...)
	}
	return names
}

// A FieldError reports a name in a condition that is neither a parameter nor a field.
type FieldError struct {
	Name    string
	Nearest string // the most similar name, or ""
}

// Error names the most similar name.
func (e *FieldError) Error() string {
	hint := ""
	if e.Nearest != "" {
		hint = fmt.Sprintf("; did you mean %q?", e.Nearest)
	}
	return fmt.Sprintf("results: no result has the field %q, and no parameter has that name%s", text.Truncate(e.Name), hint)
}
