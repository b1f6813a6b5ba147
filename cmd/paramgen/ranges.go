package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
)

// Ranges without quotes: 8..64..8 in steps, and 2**0..2**5 of powers of two.
var (
	steps  = regexp.MustCompile(`^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$`)
	powers = regexp.MustCompile(`^2\*\*(\d+)\.\.2\*\*(\d+)$`)
)

// mostInRange is how many values a range may have.
const mostInRange = 10_000

// values returns the values of a word: of a range, or the one that it is.
func (w word) values() ([]any, error) {
	if w.quoted || w.list != nil {
		v, err := w.value()
		return []any{v}, err
	}
	if m := powers.FindStringSubmatch(w.text); m != nil {
		first, _ := strconv.Atoi(m[1])
		last, err := strconv.Atoi(m[2])
		if err != nil || last > 62 || first > last {
			return nil, fmt.Errorf("%s: want powers from 2**0 to 2**62, the lesser one first", w.text)
		}
		return paramgen.Pow2(1<<first, 1<<last), nil
	}
	if m := steps.FindStringSubmatch(w.text); m != nil {
		return stepped(w.text, m[1:])
	}
	if w.text[0] >= '0' && w.text[0] <= '9' && strings.ContainsAny(w.text, ";") {
		return nil, fmt.Errorf("%s is not a number; write commas between values, or quotes for a text", w.text)
	}
	v, err := w.value()
	return []any{v}, err
}

// stepped returns the values of a range by its first value, its last one and the step.
func stepped(text string, bounds []string) ([]any, error) {
	var n [3]int
	if bounds[2] == "" {
		bounds[2] = "1"
	}
	for i, digits := range bounds {
		var err error
		if n[i], err = strconv.Atoi(digits); err != nil || n[i] > 1<<40 || n[i] < -1<<40 {
			return nil, fmt.Errorf("%s: %s is too large for a range", text, digits)
		}
	}
	if n[2] == 0 || (n[1]-n[0])/n[2] < 0 || n[0] > n[1] && n[2] > 0 || n[0] < n[1] && n[2] < 0 {
		return nil, fmt.Errorf("%s: the step leads away from the last value; want FIRST..LAST..STEP", text)
	}
	if (n[1]-n[0])/n[2] >= mostInRange {
		return nil, fmt.Errorf("%s has more than %d values", text, mostInRange)
	}
	return paramgen.Range(n[0], n[1], n[2]), nil
}

// shortened returns the number that a word is, if it is written with zeros that the number does
// not keep, as 3.10 is.
func (w word) shortened() (number string, changed bool) {
	if w.quoted || !strings.Contains(w.text, ".") || strings.ContainsAny(w.text, "eE") || !strings.HasSuffix(w.text, "0") {
		return "", false
	}
	v, err := w.value()
	f, isFloat := v.(float64)
	number = strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(number, ".") {
		number += ".0"
	}
	return number, err == nil && isFloat && number != w.text
}
