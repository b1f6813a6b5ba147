package paramgen_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The tables of SECURITY.md: what is promised, and the tests that hold it; limits, where they are set, and the tests that hold those.

var (
	coded    = regexp.MustCompile("`([^`]+)`")
	testName = regexp.MustCompile(`^(Test|Fuzz|Benchmark|Example)\w+$`)
	setIn    = regexp.MustCompile("`([\\w/]+\\.go):(\\w+)`")
	leading  = regexp.MustCompile(`^[\d,]+`)
)

// TestGuaranteesAreHeld: each row of the tables names at least one test, and of all that it names there is one.
func TestGuaranteesAreHeld(t *testing.T) {
	known := testsOfModule(t)
	rows := tableRows(t, "SECURITY.md")
	if len(rows) < 20 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, cells := range rows {
		named := coded.FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(named) == 0 {
			t.Errorf("no test holds: %s", cells[0])
		}
		for _, m := range named {
			if dirs := known[m[1]]; !testName.MatchString(m[1]) || len(dirs) != 1 {
				t.Errorf("want one test %s, but it is in %q, which holds: %s", m[1], dirs, cells[0])
			}
		}
	}
}

// TestLimitsAreThose: a number that the table says is set in a constant is the constant's value.
func TestLimitsAreThose(t *testing.T) {
	checked := 0
	for _, cells := range tableRows(t, "SECURITY.md") {
		for i, cell := range cells {
			for _, m := range setIn.FindAllStringSubmatch(cell, -1) {
				checked++
				want := strings.ReplaceAll(leading.FindString(cells[i-1]), ",", "")
				if got := constantOf(t, m[1], m[2]); got != want {
					t.Errorf("%s in %s is %s, the table says %s", m[2], m[1], got, want)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no limit is said to be set anywhere")
	}
}

// tableRows returns the cells of all tables, without their heads.
func tableRows(t *testing.T, file string) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		head := i+1 < len(lines) && strings.HasPrefix(lines[i+1], "|--")
		if strings.HasPrefix(line, "| ") && !head {
			cells := strings.Split(strings.Trim(line, "| "), " | ")
			rows = append(rows, cells)
		}
	}
	return rows
}

// testsOfModule returns, by name, the folders of all tests, benchmarks, fuzz targets and examples, those of nested modules too.
func testsOfModule(t *testing.T) map[string][]string {
	t.Helper()
	names := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, decl := range parsed(t, path).Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil {
				names[f.Name.Name] = append(names[f.Name.Name], filepath.ToSlash(filepath.Dir(path)))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func parsed(t *testing.T, path string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// constantOf returns the value of a constant in decimal.
func constantOf(t *testing.T, path, name string) (value string) {
	t.Helper()
	ast.Inspect(parsed(t, path), func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, id := range spec.Names {
				if id.Name == name && i < len(spec.Values) {
					value = evaluated(t, spec.Values[i])
				}
			}
		}
		return true
	})
	return value
}

func evaluated(t *testing.T, e ast.Expr) string {
	t.Helper()
	v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, types.ExprString(e))
	if err != nil {
		t.Fatal(err)
	}
	return constant.ToInt(v.Value).ExactString()
}
