package main

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/paramgen/paramgen/internal/atomicfile"
)

// input is a file that a flag has the command read.
type input struct{ flag, path string }

func (o *options) inputs() []input {
	all := []input{{"space", o.space}, {"base", o.base}, {"diff", o.diff}}
	for _, more := range []struct {
		flag  string
		paths []string
	}{{"skip", o.skip}, {"join", o.join}, {"include", o.include}, {"of", o.of}} {
		for _, path := range more.paths {
			all = append(all, input{more.flag, path})
		}
	}
	return all
}

// sparesInputs refuses an output that would replace a file which is read: what it said would be gone.
func (c *command) sparesInputs() error {
	to, err := os.Stat(c.output)
	if err != nil || c.output == "-" || !atomicfile.Replaces(c.output) {
		return nil
	}
	for _, in := range c.inputs() {
		if from, err := c.stat(in); err == nil && os.SameFile(from, to) {
			return fmt.Errorf("-output %s is the file that -%s reads, which would be lost; name another", c.output, in.flag)
		}
	}
	return nil
}

// stat looks at a file, or at standard input where the space comes from there.
func (c *command) stat(in input) (fs.FileInfo, error) {
	if f, ok := c.stdin.(*os.File); ok && in == (input{"space", "-"}) {
		return f.Stat()
	}
	return os.Stat(in.path)
}
