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

// TestTemplateQuotes: values that are put between quotes would be read as commands.
func TestTemplateQuotes(t *testing.T) {
	g := Must(New(WithParameters(Param("x", "$(echo ran)"))))
	for template, ok := range map[string]bool{
		`echo "{x}"`:             false,
		`echo '{x}'`:             false,
		"echo `echo {x}`":        false,
		`echo "{args}"`:          false,
		`echo \{x}`:              false,
		`echo $(({x}))`:          false,
		`echo "${HOME}/{x}"`:     false,
		`echo "a"{x}"b" {{x}}'`:  true,
		`echo "$(basename {x})"`: true,
		`echo "r/{id}-{index}" `: true,
	} {
		var b strings.Builder
		_, err := g.Write(&b, FormatShell, g.All(), WithTemplate(template))
		if (err == nil) != ok || !ok && !strings.Contains(err.Error(), "quotes of its own") {
			t.Errorf("%s: %v", template, err)
		}
	}
}
