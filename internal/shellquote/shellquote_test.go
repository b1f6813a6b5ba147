package shellquote

import (
	"bytes"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

func TestAppend(t *testing.T) {
	for word, want := range map[string]string{
		"":            "''",
		"--tp-size":   "--tp-size",
		"a/b:c=1.5,%": "a/b:c=1.5,%",
		"a b":         "'a b'",
		"it's":        `'it'\''s'`,
		"$HOME":       "'$HOME'",
		"~":           "'~'",
		"é":           "'é'",
		"a\nb'\\":     `$'a\nb\'\\'`,
		"#":           "'#'",
		"=ls":         "'=ls'",
		"a\rb":        `$'a\rb'`,
	} {
		if got := string(Append(nil, word)); got != want {
			t.Errorf("Append(%q) = %s, want %s", word, got, want)
		}
	}
}

// TestShell has bash read random words of the characters that shells care about, each alone on its
// line.
func TestShell(t *testing.T) {
	const alphabet = "ab \t\n\r'\"\\$`!*?[]{}()<>|&;#~=-%^\x01\x7fé\xff"
	rng := rand.New(rand.NewPCG(1, 2))
	var script, want []byte
	for range 2000 {
		word := make([]byte, rng.IntN(8))
		for i := range word {
			word[i] = alphabet[rng.IntN(len(alphabet))]
		}
		script = append(Append(append(script, `printf '%s\0' `...), string(word)), '\n')
		want = append(append(want, word...), 0)
	}
	if lines := bytes.Count(script, []byte("\n")); lines != 2000 {
		t.Errorf("%d lines for 2000 words", lines)
	}
	run := exec.Command("bash")
	run.Stdin = strings.NewReader(string(script))
	got, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("bash read other words than were written")
	}
}
