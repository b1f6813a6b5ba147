package paramgen

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/paramgen/paramgen/internal/atomicfile"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Format is a way to write combinations.
//
// All formats keep the order of the sequence and, in each combination, the declared order of the parameters. Integers are decimal and
// exact; floats have a point or an exponent, and read back as the same float.
type Format string

// The formats. An empty selection is what remains where there are no combinations to write.
const (
	// FormatJSON is an array of objects, indented by two spaces as Python's json.dump(indent=2) does, and a line end. Unset values are
	// null. Invalid UTF-8 in a string becomes U+FFFD. An empty selection is [].
	FormatJSON Format = "json"
	// FormatJSONL is JSON Lines: a compact object on a line of its own for each combination. An empty selection is nothing.
	FormatJSONL Format = "jsonl"
	// FormatCSV is RFC 4180 with "\n" at the end of each line: a header, then a line for each combination. Unset values are empty
	// fields, an empty string is "", booleans are True and False. What would be an empty line, unset in a
	// space of one parameter without ids, is "" too, and cannot be told from an empty string there: [WithIdentity] tells them apart. An empty
	// selection is the header.
	FormatCSV Format = "csv"
	// FormatArgs is a line of command-line arguments for each combination, see [Combination.Args], quoted for a shell where needed. A
	// value with a line end is quoted as $'…', which bash, zsh, ksh and busybox read, so that a combination is
	// always one line. A value with a NUL byte is an error, and so are two parameters of one flag, such as a_b and a-b. An empty selection is
	// nothing.
	FormatArgs Format = "args"
	// FormatEnv is NAME=value, a line for each value that is set, as env and docker --env-file read it: without quotes, since those would
	// be part of the value. PARAMGEN_ID and PARAMGEN_INDEX come first, an empty line between combinations. Names that are no identifiers
	// and values with line ends, NUL bytes or invalid UTF-8 are errors. An empty selection is nothing.
	FormatEnv Format = "env"
	// FormatYAML is a document for each combination, as SGLang's --config reads it: flags without dashes in front, unset ones left out, each
	// string in double quotes, the id and index in a comment. [WithBase] merges them over settings of yours. Strings of
	// invalid UTF-8 are errors, and so are two parameters of one flag. An empty selection is nothing.
	FormatYAML Format = "yaml"
	// FormatGitHub is a matrix of GitHub Actions, on one line: {"include": [ … ]} with the id, the index, each value, null for unset, and
	// the arguments of [FormatArgs] as "args". More than 256 entries, or a megabyte, are a [*LimitError]; strings of invalid UTF-8 are
	// errors. An empty selection has no entries, which Actions takes for an error: skip the job.
	FormatGitHub Format = "github"
	// FormatArgo is the array of objects that an Argo workflow takes by withParam, on one line, with the same keys. Unset values are empty
	// strings, since {{item.name}} would be null. More than 256 KiB are a [*LimitError]; strings of invalid UTF-8 are errors. An empty selection is [].
	FormatArgo Format = "argo"
	// FormatShell is a bash script with a command for each combination, on a line of its own, made by a template: see [WithTemplate]. It runs with
	// bash, and line by line with GNU parallel. An empty selection is the script's first line.
	FormatShell Format = "shell"
)

// formats holds how each format lays out rows, in the order in which Formats lists them.
var formats = []struct {
	name   Format
	layout func(*space, *style) (layout, error)
	takes  string // options, by name
}{
	{FormatJSON, jsonLayout, "identity"},
	{FormatJSONL, jsonlLayout, "identity"},
	{FormatCSV, csvLayout, "identity"},
	{FormatArgs, argsLayout, ""},
	{FormatEnv, envLayout, "identity"},
	{FormatYAML, yamlLayout, "identity base"},
	{FormatGitHub, githubLayout, "identity"},
	{FormatArgo, argoLayout, "identity"},
	{FormatShell, shellLayout, "identity template"},
}

// Formats returns all formats.
func Formats() []Format {
	names := make([]Format, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// A FormatError says that there is no format of that name.
type FormatError struct{ Format Format }

// Error says what is wrong.
func (e *FormatError) Error() string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = string(f.name)
	}
	return fmt.Sprintf("paramgen: no format %q; there are %s", text.Truncate(string(e.Format)), strings.Join(names, ", "))
}

