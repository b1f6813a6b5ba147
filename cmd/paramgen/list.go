package main

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// export writes the selection.
func (c *command) export(g *paramgen.Generator, s *selection) (yes bool, err error) {
	v := newVariety(g)
	seq := s.seq
	if s.prefixOf != nil {
		seq = v.watch(seq)
	}
	n, err := c.writeAll(g, c.progress.watch(seq, s.count))
	c.progress.stop()
	if err != nil {
		return false, err
	}
	if s.prefixOf != nil && n > 0 {
		c.note(fmt.Sprintf("the first %d of %v combinations: %s; -sample %[1]d samples the whole space", n, s.prefixOf, v))
	}
	c.noteCover(s, n)
	c.noteDuplicates(g)
	c.noteWritten(n)
	return true, nil
}

// noteWritten says how many combinations were written to a file or folder.
func (c *command) noteWritten(n int) {
	if to := c.folder + strings.TrimPrefix(c.output, "-"); to != "" {
		c.note(fmt.Sprintf("%d combinations written to %s", n, to))
	}
}

// noteDuplicates warns of combinations that are written as the same command.
func (c *command) noteDuplicates(g *paramgen.Generator) {
	commands := []paramgen.Format{paramgen.FormatArgs, paramgen.FormatShell, paramgen.FormatGitHub, paramgen.FormatArgo}
	if !slices.Contains(commands, c.format) {
		return
	}
	pairs, err := g.Duplicates()
	if err != nil || len(pairs) == 0 {
		return // a search that exceeds its budget warns of nothing
	}
	var words []string
	for _, p := range pairs {
		a, _ := p.A.Get(p.Parameter)
		b, _ := p.B.Get(p.Parameter)
		words = append(words, fmt.Sprintf("%s %s and %s", text.Quote(p.Parameter), value.Show(a), value.Show(b)))
	}
	first, _ := g.Index(pairs[0].A)
	second, _ := g.Index(pairs[0].B)
	c.note(fmt.Sprintf("some combinations are written as the same command, such as those with index %v and %v: %s are written alike; remove a value, or write it otherwise (see \"flag\" in docs/space-files.md)",
		first, second, strings.Join(words, "; ")))
}

// writeAll writes the combinations to the output or the folder.
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

// writeOptions are the options of the flags about the format.
func (c *command) writeOptions() (all []paramgen.WriteOption, err error) {
	if c.given["ids"] {
		all = append(all, paramgen.WithIdentity())
	}
	if c.given["group"] {
		all = append(all, paramgen.WithGroup(c.group...))
	}
	if c.given["omit-unset"] {
		all = append(all, paramgen.OmitUnset())
	}
	if c.given["template"] {
		all = append(all, paramgen.WithTemplate(c.template))
	}
	if c.given["repeat"] {
		all = append(all, paramgen.WithRepeat(c.repeat, c.runs()))
	}
	if c.given["by-index"] {
		all = append(all, paramgen.WithIndexNames())
	}
	if c.given["base"] {
		text, err := os.ReadFile(c.base)
		if err != nil {
			return nil, err
		}
		all = append(all, paramgen.WithBase(bytes.NewReader(text)))
	}
	return all, nil
}

// writeFolder writes a file for each combination. A signal leaves nothing behind.
func (c *command) writeFolder(g *paramgen.Generator, seq iter.Seq[paramgen.Combination], options []paramgen.WriteOption) (n int, err error) {
	ctx, stop := untilSignal()
	defer stop()
	defer func() {
		if v := recover(); v == errStopped {
			n, err = 0, errStopped
		} else if v != nil {
			panic(v)
		}
	}()
	return g.WriteFolder(c.folder, c.format, paramgen.Filter(seq, func(paramgen.Combination) bool {
		if ctx.Err() != nil {
			panic(errStopped) // WriteFolder removes what it has written
		}
		return true
	}), options...)
}

// variety finds out which parameters vary in a sequence.
type variety struct {
	all   int
	fixed []string // so far
	first paramgen.Combination
	begun bool
}

func newVariety(g *paramgen.Generator) *variety {
	v := &variety{}
	for _, p := range g.Parameters() {
		v.fixed = append(v.fixed, p.Name())
	}
	v.all = len(v.fixed)
	return v
}

// watch yields the sequence and records its values.
func (v *variety) watch(seq iter.Seq[paramgen.Combination]) iter.Seq[paramgen.Combination] {
	return func(yield func(paramgen.Combination) bool) {
		for c := range seq {
			v.record(c)
			if !yield(c) {
				return
			}
		}
	}
}

func (v *variety) record(c paramgen.Combination) {
	if !v.begun {
		v.first, v.begun = c, true
	}
	v.fixed = slices.DeleteFunc(v.fixed, func(name string) bool {
		a, _ := v.first.Get(name)
		b, _ := c.Get(name)
		return !same(a, b)
	})
}

func (v *variety) String() string {
	s := fmt.Sprintf("%d of %d parameters vary", v.all-len(v.fixed), v.all)
	const most = 8
	switch {
	case len(v.fixed) > most:
		return fmt.Sprintf("%s (not: %s and %d more)", s, strings.Join(v.fixed[:most], ", "), len(v.fixed)-most)
	case len(v.fixed) > 0:
		return fmt.Sprintf("%s (not: %s)", s, strings.Join(v.fixed, ", "))
	}
	return s
}
