// Package results reads the results of benchmarks, joins them to their configurations, and selects
// the configurations to run next or to keep.
//
// A benchmark writes one record for each run, with the id of the combination
// ([paramgen.Combination.ID]) beside its figures:
//
//	{"id": "3f9a0c5e77d1", "output_throughput": 5012.8, "p99_ttft_ms": 214.0}
//
// [Read] reads such records as JSON Lines, JSON or CSV; options such as [Profile] say how other
// files identify a configuration. [Table.Skip] removes combinations that have a result from a
// selection, so that an interrupted sweep can continue, and [Table.Retry] selects those whose runs
// failed. [Join] finds the combination of each record, [Where] keeps rows that meet a condition,
// [Merge] makes one row of the runs of a configuration, [Best] and [Pareto] select rows, and
// [WriteJSONL], [WriteCSV] and [WriteTable] write them. [Combinations] has the configurations of
// rows, to be written or run as any others:
//
//	table, err := results.Read(file)
//	rows, err := results.Join(g, table, nil)
//	rows, err = results.Where(rows, "p99_ttft_ms < 200")
//	best, err := results.Best(results.Merge(rows), 1, results.Metric{Name: "output_throughput"})
//	g.Write(os.Stdout, paramgen.FormatArgs, results.Combinations(best))
//
// A record without an id is identified by the fields that are named like parameters. A parameter
// that the record lacks counts as unset, so that a misspelled name can identify another
// combination. CSV does not distinguish 1 from "1"; write ids if a parameter has both.
package results

import (
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
)

// A Table holds the records of one or more files.
type Table struct {
	Records []Record
	// Malformed holds the text that is not a complete record, such as a last line that was
	// truncated when the benchmark was killed. Its combinations count as not run.
	Malformed []Malformed
}

// A Malformed is text of a file that is not a complete record. It implements error.
type Malformed struct {
	Line int
	Text string
	Err  error // [ErrTruncated] or [ErrSyntax]

	file string
}

// Error describes the text and what is wrong with it.
func (m *Malformed) Error() string {
	text := m.Text
	if len(text) > 60 {
		text = strings.ToValidUTF8(text[:60], "") + "…"
	}
	place := ""
	if m.file != "" {
		place = m.file + ": "
	}
	return fmt.Sprintf("%sline %d is ignored: %v: %s", place, m.Line, m.Err, text)
}

// Unwrap returns Err.
func (m *Malformed) Unwrap() error { return m.Err }

// ReadFiles reads the records of several files, as [Read] does, into one table. A folder stands
// for its files with the extensions json, jsonl, ndjson, csv and tsv, in the order of their names.
// A file that is given twice, by whatever name, is read once.
//
// If the name of a file begins with an id, as in 3f9a0c5e77d1.json, that is the id of its records
// that have no other.
func ReadFiles(paths []string, options ...Option) (*Table, error) {
	files, err := listFiles(paths)
	if err != nil {
		return nil, err
	}
	st := newStore(nil)
	all := newSettings(options)
	for _, path := range files {
		st.from(&source{path, all})
		malformed := len(st.malformed)
		if err := st.readFile(path); err != nil {
			return nil, err
		}
		for i := range st.malformed[malformed:] {
			st.malformed[malformed+i].file = path
		}
	}
	t := st.table()
	for i := range t.Records {
		if r := &t.Records[i]; r.ID == "" {
			r.ID = leadingID(filepath.Base(r.File()), true)
		}
	}
	return t, nil
}

func (st *store) readFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("results: %w", err)
	}
	defer f.Close()
	if err := st.read(f); err != nil {
		return fmt.Errorf("results: %s: %w", path, err)
	}
	return nil
}

