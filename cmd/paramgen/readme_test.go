package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the outputs into the documents")

// block is a fenced block of a document, and its output: the text block that follows, if there is
// one.
type block struct {
	language, text string
	skip           bool // run elsewhere
	hasOutput      bool
	output         string
	outFrom, outTo int // where it is in the document
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

func parseBlocks(t *testing.T, doc string) (blocks []block) {
	t.Helper()
	for _, m := range fence.FindAllStringSubmatchIndex(doc, -1) {
		b := block{language: doc[m[2]:m[3]], text: doc[m[4]:m[5]]}
		if b.language != "text" {
			b.skip = b.language == "go" || strings.Contains(b.text, "go test") || strings.Contains(b.text, "go mod")
			blocks = append(blocks, b)
			continue
		}
		if len(blocks) == 0 {
			t.Fatal("a block of text without a command")
		}
		last := &blocks[len(blocks)-1]
		last.hasOutput, last.output, last.outFrom, last.outTo = true, b.text, m[4], m[5]
	}
	return blocks
}

// commandOnPath makes the test binary the command paramgen of a shell.
func commandOnPath(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "paramgen")); err != nil {
		t.Fatal(err)
	}
	return append(os.Environ(), asCommand+"=1", "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// failed is the end of the output of a script that fails.
const failed = "(failed)\n"

// runScripts runs each script in a subshell of one shell, in a folder with the test data. It
// returns what they print, followed by failed if their status is not 0.
func runScripts(t *testing.T, scripts []string) (outputs []string) {
	t.Helper()
	dir := t.TempDir()
	data, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(data, filepath.Join(dir, "testdata")); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for i, s := range scripts {
		fmt.Fprintf(&all, "(\n%s\n) >.out%d || printf '%s' >>.out%[2]d\n", s, i, strings.ReplaceAll(failed, "\n", "\\n"))
	}
	shell := exec.Command("sh", "-c", all.String())
	shell.Dir, shell.Env = dir, commandOnPath(t)
	if out, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i := range scripts {
		out, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf(".out%d", i)))
		if err != nil {
			t.Fatal(err)
		}
		outputs = append(outputs, string(out))
	}
	return outputs
}

// script returns what a reader does with a block: a command is run, a space file is saved and
// loaded.
func (b block) script() string {
	switch {
	case b.skip:
		return ":"
	case b.language == "json":
		return "cat >space.json <<'END_OF_SPACE'\n" + b.text + "END_OF_SPACE\nparamgen -space space.json -count >/dev/null"
	case b.language == "sh":
		return strings.ReplaceAll(b.text, "go run ./cmd/paramgen", "paramgen")
	}
	return ":"
}

// TestReadmeCommands does what the documents say, in their order, and compares what is printed.
func TestReadmeCommands(t *testing.T) {
	for _, name := range []string{"README.md", "docs/space-files.md", "docs/results.md", "docs/architecture.md", "docs/sglang.md"} {
		path := filepath.Join("..", "..", name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc := string(text)
		blocks := parseBlocks(t, doc)
		var scripts []string
		for _, b := range blocks {
			scripts = append(scripts, b.script())
		}
		outputs := runScripts(t, scripts)
		for i := len(blocks) - 1; i >= 0; i-- {
			b, output := blocks[i], strings.TrimSuffix(outputs[i], failed)
			switch {
			case b.skip:
			case !b.hasOutput && output != outputs[i]:
				t.Errorf("%s: failed: %s", name, b.text)
			case b.hasOutput && *update:
				doc = doc[:b.outFrom] + output + doc[b.outTo:]
			case b.hasOutput:
				if d := cmp.Diff(b.output, output); d != "" {
					t.Errorf("%s: %s\n%s", name, b.text, d)
				}
			}
		}
		if *update {
			if err := os.WriteFile(path, []byte(doc), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if len(blocks) < 2 {
			t.Errorf("%s: only %d blocks", name, len(blocks))
		}
	}
}

// TestArchitecture checks that the map of the packages names those that exist.
func TestArchitecture(t *testing.T) {
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob("../../internal/*")
	if err != nil {
		t.Fatal(err)
	}
	var named, exist []string
	for _, m := range regexp.MustCompile("`internal/(\\w+)`").FindAllStringSubmatch(string(text), -1) {
		named = append(named, m[1])
	}
	for _, dir := range dirs {
		exist = append(exist, filepath.Base(dir))
	}
	slices.Sort(named)
	if d := cmp.Diff(exist, slices.Compact(named)); d != "" {
		t.Error(d)
	}
}

var tableCommand = regexp.MustCompile("\\| `(paramgen .*?)` \\|")

// TestReadmeTable runs the commands in the README's table.
func TestReadmeTable(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, m := range tableCommand.FindAllStringSubmatch(string(text), -1) {
		lines = append(lines, strings.ReplaceAll(m[1], `\|`, "|"))
	}
	if len(lines) < 5 {
		t.Errorf("only %d commands", len(lines))
	}
	for i, out := range runScripts(t, lines) {
		if out == "" || strings.HasSuffix(out, failed) {
			t.Errorf("%s printed %.200q", lines[i], out)
		}
	}
}

// TestReadmeProgram makes a module of the README's program, as it says beside a clone.
func TestReadmeProgram(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "\n## In Go\n")
	if !found {
		t.Fatal("no section In Go")
	}
	blocks := parseBlocks(t, section)
	if len(blocks) < 3 || blocks[0].language != "sh" || blocks[1].language != "go" || blocks[2].language != "sh" {
		t.Fatal("want commands, a program and commands")
	}
	dir := t.TempDir()
	clone, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(clone, filepath.Join(dir, "paramgen")); err != nil {
		t.Fatal(err)
	}
	sh := exec.Command("sh", "-e", "-c", blocks[0].text+"cat >main.go <<'END_OF_PROGRAM'\n"+blocks[1].text+"END_OF_PROGRAM\n"+blocks[2].text)
	sh.Dir = dir
	sh.Env = append(os.Environ(), "GOSUMDB=off", "GOWORK=off", "GOFLAGS=-trimpath") // cached in any folder
	out, err := sh.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, err.(*exec.ExitError).Stderr)
	}
	if *update {
		at := len(text) - len(section)
		doc := string(text[:at+blocks[2].outFrom]) + string(out) + string(text[at+blocks[2].outTo:])
		if err := os.WriteFile("../../README.md", []byte(doc), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if d := cmp.Diff(blocks[2].output, string(out)); d != "" {
		t.Error(d)
	}
}
