package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// generator builds the space.
func (c *command) generator() (*paramgen.Generator, error) {
	space, err := c.load()
	if err != nil {
		return nil, err
	}
	if err := c.checkAdded(space); err != nil {
		return nil, err
	}
	all := []paramgen.Option{space}
	if c.given["no-filter"] {
		all = append(all, paramgen.WithoutRules())
	}
	for _, change := range c.changes {
		all = append(all, change.option())
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

// checkAdded returns an error if -add names a parameter that the space has. It warns of a name
// that differs from another only by case.
func (c *command) checkAdded(space paramgen.Option) error {
	if !c.given["add"] {
		return nil
	}
	base, err := paramgen.New(space, paramgen.WithoutRules())
	if err != nil {
		return nil // which the space with its rules returns, too
	}
	var names []string
	for _, p := range base.Parameters() {
		names = append(names, p.Name())
	}
	for _, change := range c.changes {
		switch {
		case change.flag == "drop":
			names = slices.DeleteFunc(names, func(name string) bool { return name == change.name })
		case change.flag != "add":
		case slices.Contains(names, change.name):
			return fmt.Errorf("-add %s: there is already such a parameter; -set %[1]s=… replaces its values", change.name)
		default:
			c.warnOfTwin(change.name, names)
			names = append(names, change.name)
		}
	}
	return nil
}

// warnOfTwin warns of a new name that differs only by case from one of the others.
func (c *command) warnOfTwin(name string, names []string) {
	for _, other := range names {
		if strings.EqualFold(name, other) {
			c.note(fmt.Sprintf("-add adds %q beside %q; -set %[2]s=… replaces the values of that one", name, other))
		}
	}
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

// option returns what the change does to a space.
func (c change) option() paramgen.Option {
	switch c.flag {
	case "rule":
		return paramgen.WithRules(paramgen.Expr(c.name))
	case "drop":
		return paramgen.WithoutParameters(c.name)
	case "set":
		return paramgen.WithValues(c.name, c.values...)
	}
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
	return all
}
