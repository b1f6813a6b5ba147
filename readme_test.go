package paramgen_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// block is a fenced block of the README. Output is what the block of text behind it says that it prints.
type block struct{ language, text, output string }

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

func readmeBlocks(t *testing.T) []block {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		if m[1] == "text" {
			blocks[len(blocks)-1].output = m[2]
			continue
		}
		blocks = append(blocks, block{language: m[1], text: m[2]})
	}
	return blocks
}

// command builds the command and returns an environment in which a shell finds it.
func command(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", dir, "./cmd/paramgen").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// sh runs a line as the README's reader would, in a copy of what it may read and write.
func sh(t *testing.T, env []string, line string) (output string, status int) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "testdata"), os.DirFS("testdata")); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	c := exec.Command("sh", "-c", line)
	c.Dir, c.Env, c.Stdout, c.Stderr = dir, env, &stdout, &stderr
	err := c.Run()
	t.Logf("%s\n%s", line, stderr.String())
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	return stdout.String(), c.ProcessState.ExitCode()
}

// TestReadmeCommands runs every command of the README: blocks, with what they print, and the table's.
func TestReadmeCommands(t *testing.T) {
	env := command(t)
	blocks := readmeBlocks(t)
	for _, b := range blocks {
		line := strings.ReplaceAll(b.text, "go run ./cmd/paramgen", "paramgen")
		if b.language != "sh" || strings.HasPrefix(line, "go test") {
			continue // tests are run by whoever runs this one
		}
		status := 0
		if strings.Contains(line, "-check") {
			status = 1
		}
		output, got := sh(t, env, line)
		if got != status {
			t.Errorf("%s: exit status %d, want %d", line, got, status)
		}
		if d := cmp.Diff(b.output, output); b.output != "" && d != "" {
			t.Errorf("%s: %s", line, d)
		}
	}
	if len(blocks) == 0 {
		t.Error("no blocks")
	}
}

var tableCommand = regexp.MustCompile("\\| `(paramgen .*?)` \\|")

func TestReadmeTable(t *testing.T) {
	env := command(t)
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := tableCommand.FindAllStringSubmatch(string(text), -1)
	if len(lines) == 0 {
		t.Error("no commands")
	}
	for _, m := range lines {
		line := strings.ReplaceAll(m[1], `\|`, "|")
		if output, status := sh(t, env, line); status != 0 || output == "" {
			t.Errorf("%s: exit status %d, %d bytes", line, status, len(output))
		}
	}
}

// TestReadmeProgram runs the README's program, laid over a folder of this module.
func TestReadmeProgram(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range readmeBlocks(t) {
		if b.language != "go" {
			continue
		}
		program, overlay := filepath.Join(t.TempDir(), "main.go"), filepath.Join(t.TempDir(), "overlay.json")
		replace, _ := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(here, "internal", "readme", "main.go"): program}})
		for name, text := range map[string][]byte{program: []byte(b.text), overlay: replace} {
			if err := os.WriteFile(name, text, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.Command("go", "run", "-overlay", overlay, "./internal/readme").CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		if d := cmp.Diff(b.output, string(out)); d != "" {
			t.Error(d)
		}
	}
}

// docLink is a link to something exported, as in [Generator.All].
var docLink = regexp.MustCompile(`(?m)(?:^|[^\w])\[\*?([A-Z]\w*(?:\.[A-Z]\w*)?)\]`)

// TestDocLinks: what comments link to is there.
func TestDocLinks(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	exported := map[string]bool{}
	var comments []*ast.CommentGroup
	set := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		comments = append(comments, f.Comments...)
		for _, d := range f.Decls {
			addExported(exported, d)
		}
	}
	for _, c := range comments {
		for _, m := range docLink.FindAllStringSubmatch(c.Text(), -1) {
			if !exported[m[1]] {
				t.Errorf("%v: nothing is named %s", set.Position(c.Pos()), m[1])
			}
		}
	}
}

func addExported(names map[string]bool, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		names[receiver(d)+d.Name.Name] = true
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = true
				}
			}
		}
	}
}

// receiver returns "T." for a method of T or *T.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	typ := d.Recv.List[0].Type
	if p, ok := typ.(*ast.StarExpr); ok {
		typ = p.X
	}
	if name, ok := typ.(*ast.Ident); ok {
		return name.Name + "."
	}
	return ""
}
