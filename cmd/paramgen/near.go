package main

import (
	"strings"

	"github.com/paramgen/paramgen"
)

// mostNear is how many of the nearest combinations are printed without -max-combinations.
const mostNear = 10

// nearest answers -near: no if nothing is valid.
func (c *command) nearest(g *paramgen.Generator) (found bool, err error) {
	values, err := chosen("near", c.near, g)
	if err != nil {
		return false, err
	}
	near, err := g.Nearest(values)
	if err != nil {
		return false, err
	}
	limit := mostNear
	if c.given["max-combinations"] {
		limit = c.max
	}
	var lines []string
	for combination, changes := range near {
		found = true
		if len(lines) == limit {
			lines = append(lines, "and more; -max-combinations N prints N of them")
			break
		}
		lines = append(lines, repair(combination, changes, len(values) == len(g.Parameters())))
	}
	if !found {
		lines = []string{conflict(g)}
	}
	return found, c.writeLine(strings.Join(lines, "\n"))
}

// repair describes the changes and, unless all values were given, the combination that results.
func repair(c paramgen.Combination, changes []paramgen.Change, complete bool) string {
	words := make([]string, len(changes))
	for i, change := range changes {
		words[i] = change.String()
	}
	if len(changes) == 0 {
		words = []string{"valid"}
	}
	if !complete {
		return strings.Join(words, ", ") + ", in " + c.String()
	}
	return strings.Join(words, ", ")
}
