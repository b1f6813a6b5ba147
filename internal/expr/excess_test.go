package expr

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestExcess(t *testing.T) {
	values := map[string]Value{"a": Int(2), "b": Float(8), "z": Int(0), "s": String("x"), "on": Bool(true), "huge": Uint(1 << 63)}
	ln := math.Log
	for text, want := range map[string][]float64{
		"a <= 4":                      {-ln(2)},
		"a > 4":                       {ln(2)},
		"a <= 2":                      {0},
		"a < 2":                       {1e-9},
		"b >= 4 && a >= 4":            {-ln(2), ln(2)},
		"(b >= 4 && a >= 4) && on":    {-ln(2), ln(2), -1},
		"b >= 16 || a <= 4":           {-ln(2)},
		"b >= 16 || a >= 8":           {ln(2)},
		"!(a <= 4)":                   {ln(2)},
		"1 < a < 8":                   {-ln(2)},
		"4 < a < 8":                   {ln(2)},
		"z > 0":                       {1e-9},
		"z - a >= 2":                  {2},
		"s == \"x\"":                  {-1},
		"s != \"x\"":                  {1},
		"s < \"y\"":                   {-1},
		"on":                          {-1},
		"unset <= 3":                  {math.NaN()},
		"a / z <= 3":                  {math.NaN()},
		"huge <= 9223372036854775808": {0},
		"a*b <= 8 && unset == nil":    {ln(2), -1},
	} {
		e, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got := e.Excess(func(name string) Value { return values[name] })
		if d := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-12, 1e-12)); d != "" {
			t.Errorf("%s (-want +got)\n%s", text, d)
		}
	}
}
