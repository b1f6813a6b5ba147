package main

import (
	"os"
	"slices"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// generator builds the space.
func (c *command) generator() (*paramgen.Generator, error) {
	space, err := c.load()
	if err != nil {
		return nil, err
	}
	base, err := paramgen.New(space, paramgen.WithoutRules()) // cheap: its names decide what -set does
	if err != nil {
		return paramgen.New(space) // which reports the errors of the rules, too
	}
	names := map[string]bool{}
	for _, p := range base.Parameters() {
		names[p.Name()] = true
	}
	all := []paramgen.Option{space}
	for _, change := range c.changes {
		all = append(all, change.option(names))
	}
	all = append(all, c.ruleOptions()...)
	if c.given["sglang-distinct"] {
		return distinct(all)
	}
	return paramgen.New(all...)
}

// distinct builds a space without the combinations that a server runs like others.
func distinct(options []paramgen.Option) (*paramgen.Generator, error) {
	g, err := paramgen.New(append(slices.Clone(options), paramgen.WithoutRules())...)
	if err != nil {
		return paramgen.New(options...) // which reports the errors of the rules, too
	}
	return paramgen.New(append(options, paramgen.WithRules(sglang.Distinct(g.Parameters()...)...))...)
}

// load returns the space that the changes apply to.
func (c *command) load() (paramgen.Option, error) {
	switch {
	case c.space == "-":
		return paramgen.Load(c.stdin)
	case c.given["preset"]:
		return sglang.Preset(c.preset)
	case !c.given["space"]:
		return sglang.Default(), nil
	}
	return loadFile(c.space)
}

func loadFile(path string) (paramgen.Option, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return paramgen.Load(f)
}

// option returns what the change does to a space of the named parameters, and keeps the names up
// to date.
func (c change) option(names map[string]bool) paramgen.Option {
	switch {
	case c.flag == "rule":
		return paramgen.WithRules(paramgen.Expr(c.name))
	case c.flag == "drop":
		delete(names, c.name)
		return paramgen.WithoutParameters(c.name)
	case names[c.name]:
		return paramgen.WithValues(c.name, c.values...)
	}
	names[c.name] = true
	return paramgen.WithParameters(paramgen.Param(c.name, c.values...))
}

// ruleOptions are the options of the flags that apply to any space.
func (o *options) ruleOptions() (all []paramgen.Option) {
	if o.given["sglang-rules"] {
		all = append(all, paramgen.WithRules(sglang.Rules()...))
	}
	if o.given["devices"] {
		all = append(all, paramgen.WithRules(sglang.Devices(o.devices)))
	}
	if o.given["sglang-release"] {
		all = append(all, sglang.Release(o.release))
	}
	if o.given["no-filter"] {
		all = append(all, paramgen.WithoutRules())
	}
	return all
}
