package sglang

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// Release chooses the SGLang release for which flags and configuration files are written, such as
// "v0.5.13", or "main" (see [Releases]). A month such as "2026-07" stands for its release, or for
// several that write flags alike: then only what all of them take is accepted. The presets choose
// [Newest]; to have another, put Release after them.
//
// Parameters are named like the flags of any release, with underscores, and keep their names,
// which identify results. Each is written as the release takes it: as a bare flag, as --x or
// --no-x, or with a value, and in a configuration file under a key that the release's reader
// accepts. A flag that was renamed or replaced is written as its successor:
//
//	cuda_graph_max_bs=64     --cuda-graph-max-bs-decode 64
//	nsa_decode_backend=fa3   --dsa-decode-backend fa3
//
// [paramgen.New] returns a [*paramgen.ParameterError] that wraps a [*FlagError] for a parameter
// that the release does not have or ignores, and for a value that it would refuse: one that is
// not a choice, not of the flag's type, or a list where the flag takes one value. What only the
// reader of configuration files refuses is an error of writing the file, before anything is
// written.
//
// The presets, which include it, may be given other parameters and values for what is not written
// as flags: there these are errors only of the formats that write flags.
//
// Parameters of a group other than [Group], and those that say how they are written, by Flag or
// NoFlag, are not the server's and are not checked.
//
// An unknown release is a [*paramgen.UnknownError].
func Release(name string) paramgen.Option {
	found, err := table().find(name)
	if err != nil {
		return join(err, paramgen.WithRules())
	}
	known, _ := memos.LoadOrStore(name, memoize(func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
		return write(found, p.Name(), v, to)
	}))
	return paramgen.WithMapping(known.(mapping))
}

// newest is the option [Release] of [Newest] for the presets: what it refuses is an error of
// writing only, and until then written under the parameter's own name.
func newest() paramgen.Option { return paramgen.WithMapping(lenient) }

var lenient = memoize(func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
	settings, err := write([]*release{newestRelease()}, p.Name(), v, to)
	if err != nil {
		settings = []paramgen.Setting{{Name: hyphens(p.Name()), Value: v}}
	}
	return settings, err
})

func newestRelease() *release { return table().releases[table().index(Newest)] }

// A FlagError reports a parameter or a value that an SGLang release does not take.
type FlagError struct {
	Release  string
	Flag     string   // without dashes
	Value    any      // nil if the release refuses the flag with any value
	Reason   string   // what is wrong
	Advice   string   // what to do, or ""
	Releases []string // that take it, oldest first; nil if they are not the reason
}

// Error returns the message.
func (e *FlagError) Error() string {
	which := "--" + text.Truncate(e.Flag)
	if e.Value != nil {
		which += " " + value.Show(e.Value)
	}
	message := fmt.Sprintf("SGLang %s %s %s", e.Release, e.Reason, which)
	switch {
	case e.Releases == nil && e.Advice != "":
		return message + "; " + e.Advice
	case e.Releases == nil:
		return message
	case len(e.Releases) == 0:
		return message + "; no known release takes it: rename it, remove it, or say how it is written (Flag, NoFlag, InGroup)"
	}
	return fmt.Sprintf("%s; releases that take it: %s", message, text.Names(e.Releases))
}

// write returns the settings of a parameter's value for one release, or for several that must
// agree.
func write(all []*release, name string, v any, to paramgen.Target) ([]paramgen.Setting, error) {
	if v == nil {
		return nil, nil
	}
	flag := hyphens(name)
	settings, err := all[0].write(flag, v, to)
	for _, r := range all[1:] {
		if err != nil {
			break
		}
		var other []paramgen.Setting
		if other, err = r.write(flag, v, to); err == nil && !reflect.DeepEqual(settings, other) {
			err = &FlagError{Release: r.name, Flag: flag, Value: v, Reason: "differs from " + all[0].name + " in how it takes", Advice: "name one of the releases of the month"}
		}
	}
	if err != nil {
		return nil, err
	}
	return settings, nil
}

// instead are the settings that replace switches which have no successor of the same form.
var instead = map[string][]paramgen.Setting{
	"disable-cuda-graph":           {{Name: "cuda-graph-backend-decode", Value: "disabled"}, {Name: "cuda-graph-backend-prefill", Value: "disabled"}},
	"disable-piecewise-cuda-graph": {{Name: "cuda-graph-backend-prefill", Value: "disabled"}},
	"enable-breakable-cuda-graph":  {{Name: "cuda-graph-backend-prefill", Value: "breakable"}},
	"enforce-piecewise-cuda-graph": {{Name: "cuda-graph-backend-prefill", Value: "tc_piecewise"}},
}

// write returns the settings of a value that is set.
func (r *release) write(flag string, v any, to paramgen.Target) ([]paramgen.Setting, error) {
	a := r.argument(flag)
	if a == nil || a.ignored() {
		return nil, r.without(flag, a)
	}
	v = a.renamed(v)
	if err := a.check(v); err != nil {
		return nil, r.refusal(flag, a, v, err)
	}
	if a.Action == "boolean_optional" && strings.HasPrefix(flag, "no-") && flag != a.Flags[0] {
		v = !value.IsTrue(v)
	}
	if others, replaced := instead[flag]; replaced && a.deprecated() {
		if !value.IsTrue(v) {
			return nil, nil
		}
		return r.writeAll(others, to)
	}
	if to == paramgen.ConfigFile {
		return r.entry(a, flag, v)
	}
	return []paramgen.Setting{a.flag(v)}, nil
}

// otherNames are the names of choices that were renamed: sparse attention was nsa and became dsa.
var otherNames = map[string]string{"nsa": "dsa", "dsa": "nsa"}

