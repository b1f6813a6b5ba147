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
	"github.com/paramgen/paramgen/internal/near"
	"github.com/paramgen/paramgen/results"
	"github.com/paramgen/paramgen/shard"
)

// options are the flags as given.
type options struct {
	given map[string]bool // names of the flags
	mode  mode

	space   string
	preset  string
	changes []change

	warnings []string // about the values of changes
	devices  int
	release  string

	sample int
	seed   uint64
	shard  share
	max    int
	at     *big.Int
	skip   []string
	ids    []string
	repeat int

	strength int
	moves    int
	include  []string
	groups   []group
	measured int
	of       []string

	format   paramgen.Format
	group    []string
	template string
	base     string
	output   string
	folder   string
	join     []string
	next     int
	pending  []string
	budget   int
	best     int
	metrics  []results.Metric
	where    []*results.Condition
	by       []string
	reading  []results.Option
	check    []assignment
	near     []assignment
	diff     string
}

// change is one -set, -add, -drop or -rule.
type change struct {
	flag   string
	name   string // or the text of a rule
	values []any
}

// share is part i of n.
type share struct {
	i, n int
	auto bool // from the environment
}

// group is one -strength.
type group struct {
	strength int
	names    []string
}

func newOptions() *options {
	return &options{given: map[string]bool{}, format: paramgen.FormatJSON, seed: 1, output: "-"}
}

// parse reads the command line. Its errors are bad usage, or flag.ErrHelp.
func parse(args []string) (*options, error) {
	o := newOptions()
	var table []flagSpec
	fs := flag.NewFlagSet("paramgen", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	for _, s := range o.table() {
		table = append(table, s.flags...)
	}
	for _, f := range table {
		o.define(fs, f)
	}
	if err := fs.Parse(args); err != nil {
		return nil, suggest(err, table)
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q; every value follows its flag", fs.Arg(0))
	}
	return o, o.combine(table)
}

// define has fs parse a flag, and records whether it is given.
func (o *options) define(fs *flag.FlagSet, f flagSpec) {
	if f.set == nil {
		fs.BoolFunc(f.name, "", func(text string) (err error) {
			o.given[f.name], err = strconv.ParseBool(text)
			return err
		})
		return
	}
	fs.Func(f.name, "", func(text string) error {
		o.given[f.name] = true
		return f.set(text)
	})
}

// suggest adds the nearest flag to the error about an unknown one.
func suggest(err error, table []flagSpec) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return err
	}
	var names []string
	for _, f := range table {
		names = append(names, f.name)
	}
	if nearest := near.Name(name, names); nearest != "" {
		return fmt.Errorf("no flag -%s; did you mean -%s?", name, nearest)
	}
	return fmt.Errorf("no flag -%s", name)
}

// literal returns the parser of a flag whose value is taken as it is.
func literal(into *string) func(string) error {
	return func(text string) error {
		*into = text
		return nil
	}
}

// more returns the parser of a repeatable flag, which appends its values.
func more(into *[]string) func(string) error {
	return func(text string) error {
		*into = append(*into, text)
		return nil
	}
}

// natural returns the parser of a whole number.
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

// assigned returns the parser of NAME=VALUE,…, which appends the assignments.
func assigned(into *[]assignment) func(string) error {
	return func(text string) (err error) {
		*into, err = assignments(*into, text)
		return err
	}
}

// change returns the parser of -drop or -rule.
func (o *options) change(flag string) func(string) error {
	return func(name string) error {
		if strings.TrimSpace(name) == "" {
			return errors.New("must not be empty")
		}
		o.changes = append(o.changes, change{flag: flag, name: name})
		return nil
	}
}

