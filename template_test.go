package paramgen_test

import (
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// TestTemplateOfShell checks that variables of the shell named like placeholders are not changed.
func TestTemplateOfShell(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1))))
	for template, want := range map[string]string{
		"run ${id} ${x} $x {x}":  "run ${id} ${x} $x 1",
		"run ${args}":            "run ${args}",
		"run ${HOME}/{x} {{id}}": "run ${HOME}/1 {id}",
	} {
		if got := writtenWith(t, g, paramgen.FormatShell, paramgen.WithTemplate(template)); !strings.HasSuffix(got, "\n"+want+"\n") {
			t.Errorf("%s writes %q, want %s", template, got, want)
		}
	}
}

// TestTemplateQuotes puts placeholders next to and between quotes, where values could be read as commands.
func TestTemplateQuotes(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", "$(echo ran)"))))
	for template, ok := range map[string]bool{
		`echo "{x}"`:              false,
		`echo '{x}'`:              false,
		"echo `echo {x}`":         false,
		`echo "{args}"`:           false,
		`echo \{x}`:               false,
		`echo "${HOME}/{x}"`:      false,
		`echo "a"{x} b`:           false,
		`echo {x}"a" b`:           false,
		`echo "$(basename {x})"`:  false,
		`echo "a" {x} 'b' {{x}}'`: true,
		`echo "r/{id}-{index}" `:  true,
	} {
		var b strings.Builder
		_, err := g.Write(&b, paramgen.FormatShell, g.All(), paramgen.WithTemplate(template))
		if (err == nil) != ok || !ok && !strings.Contains(err.Error(), "next to quotes") {
			t.Errorf("%s: %v", template, err)
		}
	}
}

func TestTemplateWithoutArgs(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2))))
	if got := writtenWith(t, g, paramgen.FormatShell, paramgen.WithTemplate("run {index}")); got != "#!/usr/bin/env bash\nrun 0\nrun 1\n" {
		t.Errorf("%q", got)
	}
}
