// Package measured reads testdata/measured: spaces of which every valid combination was measured.
package measured

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// A Set is a space with a figure for each valid combination.
type Set struct {
	Name      string
	Metric    string
	Min       bool // smaller is better
	Generator *paramgen.Generator
	Rows      [][]int   // the numbers of the values, in the order of All
	Figures   []float64 // NaN if the combination failed
}

// Names are the folders of testdata/measured.
func Names(t testing.TB, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*", "figures.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s has no sets: %v", folder, err)
	}
	for i, path := range paths {
		paths[i] = filepath.Base(filepath.Dir(path))
	}
	return paths
}

// Read reads a set.
func Read(t testing.TB, folder, name string) *Set {
	t.Helper()
	s, err := read(filepath.Join(folder, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

func read(dir string) (*Set, error) {
	info, err := os.ReadFile(filepath.Join(dir, "info.json"))
	if err != nil {
		return nil, err
	}
	var of struct{ Metric, Direction string }
	if err := json.Unmarshal(info, &of); err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(dir, "space.json"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	space, err := paramgen.Load(f)
	if err != nil {
		return nil, err
	}
	s := &Set{Name: filepath.Base(dir), Metric: of.Metric, Min: of.Direction == "min"}
	if s.Generator, err = paramgen.New(space); err != nil {
		return nil, err
	}
	for c := range s.Generator.All() {
		s.Rows = append(s.Rows, s.Row(c))
	}
	return s, s.readFigures(filepath.Join(dir, "figures.txt"))
}

func (s *Set) readFigures(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		y := math.NaN()
		if line != "" {
			if y, err = strconv.ParseFloat(line, 64); err != nil {
				return err
			}
		}
		s.Figures = append(s.Figures, y)
	}
	if len(s.Figures) != len(s.Rows) {
		return fmt.Errorf("%d figures of %d combinations", len(s.Figures), len(s.Rows))
	}
	return nil
}

// Row returns the numbers of a combination's values.
func (s *Set) Row(c paramgen.Combination) []int {
	var row []int
	for _, p := range s.Generator.Parameters() {
		value, _ := c.Get(p.Name())
		for i, v := range p.Values() {
			if v == value {
				row = append(row, i)
				break
			}
		}
	}
	return row
}

// Figure returns the figure of a combination.
func (s *Set) Figure(c paramgen.Combination) float64 {
	i, _ := s.Generator.Index(c)
	return s.Figures[i.Int64()]
}

// Domains returns how many values each parameter has.
func (s *Set) Domains() []int {
	var all []int
	for _, p := range s.Generator.Parameters() {
		all = append(all, len(p.Values()))
	}
	return all
}