// listFiles returns the files of the paths, each once.
func listFiles(paths []string) (files []string, err error) {
	var known []fs.FileInfo
	add := func(path string) error {
		info, err := os.Stat(path)
		if err != nil {
			return fmt.Errorf("results: %w", err)
		}
		if !slices.ContainsFunc(known, func(k fs.FileInfo) bool { return os.SameFile(k, info) }) {
			known, files = append(known, info), append(files, path)
		}
		return nil
	}
	for _, path := range paths {
		inside, err := folder(path)
		if err != nil {
			return nil, err
		}
		for _, p := range inside {
			if err := add(p); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// folder returns the files of results in a folder, or the path itself if it is a file.
func folder(path string) (files []string, err error) {
	entries, err := os.ReadDir(path)
	if err != nil { // not a folder
		return []string{path}, nil
	}
	for _, e := range entries {
		ext := strings.ToLower(filepath.Ext(e.Name()))
		if !e.IsDir() && e.Name()[0] != '.' && slices.Contains([]string{".json", ".jsonl", ".ndjson", ".csv", ".tsv"}, ext) {
			files = append(files, filepath.Join(path, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("results: the folder %s has no files with the extension json, jsonl, ndjson, csv or tsv", path)
	}
	return files, nil
}

// IDs returns the set of ids in the table.
func (t *Table) IDs() map[string]bool {
	ids := make(map[string]bool, len(t.Records))
	for i := range t.Records {
		if id := t.Records[i].ID; id != "" {
			ids[id] = true
		}
	}
	return ids
}

// A Count is how often a combination was run.
type Count struct {
	Done int // runs that are done
	Last int // the greatest number of a repetition; records without a number count on
}

// Runs counts the runs of each combination, by id. A record is done if all of the functions return
// true for it, or without functions, unless it is [Record.Failed].
//
// If fields by distinguish loads, such as "request_rate", the runs of a combination that are done
// are those of the load with the fewest, of all loads in the table: a combination is done once it
// has a result for each.
//
// The number of a repetition is the field "repetition", or follows the id in the field that has it
// or in the name of the file, as in 3f9a0c5e77d1-2. [paramgen.WithRepeat] continues from these
// counts.
func (t *Table) Runs(by []string, done ...func(*Record) bool) map[string]Count {
	if len(done) == 0 {
		done = append(done, Has())
	}
	runs := make(map[string]Count)
	perLoad := loadCounts{loads: map[string]bool{}, done: map[string]int{}}
	for i := range t.Records {
		r := &t.Records[i]
		if r.ID == "" {
			continue
		}
		n := runs[r.ID]
		isDone := !slices.ContainsFunc(done, func(d func(*Record) bool) bool { return !d(r) })
		if isDone {
			n.Done++
		}
		perLoad.add(r, by, isDone)
		if number := r.repetition(); number > 0 {
			n.Last = max(n.Last, number)
		} else {
			n.Last++
		}
		runs[r.ID] = n
	}
	if len(by) > 0 {
		perLoad.reduce(runs)
	}
	return runs
}

// loadCounts counts the runs of combinations that are done for each load.
type loadCounts struct {
	loads map[string]bool
	done  map[string]int // by load and id
}

// add counts a record. One that is not done counts as a load if it has the fields of one.
func (l *loadCounts) add(r *Record, by []string, done bool) {
	lacks := func(name string) bool { _, _, ok := r.find(name); return !ok }
	if len(by) == 0 || !done && slices.ContainsFunc(by, lacks) {
		return
	}
	load := string(r.load(nil, by))
	l.loads[load] = true
	if done {
		l.done[load+r.ID]++
	}
}

// reduce sets the counts to those of the load with the fewest.
func (l *loadCounts) reduce(runs map[string]Count) {
	for id, n := range runs {
		for load := range l.loads {
			n.Done = min(n.Done, l.done[load+id])
		}
		runs[id] = n
	}
}

// load appends the values of the fields by.
func (r *Record) load(key []byte, by []string) []byte {
	for _, name := range by {
		text, _, _ := r.find(name)
		key = append(append(key, canonical(text)...), 0)
	}
	return key
}

// repetition returns the number of the repetition, or 0 if the record does not say.
func (r *Record) repetition() int {
	if n, missing := r.number("repetition"); missing == Present && n >= 1 && n < 1e9 {
		return int(n)
	}
	return max(r.shape.repetitionIn(r), repetitionAfter(filepath.Base(r.File())))
}

// repetitionIn returns the number that follows the id in a field.
func (s *shape) repetitionIn(r *Record) int {
	for _, name := range s.source.idFields {
		if text, _, ok := r.find(name); ok && name != "id" {
			return repetitionAfter(strings.Trim(text, `"`))
		}
	}
	return 0
}

// repetitionAfter returns the number that follows an id and a separator, or 0.
func repetitionAfter(text string) int {
	id := leadingID(text, true)
	if id == "" || len(text) == len(id) {
		return 0
	}
	digits := text[len(id)+1:]
	if end := strings.IndexFunc(digits, func(c rune) bool { return c < '0' || '9' < c }); end >= 0 {
		digits = digits[:end]
	}
	n, _ := strconv.Atoi(digits)
	return n
}

// Skip yields the combinations of seq without a record that is done, as [Table.Runs] counts them.
// Call [Table.Identify] first if records lack ids.
//
//	table.Skip(g.All(), results.Has("output_throughput"))
func (t *Table) Skip(seq iter.Seq[paramgen.Combination], done ...func(*Record) bool) iter.Seq[paramgen.Combination] {
	runs := t.Runs(nil, done...)
	return paramgen.Filter(seq, func(c paramgen.Combination) bool { return runs[c.ID()].Done == 0 })
}

// Retry yields the combinations of seq that have records of which none is done: those whose runs
// failed.
func (t *Table) Retry(seq iter.Seq[paramgen.Combination], done ...func(*Record) bool) iter.Seq[paramgen.Combination] {
	runs := t.Runs(nil, done...)
	return paramgen.Filter(seq, func(c paramgen.Combination) bool { n, run := runs[c.ID()]; return run && n.Done == 0 })
}
