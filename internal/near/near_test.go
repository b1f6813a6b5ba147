package near

import (
	"slices"
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	known := []string{"tp_size", "dp_size", "max_total_tokens", "tp", "a", "q"}
	for name, want := range map[string]string{
		"tp_sise":          "tp_size",
		"pt_size":          "tp_size",
		"TP_SIZE":          "tp_size",
		"Max-Total-Tokens": "max_total_tokens",
		"maxtotaltokens":   "max_total_tokens",
		"dp":               "dp_size",
		"max":              "max_total_tokens",
		"max_totl_tokens":  "max_total_tokens",
		"max_total_tokens": "max_total_tokens",
		"attention":        "",
		"pt":               "tp", // a transposition is one edit
		"":                 "",
		"b":                "", // the edit would replace the whole name
		"x":                "",
		"Q":                "q",
	} {
		if got := Name(name, known); got != want {
			t.Errorf("Name(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestLimits checks that names past the work limit are skipped and that long names match nothing.
func TestLimits(t *testing.T) {
	name := strings.Repeat("a", maxLength-1)
	known := slices.Repeat([]string{strings.Repeat("b", maxLength-1)}, maxWork/(maxLength*maxLength)+1000)
	if got := Name(name+"c", append([]string{name}, known...)); got != name {
		t.Errorf("Name = %q, want the first name", got)
	}
	if got := Name(name+"c", append(known, name)); got != "" {
		t.Errorf("Name = %q after %d others, want none", got, len(known))
	}
	if got := Name(name+"cc", []string{name + "c"}); got != "" {
		t.Errorf("Name = %q for a name of %d bytes, want none", got, len(name)+2)
	}
}
