package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/cover"
	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/expr"
)

// model is a space to cover.
type model struct {
	name    string
	domains []int
	rules   []diagram.Constraint
}

// atom is a rule expression as a constraint.
type atom struct{ *expr.Atom }

func (a atom) Machine(order []int) diagram.Machine { return a.Atom.Machine(order) }

// problem compiles the rules.
func (m *model) problem(strength int) (cover.Problem, error) {
	p := cover.Problem{Domains: m.domains, Linked: m.linked(), Strength: strength}
	space, err := diagram.Compile(diagram.Problem{Domains: m.domains, Constraints: m.rules})
	if err == nil && len(m.rules) > 0 {
		p.Oracle = space.Oracle()
	}
	return p, err
}

// linked returns the sets of variables that rules link.
func (m *model) linked() [][]int {
	var sets [][]int
	for _, r := range m.rules {
		set := slices.Clone(r.Vars())
		sets = slices.DeleteFunc(sets, func(other []int) bool {
			meets := slices.ContainsFunc(other, func(v int) bool { return slices.Contains(set, v) })
			if meets {
				set = append(set, other...)
			}
			return meets
		})
		slices.Sort(set)
		sets = append(sets, slices.Compact(set))
	}
	return sets
}

// readModels reads the space files of a folder.
func readModels(folder string) ([]model, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	var models []model
	for _, f := range files {
		m, err := readModel(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		models = append(models, m)
	}
	return models, nil
}

// file is a space file whose values are integers.
type file struct {
	Parameters []struct {
		Name   string  `json:"name"`
		Values []int64 `json:"values"`
	} `json:"parameters"`
	Rules []json.RawMessage `json:"rules"`
}

func readModel(name string) (model, error) {
	m := model{name: strings.TrimSuffix(filepath.Base(name), ".json")}
	data, err := os.ReadFile(name)
	if err != nil {
		return m, err
	}
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return m, err
	}
	for _, p := range f.Parameters {
		m.domains = append(m.domains, len(p.Values))
	}
	for _, raw := range f.Rules {
		rules, err := f.rule(raw)
		if err != nil {
			return m, err
		}
		m.rules = append(m.rules, rules...)
	}
	return m, nil
}

// rule reads a rule, which is an expression or a forbidden assignment.
func (f *file) rule(raw json.RawMessage) ([]diagram.Constraint, error) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return f.expression(text)
	}
	var r struct {
		Forbid map[string]int64 `json:"forbid"`
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, err
	}
	var vars []int
	var values []int32
	for v, p := range f.Parameters {
		if x, ok := r.Forbid[p.Name]; ok {
			vars = append(vars, v)
			values = append(values, int32(slices.Index(p.Values, x)))
		}
	}
	if len(vars) != len(r.Forbid) || slices.Contains(values, -1) {
		return nil, fmt.Errorf("rule %s: unknown parameter or value", raw)
	}
	return []diagram.Constraint{diagram.Nogood(vars, values)}, nil
}

func (f *file) expression(text string) ([]diagram.Constraint, error) {
	e, err := expr.Parse(text)
	if err != nil {
		return nil, err
	}
	var vars []int
	var domains [][]expr.Value
	for _, n := range e.Names() {
		v := f.variable(n.Name)
		if v < 0 {
			return nil, fmt.Errorf("rule %s: unknown parameter %s", text, n.Name)
		}
		var domain []expr.Value
		for _, x := range f.Parameters[v].Values {
			domain = append(domain, expr.Int(x))
		}
		vars, domains = append(vars, v), append(domains, domain)
	}
	atoms, err := e.Bind(vars, domains)
	var rules []diagram.Constraint
	for _, a := range atoms {
		rules = append(rules, atom{a})
	}
	return rules, err
}

func (f *file) variable(name string) int {
	for v, p := range f.Parameters {
		if p.Name == name {
			return v
		}
	}
	return -1
}
