package sglang_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// verdict is what a server's own checks said of a combination.
type verdict struct {
	values map[string]any
	check  string // that refused it, or ""
}

// verdicts reads the rows of testdata, and the parameters with their values.
func verdicts(t *testing.T) (params []paramgen.Parameter, rows []verdict) {
	t.Helper()
	file, err := os.ReadFile("testdata/verdicts-v0.5.18.txt")
	if err != nil {
		t.Fatal(err)
	}
	checks := map[string]string{"+": ""}
	for _, line := range strings.Split(strings.TrimSpace(string(file)), "\n") {
		fields := strings.Fields(line)
		switch fields[0] {
		case "parameter":
			params = append(params, paramgen.Param(fields[1], values(t, fields[2:])...))
		case "check":
			checks[fields[1]] = strings.Join(fields[2:], " ")
		case "row":
			v := verdict{map[string]any{}, checks[fields[2]]}
			for i, number := range fields[1] {
				v.values[params[i].Name()] = params[i].Values()[number-'0']
			}
			rows = append(rows, v)
		}
	}
	return params, rows
}

func values(t *testing.T, texts []string) (all []any) {
	for _, text := range texts {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if n, ok := v.(float64); ok && n == float64(int(n)) {
			v = int(n)
		}
		all = append(all, v)
	}
	return all
}

// TestVerdicts compares the rules with a server: none that it accepts is rejected, and of what it
// refuses at most 2 % is allowed.
func TestVerdicts(t *testing.T) {
	params, rows := verdicts(t)
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(sglang.Rules()...)))
	allowed, rejected := 0, 0
	for _, row := range rows {
		switch err := g.Check(row.values); {
		case err != nil && row.check == "":
			rejected++
			t.Errorf("the server accepts what the rules reject: %v\n%v", err, row.values)
		case err == nil && row.check != "":
			allowed++
			t.Logf("the server refuses what the rules allow, by the check %q: %v", row.check, row.values)
		}
	}
	if len(rows) != 2001 || allowed*50 > len(rows) {
		t.Errorf("of %d rows, %d are allowed that the server refuses", len(rows), allowed)
	}
	t.Logf("%d rows: %d falsely allowed, %d falsely rejected", len(rows), allowed, rejected)
}
