package mutants

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// checker checks the types of packages with mutated files. What they import is not mutated and comes compiled.
type checker struct {
	exports map[string]string // file of each package that is imported
	texts   map[string]string // by file, from the root: unchanged
}

// newChecker has go compile what the module's packages import, which a run of the tests has done already.
func newChecker() (*checker, error) {
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	c := &checker{exports: map[string]string{}, texts: map[string]string{}}
	for _, line := range strings.Split(string(out), "\n") {
		name, file, _ := strings.Cut(line, " ")
		c.exports[name] = file
	}
	return c, nil
}

func (c *checker) lookup(name string) (io.ReadCloser, error) { return os.Open(c.exports[name]) }

// text returns a file as it is.
func (c *checker) text(file string) (string, error) {
	if text, known := c.texts[file]; known {
		return text, nil
	}
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	c.texts[file] = string(data)
	return string(data), err
}

// check returns the faults of mutants of one package. Those whose texts do not overlap are looked at together, which costs one look at the
// package; only where that finds a fault each is looked at by itself.
func (c *checker) check(all []*mutant) error {
	for len(all) > 0 {
		together, rest, err := c.together(all)
		if err != nil {
			return err
		}
		if err := c.types(all[0].home(), together); err != nil {
			return c.blame(all, err)
		}
		all = rest
	}
	return nil
}

// together makes as many of the mutations as do not get in each other's way.
func (c *checker) together(all []*mutant) (texts map[string]string, rest []*mutant, err error) {
	texts = map[string]string{}
	for _, m := range all {
		original, err := c.text(m.file)
		if err != nil {
			return nil, nil, err
		}
		if _, err := m.in(original); err != nil {
			return nil, nil, err
		}
		before, mutated := texts[m.file]
		if !mutated {
			before = original
		}
		text, err := m.in(before)
		if err != nil {
			rest = append(rest, m)
			continue
		}
		texts[m.file] = text
	}
	return texts, rest, nil
}

func (c *checker) blame(all []*mutant, err error) error {
	var faults []error
	for _, m := range all {
		text, _ := m.in(c.texts[m.file])
		if err := c.types(m.home(), map[string]string{m.file: text}); err != nil {
			faults = append(faults, fmt.Errorf("%v: %w", m, err))
		}
	}
	if faults == nil {
		return err
	}
	return errors.Join(faults...)
}

// types checks a package in which some files have other texts.
func (c *checker) types(dir string, texts map[string]string) error {
	pkg, err := build.ImportDir(filepath.Join(root, dir), 0)
	if err != nil {
		return err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range pkg.GoFiles {
		file := filepath.ToSlash(filepath.Join(dir, name))
		var source any
		if text, mutated := texts[file]; mutated {
			source = bytes.NewReader([]byte(text))
		}
		f, err := parser.ParseFile(fset, filepath.Join(root, dir, name), source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", c.lookup)}
	_, err = config.Check(dir, fset, files, nil)
	return err
}
