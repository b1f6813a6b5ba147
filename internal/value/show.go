package value

import (
	"strconv"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
)

// Quote returns v as an expression has it: the string "1" is not the number 1.
func Quote(v any) string {
	if IsList(v) {
		words := []string{}
		for _, e := range Elements(v) {
			words = append(words, Quote(e))
		}
		return "[" + strings.Join(words, ", ") + "]"
	}
	if IsString(v) {
		return strconv.Quote(Text(v))
	}
	return Text(v)
}

// Show returns v as reports have it. A string that could be read as something else is quoted.
func Show(v any) string {
	s := Text(v)
	if IsString(v) && (Ambiguous(s) || strings.ContainsAny(s, " \"…") || !text.Printable(s)) {
		return strconv.Quote(s)
	}
	return s
}

// MaxListed is how many values of a parameter [List] shows, besides the last one.
const MaxListed = 40

// List shows values, separated by spaces; of many the first ones and the last.
func List(values []any) string {
	words := make([]string, 0, min(len(values), MaxListed+2))
	for i, v := range values {
		if i >= MaxListed && i < len(values)-1 {
			continue
		}
		if i == len(values)-1 && i > MaxListed {
			words = append(words, "…")
		}
		words = append(words, Show(v))
	}
	return strings.Join(words, " ")
}

// Ambiguous reports whether a string could be read as unset, a bool, a number or a list, or by
// benchstat's filters as an operator.
func Ambiguous(s string) bool {
	switch s {
	case "", "nil", "true", "false", "AND", "OR":
		return true
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil || s[0] == '[' && s[len(s)-1] == ']'
}
