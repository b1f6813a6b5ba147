package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen/internal/text"
)

// promised are the flags, which scripts use. None is removed.
const promised = `
add at
balanced base best budget by by-index
check count cover coverage
devices diff drop
effects
folder format
group
id id-field ids ignore-inactive improve include
join
max-combinations metric
near next no-filter
of omit-unset output
pareto pending preset
quiet
repeat report results-profile retry rule
sample seed set sglang-distinct sglang-release sglang-rules shard show-info skip space strength
template
values-under version
where
`

func allFlags() (all []flagSpec) {
	for _, s := range newOptions().table() {
		all = append(all, s.flags...)
	}
	return all
}

func flagNames() (names []string) {
	for _, f := range allFlags() {
		names = append(names, f.name)
	}
	return names
}

func TestFlags(t *testing.T) {
	names := flagNames()
	slices.Sort(names)
	if d := cmp.Diff(strings.Fields(promised), names); d != "" {
		t.Errorf("flags (-promised +defined)\n%s", d)
	}
	for _, f := range allFlags() {
		if (f.arg == "") != (f.set == nil) || f.usage == "" || f.modes == 0 {
			t.Errorf("incomplete row: %+v", f)
		}
		for _, other := range slices.Concat(f.needs, f.excludes) {
			if !slices.Contains(names, other) {
				t.Errorf("-%s refers to the unknown flag -%s", f.name, other)
			}
		}
	}
}

func TestHelp(t *testing.T) {
	for _, flag := range []string{"-h", "--help"} {
		if got := runWith("", flag); got != (result{success, help(), ""}) {
			t.Errorf("%s: %+v", flag, got)
		}
	}
	for _, f := range allFlags() {
		if !strings.Contains(help(), "\n  -"+f.name) {
			t.Errorf("no -%s in the help", f.name)
		}
	}
	for _, want := range []string{"oneof(", "set(", "int(", "min(", "max(", "abs(", `param("`, "32 <= x*y <= 1024", "docs/space-files.md"} {
		if !strings.Contains(help(), want) {
			t.Errorf("no %s in the help", want)
		}
	}
	for _, line := range strings.Split(help(), "\n") {
		if n := utf8.RuneCountInString(line); n > text.Width {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// TestModes gives each mode each flag that has no meaning in it: the error names both.
func TestModes(t *testing.T) {
	values := map[string]string{"check": "a=1", "near": "a=1", "at": "1", "coverage": "2", "shard": "0/2", "strength": "2:a,b", "set": "a=1", "format": "json", "id": "123456", "results-profile": "sglang"}
	args := func(f flagSpec) []string {
		switch v, ok := values[f.name]; {
		case f.set == nil:
			return []string{"-" + f.name}
		case ok:
			return []string{"-" + f.name, v}
		}
		return []string{"-" + f.name, "1"}
	}
	for _, m := range modeTable() {
		chooser := flagSpec{modes: always}
		var chosen []string
		if m.flag != "" {
			chooser = findFlag(m.flag)
			chosen = args(chooser)
		}
		for _, f := range allFlags() {
			if f.modes&m.bit != 0 || slices.ContainsFunc(modeTable(), func(m mode) bool { return m.flag == f.name && chooser.modes&m.bit != 0 }) {
				continue // they go together, in this mode or in that of f
			}
			_, err := parse(append(args(f), chosen...))
			if err == nil || !strings.Contains(err.Error(), "-"+f.name) || !strings.Contains(err.Error(), "-"+m.flag) {
				t.Errorf("-%s with -%s: error %v", m.flag, f.name, err)
			}
		}
	}
}

func findFlag(name string) flagSpec {
	all := allFlags()
	return all[slices.IndexFunc(all, func(f flagSpec) bool { return f.name == name })]
}

var (
	calls      = regexp.MustCompile("paramgen (-[^`|;&\n]*)") // up to the end of the command
	flagsUsed  = regexp.MustCompile(`(?:^| )--?([a-z][a-z-]*)`)
	quotedText = regexp.MustCompile(`'[^']*'|"[^"]*"`)
)

// TestDocumentedFlags checks that the flags in documents and examples exist.
func TestDocumentedFlags(t *testing.T) {
	names := append(flagNames(), "h")
	n := 0
	for _, pattern := range []string{"*.md", "*.go", "docs/*.md", "examples/*/*", "results/*.go", ".ci/run"} {
		files, err := filepath.Glob(filepath.Join("..", "..", pattern))
		if err != nil || len(files) == 0 {
			t.Errorf("%s: %d files, error %v", pattern, len(files), err)
		}
		for _, path := range files {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			joined := strings.ReplaceAll(string(data), "\\\n", " ")
			for _, m := range calls.FindAllStringSubmatch(joined, -1) {
				n++
				for _, f := range flagsUsed.FindAllStringSubmatch(quotedText.ReplaceAllString(m[1], ""), -1) {
					if !slices.Contains(names, f[1]) {
						t.Errorf("%s: paramgen %s: no flag -%s", path, m[1], f[1])
					}
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d calls found", n)
	}
}
