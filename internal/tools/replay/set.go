package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// A set is a space in which every combination was measured.
type set struct {
	name   string
	g      *paramgen.Generator
	metric results.Metric
	rows   map[string]results.Row // by id
	best   float64
}

// readSets reads the sets in the folders of a folder, by name.
func readSets(folder string) ([]*set, error) {
	infos, err := filepath.Glob(filepath.Join(folder, "*", "info.json"))
	if err != nil {
		return nil, err
	}
	if len(infos) == 0 {
		return nil, fmt.Errorf("%s: no folder in it has a file info.json", folder)
	}
	slices.Sort(infos)
	var sets []*set
	for _, info := range infos {
		s, err := readSet(filepath.Dir(info))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Dir(info), err)
		}
		sets = append(sets, s)
	}
	return sets, nil
}

// readSet reads a space, the metric, and the results of all combinations: results.csv, or
// figures.txt with the metric alone, a line for each combination in order.
func readSet(folder string) (*set, error) {
	var info struct{ Name, Metric, Direction string }
	text, err := os.ReadFile(filepath.Join(folder, "info.json"))
	if err == nil {
		err = json.Unmarshal(text, &info)
	}
	if err != nil {
		return nil, err
	}
	s := &set{name: info.Name, metric: results.Metric{Name: info.Metric, Min: info.Direction == "min"}, rows: map[string]results.Row{}}
	if s.g, err = readSpace(filepath.Join(folder, "space.json")); err != nil {
		return nil, err
	}
	text, err = os.ReadFile(filepath.Join(folder, "results.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		if text, err = os.ReadFile(filepath.Join(folder, "figures.txt")); err == nil {
			text, err = s.records(string(text))
		}
	}
	if err != nil {
		return nil, err
	}
	return s, s.join(text)
}

// records returns a record for each line of figures.
func (s *set) records(figures string) ([]byte, error) {
	lines := strings.Split(strings.TrimSuffix(figures, "\n"), "\n")
	var text bytes.Buffer
	i := 0
	for c := range s.g.All() {
		if i == len(lines) {
			return nil, errors.New("figures.txt has fewer lines than the space has combinations")
		}
		figure := lines[i]
		if figure == "" {
			figure = "null"
		}
		fmt.Fprintf(&text, `{"id": %q, %q: %s}`+"\n", c.ID(), s.metric.Name, figure)
		i++
	}
	if i < len(lines) {
		return nil, errors.New("figures.txt has more lines than the space has combinations")
	}
	return text.Bytes(), nil
}

func readSpace(file string) (*paramgen.Generator, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	option, err := paramgen.Load(f)
	if err != nil {
		return nil, err
	}
	return paramgen.New(option)
}

// join reads the results of all combinations.
func (s *set) join(text []byte) error {
	table, err := results.Read(bytes.NewReader(text))
	if err != nil {
		return err
	}
	rows, err := results.Join(s.g, table, s.g.All())
	if err != nil {
		return err
	}
	for _, r := range rows {
		s.rows[r.Record.ID] = r
	}
	if s.g.Count().Int64() != int64(len(s.rows)) {
		return errors.New("the results are not those of all combinations")
	}
	best, err := results.Best(rows, 1, s.metric)
	if err != nil {
		return err
	}
	s.best, _ = best[0].Record.Number(s.metric.Name)
	return nil
}

// ratio returns how many times worse than the best a result is: +Inf if it failed.
func (s *set) ratio(r results.Row) float64 {
	x, ok := r.Record.Number(s.metric.Name)
	switch {
	case !ok:
		return math.Inf(1)
	case s.metric.Min:
		return x / s.best
	}
	return s.best / x
}
