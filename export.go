package paramgen

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/atomicfile"
	"github.com/paramgen/paramgen/internal/encode"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Format is a way to write combinations.
//
// All formats keep the order of the sequence and, in each combination, the declared order of the
// parameters. Integers are decimal and exact; floats have a point or an exponent, and read back as
// the same float.
type Format string

// The formats. Flags and their names come from [WithMapping].
const (
	// FormatJSON is an array of objects, indented by two spaces as Python's json.dump(indent=2) does,
	// and a line end. Unset values are null. Invalid UTF-8 in a string becomes U+FFFD. An empty
	// selection is [].
	FormatJSON Format = "json"
	// FormatJSONL is JSON Lines: a compact object on a line of its own for each combination. An empty
	// selection has no lines.
	FormatJSONL Format = "jsonl"
	// FormatCSV is RFC 4180 with "\n" at the end of each line: a header, and a line for each
	// combination. Unset values are empty fields, an empty string is "", booleans are True and False.
	// A line that would be empty, unset in a space of one parameter without ids, is "" too and reads
	// as an empty string; [WithIdentity] avoids that. An empty selection is the header.
	FormatCSV Format = "csv"
	// FormatArgs is a line of command-line arguments for each combination, see [Combination.Args],
	// quoted for a shell where needed. A value with a line end is quoted as $'…', which bash, zsh,
	// ksh and busybox read, so a combination is always one line. A value with a NUL byte is an error,
	// and so are parameters that are environment variables, and parameters of different groups with
	// one flag, unless [WithGroup] chooses groups. An empty selection has no lines.
	FormatArgs Format = "args"
	// FormatEnv is NAME=value, a line for each value that is set, as env and docker --env-file read
	// it: without quotes, since those would be part of the value. PARAMGEN_ID and PARAMGEN_INDEX come
	// first, and an empty line separates combinations. A parameter is named by [Parameter.Env] or by
	// its own name. Names that are not identifiers, values with line ends, NUL bytes or invalid
	// UTF-8, and lists without [Parameter.Join] are errors. An empty selection has no lines.
	FormatEnv Format = "env"
	// FormatYAML is a document for each combination, a configuration file of flags without dashes in
	// front. Unset ones are left out, each string is in double quotes, lists are in brackets, and a
	// comment has the id and the index. [WithBase] merges it over other settings, and [WithGroup]
	// chooses groups. Strings of invalid UTF-8 are errors, and so are two parameters of one entry. An
	// empty selection has no documents.
	FormatYAML Format = "yaml"
	// FormatGitHub is a matrix of GitHub Actions, on one line: {"include": [ … ]} with the id, the
	// index, each value, null for unset, and the arguments of [FormatArgs] as "args". More than 256
	// entries, or a megabyte, are a [*RangeError]; strings of invalid UTF-8 are errors. An empty
	// selection has no entries, which is an error for Actions: skip the job.
	FormatGitHub Format = "github"
	// FormatArgo is the array of objects that an Argo workflow reads by withParam, on one line, with
	// the same keys. Unset values are empty strings, since {{item.name}} would be null. More than 256
	// KiB are a [*RangeError]; strings of invalid UTF-8 are errors. An empty selection is [].
	FormatArgo Format = "argo"
	// FormatShell is a bash script with a command for each combination, on a line of its own, made by
	// a template: see [WithTemplate]. It runs with bash, and line by line with GNU parallel. An empty
	// selection is the script's first line.
	FormatShell Format = "shell"
)

// Formats returns all formats.
func Formats() []Format {
	names := make([]Format, len(encode.Formats))
	for i, f := range encode.Formats {
		names[i] = Format(f.Name)
	}
	return names
}

// Check returns an [*UnknownError] with the nearest format unless the format exists.
func (f Format) Check() error {
	if encode.Lookup(string(f)) != nil {
		return nil
	}
	names := make([]string, len(encode.Formats))
	for i, known := range encode.Formats {
		names[i] = known.Name
	}
	return fmt.Errorf("%w; formats: %s", unknown("format", string(f), names), strings.Join(names, ", "))
}

// A WriteOption says more about how combinations are written than their format does. An option
// that does not apply to the format is an error.
type WriteOption func(*style) error

// style is what the options say.
type style struct {
	encode.Options
	format  *encode.Format
	byIndex bool
	repeat  int                                // how often each combination is written
	runs    func(Combination) (done, last int) // repetitions that exist; nil for none
}

