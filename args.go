package paramgen

import (
	"errors"
	"reflect"
	"strings"

	"github.com/paramgen/paramgen/internal/shellquote"
	"github.com/paramgen/paramgen/internal/value"
)

// Args returns the combination as command-line arguments, in declared order, as a server such as SGLang reads them: what os/exec takes, without
// any quoting. The flag of tp_size is --tp-size, and [SGLangRelease] chooses among the names that SGLang gave to a flag. Unset and false leave nothing, true leaves the flag alone, and any other
// value is an argument of its own behind the flag, unless it begins with a dash: argparse and others would take that for a flag, and read
// --x=-1 as it is meant.
func (c Combination) Args() []string {
	var args []string
	for i := range c.space().params {
		for _, f := range c.space().flagsOf(i, c.index(i)) {
			args = appendFlag(args, f.Name, f.Value)
		}
	}
	return args
}

// words returns the arguments of a parameter's value.
func (s *space) words(parameter int, v any) (args []string) {
	settings, _ := s.mapping.settings(&s.params[parameter], v, CommandLine) // New has reported errors
	for _, f := range settings {
		args = appendFlag(args, f.Name, f.Value)
	}
	return args
}

// appendFlag appends the arguments that set one flag.
func appendFlag(args []string, name string, v any) []string {
	flag := "--" + name
	switch {
	case v == nil:
	case !value.IsBool(v):
		if value := value.Text(v); !strings.HasPrefix(value, "-") {
			return append(args, flag, value)
		}
		return append(args, flag+"="+value.Text(v))
	case reflect.ValueOf(v).Bool():
		return append(args, flag)
	}
	return args
}

func argsLayout(s *space, _ *style) (layout, error) {
	return layout{end: "\n", trim: true, cell: func(b []byte, column int, v any) ([]byte, error) {
		for _, word := range s.words(column, v) {
			if err := checkWord(word); err != nil {
				return nil, err
			}
			b = append(shellquote.Append(b, word), ' ')
		}
		return b, nil
	}}, s.distinct(CommandLine)
}

// checkWord reports a word that no argument can be.
func checkWord(word string) error {
	if strings.ContainsRune(word, 0) {
		return errors.New("a value with a NUL byte cannot be an argument; use another format")
	}
	return nil
}
