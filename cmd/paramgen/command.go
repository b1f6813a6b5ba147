package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/atomicfile"
)

// command is one run of the command.
type command struct {
	*options
	stdin          io.Reader
	stdout, stderr io.Writer
	progress       *progress
}

// do does what the flags say. It reports whether the answer is yes, where there is a question.
func (c *command) do() (yes bool, err error) {
	if c.shard.asked {
		fmt.Fprintf(c.stderr, "paramgen: -shard auto is %d/%d\n", c.shard.i, c.shard.n)
	}
	if err := c.sparesInputs(); err != nil {
		return false, err
	}
	g, err := c.generator()
	if err != nil {
		return false, err
	}
	if asked, yes, err := c.explain(g); asked {
		return yes, err
	}
	s, err := c.selection(g)
	if err != nil {
		return false, err
	}
	if yes, err = c.answer(g, s); err == nil {
		c.sayStrangers(s)
	}
	return yes, err
}

// answer does what is to be done with the selection.
func (c *command) answer(g *paramgen.Generator, s *selection) (yes bool, err error) {
	switch {
	case c.given["join"]:
		return c.joinResults(g, s)
	case c.given["coverage"]:
		return true, c.measure(g, s)
	case c.count:
		return true, c.sayTotal(s)
	}
	return true, c.export(g, s)
}

func (c *command) sayTotal(s *selection) error {
	n, err := s.total()
	if err != nil {
		return err
	}
	return c.write(func(w io.Writer) error { return say(w, n) })
}

func say(w io.Writer, what any) error {
	_, err := fmt.Fprintln(w, what)
	return err
}

// generator builds the space.
func (c *command) generator() (*paramgen.Generator, error) {
	space, err := c.load()
	if err != nil {
		return nil, err
	}
	base, err := paramgen.New(space, paramgen.WithoutRules()) // costs nothing, and tells what there is to change
	if err != nil {
		return paramgen.New(space) // which tells of faults in the rules, too
	}
	names := map[string]bool{}
	for _, p := range base.Parameters() {
		names[p.Name()] = true
	}
	all := []paramgen.Option{space}
	for _, change := range c.changes {
		all = append(all, change.option(names))
	}
	return paramgen.New(append(all, c.spaceOptions()...)...)
}

// spaceOptions are what the flags say of any space.
func (o *options) spaceOptions() (all []paramgen.Option) {
	if o.sglangRules {
		all = append(all, paramgen.WithRules(paramgen.SGLangRules()...))
	}
	if o.given["devices"] {
		all = append(all, paramgen.WithRules(paramgen.Devices(o.devices)))
	}
	if o.given["sglang-release"] {
		all = append(all, paramgen.SGLangRelease(o.release))
	}
	if o.noFilter {
		all = append(all, paramgen.WithoutRules())
	}
	return all
}

func (c *command) load() (paramgen.Option, error) {
	switch {
	case c.space == "-":
		return paramgen.Load(c.stdin)
	case c.given["preset"]:
		return paramgen.Preset(c.preset), nil
	case !c.given["space"]:
		return paramgen.SGLang(), nil
	}
	f, err := os.Open(c.space)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return paramgen.Load(f)
}

// option returns what the change does to a space of the named parameters, and keeps the names up to date.
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

// write has fill write to where the data goes. A signal to stop makes writing a file fail, so that nothing half-written is left; a second
// one ends the process, and so does the first where no file is replaced and there is nothing to tidy.
func (c *command) write(fill func(io.Writer) error) error {
	if c.output == "-" {
		return fill(c.stdout)
	}
	if !atomicfile.Replaces(c.output) {
		return atomicfile.Write(c.output, fill)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return atomicfile.Write(c.output, func(w io.Writer) error { return fill(&stoppable{ctx, w}) })
}

// stoppable is a writer that fails once its context is done.
type stoppable struct {
	ctx context.Context
	w   io.Writer
}

var errStopped = errors.New("stopped by a signal; no file was written")

func (s *stoppable) Write(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, errStopped
	}
	return s.w.Write(p)
}

// export writes the selection.
func (c *command) export(g *paramgen.Generator, s *selection) error {
	v := newVariety(g)
	seq := s.seq
	if s.prefixOf != nil {
		seq = v.watch(seq)
	}
	n, err := c.writeAll(g, c.progress.watch(seq, s.count))
	c.progress.stop()
	if err != nil {
		return err
	}
	if s.prefixOf != nil && n > 0 {
		fmt.Fprintf(c.stderr, "paramgen: the first %d of %v combinations: %s; -sample %[1]d spreads over the whole space\n", n, s.prefixOf, v)
	}
	c.sayCover(s, n)
	if to := c.folder + strings.TrimPrefix(c.output, "-"); to != "" {
		fmt.Fprintf(c.stderr, "paramgen: %d combinations written to %s\n", n, to)
	}
	return nil
}

// writeAll writes the combinations to where they are wanted.
func (c *command) writeAll(g *paramgen.Generator, seq iter.Seq[paramgen.Combination]) (n int, err error) {
	options, err := c.writeOptions()
	if err != nil {
		return 0, err
	}
	if c.given["folder"] {
		return c.writeFolder(g, seq, options)
	}
	err = c.write(func(w io.Writer) (err error) {
		n, err = g.Write(w, c.format, seq, options...)
		return err
	})
	return n, err
}

// progressTo returns the terminal that progress is for, or nil: data and progress on one terminal would mix.
func progressTo(stdout, stderr io.Writer, output string) io.Writer {
	if isTerminal(stderr) && (output != "-" || !isTerminal(stdout)) {
		return stderr
	}
	return nil
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// smaller returns the lesser of n and m.
func smaller(n, m *big.Int) *big.Int {
	if n.Cmp(m) < 0 {
		return n
	}
	return m
}
