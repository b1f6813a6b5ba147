package shellquote

import (
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

func TestReader(t *testing.T) {
	for before, want := range map[string]bool{
		"":                 true,
		"run ":             true,
		"run --x=":         true,
		"run 'a' ":         true,
		`run "a" b\' `:     true,
		`run "$(basename `: true,
		`run "$(a "b") `:   false,
		"(cd a; run ":      true,
		"run # don't ":     true,
		"run a# ":          true,
		"run a#' ":         false,
		"run '":            false,
		`run "`:            false,
		`run "a\"`:         false,
		`run $'a\'`:        false,
		`run $'a\\' `:      true,
		`run \`:            false,
		`run \\`:           true,
		"run `basename ":   false,
		"run `a) ":         false,
		"run `a` ":         true,
		"run $((1 + ":      false,
		"run $(((1) + ":    false,
		"run $((1)) ":      true,
		"(( a = ":          false,
		`run "it's" `:      true,
		`run '"' `:         true,
		`run ") `:          false,
		`run "(" `:         true,

		"run ${HOME}/":                true,
		"run ${HOME":                  false,
		`run "${u:-"`:                 false,
		`u=z; run "${u#'"'}' `:        false,
		`run "${HOME}" `:              true,
		"run $[ ":                     false,
		"a[":                          false,
		"a=( [":                       false,
		"a[0]=1 run ":                 true,
		"ls f[0-9] ":                  true,
		"[ -e a ] && run ":            true,
		"if [ ":                       true,
		"([ -e ":                      true,
		"[[ ":                         false,
		`run "$(case a in a) echo "b`: false,
		"case a in a) run ":           false,
		"run --case ":                 true,
		"cat <<< ":                    true,
		"cat <<":                      false,
		"cat <<E; run ":               false,
		"a ) b ":                      false,
		`run "$$(`:                    false,
		`run $$'a' `:                  true,
		`run "$[ `:                    false,
	} {
		var r Reader
		r.Read(before)
		if got := r.Safe(); got != want {
			t.Errorf("a word behind %s: %t", before, got)
		}
	}
}

// TestReaderAgreesWithBash puts words that would betray themselves into random commands: where the reader says that they can stand, bash does not
// look into them.
func TestReaderAgreesWithBash(t *testing.T) {
	parts := []string{"a", " ", " ", "'", `"`, `\`, "`", "$", "(", "(", ")", "#", "$(", "$((", "))", "$'", "[[ ", "echo ", "x=", "{", "}", "é",
		"${u:-", "${u#", "${", "$[", "]", "a[", "[", "case a in a) ", "case ", ";;", " esac", "; ", "u=z; ", " -eq 1 ]]", "<<<"}
	words := []string{"$(>ran)", "`>ran`", "'; >ran; '", `"; >ran; "`, ") >ran (", "a[$(>ran)]", `\$(>ran)`, "\n>ran\n"}
	const loop = `while IFS= read -r -d '' line; do
		(eval "$line") </dev/null >/dev/null 2>&1
		if [ -e ran ]; then echo yes; rm ran; else echo no; fi
	done`
	rng := rand.New(rand.NewPCG(1, 3))
	var scripts strings.Builder
	var safe []bool
	for range 2000 {
		var r Reader
		command := []string{"echo ", "", "echo \"", "a[0]=1; "}[rng.IntN(4)]
		for range rng.IntN(7) {
			command += parts[rng.IntN(len(parts))]
		}
		r.Read(command)
		safe = append(safe, r.Safe())
		command = string(Append([]byte(command), words[rng.IntN(len(words))]))
		for range rng.IntN(3) {
			command += parts[rng.IntN(len(parts))]
		}
		scripts.WriteString(command + closing(command) + "\x00")
	}
	run := exec.Command("bash", "-c", loop)
	run.Dir = t.TempDir()
	run.Stdin = strings.NewReader(scripts.String())
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	commands, ran := strings.Split(scripts.String(), "\x00"), strings.Fields(string(out))
	betrayed, passed := 0, 0
	for i, s := range safe {
		switch {
		case s && ran[i] == "yes":
			t.Errorf("a word is looked into: %s", commands[i])
		case s:
			passed++
		case ran[i] == "yes":
			betrayed++
		}
	}
	if passed < 500 || betrayed < 30 {
		t.Errorf("%d words could stand, and %d that could not were looked into: too few to tell", passed, betrayed)
	}
}

// closing ends what a command leaves open, so that bash reads it as a whole.
func closing(command string) string {
	var r Reader
	r.Read(command)
	var ends strings.Builder
	for len(r.open) > 0 {
		ends.WriteString(map[byte]string{single: "'", dollar: "'", double: `"`, back: "`", parens: ")", arithmetic: ")"}[r.top()])
		r.pop()
	}
	return ends.String()
}
