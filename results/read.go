package results

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Causes of a [Torn].
var (
	// ErrHalf: the text ends in the middle; a run was killed while it wrote.
	ErrHalf = errors.New("half a line")
	// ErrSyntax: the text is neither a JSON object nor a row of the table.
	ErrSyntax = errors.New("no result")
)

// Read reads results: objects, one a line (JSON Lines) or in an array, or CSV with a header. Which it is shows in the first character.
//
// The id of a result is its field "id", or else "tag", where that is 12 hexadecimal digits. NaN and Infinity, which Python writes, read as null. Empty
// fields of CSV are null, True and False are booleans.
//
// Lines that are no results are kept out and returned in [Table.Torn]. So is a last row of CSV without a line end, since nobody can tell
// whether it is whole; and where a second run has appended to half a line, the half is torn off and the rest is a result. It is an error if the
// text has lines, but no result.
func Read(r io.Reader) (*Table, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	t := &Table{}
	switch body := bytes.TrimLeft(text, " \t\r\n"); {
	case len(body) == 0:
		return t, nil
	case body[0] == '[':
		if err := t.readArray(body); err != nil {
			return nil, err
		}
	case body[0] == '{':
		t.readLines(text)
	default:
		t.readCSV(text)
	}
	if len(t.Records) == 0 && len(t.Torn) > 0 {
		return nil, fmt.Errorf("results: neither JSON Lines nor CSV with a header: %w", &t.Torn[0])
	}
	for i := range t.Records {
		t.Records[i].setID()
	}
	return t, nil
}

var idForm = regexp.MustCompile(`^[0-9a-f]{12}$`)

func (r *Record) setID() {
	for _, name := range []string{"id", "tag"} {
		v, ok := r.field(name)
		if id := strings.Trim(string(v), `"`); ok && idForm.MatchString(id) {
			r.ID = id
			return
		}
	}
}

func (t *Table) add(line int, fields []Field) {
	t.Records = append(t.Records, Record{Line: line, Fields: fields})
}

func (t *Table) tear(line int, text []byte, cause error) {
	t.Torn = append(t.Torn, Torn{line, string(text), cause})
}

func (t *Table) readLines(text []byte) {
	line := 0
	for len(text) > 0 {
		one, rest, whole := bytes.Cut(text, []byte("\n"))
		line++
		text = rest
		if one = bytes.TrimSpace(one); len(one) > 0 {
			t.readLine(line, one, whole)
		}
	}
}

func (t *Table) readLine(line int, text []byte, whole bool) {
	fields, err := object(text)
	if err == nil {
		t.add(line, fields)
		return
	}
	if half, fields := appended(text); fields != nil {
		t.tear(line, half, ErrHalf)
		t.add(line, fields)
		return
	}
	cause := ErrHalf
	if whole {
		cause = ErrSyntax
	}
	t.tear(line, text, cause)
}

// appended finds a whole result at the end of a line that begins with half of one. It looks for its beginning from the right, and not far: a
// result that goes on behind its id in more objects than that is rare, and text that is all braces is none.
func appended(text []byte) (half []byte, fields []Field) {
	const tries = 64
	for i, n := len(text), 0; n < tries; n++ {
		if i = bytes.LastIndex(text[:i], []byte(`{"`)); i <= 0 {
			break
		}
		fields, err := object(text[i:])
		if err == nil && slices.ContainsFunc(fields, func(f Field) bool { return f.Name == "id" || f.Name == "tag" }) {
			return text[:i], fields
		}
	}
	return nil, nil
}

// object reads a JSON object with its fields in order. Of two of one name the last counts, as in Python.
func object(text []byte) ([]Field, error) {
	d := json.NewDecoder(bytes.NewReader(portable(text)))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, ErrSyntax
	}
	fields, place := []Field{}, map[string]int{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		f := Field{Name: name.(string), Value: value}
		if at, twice := place[f.Name]; twice {
			fields[at] = f
			continue
		}
		place[f.Name] = len(fields)
		fields = append(fields, f)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, ErrSyntax
	}
	return fields, nil
}

// portable returns JSON as Python writes it as JSON: with null for floats that are no numbers.
func portable(text []byte) []byte {
	if !bytes.Contains(text, []byte("NaN")) && !bytes.Contains(text, []byte("Infinity")) {
		return text
	}
	return pythonNumbers.ReplaceAllFunc(text, func(token []byte) []byte {
		if token[0] == '"' {
			return token
		}
		return []byte("null")
	})
}

// pythonNumbers finds those floats, and strings, so as not to look into them.
var pythonNumbers = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|NaN|-?Infinity`)

func (t *Table) readArray(text []byte) error {
	var rows []json.RawMessage
	if err := json.Unmarshal(portable(text), &rows); err != nil {
		return fmt.Errorf("results: the array cannot be read: %w", err)
	}
	for i, row := range rows {
		fields, err := object(row)
		if err != nil {
			return fmt.Errorf("results: element %d of the array is no object", i+1)
		}
		t.add(i+1, fields)
	}
	return nil
}

func (t *Table) readCSV(text []byte) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		t.tear(1, text, ErrSyntax)
		return
	}
	columns := uniqueColumns(header)
	for {
		start := r.InputOffset()
		row, err := r.Read()
		if err == io.EOF {
			return
		}
		end := r.InputOffset()
		line := csvLine(r, err)
		raw := bytes.TrimRight(text[start:end], "\r\n")
		switch {
		case text[end-1] != '\n':
			t.tear(line, raw, ErrHalf)
		case err != nil || len(row) != len(header):
			t.tear(line, raw, ErrSyntax)
		default:
			t.add(line, cells(columns, row))
		}
	}
}

// csvLine returns the line in which the row just read begins.
func csvLine(r *csv.Reader, err error) int {
	var fault *csv.ParseError
	if errors.As(err, &fault) {
		return fault.StartLine
	}
	line, _ := r.FieldPos(0)
	return line
}

// uniqueColumns returns the header with a column that another one repeats further right left empty.
func uniqueColumns(header []string) []string {
	columns := slices.Clone(header)
	last := map[string]int{}
	for i, name := range header {
		if before, twice := last[name]; twice {
			columns[before] = ""
		}
		last[name] = i
	}
	return columns
}

func cells(columns, row []string) []Field {
	fields := make([]Field, 0, len(row))
	for i, cell := range row {
		if columns[i] != "" {
			fields = append(fields, Field{Name: columns[i], Value: cellValue(columns[i], cell), cell: &row[i]})
		}
	}
	return fields
}

// cellValue says what a cell means: ids are text even where they look like numbers.
func cellValue(name, cell string) json.RawMessage {
	switch {
	case name == "id" || name == "tag":
	case cell == "" || cell == "nan" || cell == "NaN":
		return json.RawMessage("null")
	case cell == "True" || cell == "true":
		return json.RawMessage("true")
	case cell == "False" || cell == "false":
		return json.RawMessage("false")
	case isNumber(json.RawMessage(cell)):
		return json.RawMessage(cell)
	}
	text, _ := json.Marshal(cell) // strings always can be
	return text
}
