package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
)

const help = `paramgen lists the valid combinations of a parameter space: by default all of the SGLang preset, as JSON.

  paramgen [flags]

The space
  -space FILE       another space, from a space file; - is standard input
  -set NAME=V1,V2   add a parameter, or give one other values
  -drop NAME        remove a parameter
  -rule EXPR        add a rule, such as 'tp_size*dp_size <= 8'
  -no-filter        ignore every rule
-set, -drop and -rule can be repeated and take effect in their order. Values are nil (unset), true, false, numbers,
or else strings; quotes make anything a string: -set 'x=nil,1,2.5,auto,"a, b"'

The selection
  -sample N         N different ones at random, instead of all in order
  -seed S           the seed of the sample; the same seed gives the same sample (default 1)
  -shard I/N        part I of N of all, or of the sample, counted from 0
  -max-combinations N
                    the first N of what is selected; of all in order, those are much alike
  -at I             the one with index I, counted from 0

What to do with it
  -format F         write it as json, jsonl, csv or args (default json)
  -output FILE      write to a file, whole or not at all; - is standard output
  -count            only say how many there are
  -show-info        describe the space instead; with -format json for programs
  -check NAME=VALUE,...
                    say whether this combination is valid, and if not, why; exit status 1
  -version          say which version this is

Data goes to standard output, words go to standard error. Exit status: 0, 1 if the answer is no or something failed,
2 for bad usage.
`

// options are the flags as given.
type options struct {
	given map[string]bool // names of the flags

	space    string
	changes  []change
	noFilter bool

	sample int
	seed   uint64
	shard  share
	max    int
	at     *big.Int

	format   paramgen.Format
	output   string
	count    bool
	showInfo bool
	check    []assignment
	version  bool
}

// change is one -set, -drop or -rule.
type change struct {
	flag   string
	name   string // or the text of a rule
	values []any
}

// share is part i of n.
type share struct{ i, n int }

// parse reads the command line. Its errors are bad usage, or flag.ErrHelp.
func parse(args []string) (*options, error) {
	o := &options{given: map[string]bool{}}
	fs := flag.NewFlagSet("paramgen", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	o.define(fs)
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q; every value belongs to a flag", fs.Arg(0))
	}
	fs.Visit(func(f *flag.Flag) { o.given[f.Name] = true })
	return o, o.combine()
}

func (o *options) define(fs *flag.FlagSet) {
	fs.StringVar(&o.space, "space", "", "")
	fs.Func("set", "", o.set)
	fs.Func("drop", "", func(name string) error { return o.change("drop", name) })
	fs.Func("rule", "", func(text string) error { return o.change("rule", text) })
	fs.BoolVar(&o.noFilter, "no-filter", false, "")
	fs.Func("sample", "", natural(&o.sample))
	fs.Uint64Var(&o.seed, "seed", 1, "")
	fs.Func("shard", "", o.shard.parse)
	fs.Func("max-combinations", "", natural(&o.max))
	fs.Func("at", "", o.index)
	fs.Func("format", "", o.setFormat)
	fs.StringVar(&o.output, "output", "-", "")
	fs.BoolVar(&o.count, "count", false, "")
	fs.BoolVar(&o.showInfo, "show-info", false, "")
	fs.Func("check", "", func(text string) (err error) {
		o.check, err = assignments(text)
		return err
	})
	fs.BoolVar(&o.version, "version", false, "")
	o.format = paramgen.FormatJSON
}

func (o *options) change(flag, name string) error {
	if strings.TrimSpace(name) == "" {
		return errors.New("must not be empty")
	}
	o.changes = append(o.changes, change{flag: flag, name: name})
	return nil
}

func (o *options) set(text string) error {
	name, list, ok := strings.Cut(text, "=")
	if !ok || name == "" {
		return errors.New("want NAME=V1,V2")
	}
	words, err := split(list)
	if err != nil {
		return err
	}
	c := change{flag: "set", name: name}
	for _, w := range words {
		v, err := w.value()
		if err != nil {
			return err
		}
		c.values = append(c.values, v)
	}
	o.changes = append(o.changes, c)
	return nil
}

// natural reads a number from 0.
func natural(into *int) func(string) error {
	return func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return errors.New("want a whole number, 0 or more")
		}
		*into = n
		return nil
	}
}

func (s *share) parse(text string) error {
	part, parts, ok := strings.Cut(text, "/")
	i, errI := strconv.Atoi(part)
	n, errN := strconv.Atoi(parts)
	if !ok || errI != nil || errN != nil || i < 0 || i >= n {
		return errors.New("want I/N with I from 0 to N-1")
	}
	*s = share{i, n}
	return nil
}

func (o *options) index(text string) error {
	i, ok := new(big.Int).SetString(text, 10)
	if !ok || i.Sign() < 0 {
		return errors.New("want an index, 0 or more")
	}
	o.at = i
	return nil
}

func (o *options) setFormat(text string) error {
	o.format = paramgen.Format(text)
	if !slices.Contains(paramgen.Formats(), o.format) {
		return &paramgen.FormatError{Format: o.format}
	}
	return nil
}

// conflicts are the flags that contradict each other: the first of each line all others.
var conflicts = [][]string{
	{"check", "show-info", "count", "at", "sample", "shard", "max-combinations", "format"},
	{"show-info", "count", "at", "sample", "shard", "max-combinations"},
	{"at", "count", "sample", "shard", "max-combinations"},
	{"count", "format"},
	{"no-filter", "rule"},
}

// combine checks that the flags go together.
func (o *options) combine() error {
	for _, line := range conflicts {
		for _, other := range line[1:] {
			if o.given[line[0]] && o.given[other] {
				return fmt.Errorf("-%s and -%s exclude each other", line[0], other)
			}
		}
	}
	switch {
	case o.given["seed"] && !o.given["sample"]:
		return errors.New("-seed is for -sample")
	case o.showInfo && o.format != paramgen.FormatJSON:
		return fmt.Errorf("-show-info writes text, or -format json, but not %s", o.format)
	}
	return nil
}
