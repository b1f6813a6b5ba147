package encode

import "github.com/paramgen/paramgen/internal/value"

func jsonLayout(t *Table, o *Options) (layout, error) {
	l := layout{head: "[\n", between: ",\n", tail: "\n]\n", none: "[]\n", begin: "  {", end: "\n  }"}
	if len(t.Columns) == 0 && !o.Identity {
		l.end = "}"
	}
	return l.object(t, o, "\n    ", ": ")
}

func jsonlLayout(t *Table, o *Options) (layout, error) {
	return layout{begin: "{", end: "}\n"}.object(t, o, "", ":")
}

// object completes a layout of JSON objects, with id and index first under [Options.Identity].
func (l layout) object(t *Table, o *Options, indent, colon string) (layout, error) {
	l.cell = jsonCell(t, o.Identity, indent, colon)
	if o.OmitUnset {
		l.trim, l.cell = ",", setCell(t, indent, colon)
	}
	if !o.Identity {
		return l, nil
	}
	begin := l.begin
	l.begin = ""
	l.open = func(w *Writer, b []byte) ([]byte, error) {
		b = append(append(append(append(b, begin...), indent...), `"id"`...), colon...)
		b = append(w.Names().AppendID(append(b, '"'), w.row), `",`...)
		b = append(append(append(b, indent...), `"index"`...), colon...)
		b = w.Names().AppendIndex(b, w.row, "null")
		return append(o.appendRepetition(b, ","+indent+`"repetition"`+colon, w.row), l.trim...), nil
	}
	return l, t.reserve(o.identity()...)
}

// jsonCell appends a member of an object, after a comma unless nothing precedes it.
func jsonCell(t *Table, follows bool, indent, colon string) func([]byte, int, int) ([]byte, error) {
	return func(b []byte, column, v int) ([]byte, error) {
		return appendMember(b, column > 0 || follows, indent, colon, t.Columns[column].Name, t.Columns[column].Values[v]), nil
	}
}

// setCell appends a member of an object and a comma, or nothing for an unset value.
func setCell(t *Table, indent, colon string) func([]byte, int, int) ([]byte, error) {
	return func(b []byte, column, v int) ([]byte, error) {
		c := &t.Columns[column]
		if c.Values[v] == nil {
			return b, nil
		}
		return append(appendMember(b, false, indent, colon, c.Name, c.Values[v]), ','), nil
	}
}

func appendMember(b []byte, comma bool, indent, colon, name string, v any) []byte {
	if comma {
		b = append(b, ',')
	}
	b = append(b, indent...)
	b = value.AppendJSONString(b, name)
	b = append(b, colon...)
	return value.AppendJSON(b, v)
}