// Write writes the combinations of seq to w. It returns how many were written, and the first error: the writer's, a [*FormatError], or a
// [*ParameterError] for a combination that is not this generator's.
//
// Any sequence will do: [Generator.All], a sample, a filtered one. Combinations of another generator are looked up by name and value, and
// must set exactly the parameters of this one to values that it knows; they are written as this one writes those values. Whether its rules
// allow them is not asked.
//
// The sequence is written as it comes, in pieces of 64 KiB: memory does not depend on its length, and nothing is allocated for a
// combination. Where writing fails, the sequence is stopped and n counts the combinations in the pieces before. It may be called by
// several goroutines at once.
func (g *Generator) Write(w io.Writer, format Format, seq iter.Seq[Combination], options ...WriteOption) (n int, err error) {
	l, err := g.space.stream(format, options)
	if err != nil {
		return 0, err
	}
	return newRows(w, g.space, l).write(seq)
}

// WriteJSON writes the combinations of seq as [FormatJSON]. See [Generator.Write].
func (g *Generator) WriteJSON(w io.Writer, seq iter.Seq[Combination]) (n int, err error) {
	return g.Write(w, FormatJSON, seq)
}

// WriteJSONL writes the combinations of seq as [FormatJSONL]. See [Generator.Write].
func (g *Generator) WriteJSONL(w io.Writer, seq iter.Seq[Combination]) (n int, err error) {
	return g.Write(w, FormatJSONL, seq)
}

// WriteCSV writes the combinations of seq as [FormatCSV]. See [Generator.Write].
func (g *Generator) WriteCSV(w io.Writer, seq iter.Seq[Combination]) (n int, err error) {
	return g.Write(w, FormatCSV, seq)
}

// WriteArgs writes the combinations of seq as [FormatArgs]. See [Generator.Write].
func (g *Generator) WriteArgs(w io.Writer, seq iter.Seq[Combination]) (n int, err error) {
	return g.Write(w, FormatArgs, seq)
}

