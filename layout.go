package paramgen

import (
	"strings"

	"github.com/paramgen/paramgen/internal/value"
)

// layout is how a format puts rows together: the texts around the rows, and how one value is written. A format is data; one loop
// writes the rows of all.
type layout struct {
	head, between, tail string // before, between and behind the rows
	none                string // in their place where there are no rows
	begin, end          string // of each row
	trim                bool   // drop a space behind the cells
	cell                func(b []byte, column int, v any) ([]byte, error)

	// What depends on the whole combination, before and behind the cells. A layout with open has no begin.
	open, close func(r *rows, b []byte, c Combination) ([]byte, error)

	// What the reader takes, 0 for no limit. Under a limit nothing is written before all is there.
	format              Format
	mostRows, mostBytes int
}

func jsonLayout(s *space, style *style) (layout, error) {
	l := layout{head: "[\n", between: ",\n", tail: "\n]\n", none: "[]\n", begin: "  {", end: "\n  }"}
	if len(s.params) == 0 && !style.identity {
		l.end = "}"
	}
	return l.object(s, style, "\n    ", ": ")
}

func jsonlLayout(s *space, style *style) (layout, error) {
	return layout{begin: "{", end: "}\n"}.object(s, style, "", ":")
}

// object completes a layout of JSON objects, with id and index in front if they are wanted.
func (l layout) object(s *space, style *style, indent, colon string) (layout, error) {
	if !style.identity {
		l.cell = jsonCell(s, false, indent, colon)
		return l, nil
	}
	if err := s.reserve("id", "index"); err != nil {
		return l, err
	}
	begin := l.begin
	l.begin = ""
	l.open = func(r *rows, b []byte, c Combination) ([]byte, error) {
		b = append(append(append(append(b, begin...), indent...), `"id"`...), colon...)
		b = append(r.identify().appendID(append(b, '"'), c), `",`...)
		b = append(append(append(b, indent...), `"index"`...), colon...)
		return r.identify().appendIndex(b, c, "null"), nil
	}
	l.cell = jsonCell(s, true, indent, colon)
	return l, nil
}

// jsonCell writes a member of an object, with the comma that separates it from the one before; the first has one too where it follows others.
func jsonCell(s *space, follows bool, indent, colon string) func([]byte, int, any) ([]byte, error) {
	return func(b []byte, column int, v any) ([]byte, error) {
		if column > 0 || follows {
			b = append(b, ',')
		}
		b = append(b, indent...)
		b = value.AppendJSONString(b, s.params[column].name)
		b = append(b, colon...)
		return value.AppendJSON(b, v), nil
	}
}

func csvLayout(s *space, style *style) (layout, error) {
	var header []string
	if style.identity {
		if err := s.reserve("id", "index"); err != nil {
			return layout{}, err
		}
		header = []string{"id", "index"}
	}
	for _, p := range s.params {
		header = append(header, csvString(p.name))
	}
	l := layout{head: strings.Join(header, ",") + "\n", end: "\n"}
	if len(header) == 0 {
		l.head, l.begin = `""`+"\n", `""`
	}
	l.none = l.head
	if style.identity {
		l.open = openCSV
	}
	l.cell = func(b []byte, column int, v any) ([]byte, error) {
		if column > 0 || style.identity {
			b = append(b, ',')
		}
		field := csvField(v)
		if field == "" && len(header) == 1 {
			field = `""` // readers skip empty lines
		}
		return append(b, field...), nil
	}
	return l, nil
}

func openCSV(r *rows, b []byte, c Combination) ([]byte, error) {
	b = append(r.identify().appendID(b, c), ',')
	return r.identify().appendIndex(b, c, ""), nil
}

func csvField(v any) string {
	switch {
	case v == nil:
		return ""
	case value.IsString(v):
		return csvString(value.Text(v))
	case value.IsBool(v):
		return map[string]string{"false": "False", "true": "True"}[value.Text(v)]
	}
	return value.Text(v)
}

// csvString quotes what RFC 4180 wants quoted, the empty string, and spaces at the ends, which some readers drop.
func csvString(s string) string {
	if s != "" && s == strings.Trim(s, " \t") && !strings.ContainsAny(s, "\",\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
