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
		"max_totl_tokens":  "max_total_tokens",
		"max_total_tokens": "max_total_tokens",
		"attention":        "",
		"pt":               "tp", // letters that changed places are one edit
		"":                 "",
		"b":                "", // nothing of it would be left
		"x":                "",
		"Q":                "q",
	} {
		if got := Name(name, known); got != want {
			t.Errorf("Name(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestManyNames: among very many names only the first are compared, and a name that nobody means with none.
func TestManyNames(t *testing.T) {
	name := strings.Repeat("a", mostLength-1)
	known := slices.Repeat([]string{strings.Repeat("b", mostLength-1)}, mostWork/(mostLength*mostLength)+1000)
	if got := Name(name+"c", append([]string{name}, known...)); got != name {
		t.Errorf("%q is nearest", got)
	}
	if got := Name(name+"c", append(known, name)); got != "" {
		t.Errorf("%q is found behind %d others", got, len(known))
	}
	if got := Name(name+"cc", []string{name + "c"}); got != "" {
		t.Errorf("%q is near a name of %d bytes", got, len(name)+2)
	}
}
