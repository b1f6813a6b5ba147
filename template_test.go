package paramgen

import (
	"strings"
	"testing"
)

// TestTemplateOfShell: what is the shell's stays the shell's, be it called like a place.
func TestTemplateOfShell(t *testing.T) {
	g := Must(New(WithParameters(Param("x", 1))))
	for template, want := range map[string]string{
		"run ${id} ${x} $x {x}":  "run ${id} ${x} $x 1",
		"run ${args}":            "run ${args}",
		"run ${HOME}/{x} {{id}}": "run ${HOME}/1 {id}",
	} {
		if got := writtenWith(t, g, FormatShell, WithTemplate(template)); !strings.HasSuffix(got, "\n"+want+"\n") {
			t.Errorf("%s writes %q, want %s", template, got, want)
		}
	}
}
