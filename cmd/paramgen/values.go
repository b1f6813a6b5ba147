package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/jsontext"
	"github.com/paramgen/paramgen/internal/value"
)

// word is a value as written on the command line.
type word struct {
	text   string
	quoted bool
	list   []word // the elements of [V1,V2]; nil for other values
}

// split splits a list at the commas outside quotes.
func split(list string) ([]word, error) {
	for words := []word(nil); ; {
		w, rest, more, err := cut(list)
		if err != nil {
			return nil, err
		}
		words = append(words, w)
		if !more {
			return words, nil
		}
		list = rest
	}
}

// cut returns the first value of a list and the rest after its comma.
func cut(list string) (w word, rest string, more bool, err error) {
	list = strings.TrimLeft(list, " ")
	if strings.HasPrefix(list, "[") {
		return cutList(list)
	}
	if list == "" || list[0] != '"' && list[0] != '\'' {
		text, rest, more := strings.Cut(list, ",")
		if text = strings.TrimRight(text, " "); text == "" {
			return w, "", false, errors.New(`a value is empty; write "" for the empty string`)
		}
		return word{text: text}, rest, more, nil
	}
	text, rest, err := unquote(list)
	if err != nil {
		return w, "", false, err
	}
	return word{text: text, quoted: true}.before(rest)
}

// before returns the word and what follows the comma after it.
func (w word) before(rest string) (word, string, bool, error) {
	rest = strings.TrimLeft(rest, " ")
	if rest != "" && rest[0] != ',' {
		return word{}, "", false, fmt.Errorf("want a comma before %s", rest)
	}
	return w, strings.TrimPrefix(rest, ","), rest != "", nil
}

// cutList returns the list at the start of s, [V1,V2], and the rest after its comma.
func cutList(s string) (w word, rest string, more bool, err error) {
	w = word{list: []word{}}
	rest = strings.TrimLeft(s[1:], " ")
	for !strings.HasPrefix(rest, "]") {
		if rest == "" {
			return w, "", false, fmt.Errorf("no closing bracket in %s", s)
		}
		if rest[0] == '[' {
			return w, "", false, errors.New("a list cannot be inside a list")
		}
		end := len(rest)
		if rest[0] != '"' && rest[0] != '\'' {
			end = strings.IndexAny(rest, ",]")
		} else if _, after, err := unquote(rest); err == nil {
			end -= len(after)
		}
		if end < 0 {
			return w, "", false, fmt.Errorf("no closing bracket in %s", s)
		}
		e, _, _, err := cut(rest[:end])
		if err != nil {
			return w, "", false, err
		}
		w.list = append(w.list, e)
		rest = strings.TrimLeft(rest[end:], " ")
		if next, comma := strings.CutPrefix(rest, ","); comma {
			rest = strings.TrimLeft(next, " ")
		} else if !strings.HasPrefix(rest, "]") {
			return w, "", false, fmt.Errorf("want a comma or ] before %s", rest)
		}
	}
	w.text = s[:len(s)-len(rest)+1]
	return w.before(rest[1:])
}

// unquote reads a quoted string at the start of s: "…" with the escapes of Go, or '…' without
// escapes.
func unquote(s string) (text, rest string, err error) {
	if s[0] == '\'' {
		text, rest, ok := strings.Cut(s[1:], "'")
		if !ok {
			return "", "", fmt.Errorf("no closing quote in %s", s)
		}
		return text, rest, nil
	}
	quoted, err := strconv.QuotedPrefix(s)
	if err != nil {
		return "", "", fmt.Errorf("not a quoted string: %s", s)
	}
	text, err = strconv.Unquote(quoted)
	return text, s[len(quoted):], err
}

// value returns the value of a word: nil, a boolean, a number as in JSON, or else a string.
func (w word) value() (any, error) {
	if w.quoted {
		return w.text, nil
	}
	if w.list != nil {
		return w.elements()
	}
	switch w.text {
	case "nil", "null", "None":
		return nil, nil
	case "true", "True":
		return true, nil
	case "false", "False":
		return false, nil
	}
	s := jsontext.NewScanner([]byte(w.text))
	v, err := s.Scalar()
	if errors.Is(err, jsontext.ErrRange) {
		return nil, fmt.Errorf("%s %w", w.text, jsontext.ErrRange)
	}
	if err != nil || s.End() != nil {
		return w.text, nil
	}
	return v, nil
}

// elements returns the value of a list.
func (w word) elements() (any, error) {
	list := []any{}
	for _, e := range w.list {
		v, err := e.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// choose returns the value of a word for a parameter. A word without quotes is a string if the
// parameter has this string and no other value that is written like it.
func (w word) choose(p paramgen.Parameter) (any, error) {
	v, err := w.value()
	text := false
	for _, own := range p.Values() {
		if same(own, v) {
			return v, nil
		}
		text = text || own == w.text
	}
	if text {
		return w.text, nil
	}
	return v, err
}

// same reports whether two values are equal; numbers are equal whatever their type.
func same(a, b any) bool {
	x, errA := value.Of(a)
	y, errB := value.Of(b)
	return errA == nil && errB == nil && x.Key() == y.Key()
}

// assignment is one NAME=VALUE of -check or -near.
type assignment struct {
	name string
	word word
}

// assignments appends the assignments of NAME=VALUE,… to all.
func assignments(all []assignment, list string) (_ []assignment, err error) {
	for more := true; more; {
		name, rest, ok := strings.Cut(list, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return nil, errors.New("want NAME=VALUE,…")
		}
		for _, a := range all {
			if a.name == name {
				return nil, fmt.Errorf("%s is given twice", name)
			}
		}
		a := assignment{name: name}
		if a.word, list, more, err = cut(rest); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// chosen returns the assignments of a flag as values of the parameters of g.
func chosen(flag string, all []assignment, g *paramgen.Generator) (map[string]any, error) {
	params := map[string]paramgen.Parameter{}
	for _, p := range g.Parameters() {
		params[p.Name()] = p
	}
	values := map[string]any{}
	for _, a := range all {
		v, err := a.word.choose(params[a.name])
		if err != nil {
			return nil, fmt.Errorf("-%s: %s: %w", flag, a.name, err)
		}
		values[a.name] = v
	}
	return values, nil
}
