package paramgen

import (
	"errors"

	"github.com/paramgen/paramgen/internal/jsontext"
)

// linked is what "tuples" says.
type linked struct {
	*spaceFile
	names  []string
	rows   [][]any
	fault  error // the first of a value, until the name of its column is known
	column int
}

// tuples reads linked parameters: their names and the rows.
func (f *spaceFile) tuples() error {
	t := linked{spaceFile: f}
	err := f.object("the tuples", []field{
		{name: "parameters", required: true, read: func() error { return f.scanner.Array(t.name) }},
		{name: "rows", required: true, read: func() error { return f.scanner.Array(t.row) }},
	})
	f.alternatives = append(f.alternatives, Tuples(t.names, t.rows...))
	switch {
	case err != nil || t.fault == nil:
		return err
	case t.column < len(t.names):
		return ofParameter(t.fault, t.names[t.column])
	}
	return t.fault // of a row too long
}

func (t *linked) name() error {
	name, err := t.scanner.String()
	t.names = append(t.names, name)
	return err
}

func (t *linked) row() error {
	var row []any
	err := t.scanner.Array(func() error {
		v, err := t.scanner.Scalar()
		row = append(row, v)
		if errors.Is(err, jsontext.ErrRange) {
			t.remember(err, len(row)-1)
			return nil
		}
		return err
	})
	t.rows = append(t.rows, row)
	return err
}

func (t *linked) remember(fault error, column int) {
	if t.fault == nil {
		t.fault, t.column = fault, column
	}
}
