// Package encode writes rows of values in the formats of package paramgen.
//
// A table has columns of values; a row is the number of a value for each column. A format is a
// layout: the text around the rows and how one value is written. One loop writes the rows of all
// formats. It renders each value once, and rows of one block share their beginning.
package encode

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// A Table is what is written.
type Table struct {
	Columns []Column
	// NewRank returns a function that returns the index of a row, or nil if it has none.
	NewRank func() func(row []int32) *big.Int
	// Clash is an error if columns of different groups have the same flag.
	Clash error
}

// A Column is a parameter.
type Column struct {
	Name   string
	Values []any
	Style  Style
	Group  string // "" for none
	NoID   bool   // its values are not part of ids
	// Args returns the arguments for a value.
	Args func(value int) ([]string, error)
	// Entries returns the entries of a value in a configuration file.
	Entries func(value int) ([]Setting, error)
}

// in reports whether the column belongs to one of the groups; none means all.
func (c *Column) in(groups []string) bool {
	return len(groups) == 0 || slices.Contains(groups, c.Group)
}

// A Setting is a key of a configuration file. It is left out if its value is nil.
type Setting struct {
	Name  string
	Value any
}

// A Row is the values of a row by number: those of the first columns, which all rows of a block
// have in common, and the others. The rows of a block are consecutive rows of the order in which
// they are ranked.
type Row struct {
	Block      int   // the number of the block, from 1
	Number     int32 // of the row in the block
	Head, Tail []int32
	Repetition int // how many times the row has been written, this time included
}

func (r *Row) at(column int) int32 {
	if column < len(r.Head) {
		return r.Head[column]
	}
	return r.Tail[column-len(r.Head)]
}

// Options say more about how rows are written than their format does.
type Options struct {
	Identity  bool     // id and index come first
	Repeated  bool     // rows are repeated, with the number of the repetition where index is written
	Template  string   // of a shell command
	Base      []Member // settings that a configuration file has besides
	Groups    []string // whose columns are written; none means all
	OmitUnset bool     // unset values are left out
}

// A ColumnError is a fault in a column.
type ColumnError struct {
	Column int
	Err    error
}

func (e *ColumnError) Error() string { return fmt.Sprintf("column %d: %v", e.Column, e.Err) }

func (e *ColumnError) Unwrap() error { return e.Err }

// A LimitError is returned for more rows than the reader of a format takes.
type LimitError struct{ Limit string }

func (e *LimitError) Error() string { return "more than " + e.Limit }

// A PlaceholderError is returned for a placeholder of a template that stands for nothing.
type PlaceholderError struct{ Name string }

func (e *PlaceholderError) Error() string { return fmt.Sprintf("no placeholder %q", e.Name) }

// A Format is a way to write rows.
type Format struct {
	Name   string
	Takes  []string // the options that apply: "identity", "base", "template", "group" and "unset"
	layout func(*Table, *Options) (layout, error)
}

// Formats lists all formats.
var Formats = []Format{
	{"json", []string{"identity", "unset"}, jsonLayout},
	{"jsonl", []string{"identity", "unset"}, jsonlLayout},
	{"csv", []string{"identity"}, csvLayout},
	{"args", []string{"group"}, argsLayout},
	{"env", []string{"identity", "group"}, envLayout},
	{"yaml", []string{"identity", "base", "group"}, yamlLayout},
	{"github", []string{"identity", "group"}, githubLayout},
	{"argo", []string{"identity", "group"}, argoLayout},
	{"shell", []string{"identity", "template"}, shellLayout},
}

// Lookup returns the format of a name, or nil.
func Lookup(name string) *Format {
	if i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name }); i >= 0 {
		return &Formats[i]
	}
	return nil
}

// A layout is how a format puts rows together.
type layout struct {
	head, between, tail string // before, between and after the rows
	none                string // instead of all of these, if there are no rows
	begin, end          string // of each row
	trim                string // dropped after the cells

	// cell appends a value of a column.
	cell func(b []byte, column, value int) ([]byte, error)

	// open and close append what depends on the whole row, before and after the cells. A layout
	// with open has no begin.
	open, close func(w *Writer, b []byte) ([]byte, error)

	// The most that the reader takes; 0 for no limit. Under a limit nothing is written before all
	// rows are there.
	maxRows, maxBytes int
}

// reserve reports columns that have the name of something that the format adds.
func (t *Table) reserve(names ...string) error {
	var faults []error
	for i := range t.Columns {
		if slices.Contains(names, t.Columns[i].Name) {
			faults = append(faults, &ColumnError{i, errors.New("has a name that the format uses itself; use a format without ids, or another name")})
		}
	}
	return errors.Join(faults...)
}
