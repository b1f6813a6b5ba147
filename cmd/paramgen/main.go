// Command paramgen lists, counts, samples, splits and checks the valid combinations of a
// parameter space. Run paramgen -h for its flags.
//
// Data goes to standard output, or to the file of -output, which is written whole or not at all.
// Diagnostics go to standard error. The exit status is 0, 1 if the answer is no or the command
// failed, or 2 for bad usage. If the reader of its output closes the pipe, as head does, the
// command ends silently: by SIGPIPE on standard output, as other commands do, and with status 1
// on any other pipe.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"syscall"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/text"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// Exit statuses.
const (
	success = iota
	failure
	badUsage
)

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	stderr, terminal := plain{stderr}, stderr
	o, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(stdout, help())
		return status(stderr, true, err)
	case err != nil:
		fmt.Fprintf(stderr, "paramgen: %v\nRun paramgen -h for the flags.\n", err)
		return badUsage
	case o.given["version"]:
		return status(stderr, true, printLine(stdout, version()))
	}
	c := command{options: o, stdin: stdin, stdout: stdout, stderr: stderr}
	if !o.given["quiet"] {
		c.progress = newProgress(progressTo(stdout, terminal, o.output), everySecond)
	}
	yes, err := c.run()
	c.progress.stop()
	return status(stderr, yes, err)
}

// status reports an error and returns the exit status.
func status(stderr io.Writer, yes bool, err error) int {
	switch {
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe): // by the reader
		return failure
	case err != nil:
		fmt.Fprintf(stderr, "paramgen: %v\n", unprefixed(err))
		return failure
	case !yes:
		return failure
	}
	return success
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "paramgen (built without module information)"
	}
	return fmt.Sprintf("paramgen %s %s", info.Main.Version, info.GoVersion)
}

// command is one run of the command.
type command struct {
	*options
	stdin          io.Reader
	stdout, stderr io.Writer
	progress       *progress
	skipped        *skipped // nil without -skip
}

// run does what the flags ask for. It reports whether the answer is yes, if the mode has one.
func (c *command) run() (yes bool, err error) {
	if c.shard.auto {
		c.note(fmt.Sprintf("-shard auto is %d/%d", c.shard.i, c.shard.n))
	}
	c.noteAll(c.warnings)
	if err := c.protectInputs(); err != nil {
		return false, err
	}
	g, err := c.generator()
	if err != nil {
		return false, err
	}
	return c.mode.run(c, g)
}

// withSelection returns the run of a mode that works on a selection.
func withSelection(f func(*command, *paramgen.Generator, *selection) (bool, error)) func(*command, *paramgen.Generator) (bool, error) {
	return func(c *command, g *paramgen.Generator) (bool, error) {
		s, err := c.selection(g)
		if err != nil {
			return false, err
		}
		yes, err := f(c, g, s)
		if err == nil {
			c.noteSkipped(s)
			c.noteEmpty(g, s)
		}
		return yes, err
	}
}

// noteEmpty says that nothing is selected and, if nothing is valid, which rules conflict.
func (c *command) noteEmpty(g *paramgen.Generator, s *selection) {
	switch {
	case s.count.Sign() > 0:
	case g.Count().Sign() == 0:
		c.note(conflict(g))
	default:
		c.note(fmt.Sprintf("the selection is empty; the space has %v valid combinations", g.Count()))
	}
}

// conflict says that no combination of g is valid, and why.
func conflict(g *paramgen.Generator) string {
	var why *paramgen.CheckError
	errors.As(g.Check(nil), &why)
	rules := append(slices.Clone(why.Rules), why.Conflict...)
	if len(rules) == 0 {
		return "no combination is valid; -report shows which rules conflict"
	}
	return fmt.Sprintf("no combination is valid: everything is forbidden by %s; -report shows what to change", text.RuleSet(text.TruncateAll(rules)))
}

// note prints a line of diagnostics, unless -quiet is given.
func (c *command) note(line string) {
	if !c.given["quiet"] {
		fmt.Fprintln(c.stderr, "paramgen: "+line)
	}
}