// accept reports an option that does not apply to the format.
func (s *style) accept(option string) error {
	if slices.Contains(s.format.Takes, option) {
		return nil
	}
	var takers []string
	for _, f := range encode.Formats {
		if slices.Contains(f.Takes, option) {
			takers = append(takers, f.Name)
		}
	}
	return fmt.Errorf("paramgen: format %s takes no %s; use %s", s.format.Name, option, strings.Join(takers, ", "))
}

// WithIdentity writes the id of each combination and its index first, as id and index, in the
// formats that do not have them anyway: json, jsonl and csv. The index of a combination that the
// rules reject is null, or an empty field.
func WithIdentity() WriteOption {
	return func(s *style) error {
		s.Identity = true
		return s.accept("identity")
	}
}

// WithTemplate sets the command of [FormatShell], such as
//
//	python -m my.benchmark --model-path M {args} --result-filename {id}.jsonl
//
// {args} stands for the arguments, {id} and {index} for what identifies the combination, and
// {tp_size} for the value of the parameter of that name, or empty quotes if it is unset. Any name
// can stand there, such as {python-version}. {args:serve} stands for the arguments of the group
// serve (see [Parameter.InGroup]), and {env} and {env:serve} for the parameters that are
// environment variables (see [Parameter.Env]), as assignments in front of a command. A parameter
// called args, env, id or index takes precedence. A brace after a dollar sign is the shell's, as
// in ${HOME}; {{ and }} stand for braces.
//
// Arguments and values are quoted so that bash passes them on unchanged. They must not be inside
// or next to quotes, backquotes or a backslash of the template: that is an error, as are unknown
// names and groups, and line ends. The command itself is not parsed: arithmetic, eval, ssh and sh
// -c evaluate an argument once more.
func WithTemplate(template string) WriteOption {
	return func(s *style) error {
		s.Template = template
		return s.accept("template")
	}
}

// WithRepeat writes each combination k times, with the number of the repetition, from 1: as
// {repetition} of a template, PARAMGEN_REPETITION of an env file, "repetition" of a matrix and
// after the index of [WithIdentity], in a comment of YAML, and in the names of files. It is not
// part of the id.
//
// If runs is not nil, it returns how many repetitions of a combination are done, and the last
// number that a repetition has. Only what is missing of k is written, with the numbers that
// follow. Tables of package results count runs in this way.
func WithRepeat(k int, runs func(Combination) (done, last int)) WriteOption {
	return func(s *style) error {
		s.repeat, s.runs, s.Repeated = k, runs, true
		if k < 1 {
			return fmt.Errorf("paramgen: WithRepeat(%d): a combination is written once or more", k)
		}
		return nil
	}
}

// WithBase merges the combinations of [FormatYAML] over the settings in r: a JSON object, whose
// keys are flags with hyphens or underscores. The entries of parameters replace those of the base,
// and an unset parameter removes its entry; null leaves a setting out.
func WithBase(r io.Reader) WriteOption {
	return func(s *style) error {
		base, err := encode.ReadBase(r)
		s.Base = base
		return errors.Join(err, s.accept("base"))
	}
}

// WithGroup writes only the parameters of these groups (see [Parameter.InGroup]) in the formats of
// one command: args, env, yaml, and the args of github and argo. A group that no parameter is in
// is an [*UnknownError]. A shell template names groups itself.
func WithGroup(names ...string) WriteOption {
	names = slices.Clone(names)
	return func(s *style) error {
		s.Groups = append(s.Groups, names...)
		return s.accept("group")
	}
}

// OmitUnset leaves unset parameters out of the objects of [FormatJSON] and [FormatJSONL], as
// `vllm bench sweep` reads them, instead of writing null.
func OmitUnset() WriteOption {
	return func(s *style) error {
		s.Options.OmitUnset = true
		return s.accept("unset")
	}
}

// WithIndexNames names the files of [Generator.WriteFolder] by index instead of id, padded with
// zeros so that they sort.
func WithIndexNames() WriteOption {
	return func(s *style) error {
		s.byIndex = true
		return nil
	}
}

// Write writes the combinations of seq to w. It returns how many were written and the first error:
// the writer's, a [*UnknownError] for the format, or a [*ParameterError] for a combination that
// this generator does not have.
//
// The sequence can be any: [Generator.All], a sample, a filtered one. Combinations of another
// generator are looked up by name and value. They must set exactly the parameters of this one to
// values that it has, and are written with this one's values. They need not satisfy its rules.
//
// Output is written in pieces of 64 KiB: memory does not depend on the length of the sequence, and
// nothing is allocated for a combination. After an error, n counts the combinations in the pieces
// that were written. Write may be called concurrently.
func (g *Generator) Write(w io.Writer, format Format, seq iter.Seq[Combination], options ...WriteOption) (n int, err error) {
	e, err := g.space.stream(format, options)
	if err != nil {
		return 0, err
	}
	return e.write(w, seq)
}

