package main

import (
	"errors"

	"github.com/paramgen/paramgen"
)

// checkValues answers -check: yes if the combination is valid or can be completed.
func (c *command) checkValues(g *paramgen.Generator) (yes bool, err error) {
	values, err := chosen("check", c.check, g)
	if err != nil {
		return false, err
	}
	err = g.Check(values)
	var why *paramgen.CheckError
	if err != nil && !errors.As(err, &why) {
		return false, err
	}
	answer, yes := "valid", true
	if why != nil {
		answer = why.Reasons()
		yes = why.Completions != nil && why.Completions.Sign() > 0
	}
	return yes, c.writeLine(answer)
}
