package sglang

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A choiceError reports a value that is none of an argument's choices.
type choiceError struct{ choices []string }

func (e *choiceError) Error() string { return "choices: " + text.Names(e.choices) }

// The words that the types of arguments take, as python reads them.
var (
	integers  = regexp.MustCompile(`^[+-]?\d+$`)
	readables = regexp.MustCompile(`^([+-]?\d+|\d+[kKmMgGtT]|\d+\.\d+[kmgt])$`)
	floats    = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)
	negatives = regexp.MustCompile(`^-\d+$|^-\d*\.\d+$`) // which argparse does not take for a flag
)

// check reports why the release would refuse a value on the command line.
func (a *argument) check(v any) error {
	list := value.IsList(v)
	switch {
	case a.isSwitch() && !value.IsBool(v):
		return errors.New("it takes true or false")
	case a.isSwitch():
		return nil
	case a.Type == "json_list_type" && list:
		return nil
	case list && !a.takesList():
		return errors.New("it takes one value, not a list")
	case !list:
		return a.checkWord(v)
	}
	items := value.Elements(v)
	if len(items) == 0 && a.Nargs == "+" {
		return errors.New("it takes one or more values")
	}
	for _, item := range items {
		if err := a.checkWord(item); err != nil {
			return err
		}
	}
	return nil
}

// checkWord reports why the argument's type or its choices refuse a value.
func (a *argument) checkWord(v any) error {
	if n, ok := v.(int); ok && n >= 0 && a.isNumber() {
		return nil
	}
	word := value.Text(v)
	switch a.Type {
	case "int":
		return a.checkForm(word, integers, "an integer")
	case "human_readable_int":
		return a.checkForm(word, readables, "an integer, or one such as 64k")
	case "float":
		return a.checkForm(word, floats, "a number")
	case "loads", "parse_cuda_graph_config_arg", "json_list_type":
		return a.checkJSON(word)
	}
	if value.IsBool(v) {
		return errors.New("it takes a text; true and false are for flags without a value")
	}
	return a.checkChoice(word)
}

// isNumber reports whether the argument takes any integer from 0 on.
func (a *argument) isNumber() bool {
	return len(a.Choices) == 0 && (a.Type == "int" || a.Type == "human_readable_int" || a.Type == "float")
}

func (a *argument) checkForm(word string, form *regexp.Regexp, what string) error {
	if !form.MatchString(word) {
		return fmt.Errorf("it takes %s", what)
	}
	return a.checkChoice(word)
}

func (a *argument) checkChoice(word string) error {
	if len(a.Choices) > 0 && !slices.Contains(a.Choices, word) {
		return &choiceError{a.Choices}
	}
	return nil
}

func (a *argument) checkJSON(word string) error {
	var v any
	if err := json.Unmarshal([]byte(word), &v); err != nil {
		return errors.New("it takes JSON")
	}
	_, object := v.(map[string]any)
	_, array := v.([]any)
	if a.Type == "parse_cuda_graph_config_arg" && !object {
		return errors.New("it takes a JSON object")
	}
	if a.Type == "json_list_type" && !array {
		return errors.New("it takes a JSON array")
	}
	return nil
}

// checkEntry reports why a value that the command line takes cannot be given in a configuration
// file: the reader puts each as a word of its own behind its flag.
func (a *argument) checkEntry(v any) error {
	items := value.Elements(v)
	if len(items) == 0 {
		return errors.New("an empty list in a configuration file sets nothing")
	}
	for _, item := range items {
		if word := value.Text(item); strings.HasPrefix(word, "-") && !negatives.MatchString(word) {
			return errors.New("in a configuration file it would be read as a flag; use arguments")
		}
	}
	return nil
}
