package paramgen

import (
	"github.com/paramgen/paramgen/internal/jsontext"
)

// tuples reads linked parameters: their names and the rows.
func (f *spaceFile) tuples() error {
	var names []string
	var rows [][]any
	err := f.object("the tuples", []field{
		{name: "parameters", required: true, read: func() error {
			return f.scanner.Array(func() error {
				name, err := f.scanner.String()
				names = append(names, name)
				return err
			})
		}},
		{name: "rows", required: true, read: func() error {
			return f.scanner.Array(func() error {
				row, err := f.row()
				rows = append(rows, row)
				return err
			})
		}},
	})
	f.alternatives = append(f.alternatives, Tuples(names, rows...))
	return err
}

func (f *spaceFile) row() (row []any, err error) {
	err = f.scanner.Array(func() error {
		v, err := f.scanner.Scalar()
		row = append(row, v)
		return err
	})
	return row, err
}

// devices reads a number of GPUs.
func (f *spaceFile) devices() error {
	at := f.scanner.Offset()
	v, err := f.scanner.Scalar()
	if err != nil {
		return err
	}
	n, ok := v.(int)
	if !ok || n < 0 {
		return jsontext.Errorf(at, "a number of devices expected")
	}
	f.alternatives = append(f.alternatives, Devices(n))
	return nil
}
