package encode

import (
	"errors"
	"fmt"
	"strings"

	"github.com/paramgen/paramgen/internal/shellquote"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// Hyphens returns a name with hyphens in place of underscores.
func Hyphens(name string) string { return strings.ReplaceAll(name, "_", "-") }

// AppendFlag appends the arguments that set a flag: none for unset and false, the flag alone for
// true, and otherwise the flag and the value. A value that begins with a dash is joined to the
// flag by =, since it would be read as a flag.
func AppendFlag(args []string, name string, v any) []string {
	flag := "--" + name
	switch {
	case v == nil, value.IsBool(v) && !value.IsTrue(v):
		return args
	case value.IsBool(v):
		return append(args, flag)
	}
	if s := value.Text(v); !strings.HasPrefix(s, "-") {
		return append(args, flag, s)
	}
	return append(args, flag+"="+value.Text(v))
}

func argsLayout(t *Table, _ *Options) (layout, error) {
	l := layout{end: "\n", trim: true}
	l.cell = func(b []byte, column, v int) ([]byte, error) {
		start := len(b)
		b, err := t.appendWords(b, column, v)
		if len(b) > start {
			b = append(b, ' ')
		}
		return b, err
	}
	return l, t.distinct(CommandLine)
}

// appendWords appends the arguments of a value, quoted for a shell.
func (t *Table) appendWords(b []byte, column, v int) ([]byte, error) {
	settings, err := t.Columns[column].Settings(v, CommandLine)
	if err != nil {
		return nil, err
	}
	var words []string
	for _, s := range settings {
		words = AppendFlag(words, s.Name, s.Value)
	}
	for i, word := range words {
		if i > 0 {
			b = append(b, ' ')
		}
		if b, err = appendWord(b, word); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// appendWord appends an argument, quoted for a shell.
func appendWord(b []byte, word string) ([]byte, error) {
	if strings.ContainsRune(word, 0) {
		return nil, errors.New("a value with a NUL byte cannot be an argument; use another format")
	}
	return shellquote.Append(b, word), nil
}

// distinct reports columns that are written under one name, such as a_b and a-b: a reader would
// use only one of the values.
func (t *Table) distinct(to Target) error {
	owner := map[string]int{}
	faults := make([]error, len(t.Columns))
	for i := range t.Columns {
		if err := t.claim(i, to, owner); err != nil {
			faults[i] = &ColumnError{i, err}
		}
	}
	return errors.Join(faults...)
}

// claim enters the names of a column's settings, or reports the first that is another's.
func (t *Table) claim(column int, to Target, owner map[string]int) error {
	for v := range t.Columns[column].Values {
		settings, err := t.Columns[column].Settings(v, to)
		if err != nil {
			return err
		}
		for _, s := range settings {
			if first, taken := owner[s.Name]; taken && first != column {
				return fmt.Errorf("is written as the flag --%s, as parameter %q is; give one of them another name",
					text.Truncate(s.Name), text.Truncate(t.Columns[first].Name))
			}
			owner[s.Name] = column
		}
	}
	return nil
}
