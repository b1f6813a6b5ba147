package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/paramgen/paramgen/internal/atomicfile"
)

// write has fill write the data. A signal makes writing a file fail, so that no partial file
// remains; a second signal ends the process, and so does the first if no file is replaced.
func (c *command) write(fill func(io.Writer) error) error {
	if c.output == "-" {
		return fill(c.stdout)
	}
	if !atomicfile.Replaces(c.output) {
		return atomicfile.Write(c.output, fill)
	}
	ctx, stop := untilSignal()
	defer stop()
	return atomicfile.Write(c.output, func(w io.Writer) error { return fill(&stoppable{ctx, w}) })
}

// untilSignal returns a context that the first interrupt or SIGTERM cancels; the second ends the
// process.
func untilSignal() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
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

// writeText writes v as text, or as JSON if -format asks for it.
func (c *command) writeText(v fmt.Stringer) error {
	return c.write(func(w io.Writer) error {
		if c.given["format"] {
			return writeJSON(w, v)
		}
		_, err := io.WriteString(w, v.String())
		return err
	})
}

func (c *command) writeLine(v any) error {
	return c.write(func(w io.Writer) error { return printLine(w, v) })
}

func printLine(w io.Writer, v any) error {
	_, err := fmt.Fprintln(w, v)
	return err
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// input is a file that a flag has the command read.
type input struct{ flag, path string }

func (o *options) inputs() []input {
	all := []input{{"space", o.space}, {"base", o.base}, {"diff", o.diff}}
	for _, repeated := range []struct {
		flag  string
		paths []string
	}{{"skip", o.skip}, {"join", o.join}, {"include", o.include}, {"of", o.of}, {"pending", o.pending}} {
		for _, path := range repeated.paths {
			all = append(all, input{repeated.flag, path})
		}
	}
	return all
}

// protectInputs refuses an output that would replace a file which is read.
func (c *command) protectInputs() error {
	to, err := os.Stat(c.output)
	if err != nil || c.output == "-" || !atomicfile.Replaces(c.output) {
		return nil
	}
	for _, in := range c.inputs() {
		if c.isInput(in, to) {
			return fmt.Errorf("-output %s would replace the file that -%s reads; name another", c.output, in.flag)
		}
	}
	return nil
}

// isInput reports whether a file is an input or in a folder that is one.
func (c *command) isInput(in input, file fs.FileInfo) bool {
	from, err := c.stat(in)
	if err != nil || !from.IsDir() {
		return err == nil && os.SameFile(from, file)
	}
	entries, _ := os.ReadDir(in.path)
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		one, err := os.Stat(filepath.Join(in.path, e.Name()))
		return err == nil && os.SameFile(one, file)
	})
}

// stat returns the information about a file, or about standard input if the space comes from
// there.
func (c *command) stat(in input) (fs.FileInfo, error) {
	if f, ok := c.stdin.(*os.File); ok && in == (input{"space", "-"}) {
		return f.Stat()
	}
	return os.Stat(in.path)
}
