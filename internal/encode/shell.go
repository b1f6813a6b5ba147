package encode

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A piece is a part of a template: text, or a placeholder.
type piece struct {
	text   string
	kind   string   // "args", "env", "id", "index", "repetition" or "value"; "" for text
	groups []string // of args and env; none means all
	column int      // of a value
}

// quoted reports whether the text in place of a placeholder can have quotes.
func (p *piece) quoted() bool { return p.kind == "args" || p.kind == "env" || p.kind == "value" }

func shellLayout(t *Table, o *Options) (layout, error) {
	if o.Template == "" {
		return layout{}, errors.New("paramgen: format shell needs a template, such as 'python -m my.server {args}'; see WithTemplate, or -template")
	}
	pieces, err := t.pieces(o.Template)
	if err == nil {
		err = t.checkPieces(pieces)
	}
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
	args := t.words(pieces[at].groups)
	l.trim, l.cell = args.trim, args.cell
	l.open, l.close = fill(pieces[:at]), fill(pieces[at+1:])
	return l, nil
}

// checkPieces reports what cannot be arguments, and environment variables of a command that the
// template does not set.
func (t *Table) checkPieces(pieces []piece) error {
	var faults []error
	for _, p := range pieces {
		if p.kind == "args" {
			faults = append(faults, t.checkArgs(p.groups))
		}
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		needs := func(p piece) bool { return p.kind == "args" && c.in(p.groups) }
		sets := func(p piece) bool {
			return p.kind == "env" && c.in(p.groups) || p.kind == "value" && p.column == i
		}
		if c.Style.Kind == AsVariable && slices.ContainsFunc(pieces, needs) && !slices.ContainsFunc(pieces, sets) {
			faults = append(faults, &ColumnError{i, errors.New("is an environment variable, which the template does not set; begin it with {env}")})
		}
	}
	return errors.Join(faults...)
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
		return w.appendColumns(b, p.groups, w.table.appendWords)
	case "env":
		return w.appendColumns(b, p.groups, w.table.appendAssignment)
	case "value":
		b, err := w.table.appendValue(b, p.column, int(w.row.at(p.column)))
		if err != nil {
			err = &ColumnError{p.column, err}
		}
		return b, err
	}
	return append(b, p.text...), nil
}

// appendValue appends a value without its flag, quoted for a shell.
func (t *Table) appendValue(b []byte, column, v int) (_ []byte, err error) {
	c := &t.Columns[column]
	if c.Values[v] == nil {
		return append(b, "''"...), nil
	}
	for i, word := range c.Style.appendWords(nil, c.Values[v]) {
		if i > 0 {
			b = append(b, ' ')
		}
		if b, err = appendWord(b, word); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// appendAssignment appends NAME=value for a column that is an environment variable.
func (t *Table) appendAssignment(b []byte, column, v int) ([]byte, error) {
	c := &t.Columns[column]
	if c.Style.Kind != AsVariable || c.Values[v] == nil {
		return b, nil
	}
	return appendWord(append(append(b, c.Style.Name...), '='), c.Style.Text(c.Values[v]))
}

// appendColumns appends the words of each column of the groups in the row, separated by blanks.
func (w *Writer) appendColumns(b []byte, groups []string, words func(b []byte, column, v int) ([]byte, error)) ([]byte, error) {
	start := len(b)
	for i := range w.table.Columns {
		if !w.table.Columns[i].in(groups) {
			continue
		}
		before := len(b)
		if before > start {
			b = append(b, ' ')
		}
		from := len(b)
		var err error
		if b, err = words(b, i, int(w.row.at(i))); err != nil {
			return nil, &ColumnError{i, err}
		}
		if len(b) == from {
			b = b[:before]
		}
	}
	return b, nil
}

// marks matches what has a meaning in a template: the shell's ${, two braces, which stand for one,
// and the beginning of a placeholder.
var marks = regexp.MustCompile(`\$\{|\{\{|\}\}|\{`)

// pieces parses a template.
func (t *Table) pieces(template string) ([]piece, error) {
	var faults []error
	if strings.ContainsAny(template, "\n\r\x00") {
		faults = append(faults, errors.New("paramgen: a template is one line, without NUL bytes"))
	}
	var all []piece
	rest := template
	for m := marks.FindStringIndex(rest); m != nil; m = marks.FindStringIndex(rest) {
		mark := rest[m[0]:m[1]]
		all = append(all, piece{text: rest[:m[0]]})
		rest = rest[m[1]:]
		switch mark {
		case "${":
			all = append(all, piece{text: mark})
		case "{{", "}}":
			all = append(all, piece{text: mark[:1]})
		default:
			name := t.placeholderName(rest)
			before := template[:len(template)-len(rest)-1]
			rest = strings.TrimPrefix(rest[len(name):], "}")
			p, err := t.placeholder(name)
			if err == nil && p.quoted() {
				err = checkQuotes("{"+name+"}", before, rest)
			}
			all, faults = append(all, p), append(faults, err)
		}
	}
	return append(all, piece{text: rest}), errors.Join(faults...)
}

// placeholderName returns the name of a placeholder from its opening brace on. The name of a
// column can have braces.
func (t *Table) placeholderName(text string) string {
	name, _, _ := strings.Cut(text, "}")
	for _, c := range t.Columns {
		if len(c.Name) > len(name) && strings.HasPrefix(text, c.Name+"}") {
			name = c.Name
		}
	}
	return name
}

func (t *Table) placeholder(name string) (piece, error) {
	if i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name }); i >= 0 {
		return piece{kind: "value", column: i}, nil
	}
	kind, group, grouped := strings.Cut(name, ":")
	switch {
	case name == "args" || name == "env" || name == "id" || name == "index" || name == "repetition":
		return piece{kind: name}, nil
	case grouped && group != "" && (kind == "args" || kind == "env") && slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Group == group }):
		return piece{kind: kind, groups: []string{group}}, nil
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