// values returns the parser of -set or -add.
func (o *options) values(flag string) func(string) error {
	return func(text string) error {
		name, list, ok := strings.Cut(text, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return errors.New("want NAME=V1,V2")
		}
		words, err := split(list)
		if err != nil {
			return err
		}
		c := change{flag: flag, name: name}
		for _, w := range words {
			values, err := w.values()
			if err != nil {
				return err
			}
			c.values = append(c.values, values...)
			if number, changed := w.shortened(); changed {
				o.warnings = append(o.warnings, fmt.Sprintf("-%s %s: %s is the number %s; write '%q' in quotes for the text", flag, name, w.text, number, w.text))
			}
		}
		o.changes = append(o.changes, c)
		return nil
	}
}

func (o *options) setIndex(text string) error {
	i, ok := new(big.Int).SetString(text, 10)
	if !ok || i.Sign() < 0 {
		return errors.New("want an index, 0 or more")
	}
	o.at = i
	return nil
}

// setSeed parses a decimal number, as the other flags do.
func (o *options) setSeed(text string) (err error) {
	if o.seed, err = strconv.ParseUint(text, 10, 64); err != nil {
		return fmt.Errorf("want a whole number, 0 to %d", uint64(math.MaxUint64))
	}
	return nil
}

func (o *options) setGroup(text string) error {
	t, list, ok := strings.Cut(text, ":")
	strength, err := strconv.Atoi(t)
	if !ok || err != nil {
		return errors.New("want T:NAME,NAME")
	}
	words, err := split(list)
	if err != nil {
		return err
	}
	g := group{strength: strength}
	for _, w := range words {
		g.names = append(g.names, w.text)
	}
	o.groups = append(o.groups, g)
	return nil
}

func (o *options) addMetric(text string) error {
	m, err := results.ParseMetric(text)
	o.metrics = append(o.metrics, m)
	return unprefixed(err)
}

// setID parses a prefix of an id.
func (o *options) setID(text string) error {
	if text = strings.ToLower(text); len(text) < 6 || len(text) > 12 || strings.Trim(text, "0123456789abcdef") != "" {
		return errors.New("want an id, or its first 6 hexadecimal digits or more")
	}
	o.ids = append(o.ids, text)
	return nil
}

func (o *options) setRepeat(text string) error {
	if err := natural(&o.repeat)(text); err != nil || o.repeat == 0 {
		return errors.New("want a whole number, 1 or more")
	}
	return nil
}

// addWhere parses a condition. Several are joined.
func (o *options) addWhere(text string) error {
	c, err := results.ParseCondition(text)
	o.where = append(o.where, c)
	return unprefixed(err)
}

func (o *options) setProfile(name string) error {
	profile, err := results.Profile(name)
	if err != nil {
		return unprefixed(err)
	}
	o.reading = append(o.reading, profile)
	return nil
}

// reads returns the parser of a flag whose value is the argument of an option for reading results.
func (o *options) reads(option func(string) results.Option) func(string) error {
	return func(text string) error {
		o.reading = append(o.reading, option(text))
		return nil
	}
}

// readingOptions are the options for reading results.
func (o *options) readingOptions() []results.Option {
	if o.given["ignore-inactive"] {
		return append(slices.Clip(o.reading), results.IgnoreInactive())
	}
	return o.reading
}

func (o *options) setFormat(text string) error {
	o.format = paramgen.Format(text)
	special := o.format == formatHTML || o.format == formatSpace || o.format == formatTable
	if special {
		return nil
	}
	return unprefixed(o.format.Check())
}

func (s *share) parse(text string) error {
	if text == "auto" || strings.HasPrefix(text, "auto/") {
		return s.fromEnv(strings.TrimPrefix(text, "auto"))
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

// fromEnv asks the environment. The text is /N or empty.
func (s *share) fromEnv(text string) error {
	n := 0
	if text != "" {
		var err error
		if n, err = strconv.Atoi(text[1:]); err != nil || n < 1 {
			return errors.New("want auto or auto/N")
		}
	}
	i, n, err := shard.FromEnv(n)
	*s = share{i, n, true}
	return unprefixed(err)
}

// unprefixed returns an error of the library without the package's name, which the command adds
// itself.
func unprefixed(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "paramgen: "), "results: "))
}
