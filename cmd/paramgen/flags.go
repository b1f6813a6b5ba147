package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

const help = `paramgen lists the valid combinations of a parameter space: by default all of the SGLang preset, as JSON.

  paramgen [flags]

The space
  -space FILE       another space, from a space file; - is standard input
  -preset NAME      another preset: throughput (33 parameters) or devices (18, within a number of GPUs)
  -set NAME=V1,V2   add a parameter, or give one other values
  -drop NAME        remove a parameter
  -rule EXPR        add a rule, such as 'tp_size*dp_size <= 8'
  -sglang-rules     add what an SGLang server demands of its flags
  -devices N        add the rule that the server fits N GPUs
  -sglang-release YYYY-MM
                    write the flags of that release instead of the newest
  -no-filter        ignore every rule
-set, -drop and -rule can be repeated and take effect in their order. Values are nil (unset), true, false, numbers,
or else strings; quotes make anything a string: -set 'x=nil,1,2.5,auto,"a, b"'

The selection
  -sample N         N different ones at random, instead of all in order
  -seed S           the seed of the sample; the same seed gives the same sample (default 1)
  -cover T          few that show every T values together that can be: a covering array, the most useful first
  -improve MOVES    search for a smaller one, by so many changes of a value; the first interrupt ends the search
  -include FILE     rows that come first, to be completed by the others: JSON, JSON Lines or CSV, of all parameters or some;
                    repeatable
  -strength T:NAME,NAME
                    cover these parameters at strength T besides; repeatable
  -shard I/N        part I of N of all, of the sample or of the array, counted from 0; auto or auto/N takes them from a Slurm array,
                    a Kubernetes Indexed Job or SkyPilot
  -skip FILE        leave out what has a result in FILE already: JSON Lines or CSV, with ids or with the configurations; repeatable
  -max-combinations N
                    the first N of what is selected; of all in order, those are much alike
  -at I             the one with index I, counted from 0

What to do with it
  -format F         write it as json, jsonl, csv, args, env, yaml, github, argo or shell (default json)
  -ids              put id and index in front, in json, jsonl and csv; the later formats have them anyway
  -template TEXT    the command for -format shell, such as 'python -m sglang.launch_server --model-path M {args}'; it has
                    {args}, {id}, {index} and {NAME} of a parameter
  -base FILE        a JSON object of settings that -format yaml merges the combinations over
  -output FILE      write to a file, whole or not at all, but to none that is read; - is standard output
  -folder DIR       write a file for each into a folder that is new, or empty and neither the current one nor a mount point
                    (default format yaml)
  -by-index         name those files by index instead of id
  -join FILE        the results in FILE with their configurations, as jsonl (default) or csv; repeatable
  -best K           the K best results only, by the first -metric
  -pareto           the results only that no other beats in all metrics
  -metric NAME      what results are compared by: NAME or max:NAME, or min:NAME where less is better; repeatable
  -coverage T       say how many of all T values that can be together the selection shows, and which it does not;
                    with -format json for programs
  -of FILE          of the combinations in FILE instead: JSON, JSON Lines or CSV; repeatable
  -count            only say how many there are
  -show-info        describe the space instead; with -format json for programs
  -check NAME=VALUE,...
                    say whether this combination is valid, or one that is not complete can be completed and in how
                    many ways; if not, why, and which rules together forbid it, with exit status 1
  -near NAME=VALUE,...
                    the valid combinations that differ in the fewest parameters, and what to change; repeatable
  -report           say what the rules leave of every value and pair of values, and why; with -format json for programs,
                    or html for a page with a picture
  -diff FILE        what the space file FILE adds to the space and removes; with -format json for programs
  -version          say which version this is

Data goes to standard output, words go to standard error. Exit status: 0, 1 if the answer is no or something failed,
2 for bad usage.
`

// options are the flags as given.
type options struct {
	given map[string]bool // names of the flags

	space       string
	preset      string
	changes     []change
	sglangRules bool
	devices     int
	release     string
	noFilter    bool

	sample int
	seed   uint64
	shard  share
	max    int
	at     *big.Int
	skip   []string
	covering

	format   paramgen.Format
	ids      bool
	template string
	base     string
	output   string
	folder   string
	byIndex  bool
	join     []string
	best     int
	pareto   bool
	metrics  []results.Metric
	count    bool
	showInfo bool
	check    []assignment
	near     []assignment
	report   bool
	diff     string
	version  bool
}

