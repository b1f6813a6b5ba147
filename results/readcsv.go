package results

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// readCSV reads a table, whose header begins in the current line.
func (st *store) readCSV(in *lines) error {
	tab := bytes.IndexByte(in.line, '\t') >= 0 && bytes.IndexByte(in.line, ',') < 0
	rec := &recorder{r: in.reader()}
	c := csvReader{store: st, rec: rec, rows: csv.NewReader(rec), line: in.first}
	c.rows.FieldsPerRecord, c.rows.ReuseRecord = -1, true
	if tab {
		c.rows.Comma = '\t'
	}
	header, err := c.rows.Read()
	if err != nil || strings.Contains(strings.Join(header, ""), "\r") {
		st.reject(in.first, rec.take(c.rows.InputOffset()), ErrSyntax)
		return rec.fault
	}
	rec.take(c.rows.InputOffset())
	c.header = slices.Clone(header)
	c.columns = uniqueColumns(c.header)
	c.shape = st.shape(slices.DeleteFunc(slices.Clone(c.columns), func(name string) bool { return name == "" }), true)
	for c.readRow() {
	}
	return rec.fault
}

// csvReader reads the rows of a table.
type csvReader struct {
	*store
	rec     *recorder
	rows    *csv.Reader
	line    int // of the header
	header  []string
	columns []string // "" for a column that does not count
	shape   *shape
}

func (c *csvReader) readRow() bool {
	row, err := c.rows.Read()
	if err == io.EOF || c.rec.fault != nil {
		return false
	}
	raw := c.rec.take(c.rows.InputOffset())
	line := c.line - 1 + csvLine(c.rows, err)
	switch {
	case !bytes.HasSuffix(raw, []byte("\n")):
		c.reject(line, raw, ErrTruncated)
	case len(row) != len(c.header) && isComment(bytes.TrimLeft(raw, " \t\r\n")):
	case err != nil || len(row) != len(c.header) || slices.Equal(row, c.header) || bytes.IndexByte(raw, 0) >= 0:
		c.reject(line, raw, ErrSyntax)
	default:
		c.values = c.values[:0]
		for i, cell := range row {
			if c.columns[i] != "" {
				c.values = append(append(c.values, cell...), 0)
			}
		}
		c.add(line, c.shape)
	}
	return true
}

// A recorder keeps the text that was read until it is taken.
type recorder struct {
	r     io.Reader
	text  []byte
	start int64 // offset of the text
	fault error
}

func (rec *recorder) Read(p []byte) (int, error) {
	n, err := rec.r.Read(p)
	rec.text = append(rec.text, p[:n]...)
	if err != nil && err != io.EOF {
		rec.fault = err
	}
	return n, err
}

// take returns the text up to an offset and drops it with the next call of Read.
func (rec *recorder) take(end int64) []byte {
	n := end - rec.start
	text := rec.text[:n]
	rec.text, rec.start = rec.text[n:], end
	return text
}

// csvLine returns the line in which the last row begins, counted from the header.
func csvLine(r *csv.Reader, err error) int {
	var fault *csv.ParseError
	if errors.As(err, &fault) {
		return fault.StartLine
	}
	line, _ := r.FieldPos(0)
	return line
}

// uniqueColumns returns the header with "" for each name that is repeated further right.
func uniqueColumns(header []string) []string {
	columns := slices.Clone(header)
	for i, name := range columns {
		if slices.Contains(header[i+1:], name) {
			columns[i] = ""
		}
	}
	return columns
}

// cellValue returns the JSON value of a cell. Ids are strings even if they look like numbers, and
// an array is a list.
func cellValue(name, cell string) json.RawMessage {
	trimmed := json.RawMessage(strings.Trim(cell, " \t"))
	switch {
	case name == "id" || name == "tag":
	case cell == "" || cell == "nan" || cell == "NaN":
		return json.RawMessage("null")
	case cell == "True" || cell == "true":
		return json.RawMessage("true")
	case cell == "False" || cell == "false":
		return json.RawMessage("false")
	case isNumber(trimmed):
		return trimmed
	case strings.HasPrefix(cell, "[") && json.Valid(trimmed):
		var list bytes.Buffer
		if json.Compact(&list, trimmed) == nil {
			return list.Bytes()
		}
	}
	return quoted(cell)
}
