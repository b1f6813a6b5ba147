package main

import (
	"fmt"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/report"
)

// report answers -report.
func (c *command) report(g *paramgen.Generator) (yes bool, err error) {
	r := g.Report()
	if c.format == formatHTML {
		return true, c.write(r.WriteHTML)
	}
	return true, c.writeText(r)
}

// difference answers -diff.
func (c *command) difference(g *paramgen.Generator) (yes bool, err error) {
	space, err := loadFile(c.diff)
	if err != nil {
		return false, err
	}
	other, err := paramgen.New(space)
	if err != nil {
		return false, err
	}
	return true, c.writeText(g.Diff(other))
}

// showInfo answers -show-info.
func (c *command) showInfo(g *paramgen.Generator) (yes bool, err error) {
	if c.format == formatSpace {
		return true, c.write(g.WriteSpace)
	}
	if err := c.writeText(g.Info()); err != nil {
		return false, err
	}
	c.warn(g)
	return true, nil
}

// warn reports values and pairs that no combination has, which is rarely intended.
func (c *command) warn(g *paramgen.Generator) {
	if g.Count().Sign() == 0 {
		c.note(conflict(g))
		return
	}
	r := g.Report()
	if r.DeadValues > 0 {
		c.note(fmt.Sprintf("%d values are in no valid combination: %s; -report shows why", r.DeadValues, deadValues(r)))
	}
	if r.DeadPairs > 0 {
		c.note(fmt.Sprintf("%d of %d pairs of values are in no valid combination; -report shows which and why", r.DeadPairs, r.Pairs))
	}
}

// deadValues names the first few values that no combination has.
func deadValues(r *report.Report) string {
	const most = 8
	var names []string
	for _, p := range r.Parameters {
		for _, v := range p.Values {
			if v.Dead() {
				names = append(names, paramgen.Setting{Name: p.Name, Value: v.Value}.String())
			}
		}
	}
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("and %d more", len(names)-most))
	}
	return strings.Join(names, ", ")
}