// change is one -set, -drop or -rule.
type change struct {
	flag   string
	name   string // or the text of a rule
	values []any
}

// share is part i of n.
type share struct {
	i, n  int
	asked bool // the environment said so
}

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
	fs.StringVar(&o.preset, "preset", "", "")
	fs.BoolVar(&o.sglangRules, "sglang-rules", false, "")
	fs.Func("devices", "", natural(&o.devices))
	fs.StringVar(&o.release, "sglang-release", "", "")
	fs.BoolVar(&o.noFilter, "no-filter", false, "")
	fs.Func("sample", "", natural(&o.sample))
	fs.Func("seed", "", o.setSeed)
	fs.Func("shard", "", o.shard.parse)
	fs.Func("max-combinations", "", natural(&o.max))
	fs.Func("at", "", o.index)
	fs.Func("skip", "", more(&o.skip))
	o.covering.define(fs)
	fs.Func("format", "", o.setFormat)
	fs.BoolVar(&o.ids, "ids", false, "")
	fs.StringVar(&o.template, "template", "", "")
	fs.StringVar(&o.base, "base", "", "")
	fs.StringVar(&o.output, "output", "-", "")
	fs.StringVar(&o.folder, "folder", "", "")
	fs.BoolVar(&o.byIndex, "by-index", false, "")
	fs.Func("join", "", more(&o.join))
	fs.Func("best", "", natural(&o.best))
	fs.BoolVar(&o.pareto, "pareto", false, "")
	fs.Func("metric", "", o.metric)
	fs.BoolVar(&o.count, "count", false, "")
	fs.BoolVar(&o.showInfo, "show-info", false, "")
	fs.Func("check", "", assigned(&o.check))
	fs.Func("near", "", assigned(&o.near))
	fs.BoolVar(&o.report, "report", false, "")
	fs.StringVar(&o.diff, "diff", "", "")
	fs.BoolVar(&o.version, "version", false, "")
	o.format, o.seed = paramgen.FormatJSON, 1
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
	name = strings.TrimSpace(name)
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

// more collects the values of a flag that is repeated.
func more(into *[]string) func(string) error {
	return func(text string) error {
		*into = append(*into, text)
		return nil
	}
}

func (o *options) metric(text string) error {
	m, err := results.ParseMetric(text)
	o.metrics = append(o.metrics, m)
	return ofFlag(err)
}

// assigned reads NAME=VALUE,…, more of them where the flag is repeated.
func assigned(into *[]assignment) func(string) error {
	return func(text string) (err error) {
		*into, err = assignments(*into, text)
		return err
	}
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

// setSeed reads a decimal number, as the other flags do.
func (o *options) setSeed(text string) (err error) {
	if o.seed, err = strconv.ParseUint(text, 10, 64); err != nil {
		return fmt.Errorf("want a whole number, 0 to %d", uint64(math.MaxUint64))
	}
	return nil
}

func (s *share) parse(text string) error {
	if text == "auto" || strings.HasPrefix(text, "auto/") {
		return s.auto(strings.TrimPrefix(text, "auto"))
	}
	part, parts, ok := strings.Cut(text, "/")
	i, errI := strconv.Atoi(part)
	n, errN := strconv.Atoi(parts)
	if !ok || errI != nil || errN != nil || i < 0 || i >= n {
		return errors.New("want I/N with I from 0 to N-1, or auto, or auto/N")
	}
	*s = share{i: i, n: n}
	return nil
}

// auto asks the environment; of is /N or nothing.
func (s *share) auto(of string) error {
	n := 0
	if of != "" {
		var err error
		if n, err = strconv.Atoi(of[1:]); err != nil || n < 1 {
			return errors.New("want auto or auto/N")
		}
	}
	i, n, err := paramgen.ShardFromEnv(n)
	*s = share{i, n, true}
	return ofFlag(err)
}

func (o *options) index(text string) error {
	i, ok := new(big.Int).SetString(text, 10)
	if !ok || i.Sign() < 0 {
		return errors.New("want an index, 0 or more")
	}
	o.at = i
	return nil
}

// ofFlag is an error of the library's for a flag: the command says itself whose words they are.
func ofFlag(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "paramgen: "), "results: "))
}

