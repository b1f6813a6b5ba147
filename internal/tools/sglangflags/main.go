// Command sglangflags writes the table of what SGLang releases take, which package sglang embeds:
//
//	go run ./internal/tools/sglangflags FOLDER > sglang/releases.jsonl
//
// FOLDER holds a file flags-RELEASE.json for each release, read from the release's own parser:
// its name and date, the keys that its reader of configuration files refuses, and for each
// argument its flags, dest, action, type, nargs, choices and default.
//
// The table is JSON Lines: first the releases in the order of their dates, then the arguments,
// sorted by flag, with the first and the last release of each run of releases that describe it
// alike. What follows from other fields is left out: the action store, the type str of an
// argument that takes a value, the nargs, const and default of a switch, and a dest that is the
// first flag's name.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sglangflags FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sglangflags:", err)
		os.Exit(1)
	}
}

// run writes the table of the files in a folder.
func run(folder string, w io.Writer) error {
	files, err := read(folder)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	for _, f := range files {
		if err := e.Encode(release{f.Release, f.Date, f.Refused}); err != nil {
			return err
		}
	}
	for _, r := range runs(files) {
		if err := e.Encode(r); err != nil {
			return err
		}
	}
	_, err = out.WriteTo(w)
	return err
}

// file is a file flags-RELEASE.json.
type file struct {
	Release   string
	Date      string
	Refused   []string `json:"config_keys_refused"`
	Arguments []argument
}

// release is a line of the table about a release.
type release struct {
	Release string   `json:"release"`
	Date    string   `json:"date"`
	Refused []string `json:"refused,omitempty"`
}

// argument is an argument of a release, and with From and To a line of the table.
type argument struct {
	From    string   `json:"from"`
	To      string   `json:"to"`
	Flags   []string `json:"flags"`
	Dest    string   `json:"dest,omitempty"`
	Action  string   `json:"action,omitempty"`
	Type    string   `json:"type,omitempty"`
	Nargs   any      `json:"nargs,omitempty"`
	Choices []any    `json:"choices,omitempty"`
	Default any      `json:"default,omitempty"`
}

// read returns the files of a folder in the order of their releases. A name such as main@db570fe
// is cut at the @, and main is the newest.
func read(folder string) ([]file, error) {
	names, err := filepath.Glob(filepath.Join(folder, "flags-*.json"))
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("no files flags-*.json in %s", folder)
	}
	if err != nil {
		return nil, err
	}
	files := make([]file, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(text, &files[i])
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[i].Release, _, _ = strings.Cut(files[i].Release, "@")
	}
	slices.SortFunc(files, func(a, b file) int {
		return cmp.Or(cmp.Compare(a.branch(), b.branch()), cmp.Compare(a.Date, b.Date), cmp.Compare(a.Release, b.Release))
	})
	return files, nil
}

// branch returns 1 for a branch, which is newer than all releases.
func (f file) branch() int {
	if strings.HasPrefix(f.Release, "v") {
		return 0
	}
	return 1
}

// runs returns the arguments of all releases, with equal ones of consecutive releases in one.
func runs(files []file) []argument {
	var all []argument
	last := map[string]int{} // argument as text → its index in all
	for i, f := range files {
		for _, a := range f.Arguments {
			a = a.short()
			text, _ := json.Marshal(a) // read from JSON, so there is no error
			if k, known := last[string(text)]; known && i > 0 && all[k].To == files[i-1].Release {
				all[k].To = f.Release
				continue
			}
			last[string(text)] = len(all)
			a.From, a.To = f.Release, f.Release
			all = append(all, a)
		}
	}
	slices.SortStableFunc(all, func(a, b argument) int { return cmp.Compare(a.Flags[0], b.Flags[0]) })
	return all
}

// short returns the argument without what follows from other fields.
func (a argument) short() argument {
	if a.Dest == strings.ReplaceAll(strings.TrimLeft(a.Flags[0], "-"), "-", "_") {
		a.Dest = ""
	}
	if a.Action == "store" {
		a.Action = ""
	}
	if a.Type == "str" {
		a.Type = ""
	}
	if a.Nargs == float64(0) || a.Nargs == "0" {
		a.Nargs = nil
	}
	if a.Default == "==SUPPRESS==" || a.Default == false && a.Nargs == nil && a.Action != "" {
		a.Default = nil
	}
	return a
}
