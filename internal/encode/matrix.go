package encode

import (
	"errors"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/value"
)

// Limits of GitHub Actions on a matrix and on the outputs of a job, and of Argo on what it
// captures.
const (
	githubEntries = 256
	githubBytes   = 1 << 20
	argoBytes     = 256 << 10
)

func githubLayout(t *Table, o *Options) (layout, error) {
	return layout{
		head: `{"include":[`, between: ",", tail: "]}\n", none: `{"include":[]}` + "\n",
		maxRows: githubEntries, maxBytes: githubBytes,
		cell: jsonCell(t, true, "", ":"),
	}.matrix(t, o)
}

func argoLayout(t *Table, o *Options) (layout, error) {
	return layout{
		head: "[", between: ",", tail: "]\n", none: "[]\n", maxBytes: argoBytes,
		cell: func(b []byte, column, i int) ([]byte, error) {
			v := t.Columns[column].Values[i]
			if v == nil {
				v = ""
			}
			return appendMember(b, true, "", ":", t.Columns[column].Name, v), nil
		},
	}.matrix(t, o)
}

// matrix completes a layout of objects that hold all that a task needs. The index is a string,
// since these systems read numbers as floats.
func (l layout) matrix(t *Table, o *Options) (layout, error) {
	l.open = func(w *Writer, b []byte) ([]byte, error) {
		b = w.Names().AppendID(append(b, `{"id":"`...), w.row)
		b = append(b, `","index":"`...)
		b = o.appendRepetition(w.Names().AppendIndex(b, w.row, ""), `","repetition":"`, w.row)
		return append(b, '"'), nil
	}
	words := make([][][]byte, len(t.Columns)) // by column and value, rendered when they first occur
	for i, c := range t.Columns {
		words[i] = make([][]byte, len(c.Values))
	}
	l.close = func(w *Writer, b []byte) ([]byte, error) {
		b = append(b, `,"args":"`...)
		start := len(b)
		for i := range words {
			if !t.Columns[i].in(o.Groups) {
				continue
			}
			word := &words[i][w.row.at(i)]
			if *word == nil {
				var err error
				if *word, err = t.matrixWords(i, int(w.row.at(i))); err != nil {
					return nil, &ColumnError{i, err}
				}
			}
			if len(*word) > 0 && len(b) > start {
				b = append(b, ' ')
			}
			b = append(b, *word...)
		}
		return append(b, `"}`...), nil
	}
	return l, errors.Join(t.reserve(append(o.identity(), "args")...), t.checkArgs(o.Groups))
}

// matrixWords returns the arguments of a value as a part of a JSON string.
func (t *Table) matrixWords(column, v int) ([]byte, error) {
	args, err := t.appendWords(nil, column, v)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(args) {
		return nil, errors.New("has a value that is not UTF-8, which JSON cannot hold; use another format")
	}
	s := value.AppendJSONString([]byte{}, string(args))
	return s[1 : len(s)-1], nil
}