// WriteFile writes the combinations of seq to a file, whole or not at all: to a temporary file in the same folder, which is synced and
// takes the place of path by renaming. Where anything fails, or the sequence panics, the temporary file is removed, the path is what it
// was, and n is 0. Errors are those of [Generator.Write] and of the file system.
//
// The new file keeps the permissions of the old one, and a symbolic link is followed to its file.
// Standard output (/dev/stdout), devices and named pipes are written directly. A process that is
// killed leaves the temporary file .paramgen-<16 hexadecimal digits>.tmp, which is safe to remove.
func (g *Generator) WriteFile(path string, format Format, seq iter.Seq[Combination], options ...WriteOption) (n int, err error) {
	l, err := g.space.stream(format, options)
	if err != nil {
		return 0, err
	}
	err = atomicfile.Write(path, func(w io.Writer) error {
		n, err = newRows(w, g.space, l).write(seq)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// stream is layout for what is written one behind the other.
func (s *space) stream(format Format, options []WriteOption) (layout, error) {
	l, style, err := s.layout(format, options)
	if err == nil && style.byIndex {
		err = errors.New("paramgen: WithIndexNames names the files of WriteFolder, and this is one stream")
	}
	return l, err
}

// layout returns how a format is written under the options, and what they say.
func (s *space) layout(format Format, options []WriteOption) (layout, *style, error) {
	for _, f := range formats {
		if f.name == format {
			style, err := newStyle(format, f.takes, options)
			if err != nil {
				return layout{}, nil, err
			}
			l, err := f.layout(s, style)
			return l, style, err
		}
	}
	return layout{}, nil, &FormatError{format}
}

// flushAt is how many bytes are gathered before they are written.
const flushAt = 64 << 10

// rows writes combinations, put together from cells: the text of one value of one parameter, rendered when it is first met.
type rows struct {
	w      io.Writer
	space  *space
	layout layout
	cells  [][][]byte // by parameter and value
	block  *block     // of the last combination
	begin  []byte     // its rows up to the end of the block's head
	buf    []byte     // whole rows only
	ids    *identifier
	bare   bool // nothing of the row's values is in buf
	held   int  // combinations in buf
	done   int  // combinations in w
}

func newRows(w io.Writer, s *space, l layout) *rows {
	r := &rows{w: w, space: s, layout: l, cells: make([][][]byte, len(s.params)), buf: make([]byte, 0, min(l.mostBytes, flushAt))}
	for i, p := range s.params {
		r.cells[i] = make([][]byte, len(p.values))
	}
	return r
}

func (r *rows) write(seq iter.Seq[Combination]) (int, error) {
	for c := range seq {
		if err := r.add(c); err != nil {
			return r.done, err
		}
	}
	if r.done+r.held == 0 {
		r.buf = append(r.buf, r.layout.none...)
	} else {
		r.buf = append(r.buf, r.layout.tail...)
	}
	err := r.flush()
	return r.done, err
}

// add puts one combination behind the others.
func (r *rows) add(c Combination) (err error) {
	if _, own := r.space.block(c); !own {
		if c, err = r.foreign(c); err != nil {
			return err
		}
	}
	if most := r.layout.mostRows; most > 0 && r.held == most {
		return r.layout.over(fmt.Sprintf("%d entries", most))
	}
	before := r.layout.between
	if r.done+r.held == 0 {
		before = r.layout.head
	}
	if r.buf, err = r.appendRow(append(r.buf, before...), c); err != nil {
		return err
	}
	r.held++
	switch most := r.layout.mostBytes; {
	case most > 0 && len(r.buf)+len(r.layout.tail) > most:
		return r.layout.over(fmt.Sprintf("%d KiB", most>>10))
	case most == 0 && len(r.buf) >= flushAt:
		return r.flush()
	}
	return nil
}

// appendRow appends a combination, with what the layout puts around its cells.
func (r *rows) appendRow(buf []byte, c Combination) (_ []byte, err error) {
	if r.layout.open != nil {
		if buf, err = r.layout.open(r, buf, c); err != nil {
			return nil, err
		}
	}
	start := len(buf)
	if buf, err = r.appendValues(buf, c); err != nil {
		return nil, err
	}
	r.bare = len(buf) == start
	if r.layout.trim && !r.bare && buf[len(buf)-1] == ' ' {
		buf = buf[:len(buf)-1]
	}
	if r.layout.close != nil {
		if buf, err = r.layout.close(r, buf, c); err != nil {
			return nil, err
		}
	}
	return append(buf, r.layout.end...), nil
}

// appendValues appends the cells of a combination. Those that it has in common with the one before are there already.
func (r *rows) appendValues(buf []byte, c Combination) ([]byte, error) {
	if c.from != r.block {
		b := c.from.(*block)
		begin, err := r.appendCells(append(r.begin[:0], r.layout.begin...), 0, b.head)
		if err != nil {
			return nil, err
		}
		r.block, r.begin = b, begin
	}
	return r.appendCells(append(buf, r.begin...), len(r.block.head), r.block.tail(c.row))
}

// appendCells appends the cells of neighbouring parameters.
func (r *rows) appendCells(buf []byte, first int, row []int32) ([]byte, error) {
	for i, v := range row {
		cell := r.cells[first+i][v]
		if cell == nil {
			var err error
			if cell, err = r.render(first+i, int(v)); err != nil {
				return nil, err
			}
		}
		buf = append(buf, cell...)
	}
	return buf, nil
}

func (r *rows) render(i, v int) ([]byte, error) {
	p := &r.space.params[i]
	cell, err := r.layout.cell([]byte{}, i, p.values[v])
	if err != nil {
		return nil, &ParameterError{p.name, err}
	}
	r.cells[i][v] = cell
	return cell, nil
}

// foreign returns a combination of another generator as one of this.
func (r *rows) foreign(c Combination) (Combination, error) {
	row, ok := r.space.row(c)
	if !ok {
		name, fault := r.space.difference(c)
		return Combination{}, &ParameterError{name, fmt.Errorf("combination %d of the sequence, of another generator, %s", r.done+r.held+1, fault)}
	}
	return r.space.combination(row), nil
}

// difference says which parameter keeps a combination from being one of this space, and how.
func (s *space) difference(c Combination) (name, fault string) {
	for name, v := range c.All() {
		i, known := s.index[name]
		if !known {
			return name, "has this parameter, this one has not"
		}
		if plain, _ := value.Of(v); s.params[i].find(plain) < 0 {
			return name, fmt.Sprintf("has %s here, not one of %s", text.Truncate(plain.String()), s.params[i].listed())
		}
	}
	for _, p := range s.params {
		if !c.Has(p.name) {
			name = p.name
		}
	}
	return name, "has no such parameter"
}

func (r *rows) flush() error {
	n, err := r.w.Write(r.buf)
	if err == nil && n < len(r.buf) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return err
	}
	r.done, r.held, r.buf = r.done+r.held, 0, r.buf[:0]
	return nil
}