// renamed returns a choice under the name that the argument has for it.
func (a *argument) renamed(v any) any {
	if !value.IsString(v) {
		return v
	}
	word := value.Text(v)
	other, found := otherNames[word]
	if found && !slices.Contains(a.Choices, word) && slices.Contains(a.Choices, other) {
		return other
	}
	return v
}

// writeAll returns the settings of several flags.
func (r *release) writeAll(all []paramgen.Setting, to paramgen.Target) (settings []paramgen.Setting, err error) {
	for _, s := range all {
		one, err := r.write(s.Name, s.Value, to)
		if err != nil {
			return nil, err
		}
		settings = append(settings, one...)
	}
	return settings, nil
}

// argument returns the argument that a flag of any release stands for, or nil. It prefers
// arguments that are not deprecated.
func (r *release) argument(flag string) *argument {
	if a := r.flags[flag]; a != nil && !a.deprecated() {
		return a
	}
	candidates := []*argument{r.flags[flag]}
	candidates = append(candidates, r.dests[underscores(flag)]...)
	for _, other := range table().renamed[flag] {
		candidates = append(candidates, r.flags[other])
	}
	candidates = slices.DeleteFunc(candidates, func(a *argument) bool { return a == nil })
	if len(candidates) == 0 {
		return nil
	}
	first := candidates[0]
	if first.Action == "DeprecatedStoreConstAction" {
		return first // sets one value of what it sets, so it has no successor
	}
	if first.deprecated() {
		if a := r.successor(first); a != nil {
			return a
		}
	}
	for _, a := range candidates {
		if !a.deprecated() && a.isSwitch() == first.isSwitch() {
			return a
		}
	}
	return first
}

// flag returns how a value is written on a command line.
func (a *argument) flag(v any) paramgen.Setting {
	if a.Action == "boolean_optional" && !value.IsTrue(v) {
		return paramgen.Setting{Name: a.Flags[1], Value: true}
	}
	return paramgen.Setting{Name: a.spelling(), Value: a.text(v)}
}

// spelling returns the flag under which the argument is written: of several, the one that the
// newest release names first, so that two parameters that set the same are found.
func (a *argument) spelling() string {
	all := table().releases
	for _, flag := range a.Flags {
		if newest := all[len(all)-1].flags[flag]; newest != nil && slices.Contains(a.Flags, newest.Flags[0]) {
			return newest.Flags[0]
		}
	}
	return a.Flags[0]
}

// text returns a value as the argument's type has it: booleans and lists that are JSON, as text.
func (a *argument) text(v any) any {
	if a.Type == "json_list_type" && value.IsList(v) {
		b, _ := json.Marshal(v) // of values that paramgen takes
		return string(b)
	}
	if value.IsBool(v) && !a.isSwitch() {
		return value.Text(v)
	}
	return v
}

// entry returns how a value is written in a configuration file. The reader refuses a key that is
// the dest of an argument with an action other than store and store_true, but not another flag of
// that argument, nor a deprecated flag of that dest.
func (r *release) entry(a *argument, flag string, v any) ([]paramgen.Setting, error) {
	if value.IsBool(v) && a.isSwitch() && !value.IsTrue(v) && a.Action != "boolean_optional" {
		return nil, nil
	}
	if err := a.checkEntry(v); err != nil {
		return nil, r.refusal(flag, a, v, err)
	}
	if key := r.key(a); key != "" {
		return []paramgen.Setting{{Name: key, Value: a.text(v)}}, nil
	}
	if a.Dest == "cuda_graph_backend_prefill" && r.takesKey("cuda-graph-config") {
		config, _ := json.Marshal(map[string]any{"prefill": map[string]any{"backend": value.Text(v)}}) // texts
		return []paramgen.Setting{{Name: "cuda-graph-config", Value: string(config)}}, nil
	}
	return nil, &FlagError{Release: r.name, Flag: flag, Value: v, Reason: "has no key of a configuration file for", Advice: "use arguments"}
}

// key returns the key under which an argument stands in a configuration file, or "".
func (r *release) key(a *argument) string {
	if a.isSwitch() {
		if key := a.spelling(); a.Action == "store_true" && underscores(key) == a.Dest && r.takesKey(key) {
			return key
		}
		return ""
	}
	if key := a.spelling(); r.takesKey(key) {
		return key
	}
	for _, other := range r.dests[a.Dest] {
		for _, key := range other.Flags {
			if !other.isSwitch() && !other.ignored() && other.Nargs == a.Nargs && r.takesKey(key) {
				return key
			}
		}
	}
	return ""
}

// takesKey reports whether the reader of configuration files takes a key that is a flag.
func (r *release) takesKey(key string) bool {
	return r.flags[key] != nil && !r.refused[underscores(key)]
}

// without returns the error for a flag that the release does not have or ignores.
func (r *release) without(flag string, a *argument) error {
	e := &FlagError{Release: r.name, Flag: flag, Reason: "has no flag", Releases: []string{}}
	if a != nil {
		e.Reason = "ignores"
	}
	for _, other := range table().releases {
		if a := other.argument(flag); a != nil && !a.ignored() {
			e.Releases = append(e.Releases, other.name)
		}
	}
	return e
}

// refusal returns the error for a value, with the releases that take it.
func (r *release) refusal(flag string, a *argument, v any, why error) error {
	e := &FlagError{Release: r.name, Flag: flag, Value: v, Reason: fmt.Sprintf("refuses (%v)", why)}
	for _, other := range table().releases {
		if _, ok := why.(*choiceError); !ok {
			break
		}
		if b := other.argument(flag); b != nil && !b.ignored() && b.check(b.renamed(v)) == nil {
			e.Releases = append(e.Releases, other.name)
		}
	}
	return e
}
