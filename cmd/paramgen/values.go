package main

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/jsontext"
)

// word is a value as written on the command line.
type word struct {
	text   string
	quoted bool
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
	rest = strings.TrimLeft(rest, " ")
	if rest != "" && rest[0] != ',' {
		return w, "", false, fmt.Errorf("want a comma before %s", rest)
	}
	return word{text, true}, strings.TrimPrefix(rest, ","), rest != "", nil
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
	x, y := number(a), number(b)
	return a == b || x != nil && y != nil && x.Cmp(y) == 0
}

// number returns the exact number that v is, or nil.
func number(v any) *big.Rat {
	switch v := v.(type) {
	case string:
		return nil
	case float64:
		return new(big.Rat).SetFloat64(v)
	}
	n, _ := new(big.Rat).SetString(fmt.Sprint(v))
	return n
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
