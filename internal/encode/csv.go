package encode

import (
	"strconv"
	"strings"

	"github.com/paramgen/paramgen/internal/value"
)

func csvLayout(t *Table, o *Options) (layout, error) {
	var header []string
	if o.Identity {
		header = o.identity()
	}
	for _, c := range t.Columns {
		header = append(header, csvString(c.Name))
	}
	l := layout{head: strings.Join(header, ",") + "\n", end: "\n"}
	if len(header) == 0 {
		l.head, l.begin = `""`+"\n", `""`
	}
	l.none = l.head
	l.cell = func(b []byte, column, v int) ([]byte, error) {
		if column > 0 || o.Identity {
			b = append(b, ',')
		}
		field := csvField(t.Columns[column].Values[v])
		if field == "" && len(header) == 1 {
			field = `""` // readers skip empty lines
		}
		return append(b, field...), nil
	}
	if !o.Identity {
		return l, nil
	}
	l.open = func(w *Writer, b []byte) ([]byte, error) {
		b = append(w.Names().AppendID(b, w.row), ',')
		b = w.Names().AppendIndex(b, w.row, "")
		return o.appendRepetition(b, ",", w.row), nil
	}
	return l, t.reserve(o.identity()...)
}

// identity returns the names of what identifies a row.
func (o *Options) identity() []string {
	if o.Repeated {
		return []string{"id", "index", "repetition"}
	}
	return []string{"id", "index"}
}

// appendRepetition appends the number of the repetition after a prefix, if rows are repeated.
func (o *Options) appendRepetition(b []byte, prefix string, row *Row) []byte {
	if !o.Repeated {
		return b
	}
	return strconv.AppendInt(append(b, prefix...), int64(row.Repetition), 10)
}

func csvField(v any) string {
	switch {
	case v == nil:
		return ""
	case value.IsString(v), value.IsList(v):
		return csvString(value.Text(v))
	case value.IsTrue(v):
		return "True"
	case value.IsBool(v):
		return "False"
	}
	return value.Text(v)
}

// csvString quotes what RFC 4180 requires, the empty string, and spaces at the ends, which some
// readers drop.
func csvString(s string) string {
	if s != "" && s == strings.Trim(s, " \t") && !strings.ContainsAny(s, "\",\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
