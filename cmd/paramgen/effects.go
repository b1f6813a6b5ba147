package main

import (
	"errors"
	"fmt"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// effects writes which parameters determine the metric.
func (c *command) effects(g *paramgen.Generator) (yes bool, err error) {
	if len(c.join) == 0 {
		return false, errors.New("-effects requires -join, a file of results")
	}
	rows, err := c.resultRows(g)
	if err != nil {
		return false, err
	}
	if rows, err = c.compare(rows); err != nil {
		return false, err
	}
	a, err := results.Effects(g, rows, c.metrics[0], c.metrics[1:]...)
	if err != nil {
		return false, err
	}
	c.noteLacks(rows)
	for _, name := range results.Loads(results.Merge(rows)) {
		c.note(fmt.Sprintf("runs of one configuration differ in %s and count with their median; -where keeps one of them", name))
	}
	if c.format == formatHTML {
		return true, c.write(a.WriteHTML)
	}
	return true, c.writeText(a)
}
