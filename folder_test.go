package paramgen_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
)

func TestWriteFolder(t *testing.T) {
	g := strange("line\nend")
	parent := t.TempDir()
	for _, options := range [][]paramgen.WriteOption{nil, {paramgen.WithIndexNames()}} {
		dir := filepath.Join(parent, fmt.Sprint(len(options)))
		if n, err := g.WriteFolder(dir, paramgen.FormatYAML, g.All(), options...); err != nil || n != int(g.Count().Int64()) {
			t.Fatal(n, err)
		}
		var whole strings.Builder
		k := 0
		for c := range g.All() {
			name := c.ID()
			if options != nil {
				name = fmt.Sprintf("%03d", k)
			}
			text, err := os.ReadFile(filepath.Join(dir, name+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			whole.Write(text)
			k++
		}
		if whole.String() != writtenWith(t, g, paramgen.FormatYAML) || len(names(t, dir)) != k {
			t.Error("the files are not the stream")
		}
		if _, err := g.WriteFolder(dir, paramgen.FormatYAML, g.All()); err == nil || !strings.Contains(err.Error(), "is not empty") {
			t.Error(err)
		}
	}
	if got := names(t, parent); len(got) != 2 {
		t.Errorf("left behind: %v", got)
	}
}

func TestWriteFolderFaults(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1, "a\nb"))))
	parent := t.TempDir()
	file := filepath.Join(parent, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	twice := func(yield func(paramgen.Combination) bool) {
		for c := range g.All() {
			if yield(c) {
				yield(c)
			}
			return
		}
	}
	for name, write := range map[string]func(dir string) (int, error){
		"a value": func(dir string) (int, error) { return g.WriteFolder(dir, paramgen.FormatEnv, g.All()) },
		"twice":   func(dir string) (int, error) { return g.WriteFolder(dir, paramgen.FormatYAML, twice) },
		"a file":  func(string) (int, error) { return g.WriteFolder(file, paramgen.FormatYAML, g.All()) },
		"no parent": func(dir string) (int, error) {
			return g.WriteFolder(filepath.Join(dir, "a", "b"), paramgen.FormatYAML, g.All())
		},
		"no format": func(dir string) (int, error) { return g.WriteFolder(dir, "xml", g.All()) },
	} {
		if n, err := write(filepath.Join(parent, "new")); n != 0 || err == nil {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	func() {
		defer func() { recover() }()
		g.WriteFolder(filepath.Join(parent, "new"), paramgen.FormatYAML, func(func(paramgen.Combination) bool) { panic("the sequence fails") })
		t.Error("no panic")
	}()
	empty := filepath.Join(parent, "empty")
	if err := os.Mkdir(empty, 0o777); err != nil {
		t.Fatal(err)
	}
	if n, err := g.WriteFolder(empty, paramgen.FormatYAML, g.All()); n != 2 || err != nil {
		t.Error(n, err)
	}
	if d := cmp.Diff([]string{"empty", "file"}, names(t, parent)); d != "" {
		t.Error(d)
	}
	if _, err := g.WriteFolder(empty, paramgen.FormatYAML, g.All()); !errors.As(err, new(*fs.PathError)) {
		t.Error(err)
	}
}

// TestWriteFolderRace: of two that write the same folder one succeeds, and the folder is whole.
func TestWriteFolderRace(t *testing.T) {
	g := strange()
	for range 5 {
		dir := filepath.Join(t.TempDir(), "both")
		faults := make(chan error)
		for range 2 {
			go func() {
				_, err := g.WriteFolder(dir, paramgen.FormatYAML, g.All())
				faults <- err
			}()
		}
		a, b := <-faults, <-faults
		if (a == nil) == (b == nil) || len(names(t, dir)) != int(g.Count().Int64()) {
			t.Fatal(a, b)
		}
	}
}
