package encode

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen/internal/value"
)

// A piece is a part of a template: text, or a placeholder.
type piece struct {
	text   string
	kind   string // "args", "id", "index", "repetition" or "value"; "" for text
	column int    // of a value
}

// quoted reports whether the text in place of a placeholder can have quotes.
func (p *piece) quoted() bool { return p.kind == "args" || p.kind == "value" }

func shellLayout(t *Table, o *Options) (layout, error) {
	if o.Template == "" {
		return layout{}, errors.New("paramgen: format shell needs a template, such as 'python -m my.server {args}'; see WithTemplate, or -template")
	}
	pieces, err := t.pieces(o.Template)
	if err != nil {
		return layout{}, err
	}
	l := layout{none: "#!/usr/bin/env bash\n", end: "\n"}
	l.head = l.none
	at := slices.IndexFunc(pieces, func(p piece) bool { return p.kind == "args" })
	if at < 0 {
		l.open = fill(pieces)
		l.cell = func(b []byte, _, _ int) ([]byte, error) { return b, nil }
		return l, nil
	}
	args, err := argsLayout(t, o)
	l.trim, l.cell = args.trim, args.cell
	l.open, l.close = fill(pieces[:at]), fill(pieces[at+1:])
	return l, err
}

// fill returns the function that appends the pieces for a row.
func fill(pieces []piece) func(w *Writer, b []byte) ([]byte, error) {
	return func(w *Writer, b []byte) (_ []byte, err error) {
		for i := range pieces {
			if b, err = pieces[i].append(w, b); err != nil {
				return nil, err
			}
		}
		return b, nil
	}
}

func (p *piece) append(w *Writer, b []byte) ([]byte, error) {
	switch p.kind {
	case "id":
		return w.Names().AppendID(b, w.row), nil
	case "index":
		return w.Names().AppendIndex(b, w.row, "''"), nil
	case "repetition":
		return strconv.AppendInt(b, int64(max(1, w.row.Repetition)), 10), nil
	case "args":
		return w.appendArgs(b)
	case "value":
		v := w.table.Columns[p.column].Values[w.row.at(p.column)]
		if v == nil {
			return append(b, "''"...), nil
		}
		b, err := appendWord(b, value.Text(v))
		if err != nil {
			err = &ColumnError{p.column, err}
		}
		return b, err
	}
	return append(b, p.text...), nil
}

// appendArgs appends all arguments of the row.
func (w *Writer) appendArgs(b []byte) ([]byte, error) {
	start := len(b)
	for i := range w.table.Columns {
		before := len(b)
		if before > start {
			b = append(b, ' ')
		}
		from := len(b)
		var err error
		if b, err = w.table.appendWords(b, i, int(w.row.at(i))); err != nil {
			return nil, &ColumnError{i, err}
		}
		if len(b) == from {
			b = b[:before]
		}
	}
	return b, nil
}

// placeholders matches names in braces, and what looks like them: ${, and names in two braces.
var placeholders = regexp.MustCompile(`\$\{|\{\{[A-Za-z_][A-Za-z0-9_]*\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// pieces parses a template.
func (t *Table) pieces(template string) ([]piece, error) {
	var faults []error
	if strings.ContainsAny(template, "\n\r\x00") {
		faults = append(faults, errors.New("paramgen: a template is one line, without NUL bytes"))
	}
	var all []piece
	done := 0
	for _, m := range placeholders.FindAllStringSubmatchIndex(template, -1) {
		all = append(all, piece{text: template[done:m[0]]})
		done = m[1]
		switch whole := template[m[0]:m[1]]; {
		case m[2] >= 0:
			p, err := t.placeholder(template[m[2]:m[3]])
			if err == nil && p.quoted() {
				err = checkQuotes(whole, template[:m[0]], template[m[1]:])
			}
			all, faults = append(all, p), append(faults, err)
		case whole == "${":
			all = append(all, piece{text: whole})
		default:
			all = append(all, piece{text: whole[1 : len(whole)-1]})
		}
	}
	return append(all, piece{text: template[done:]}), errors.Join(faults...)
}

func (t *Table) placeholder(name string) (piece, error) {
	if i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name }); i >= 0 {
		return piece{kind: "value", column: i}, nil
	}
	if slices.Contains([]string{"args", "id", "index", "repetition"}, name) {
		return piece{kind: name}, nil
	}
	return piece{}, &PlaceholderError{name}
}

// checkQuotes reports a placeholder beside a quote or between quotes of the template. It counts
// quotes and does not parse the command.
func checkQuotes(placeholder, before, after string) error {
	const quotes = "'\"`"
	inside := strings.HasSuffix(before, `\`)
	for _, quote := range quotes {
		q := string(quote)
		beside := strings.HasSuffix(before, q) || strings.HasPrefix(after, q)
		inside = inside || beside || strings.Count(before, q)%2 == 1
	}
	if inside {
		return fmt.Errorf("paramgen: %s is quoted where needed and cannot be inside or next to quotes, backquotes or a backslash of the template; remove those", placeholder)
	}
	return nil
}