// WriteFile writes the combinations of seq to a file, completely or not at all: to a temporary
// file in the same folder, which is synced and then renamed to path. If anything fails, or the
// sequence panics, the temporary file is removed, path is unchanged, and n is 0. Errors are those
// of [Generator.Write] and of the file system.
//
// A file that is replaced passes its permissions on, and a symbolic link is followed. A named pipe
// or another file that is not regular is written directly, as is one that is open already, such as
// /dev/stdout. A process that is killed leaves the temporary file, .paramgen-<16 hexadecimal
// digits>.tmp, which can be deleted.
func (g *Generator) WriteFile(path string, format Format, seq iter.Seq[Combination], options ...WriteOption) (n int, err error) {
	e, err := g.space.stream(format, options)
	if err != nil {
		return 0, err
	}
	err = atomicfile.Write(path, func(w io.Writer) error {
		n, err = e.write(w, seq)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// WriteFolder writes each combination of seq to a file of its own in the folder dir, such as a
// configuration file or the env file of a container. A file is named by the id, or with
// [WithIndexNames] by the index, and its extension is the format. All files are written or none:
// the folder must be new or empty, and is renamed to dir when it is complete. Since it is
// replaced, it cannot be the current folder or a mount point, such as a container's volume; name a
// new folder in that. A process that is killed leaves a temporary folder next to it, named as the
// files of [Generator.WriteFile] are.
//
// A combination that occurs twice is an error, as is one without an index if that names the file.
func (g *Generator) WriteFolder(dir string, format Format, seq iter.Seq[Combination], options ...WriteOption) (n int, err error) {
	e, err := g.space.exporter(format, options)
	if err != nil {
		return 0, err
	}
	width := len(g.Count().String())
	err = atomicfile.Folder(dir, func(dir string) error {
		for c := range seq {
			files, err := e.writeFiles(dir, c, width)
			if err != nil {
				return err
			}
			n += files
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// An exporter writes combinations of any generator as those of a space.
type exporter struct {
	*encode.Writer
	space   *space
	style   style
	block   *block // of the last row
	current encode.Row
}

// stream returns an exporter to one stream.
func (s *space) stream(format Format, options []WriteOption) (*exporter, error) {
	e, err := s.exporter(format, options)
	if err == nil && e.style.byIndex {
		err = errors.New("paramgen: WithIndexNames names the files of WriteFolder; this is one stream")
	}
	return e, err
}

func (s *space) exporter(format Format, options []WriteOption) (*exporter, error) {
	e := &exporter{space: s, style: style{format: encode.Lookup(string(format)), repeat: 1}}
	if err := format.Check(); err != nil {
		return nil, err
	}
	var faults []error
	for _, o := range options {
		if o != nil {
			faults = append(faults, o(&e.style))
		}
	}
	faults = append(faults, s.checkGroups(e.style.Groups))
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	w, err := e.style.format.NewWriter(nil, s.table(), &e.style.Options)
	for _, one := range split(err) {
		faults = append(faults, e.named(one))
	}
	e.Writer = w
	return e, errors.Join(faults...)
}

// table returns the space as the formats see it.
func (s *space) table() *encode.Table {
	t := &encode.Table{Columns: make([]encode.Column, len(s.params))}
	for i := range s.params {
		p := &s.params[i]
		t.Columns[i] = encode.Column{
			Name: p.name, Values: p.values, Style: *p.style(), Group: p.Group(), NoID: p.how().noID,
			Args:    func(v int) ([]string, error) { return s.appendArgs(nil, i, v), s.refusal(i, v) },
			Entries: func(v int) ([]encode.Setting, error) { return s.entries(i, v) },
		}
	}
	t.Clash = s.clash
	t.NewRank = func() func([]int32) *big.Int {
		cursor := s.engine.Cursor()
		return func(row []int32) *big.Int {
			i, _ := cursor.Rank(row)
			return i
		}
	}
	return t
}

// named returns an error of package encode with names in place of numbers.
func (e *exporter) named(err error) error {
	switch err := err.(type) {
	case *encode.ColumnError:
		return &ParameterError{e.space.params[err.Column].name, err.Err}
	case *encode.LimitError:
		return &RangeError{"the selection for format " + e.style.format.Name, "larger",
			"at most " + err.Limit + "; write it in parts with Shard or -shard I/N, or take fewer"}
	case *encode.PlaceholderError:
		return e.space.unknownPlaceholder(err.Name)
	}
	return err
}

// unknownPlaceholder returns the error for a placeholder of a template that stands for nothing.
func (s *space) unknownPlaceholder(name string) error {
	kind, group, grouped := strings.Cut(name, ":")
	if grouped && (kind == "args" || kind == "env") {
		if err := s.checkGroups([]string{group}); err != nil {
			return err
		}
	}
	known := append([]string{"args", "env", "id", "index", "repetition"}, s.names()...)
	return fmt.Errorf("%w; a template has {args}, {env}, {id}, {index}, {repetition} and parameters, and {{ and }} for braces", unknown("placeholder", name, known))
}

func (e *exporter) write(w io.Writer, seq iter.Seq[Combination]) (int, error) {
	e.Reset(w)
	for c := range seq {
		if err := e.add(c); err != nil {
			_, n := e.Count()
			return n, err
		}
	}
	err := e.Close()
	_, n := e.Count()
	return n, err
}

func (e *exporter) add(c Combination) error {
	row, err := e.row(c)
	if err != nil {
		return err
	}
	first, end := e.style.repetitions(c)
	for row.Repetition = first; row.Repetition < end; row.Repetition++ {
		if err := e.Add(row); err != nil {
			return e.named(err)
		}
	}
	return nil
}

// repetitions returns the number of the first repetition of a combination that is written, and the
// number after the last.
func (s *style) repetitions(c Combination) (first, end int) {
	if s.runs == nil {
		return 1, s.repeat + 1
	}
	done, last := s.runs(c)
	return last + 1, last + 1 + s.repeat - done
}

// row returns a combination as a row of the space.
func (e *exporter) row(c Combination) (*encode.Row, error) {
	b, own := e.space.block(c)
	if !own {
		row, ok := e.space.row(c)
		if !ok {
			name, fault := e.space.difference(c)
			n, _ := e.Count()
			return nil, &ParameterError{name, fmt.Errorf("combination %d of the sequence, of another generator, %s", n+1, fault)}
		}
		c = e.space.combination(row)
		b, _ = e.space.block(c)
	}
	if e.block != b {
		e.block = b
		e.current.Block++
		e.current.Head = b.head
	}
	e.current.Number, e.current.Tail = c.row, b.tail(c.row)
	return &e.current, nil
}

// difference returns which parameter keeps a combination from being one of this space, and how.
func (s *space) difference(c Combination) (name, fault string) {
	for name, v := range c.All() {
		i, known := s.index[name]
		if !known {
			return name, "has this parameter, which this one lacks"
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

// writeFiles writes each repetition of a combination to a file of its own.
func (e *exporter) writeFiles(dir string, c Combination, width int) (n int, err error) {
	row, err := e.row(c)
	if err != nil {
		return 0, err
	}
	name, err := e.fileName(c, row, width)
	if err != nil {
		return 0, err
	}
	first, end := e.style.repetitions(c)
	for row.Repetition = first; row.Repetition < end; row.Repetition++ {
		var file bytes.Buffer
		e.Reset(&file)
		if err := e.Add(row); err != nil {
			return n, e.named(err)
		}
		if err := e.Close(); err != nil {
			return n, err
		}
		number := ""
		if e.style.Repeated {
			number = fmt.Sprintf("-%d", row.Repetition)
		}
		if err := writeNew(filepath.Join(dir, name+number+"."+e.style.format.Name), file.Bytes()); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// fileName returns the name of a combination's file, without the extension.
func (e *exporter) fileName(c Combination, row *encode.Row, width int) (string, error) {
	if !e.style.byIndex {
		return string(e.Names().AppendID(nil, row)), nil
	}
	name := string(e.Names().AppendIndex(nil, row, ""))
	if name == "" {
		return "", fmt.Errorf("paramgen: the rules reject %s, so it has no index to name a file; name files by id", text.Truncate(c.String()))
	}
	return strings.Repeat("0", max(0, width-len(name))) + name, nil
}

// writeNew creates a file, which must not exist.
func writeNew(path string, text []byte) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return &fs.PathError{Op: "write", Path: filepath.Base(path), Err: err.(*fs.PathError).Err}
	}
	_, err = file.Write(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
