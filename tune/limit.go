package tune

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen/internal/detmath"
)

// A limit is a comparison of a field with a number.
type limit struct {
	field  string
	bound  float64
	upper  bool // the field must be below the bound, not above
	strict bool
}

// parseLimit parses a comparison with the number on the right.
func parseLimit(text string) (limit, error) {
	at := strings.IndexAny(text, "<>")
	if at < 0 {
		return limit{}, fmt.Errorf("tune: limit %q compares nothing; write it like p99_ttft_ms <= 200", text)
	}
	l := limit{field: strings.TrimSpace(text[:at]), upper: text[at] == '<'}
	number, equal := strings.CutPrefix(text[at+1:], "=")
	l.strict = !equal
	bound, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if l.field == "" || err != nil || math.IsNaN(bound) || math.IsInf(bound, 0) {
		return limit{}, fmt.Errorf("tune: limit %q does not compare a field with a number; write it like p99_ttft_ms <= 200", text)
	}
	l.bound = bound
	return l, nil
}

// excess returns how far x is beyond the limit: 0 or less if the limit is kept. Ratios are compared
// if the limit and the number are positive, so that twice the limit is as far for all limits.
func (l limit) excess(x float64) float64 {
	d := (x - l.bound) / math.Max(math.Abs(l.bound), 1)
	if x > 0 && l.bound > 0 {
		d = detmath.Log(x) - detmath.Log(l.bound)
	}
	switch {
	case x == l.bound && l.strict:
		return 1e-9
	case x == l.bound:
		return 0
	case !l.upper:
		return -d
	}
	return d
}
