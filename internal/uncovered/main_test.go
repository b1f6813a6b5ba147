package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const code = `package p

type T[A any] struct{}

func (t *T[A]) f(x int) int {
	if x > 1 {
		// a comment

		return 2
	}
	if x > 2 { return 3 }
	return 4
}

func f(x int) int {
	if x > 1 {
		return 5
	}
	if x > 2 {
		return 5
	}
	return 6
}
`

const profile = `mode: set
github.com/paramgen/paramgen/p/a.go:5.30,6.12 1 1
github.com/paramgen/paramgen/p/a.go:6.12,10.3 1 0
github.com/paramgen/paramgen/p/a.go:11.11,11.24 1 0
github.com/paramgen/paramgen/p/a.go:12.2,12.10 17 0
github.com/paramgen/paramgen/p/a.go:12.2,12.10 17 1
github.com/paramgen/paramgen/internal/test/randspace/a.go:1.1,2.2 1 0
`

// alike are two blocks that begin with the same line.
const alike = `github.com/paramgen/paramgen/p/a.go:16.11,18.3 1 0
github.com/paramgen/paramgen/p/a.go:19.11,21.3 1 0
`

func TestCheck(t *testing.T) {
	two, three := "- `p/a.go` T.f: `return 2`", "- `p/a.go` T.f: `return 3 }`"
	missing := "not covered, and no reason in REASONS:\n"
	for _, test := range []struct {
		name, profile, reasons string
		want                   []string
	}{
		{"none", profile, "", []string{"p: 90.0 % of the statements are covered, want 95", missing + two + " …", missing + three + " …"}},
		{"all", strings.ReplaceAll(profile, " 17 ", " 38 "), "words\n\n" + two + " cannot happen\n" + three + " nor can this", nil},
		{"too many", strings.ReplaceAll(profile, " 17 ", " 38 "), two + " cannot happen\n" + three + " nor can this\n- `p/b.go` g: `x` gone",
			[]string{"covered or not there, so no reason is needed in REASONS:\n- `p/b.go` g: `x`"}},
		{"empty", profile, two, []string{"REASONS:1: want - `file` function: `first line` reason"}},
		{"twice", strings.ReplaceAll(profile, " 17 ", " 38 "), two + " a\n" + two + " b\n" + three + " c", []string{"covered or not there, so no reason is needed in REASONS:\n" + two}},
		{"two alike", strings.ReplaceAll(profile, " 17 ", " 78 ") + alike, two + " a\n" + three + " b\n- `p/a.go` f: `return 5` one reason", []string{missing + "- `p/a.go` f: `return 5` …"}},
		{"two reasons", strings.ReplaceAll(profile, " 17 ", " 78 ") + alike, two + " a\n" + three + " b\n- `p/a.go` f: `return 5` c\n- `p/a.go` f: `return 5` d", nil},
		{"torn", "mode: set\na.go:1", "", []string{`PROFILE: "a.go:1": unexpected EOF`}},
	} {
		dir := t.TempDir()
		path := func(name string) string { return filepath.Join(dir, name) }
		if err := os.Mkdir(path("p"), 0o777); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"PROFILE": test.profile, "REASONS": test.reasons, filepath.Join("p", "a.go"): code} {
			if err := os.WriteFile(path(name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := check(&strings.Builder{}, path("PROFILE"), path("REASONS"), dir)
		if err != nil {
			got = append(got, err.Error())
		}
		for i := range got {
			got[i] = strings.ReplaceAll(got[i], dir+string(filepath.Separator), "")
		}
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%s: %s", test.name, d)
		}
	}
}

// TestFreeIsTold: the list says of which packages it does not speak.
func TestFreeIsTold(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "uncovered.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range free {
		if !strings.Contains(string(text), "`"+strings.TrimSuffix(f, "/")+"`") {
			t.Errorf("it does not name %s", f)
		}
	}
}
