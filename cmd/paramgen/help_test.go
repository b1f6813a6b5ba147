package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// promised are the flags, which scripts use. None goes away.
const promised = `at base best by-index check count cover coverage devices diff drop folder format ids improve include join max-combinations metric near no-filter
of output pareto preset report rule sample seed set sglang-release sglang-rules shard show-info skip space strength template version`

func defined() (names []string) {
	o := &options{given: map[string]bool{}}
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	o.define(fs)
	fs.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return names
}

func TestFlags(t *testing.T) {
	if d := cmp.Diff(strings.Fields(promised), defined()); d != "" {
		t.Errorf("flags (-promised +defined)\n%s", d)
	}
	var told []string
	for _, m := range regexp.MustCompile(`(?m)^  -([a-z-]+)`).FindAllStringSubmatch(help, -1) {
		told = append(told, m[1])
	}
	slices.Sort(told)
	if d := cmp.Diff(strings.Fields(promised), told); d != "" {
		t.Errorf("flags (-promised +told by -h)\n%s", d)
	}
}

var (
	call = regexp.MustCompile("paramgen (-[^`|;&\n]*)") // up to the end of the command
	used = regexp.MustCompile(`(?:^| )--?([a-z][a-z-]*)`)
	text = regexp.MustCompile(`'[^']*'|"[^"]*"`)
)

// TestDocumentedFlags: what documents and examples call the command with is there.
func TestDocumentedFlags(t *testing.T) {
	names := append(defined(), "h")
	calls := 0
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
			for _, m := range call.FindAllStringSubmatch(joined, -1) {
				calls++
				for _, f := range used.FindAllStringSubmatch(text.ReplaceAllString(m[1], ""), -1) {
					if !slices.Contains(names, f[1]) {
						t.Errorf("%s: paramgen %s: there is no flag -%s", path, m[1], f[1])
					}
				}
			}
		}
	}
	if calls < 20 {
		t.Errorf("only %d calls found", calls)
	}
}
