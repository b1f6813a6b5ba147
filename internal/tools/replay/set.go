package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

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

// readSet reads space.json, results.csv and info.json.
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
	return s, s.readRows(filepath.Join(folder, "results.csv"))
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

func (s *set) readRows(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	table, err := results.Read(f)
	if err != nil {
		return err
	}
	rows, err := results.Join(s.g, table, nil)
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
