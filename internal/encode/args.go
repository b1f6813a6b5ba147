package encode

import (
	"errors"
	"strings"

	"github.com/paramgen/paramgen/internal/shellquote"
)

// Hyphens returns a name with hyphens in place of underscores.
func Hyphens(name string) string { return strings.ReplaceAll(name, "_", "-") }

func argsLayout(t *Table, o *Options) (layout, error) {
	faults := []error{t.checkArgs(o.Groups)}
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Style.Kind == AsVariable && c.in(o.Groups) {
			faults = append(faults, &ColumnError{i, errors.New("is an environment variable, which arguments cannot set; use the format shell with {env} in its template")})
		}
	}
	return t.words(o.Groups), errors.Join(faults...)
}

// words returns the layout of lines of arguments.
func (t *Table) words(groups []string) layout {
	return layout{end: "\n", trim: " ", cell: func(b []byte, column, v int) ([]byte, error) {
		if !t.Columns[column].in(groups) {
			return b, nil
		}
		start := len(b)
		b, err := t.appendWords(b, column, v)
		if len(b) > start {
			b = append(b, ' ')
		}
		return b, err
	}}
}

// checkArgs reports values that cannot be arguments, and columns of different groups with the same
// flag, unless groups are chosen.
func (t *Table) checkArgs(groups []string) error {
	faults := make([]error, len(t.Columns)+1)
	for i := range t.Columns {
		c := &t.Columns[i]
		for v := range c.Values {
			if _, err := c.Args(v); err != nil && c.in(groups) {
				faults[i] = &ColumnError{i, err}
				break
			}
		}
	}
	if len(groups) == 0 {
		faults[len(t.Columns)] = t.Clash
	}
	return errors.Join(faults...)
}

// appendWords appends the arguments of a value, quoted for a shell.
func (t *Table) appendWords(b []byte, column, v int) ([]byte, error) {
	words, err := t.Columns[column].Args(v)
	for i, word := range words {
		if err != nil {
			break
		}
		if i > 0 {
			b = append(b, ' ')
		}
		b, err = appendWord(b, word)
	}
	return b, err
}

// appendWord appends an argument, quoted for a shell.
func appendWord(b []byte, word string) ([]byte, error) {
	if strings.ContainsRune(word, 0) {
		return nil, errors.New("a value with a NUL byte cannot be an argument; use another format")
	}
	return shellquote.Append(b, word), nil
}