func (o *options) setFormat(text string) error {
	o.format = paramgen.Format(text)
	if !slices.Contains(paramgen.Formats(), o.format) && o.format != formatHTML {
		return ofFlag(&paramgen.FormatError{Format: o.format})
	}
	return nil
}

// conflicts are the flags that contradict each other: the first of each line all others.
var conflicts = [][]string{
	{"check", "near", "report", "diff", "show-info", "count", "at", "sample", "shard", "skip", "max-combinations", "format", "folder", "join", "cover", "coverage", "ids", "template", "base"},
	{"near", "report", "diff", "show-info", "count", "at", "sample", "shard", "skip", "format", "folder", "join", "cover", "coverage", "ids", "template", "base"},
	{"report", "diff", "show-info", "count", "at", "sample", "shard", "skip", "max-combinations", "folder", "join", "cover", "coverage", "ids", "template", "base"},
	{"diff", "show-info", "count", "at", "sample", "shard", "skip", "max-combinations", "folder", "join", "cover", "coverage", "ids", "template", "base"},
	{"show-info", "count", "at", "sample", "shard", "skip", "max-combinations", "folder", "join", "cover", "coverage", "ids", "template", "base"},
	{"at", "count", "sample", "shard", "skip", "max-combinations", "cover"},
	{"cover", "sample"},
	{"coverage", "count", "folder", "join", "ids", "template", "base"},
	{"of", "at", "sample", "shard", "skip", "max-combinations", "cover"},
	{"count", "format", "folder", "join", "ids", "template", "base"},
	{"no-filter", "rule", "sglang-rules", "devices"},
	{"space", "preset"},
	{"folder", "output", "join"},
	{"join", "skip", "ids", "template", "base"},
	{"best", "pareto"},
}

// needs are the flags that mean nothing without another.
var needs = [][2]string{{"seed", "sample"}, {"by-index", "folder"}, {"best", "join"}, {"pareto", "join"}, {"metric", "join"}, {"best", "metric"}, {"pareto", "metric"},
	{"improve", "cover"}, {"include", "cover"}, {"of", "coverage"}}

// combine checks that the flags go together.
func (o *options) combine() error {
	for _, line := range conflicts {
		for _, other := range line[1:] {
			if o.given[line[0]] && o.given[other] {
				return fmt.Errorf("-%s and -%s exclude each other", line[0], other)
			}
		}
	}
	for _, pair := range needs {
		if o.given[pair[0]] && !o.given[pair[1]] {
			return fmt.Errorf("-%s is for -%s", pair[0], pair[1])
		}
	}
	switch {
	case o.given["join"] && !o.given["format"]:
		o.format = paramgen.FormatJSONL
	case o.given["folder"] && !o.given["format"]:
		o.format = paramgen.FormatYAML
	}
	switch {
	case o.given["metric"] && !o.given["best"] && !o.pareto:
		return errors.New("-metric is for -best or -pareto")
	case o.given["join"] && o.format != paramgen.FormatJSONL && o.format != paramgen.FormatCSV:
		return fmt.Errorf("-join writes jsonl or csv, not %s", o.format)
	case o.given["strength"] && !o.given["cover"] && !o.given["coverage"]:
		return errors.New("-strength is for -cover or -coverage")
	case o.given["coverage"] && !o.partial():
		return errors.New("-coverage is of -of FILE, or of a part of the space such as -sample, -cover or -max-combinations: all of it shows everything")
	case o.given["coverage"] && o.format != paramgen.FormatJSON:
		return fmt.Errorf("-coverage writes text, or -format json, but not %s", o.format)
	case o.report && o.format != paramgen.FormatJSON && o.format != formatHTML:
		return fmt.Errorf("-report writes text, or -format json or html, but not %s", o.format)
	case o.showInfo && o.format != paramgen.FormatJSON:
		return fmt.Errorf("-show-info writes text, or -format json, but not %s", o.format)
	case o.given["diff"] && o.format != paramgen.FormatJSON:
		return fmt.Errorf("-diff writes text, or -format json, but not %s", o.format)
	case o.format == formatHTML && !o.report:
		return errors.New("-format html is for -report")
	}
	return nil
}
