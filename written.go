package paramgen

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/encode"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/spacefile"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// written is how a parameter is written, as far as it says so itself.
type written struct {
	style encode.Style
	own   bool   // it says where its values go, so that no mapping is asked
	group string // "" for none
	noID  bool
	err   error // what is wrong with an argument
}

// change returns the parameter with a change of how it is written.
func (p Parameter) change(f func(w *written)) Parameter {
	w := p.how()
	f(&w)
	p.written = &w
	return p
}

// how returns how the parameter is written.
func (p *Parameter) how() written {
	if p.written == nil {
		return written{}
	}
	return *p.written
}

// place sets where the values go. It forgets what was said before about that.
func (w *written) place(kind encode.Kind) {
	w.own, w.err = true, nil
	w.style = encode.Style{Kind: kind, Join: w.style.Join, Repeat: w.style.Repeat}
}

// Flag returns the parameter with the spelling of its flag, with dashes, such as "--max-num-seqs"
// or "-m". Without it, max_num_seqs is written as --max-num-seqs.
//
// A second flag is the one for false: Flag("--cuda-graph", "--no-cuda-graph"). Without it, true is
// the flag alone, and false leaves nothing. A flag that ends with = is always joined to its value,
// also to true and false: Flag("--cuda-graph=") is written as --cuda-graph=true, and Flag("lr=")
// as lr=0.1.
//
// A configuration file has the name of a flag with two dashes, without these.
func (p Parameter) Flag(flag string, off ...string) Parameter {
	return p.change(func(w *written) {
		w.place(encode.AsFlag)
		w.style.Off = strings.Join(off, " ")
		w.style.Name, w.style.Equals = strings.CutSuffix(flag, "=")
		w.err = flagFault(flag, w.style.Equals, off)
	})
}

func flagFault(flag string, equals bool, off []string) error {
	switch {
	case len(off) > 1:
		return fmt.Errorf("has %d flags; give one for true and one for false", len(off)+1)
	case len(off) == 1 && (equals || off[0] == flag):
		return fmt.Errorf("has the flag %q for false besides %q; remove one", text.Truncate(off[0]), text.Truncate(flag))
	case equals:
		flag = "-" + flag[:len(flag)-1] // which needs no dashes
	}
	for _, f := range append([]string{flag}, off...) {
		if !strings.HasPrefix(f, "-") || strings.Trim(f, "-") == "" || strings.ContainsAny(f, "= \t\n\r\x00") {
			return fmt.Errorf("has the flag %q; a flag begins with a dash and has no blanks, such as --x, -x or --x=", text.Truncate(f))
		}
	}
	return nil
}

// Positional returns the parameter as an argument without a flag, in the declared order. An unset
// one is left out, so only the last positional argument can be unset.
func (p Parameter) Positional() Parameter {
	return p.change(func(w *written) { w.place(encode.AsPositional) })
}

// Env returns the parameter as an environment variable, which [Combination.Env], [FormatEnv] and
// {env} in a template set.
func (p Parameter) Env(name string) Parameter {
	return p.change(func(w *written) {
		w.place(encode.AsVariable)
		w.style.Name = name
		if !encode.IsIdentifier(name) {
			w.err = fmt.Errorf("has the environment variable %q; use letters, digits and _, and no digit first", text.Truncate(name))
		}
	})
}

// NoFlag returns the parameter as a label: rules, ids and results have it, and command lines,
// environments and configuration files do not.
func (p Parameter) NoFlag() Parameter {
	return p.change(func(w *written) { w.place(encode.AsNothing) })
}

// NoID returns the parameter without influence on [Combination.ID], such as a port, or the number
// of a repetition. Combinations that differ in nothing else have the same id.
func (p Parameter) NoID() Parameter { return p.change(func(w *written) { w.noID = true }) }

// InID reports whether the parameter is part of [Combination.ID]: unless it comes from NoID.
func (p Parameter) InID() bool { return !p.how().noID }

// Join returns the parameter with lists written as one word: the elements with the separator
// between them. Without Join and [Parameter.Repeat], the elements are words of their own after the
// flag, as argparse reads them with nargs="+".
func (p Parameter) Join(separator string) Parameter {
	return p.change(func(w *written) { w.style.Join, w.style.Repeat = separator, separator == "" })
}

// Repeat returns the parameter with lists written as the flag with each element, as argparse reads
// them with action="append".
func (p Parameter) Repeat() Parameter { return p.Join("") }

