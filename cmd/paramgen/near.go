package main

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/text"
)

// mostNear is how many of the nearest combinations are printed without -max-combinations.
const mostNear = 10

// mostScanned is how many of the nearest combinations are compared: those with the same changes
// are printed once.
const mostScanned = 1 << 20

// nearest answers -near: no if nothing is valid. Each set of changes is printed once.
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
	seen := map[string]bool{}
	scanned := 0
	for combination, changes := range near {
		found = true
		words := changeList(changes)
		if scanned++; scanned == mostScanned || !seen[words] && len(lines) == limit {
			lines = append(lines, "and more; -max-combinations N prints N of them")
			break
		}
		if !seen[words] {
			seen[words] = true
			lines = append(lines, words+repaired(g, values, combination, changes))
		}
	}
	if !found {
		lines = []string{conflict(g)}
	}
	return found, c.writeLine(strings.Join(lines, "\n"))
}

// changeList describes changes.
func changeList(changes []paramgen.Change) string {
	if len(changes) == 0 {
		return "valid"
	}
	words := make([]string, len(changes))
	for i, change := range changes {
		words[i] = change.String()
	}
	return strings.Join(words, ", ")
}

// repaired describes the combinations with the changed values, of which c is the first. It returns
// "" if there is only one because all values were given.
func repaired(g *paramgen.Generator, values map[string]any, c paramgen.Combination, changes []paramgen.Change) string {
	if len(values) == len(g.Parameters()) {
		return ""
	}
	values = maps.Clone(values)
	for _, change := range changes {
		values[change.Parameter] = change.To
	}
	var partial *paramgen.CheckError
	if errors.As(g.Check(values), &partial) && partial.Completions != nil && partial.Completions.Cmp(big.NewInt(1)) > 0 {
		return fmt.Sprintf(", in %s combinations, the first %s", text.Group(partial.Completions), c)
	}
	return ", in " + c.String()
}
