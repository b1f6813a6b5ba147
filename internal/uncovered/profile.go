package main

import (
	"bufio"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// block is statements that run one behind the other.
type block struct {
	file         string // below the module
	line, column int    // where it begins
	statements   int
	covered      bool
}

// readProfile reads a profile. It has a block once for each test program.
func readProfile(name string) ([]block, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	at := map[string]int{}
	var blocks []block
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		file, rest, ok := strings.Cut(lines.Text(), ":")
		if !ok || file == "mode" {
			continue
		}
		var b block
		var endLine, endColumn, count int
		if _, err := fmt.Sscanf(rest, "%d.%d,%d.%d %d %d", &b.line, &b.column, &endLine, &endColumn, &b.statements, &count); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", name, lines.Text(), err)
		}
		key := fmt.Sprint(file, b.line, ".", b.column, ",", endLine, ".", endColumn)
		i, known := at[key]
		if !known {
			i = len(blocks)
			at[key] = i
			b.file = strings.TrimPrefix(file, module+"/")
			blocks = append(blocks, b)
		}
		blocks[i].covered = blocks[i].covered || count > 0
	}
	return blocks, lines.Err()
}

// A place names a block by what stays when lines above it come and go. Blocks of one function that begin alike have the same.
type place struct {
	file, function string
	text           string // its first line
}

func (p place) String() string { return fmt.Sprintf("`%s` %s: `%s`", p.file, p.function, p.text) }

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.file, q.file), cmp.Compare(p.function, q.function), cmp.Compare(p.text, q.text))
}

// placesOf returns the place of each block that must be covered and is not.
func placesOf(root string, blocks []block) ([]place, error) {
	sources := map[string]*source{}
	var places []place
	for _, b := range blocks {
		if b.covered || b.statements == 0 || isFree(filepath.ToSlash(filepath.Dir(b.file))) {
			continue
		}
		if sources[b.file] == nil {
			s, err := readSource(filepath.Join(root, b.file))
			if err != nil {
				return nil, err
			}
			sources[b.file] = s
		}
		places = append(places, place{b.file, sources[b.file].function(b.line), sources[b.file].text(b)})
	}
	slices.SortFunc(places, place.compare)
	return places, nil
}

// source is a file's lines and functions.
type source struct {
	lines     []string
	functions []*ast.FuncDecl
	set       *token.FileSet
}

func readSource(name string) (*source, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	s := &source{lines: strings.Split(string(data), "\n"), set: token.NewFileSet()}
	f, err := parser.ParseFile(s.set, name, data, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, d := range f.Decls {
		if d, ok := d.(*ast.FuncDecl); ok {
			s.functions = append(s.functions, d)
		}
	}
	return s, nil
}

// function returns the name of the function that a line is in.
func (s *source) function(line int) string {
	for _, f := range s.functions {
		if s.set.Position(f.Pos()).Line <= line && line <= s.set.Position(f.End()).Line {
			return receiver(f) + f.Name.Name
		}
	}
	return "(none)"
}

// receiver returns "T." for a method of T or *T.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	name := ""
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return true
	})
	return name + "."
}

// text returns the first line of a block with something on it, behind the brace that opens it.
func (s *source) text(b block) string {
	first := strings.TrimSpace(strings.TrimPrefix(s.lines[b.line-1][b.column-1:], "{"))
	for line := b.line; first == "" || strings.HasPrefix(first, "//"); line++ {
		first = strings.TrimSpace(s.lines[line])
	}
	return strings.ReplaceAll(first, "`", "'")
}

var reason = regexp.MustCompile("^- `([^`]+)` (\\S+): `([^`]+)` (.*\\w.*)$")

// readReasons reads how many reasons places have: each is a line of a list.
func readReasons(name string) (map[place]int, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	why := map[place]int{}
	for i, line := range strings.Split(string(data), "\n") {
		if !strings.HasPrefix(line, "- `") {
			continue
		}
		m := reason.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("%s:%d: want - `file` function: `first line` reason", name, i+1)
		}
		why[place{m[1], m[2], m[3]}]++
	}
	return why, nil
}