// InGroup returns the parameter as one of a group: the arguments of one of several commands, such
// as a server and its load generator. Each group can be written by itself: see [Combination.Args],
// [WithGroup] and [WithTemplate].
func (p Parameter) InGroup(name string) Parameter {
	return p.change(func(w *written) { w.group = name })
}

// Group returns the name given to [Parameter.InGroup], or "".
func (p Parameter) Group() string { return p.how().group }

// as returns the parameter as a space file says how it is written.
func (p Parameter) as(f *spacefile.Written) Parameter {
	switch {
	case f.NoFlag:
		p = p.NoFlag()
	case f.Positional:
		p = p.Positional()
	case f.Env != nil:
		p = p.Env(*f.Env)
	case f.Flags != nil:
		p = p.Flag(f.Flags[0], f.Flags[1:]...)
	}
	if f.Join != nil || f.Repeat {
		p = p.Join(deref(f.Join))
	}
	if f.Group != nil {
		p = p.InGroup(*f.Group)
	}
	if f.NoID {
		p = p.NoID()
	}
	return p
}

// forFile returns how the parameter is written as a space file has it.
func (p *Parameter) forFile() (f spacefile.Written) {
	w := p.how()
	style := &w.style
	switch {
	case style.Kind == encode.AsNothing:
		f.NoFlag = true
	case style.Kind == encode.AsPositional:
		f.Positional = true
	case style.Kind == encode.AsVariable:
		f.Env = &style.Name
	case style.Equals:
		f.Flags = []string{style.Name + "="}
	case w.own:
		f.Flags = []string{style.Name}
	}
	if style.Off != "" && f.Flags != nil {
		f.Flags = append(f.Flags, style.Off)
	}
	if style.Join != "" {
		f.Join = &style.Join
	}
	if w.group != "" {
		f.Group = &w.group
	}
	f.Repeat, f.NoID = style.Repeat, w.noID
	return f
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// checkWritten reports values that the parameter's form cannot express.
func (p *Parameter) checkWritten() error {
	if p.written == nil && !slices.ContainsFunc(p.plain, expr.Value.IsList) {
		return nil
	}
	w := p.how()
	if w.err != nil || w.style.Kind == encode.AsNothing {
		return w.err
	}
	if strings.ContainsAny(w.group, "{}\n\r") {
		return fmt.Errorf("is in the group %q, whose name must have no braces and line ends", text.Truncate(w.group))
	}
	for _, v := range p.values {
		if err := checkStyle(&w.style, v); err != nil {
			return err
		}
	}
	return nil
}

// checkStyle reports a value that a style cannot express.
func checkStyle(s *encode.Style, v any) error {
	positional := s.Kind == encode.AsPositional
	if !value.IsList(v) {
		if positional && v != nil && strings.HasPrefix(value.Text(v), "-") {
			return fmt.Errorf("has the value %s, which would be read as a flag; give it a flag", text.Truncate(value.Text(v)))
		}
		return nil
	}
	list := text.Truncate(value.Text(v))
	for _, e := range value.Elements(v) {
		switch element := value.Text(e); {
		case s.Join != "" && strings.Contains(element, s.Join):
			return fmt.Errorf("has the list %s, which has the separator %q in an element; use another separator, or Repeat", list, s.Join)
		case s.Join == "" && (!s.Repeat || positional) && strings.HasPrefix(element, "-"):
			return fmt.Errorf("has the list %s, in which %s would be read as a flag; use Join or Repeat", list, text.Truncate(element))
		}
	}
	switch {
	case s.Kind == encode.AsVariable && s.Join == "":
		return fmt.Errorf("has the list %s, and an environment variable takes one value; use Join", list)
	case s.Equals && s.Join == "" && !s.Repeat:
		return fmt.Errorf("has the list %s, and a flag that ends with = takes one value; use Join or Repeat", list)
	}
	return nil
}

// A claim is a name under which a group of parameters has one value: a flag, without two dashes in
// front, or $ and an environment variable.
type claim struct {
	group, name string
	owner       int // the parameter
}

func (c claim) compare(d claim) int {
	return cmp.Or(strings.Compare(c.group, d.group), strings.Compare(c.name, d.name))
}

// checkCommands reports parameters of one name and group, and positional arguments that would be
// taken for others.
func (s *space) checkCommands() error {
	claims := make([]claim, 0, len(s.params)+len(s.params)/2)
	grouped := false
	for i := range s.params {
		claims = s.appendClaims(claims, i)
		grouped = grouped || s.params[i].Group() != ""
	}
	faults := s.collisions(claims)
	for i := range s.params {
		if err := s.checkPosition(i); err != nil {
			faults = append(faults, &ParameterError{s.params[i].name, err})
		}
	}
	if err := errors.Join(faults...); err != nil || !grouped {
		return err
	}
	for i := range claims {
		claims[i].group = ""
	}
	if clashes := s.collisions(claims); len(clashes) > 0 {
		s.clash = fmt.Errorf("%w, or write one group at a time", clashes[0])
	}
	return nil
}

// collisions returns an error for each parameter that has the name of one before it. It sorts the
// claims.
func (s *space) collisions(claims []claim) (faults []error) {
	slices.SortFunc(claims, func(c, d claim) int { return cmp.Or(c.compare(d), c.owner-d.owner) })
	reported := -1
	for k := 1; k < len(claims); k++ {
		c, first := &claims[k], &claims[k-1]
		if c.owner == first.owner || c.owner == reported || c.compare(*first) != 0 {
			continue
		}
		reported = c.owner
		what := "flag --"
		switch {
		case c.name[0] == '$':
			what = "environment variable "
		case c.name[0] == '-':
			what = "flag "
		}
		err := fmt.Errorf("is written as the %s%s, as parameter %q is; give one of them another with Flag or Env, or another name",
			what, text.Truncate(c.name), text.Truncate(s.params[first.owner].name))
		faults = append(faults, &ParameterError{s.params[c.owner].name, err})
	}
	return faults
}

// appendClaims appends the names under which parameter i is written, each once if it is repeated.
func (s *space) appendClaims(claims []claim, i int) []claim {
	p := &s.params[i]
	style, c := p.style(), claim{group: p.Group(), owner: i}
	switch {
	case style.Kind == encode.AsVariable:
		c.name = "$" + style.Name
		return append(claims, c)
	case style.Kind != encode.AsFlag, len(p.values) == 1 && p.values[0] == nil:
		return claims
	case s.mapped(i):
		for v := range p.values {
			for _, f := range s.settings(i, v) {
				if c.name = cmp.Or(f.Name, s.flags[i][2:]); f.Value != nil && (len(claims) == 0 || claims[len(claims)-1] != c) {
					claims = append(claims, c)
				}
			}
		}
		return claims
	}
	c.name = strings.TrimPrefix(cmp.Or(style.Name, s.flags[i]), "--")
	claims = append(claims, c)
	if style.Off != "" {
		c.name = strings.TrimPrefix(style.Off, "--")
		claims = append(claims, c)
	}
	return claims
}

// checkPosition reports a positional argument that would be taken for another one, or for an
// element of a list before it.
func (s *space) checkPosition(i int) error {
	p := &s.params[i]
	if p.style().Kind != encode.AsPositional {
		return nil
	}
	for j := range s.params[:i] {
		q := &s.params[j]
		positional := q.style().Kind == encode.AsPositional
		switch {
		case q.Group() != p.Group():
		case positional && slices.Contains(q.values, nil):
			return fmt.Errorf("is a positional argument after %q, which can be unset; declare it before that", text.Truncate(q.name))
		case positional && q.hasLists() && p.hasLists() || !positional && s.words(j):
			return fmt.Errorf("is a positional argument after the list of %q, which would have no end; declare it before that, or use Join", text.Truncate(q.name))
		}
	}
	return nil
}

// hasLists reports whether a value of the parameter is a list that is written as several words.
func (p *Parameter) hasLists() bool {
	return p.style().Join == "" && slices.ContainsFunc(p.values, value.IsList)
}

// words reports whether the flag of parameter i is written with several words.
func (s *space) words(i int) bool {
	p := &s.params[i]
	if style := p.style(); style.Kind != encode.AsFlag || style.Join != "" || style.Repeat {
		return false
	}
	if !s.mapped(i) {
		return p.hasLists()
	}
	for v := range p.values {
		if slices.ContainsFunc(s.settings(i, v), func(f Setting) bool { return value.IsList(f.Value) }) {
			return true
		}
	}
	return false
}

var flagStyle encode.Style // of parameters that do not say how they are written

// style returns how the parameter is written. It must not be changed.
func (p *Parameter) style() *encode.Style {
	if p.written == nil {
		return &flagStyle
	}
	return &p.written.style
}

// in reports whether the parameter belongs to one of the groups; none means all.
func (p *Parameter) in(groups []string) bool {
	return len(groups) == 0 || slices.Contains(groups, p.Group())
}

// defaultFlags returns the flags of all parameters, as they are if nothing else is said.
func (s *space) defaultFlags() []string {
	var all []byte
	ends := make([]int, len(s.params))
	for i := range s.params {
		all = append(all, "--"...)
		for _, c := range []byte(s.params[i].name) {
			if c == '_' {
				c = '-'
			}
			all = append(all, c)
		}
		ends[i] = len(all)
	}
	flags := make([]string, len(s.params))
	start, text := 0, string(all)
	for i, end := range ends {
		flags[i] = text[start:end]
		start = end
	}
	return flags
}

// appendArgs appends the arguments of a value.
func (s *space) appendArgs(args []string, i, v int) []string {
	p := &s.params[i]
	style := p.style()
	if !s.mapped(i) {
		return style.Append(args, cmp.Or(style.Name, s.flags[i]), p.values[v])
	}
	for _, f := range s.settings(i, v) {
		flag := s.flags[i]
		if f.Name != "" {
			flag = "--" + f.Name
		}
		args = style.Append(args, flag, f.Value)
	}
	return args
}

// entries returns the entries of a value in a configuration file.
func (s *space) entries(i, v int) (all []encode.Setting, err error) {
	p := &s.params[i]
	style, key := p.style(), s.flags[i][2:]
	switch {
	case style.Kind > encode.AsPositional:
		return nil, nil
	case s.mapped(i):
		settings, err := s.mapping(*p, p.values[v], ConfigFile)
		for _, f := range settings {
			all = append(all, encode.Setting{Name: cmp.Or(f.Name, key), Value: f.Value})
		}
		return all, err
	case style.Equals || strings.HasPrefix(style.Name, "--"):
		key = strings.TrimLeft(style.Name, "-")
	}
	return []encode.Setting{{Name: key, Value: p.values[v]}}, nil
}

// checkGroups returns an error for a group that no parameter is in.
func (s *space) checkGroups(groups []string) error {
	for _, g := range groups {
		if !slices.ContainsFunc(s.params, func(p Parameter) bool { return p.Group() == g }) {
			known := s.groups()
			if err := unknown("group", g, known); len(known) > 0 {
				return fmt.Errorf("%w; the groups are %s", err, text.Names(known))
			}
			return fmt.Errorf("%w; no parameter is in a group, see InGroup", unknown("group", g, nil))
		}
	}
	return nil
}

// groups returns the names of the groups in the order of their first parameters.
func (s *space) groups() (names []string) {
	for i := range s.params {
		if g := s.params[i].Group(); g != "" && !slices.Contains(names, g) {
			names = append(names, g)
		}
	}
	return names
}

// Args returns the combination as command-line arguments in declared order, as os/exec takes them,
// without quoting. With the names of groups, it returns the arguments of the parameters in these
// groups (see [Parameter.InGroup]); it panics with an [*UnknownError] if a group does not exist.
//
// The flag of tp_size is --tp-size, unless the methods of [Parameter] or [WithMapping] say
// otherwise. Unset and false leave nothing, true leaves the flag alone, the elements of a list are
// arguments after the flag, and any other value is an argument of its own after the flag. A value
// that begins with a dash is joined to the flag, as in --x=-1, since argparse and others would
// read it as a flag.
func (c Combination) Args(groups ...string) []string {
	s := c.space()
	if err := s.checkGroups(groups); err != nil {
		panic(err)
	}
	var args []string
	for i := range s.params {
		if s.params[i].in(groups) {
			args = s.appendArgs(args, i, int(c.index(i)))
		}
	}
	return args
}

// Env returns the parameters that are environment variables (see [Parameter.Env]) as NAME=value,
// to be appended to os.Environ() for os/exec. Unset ones are left out. It takes groups as
// [Combination.Args] does.
func (c Combination) Env(groups ...string) []string {
	s := c.space()
	if err := s.checkGroups(groups); err != nil {
		panic(err)
	}
	var env []string
	for i := range s.params {
		p := &s.params[i]
		if v := c.at(i); p.in(groups) && p.style().Kind == encode.AsVariable && v != nil {
			env = append(env, p.style().Name+"="+p.style().Text(v))
		}
	}
	return env
}
