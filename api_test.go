package paramgen_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// apiText lists what the packages export, a line for each thing that a user's program can name, as it is declared. It comes from the source
// alone, so it is the same whoever compiles it. A line that goes or changes breaks programs.
func apiText(t *testing.T) string {
	var lines []string
	for _, dir := range []string{".", "report", "results", "sglang", "shard"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		a := api{set: token.NewFileSet()}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(a.set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			a.name = f.Name.Name
			for _, d := range f.Decls {
				a.declaration(d)
			}
		}
		slices.Sort(a.lines)
		lines = append(lines, a.lines...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// api gathers the lines of a package.
type api struct {
	set   *token.FileSet
	name  string
	lines []string
}

// add writes a line of its words.
func (a *api) add(words ...string) {
	a.lines = append(a.lines, strings.Join(append([]string{a.name}, words...), " "))
}

// source is a piece of the source on one line.
func (a *api) source(node any) string {
	var text bytes.Buffer
	if err := printer.Fprint(&text, a.set, node); err != nil {
		panic(err)
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

func (a *api) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if r := receiver(d); d.Name.IsExported() && (r == "" || ast.IsExported(r)) {
			d.Body = nil
			a.add(a.source(d))
		}
	case *ast.GenDecl:
		var last *ast.ValueSpec // with values: constants behind it repeat them
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				a.typed(s)
			case *ast.ValueSpec:
				if len(s.Values) > 0 || s.Type != nil {
					last = s
				}
				a.values(d.Tok, s, last)
			}
		}
	}
}

// values writes constants with their values, which programs have compiled in, and variables with their types.
func (a *api) values(kind token.Token, s, last *ast.ValueSpec) {
	for i, n := range s.Names {
		if !n.IsExported() {
			continue
		}
		one := &ast.ValueSpec{Names: []*ast.Ident{n}, Type: last.Type}
		if kind == token.CONST {
			one.Values = last.Values[i : i+1]
		}
		a.add(kind.String(), a.source(one))
	}
}

// typed writes a type; each exported field of a struct, and each method of an interface, on a line of its own.
func (a *api) typed(s *ast.TypeSpec) {
	if !s.Name.IsExported() {
		return
	}
	var members *ast.FieldList
	kind := ""
	switch body := s.Type.(type) {
	case *ast.StructType:
		kind, members = "struct", body.Fields
	case *ast.InterfaceType:
		kind, members = "interface", body.Methods
	default:
		a.add("type", a.source(s))
		return
	}
	open := *s
	open.Type = ast.NewIdent(kind)
	a.add("type", a.source(&open))
	for _, m := range members.List {
		a.member(s.Name.Name, m)
	}
}

// member writes the exported names of a field or method, or what is embedded. Programs that encode a struct see its tags.
func (a *api) member(of string, m *ast.Field) {
	if len(m.Names) == 0 && ast.IsExported(strings.TrimLeft(a.source(m.Type), "*")) {
		a.add("type", of, "embeds", a.source(m.Type))
	}
	for _, n := range m.Names {
		if !n.IsExported() {
			continue
		}
		line := a.source(m.Type)
		if m.Tag != nil {
			line += " " + m.Tag.Value
		}
		a.add("type", of, "has", n.Name, line)
	}
}

// docLink is a link to something exported, as in [Generator.All].
var docLink = regexp.MustCompile(`(?m)(?:^|[^\w])\[\*?([A-Z]\w*(?:\.[A-Z]\w*)?)\]`)

// TestDocLinks checks that the links in comments name something exported.
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
				t.Errorf("%v: no exported name %s", set.Position(c.Pos()), m[1])
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
