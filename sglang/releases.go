package sglang

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/text"
)

// releasesTable is what the releases' own parsers take, written by internal/tools/sglangflags.
//
//go:embed releases.jsonl
var releasesTable string

// Newest is the newest release whose flags are known.
const Newest = "v0.5.18"

// Releases returns the names of the releases whose flags are known, oldest first, and last main,
// which stands for the development branch of 2026-08-22.
func Releases() []string {
	all := table().releases
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.name
	}
	return names
}

// releases is the table in a form for look-ups.
type releases struct {
	releases []*release // oldest first
	renamed  map[string][]string
}

// release is what a release takes.
type release struct {
	name, date string
	refused    map[string]bool        // keys of configuration files, with underscores
	flags      map[string]*argument   // by each flag, without dashes
	dests      map[string][]*argument // by what they set
}

// argument is an argument of a command line.
type argument struct {
	From, To string
	Flags    []string // without dashes
	Dest     string
	Action   string
	Type     string
	Nargs    string
	Choices  []string
	Default  any
}

// table parses the table when it is first needed.
var table = sync.OnceValue(func() *releases {
	t := &releases{renamed: map[string][]string{}}
	for _, line := range strings.Split(strings.TrimSpace(releasesTable), "\n") {
		if err := t.add([]byte(line)); err != nil {
			panic(fmt.Errorf("sglang/releases.jsonl: %w in %s", err, line))
		}
	}
	for _, r := range t.releases {
		t.learnNames(r)
	}
	return t
})

// add adds a line of the table.
func (t *releases) add(line []byte) error {
	var l struct {
		Release, Date string
		Refused       []string
		argument
	}
	if err := json.Unmarshal(line, &l); err != nil {
		return err
	}
	if l.Release != "" {
		r := &release{l.Release, l.Date, map[string]bool{"config": true, "help": true, "h": true}, map[string]*argument{}, map[string][]*argument{}}
		for _, key := range l.Refused {
			r.refused[key] = true
		}
		t.releases = append(t.releases, r)
		return nil
	}
	a := l.argument.complete()
	first, last := t.index(a.From), t.index(a.To)
	for _, r := range t.releases[first : last+1] {
		for _, flag := range a.Flags {
			r.flags[flag] = a
		}
		r.dests[a.Dest] = append(r.dests[a.Dest], a)
	}
	return nil
}

// complete fills in what the table leaves out.
func (a argument) complete() *argument {
	for i, flag := range a.Flags {
		a.Flags[i] = strings.TrimLeft(flag, "-")
	}
	if a.Dest == "" {
		a.Dest = underscores(a.Flags[0])
	}
	if a.Action == "" {
		a.Action = "store"
	}
	if a.Type == "" {
		a.Type = "str"
	}
	return &a
}

// learnNames enters the flags of a release that are deprecated names of others: both names then
// lead to each other, in releases that have only one of them.
func (t *releases) learnNames(r *release) {
	for _, all := range r.dests {
		for _, old := range all {
			if old.Action != "DeprecatedAliasStoreAction" && old.Action != "DeprecatedStoreTrueAction" {
				continue
			}
			if successor := r.successor(old); successor != nil {
				t.rename(old.Flags[0], successor.Flags[0])
				t.rename(successor.Flags[0], old.Flags[0])
			}
		}
	}
}

func (t *releases) rename(from, to string) {
	if !slices.Contains(t.renamed[from], to) {
		t.renamed[from] = append(t.renamed[from], to)
		slices.Sort(t.renamed[from])
	}
}

// successor returns the argument that replaces a deprecated one: it sets the same and is not
// deprecated itself. It returns nil if there is none.
func (r *release) successor(old *argument) *argument {
	for _, a := range r.dests[old.Dest] {
		if !a.deprecated() && a.isSwitch() == old.isSwitch() {
			return a
		}
	}
	return nil
}

func (a *argument) deprecated() bool { return strings.HasPrefix(a.Action, "Deprecated") }

// ignored reports whether the argument does nothing.
func (a *argument) ignored() bool { return a.Action == "DeprecatedAction" || a.Action == "help" }

// isSwitch reports whether the argument takes no value.
func (a *argument) isSwitch() bool {
	switch a.Action {
	case "store_true", "boolean_optional", "DeprecatedStoreTrueAction", "DeprecatedStoreConstAction", "DeprecatedAction", "help":
		return true
	}
	return false
}

// takesList reports whether the argument takes several words.
func (a *argument) takesList() bool { return a.Nargs == "+" || a.Nargs == "*" }

// index returns the place of a release, or -1.
func (t *releases) index(name string) int {
	return slices.IndexFunc(t.releases, func(r *release) bool { return r.name == name })
}

// find returns the release of that name, or the releases of that month.
func (t *releases) find(name string) ([]*release, error) {
	if i := t.index(name); i >= 0 {
		return t.releases[i : i+1], nil
	}
	var found []*release
	for _, r := range t.releases {
		if name != "" && strings.HasPrefix(r.name, "v") && strings.TrimSuffix(r.date, r.date[len(r.date)-3:]) == name {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		err := &paramgen.UnknownError{Kind: "SGLang release", Name: name}
		return nil, fmt.Errorf("%w; releases: %s", err, text.Names(Releases()))
	}
	for _, r := range found[1:] {
		if !found[0].alike(r) {
			return nil, fmt.Errorf("paramgen: the SGLang releases of %s differ in how flags are written: %s; name one of them", name, names(found))
		}
	}
	return found, nil
}

// alike reports whether every flag that both releases have is written in the same way.
func (r *release) alike(other *release) bool {
	for flag, a := range r.flags {
		b, both := other.flags[flag]
		key := underscores(flag)
		if both && (a.Action != b.Action || a.Nargs != b.Nargs || r.refused[key] != other.refused[key]) {
			return false
		}
	}
	return true
}

func names(all []*release) string {
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.name
	}
	return text.Names(names)
}

func hyphens(name string) string { return strings.ReplaceAll(name, "_", "-") }

func underscores(flag string) string { return strings.ReplaceAll(flag, "-", "_") }
