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
// fields of CSV are null, True and False are booleans, and blanks around a number are no part of it. Lines end with \n or \r\n, also within quotes,
// where both read as \n.
//
// What is no result is kept out and returned in [Table.Torn]; it is an error if there is nothing else. Where a run was killed, half a line may
// be left, and the next run may have appended to it:
//
//   - In JSON Lines each half is torn off and what follows is a result, unless it stands where the half wants a value, as behind a colon: it could
//     be a part of the half, and is torn off with it. Results without a line end between them are results, but a line that has other words
//     before or behind one is torn off as a whole.
//   - In CSV both are torn off where they have too many fields together, as they have if the half reaches into the second column. A half that ends
//     within quotes goes on to the next quote. Half of a first cell cannot be told from the beginning of the next, nor half of a last cell from
//     a whole one if it has got a line end. Let the id be first: joined to half a one it is none. A last row without a line end is torn off, and so
//     is the header that the next run has written again.
//
// An array is read whole or not at all.
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
		if err := t.readArray(text); err != nil {
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
	for line := 1; len(text) > 0; line++ {
		one, rest, _ := bytes.Cut(text, []byte("\n"))
		t.readLine(line, bytes.TrimSpace(one))
		text = rest
	}
}

// readLine reads a line: results, and what runs that were killed have left of some. In a line that has other words nothing is a result.
func (t *Table) readLine(line int, text []byte) {
	before := *t
	rest := text
	for scan := scannable(text); len(rest) > 0; scan = scan[len(scan)-len(rest):] {
		if rest[0] != '{' {
			*t = before
			t.tear(line, text, ErrSyntax)
			return
		}
		n, err := piece(scan)
		t.readPiece(line, bytes.TrimSpace(rest[:n]), err)
		rest = bytes.TrimLeft(rest[n:], " \t\r")
	}
}

func (t *Table) readPiece(line int, text []byte, cause error) {
	var fields []Field
	if cause == nil {
		fields, cause = object(text)
	}
	switch {
	case cause != nil:
		t.tear(line, text, cause)
	case len(fields) == 0:
		t.tear(line, text, ErrSyntax)
	default:
		t.add(line, fields)
	}
}

// piece returns the length of the object with which the text begins. If that breaks off, it is half of one, up to the last brace with which the next can
// begin; a string that was cut off goes on to the first quote of the next, which is right behind its brace. Since there is no brace behind that up to
// the break, no byte is looked at more than twice.
func piece(text []byte) (n int, cause error) {
	d := json.NewDecoder(bytes.NewReader(text))
	var v json.RawMessage
	err := d.Decode(&v)
	var broken *json.SyntaxError
	switch {
	case err == nil:
		return int(d.InputOffset()), nil
	case !errors.As(err, &broken): // the end of the text
		return len(text), ErrHalf
	}
	if next := bytes.LastIndexByte(text[1:broken.Offset], '{'); next >= 0 {
		return 1 + next, ErrHalf
	}
	return len(text), ErrSyntax
}

// object reads a JSON object with its fields in order. Of two of one name the last counts, as in Python.
func object(text []byte) ([]Field, error) {
	text = portable(text)
	if !bytes.HasPrefix(text, []byte("{")) || !json.Valid(text) {
		return nil, ErrSyntax
	}
	fields, place := []Field{}, map[string]int{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.Token() // the brace; of valid text nothing fails
	for d.More() {
		name, _ := d.Token()
		f := Field{Name: name.(string)}
		d.Decode(&f.Value)
		f.Value = oneLine(f.Value)
		if at, twice := place[f.Name]; twice {
			fields[at] = f
			continue
		}
		place[f.Name] = len(fields)
		fields = append(fields, f)
	}
	return fields, nil
}

// oneLine returns a value without the line ends of pretty-printed JSON.
func oneLine(v json.RawMessage) json.RawMessage {
	if !bytes.ContainsAny(v, "\r\n") {
		return v
	}
	var b bytes.Buffer
	json.Compact(&b, v) // it is valid
	return b.Bytes()
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

var (
	// pythonNumbers finds those floats, and strings, so as not to look into them.
	pythonNumbers = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|NaN|-?Infinity`)
	// oddNumbers finds them and beginnings of them, within strings too.
	oddNumbers = regexp.MustCompile(`Na?N?|I[nfity]*`)
)

// scannable returns JSON as Python writes it, or half of it, with numbers of the same length for those floats: to see where it ends.
func scannable(text []byte) []byte {
	if !bytes.ContainsAny(text, "NI") {
		return text
	}
	return oddNumbers.ReplaceAllFunc(text, func(token []byte) []byte { return bytes.Repeat([]byte("1"), len(token)) })
}

func (t *Table) readArray(text []byte) error {
	text = portable(text)
	var rows []json.RawMessage
	if err := json.Unmarshal(text, &rows); err != nil {
		return fmt.Errorf("results: the array cannot be read: %w", err)
	}
	line := 1
	for i, row := range rows {
		at := bytes.Index(text, row) // between elements there are only a comma and spaces
		line += bytes.Count(text[:at], []byte("\n"))
		fields, err := object(row)
		if err != nil {
			return fmt.Errorf("results: element %d of the array, in line %d, is no object", i+1, line)
		}
		t.add(line, fields)
		line += bytes.Count(row, []byte("\n"))
		text = text[at+len(row):]
	}
	return nil
}

func (t *Table) readCSV(text []byte) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil || slices.ContainsFunc(header, func(name string) bool { return strings.Contains(name, "\r") }) {
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
		raw := bytes.Trim(text[start:end], "\r\n") // empty lines before it are no part of it
		switch {
		case text[end-1] != '\n':
			t.tear(line, raw, ErrHalf)
		case err != nil || len(row) != len(header) || slices.Equal(row, header):
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
	bare := json.RawMessage(strings.Trim(cell, " \t"))
	switch {
	case name == "id" || name == "tag":
	case cell == "" || cell == "nan" || cell == "NaN":
		return json.RawMessage("null")
	case cell == "True" || cell == "true":
		return json.RawMessage("true")
	case cell == "False" || cell == "false":
		return json.RawMessage("false")
	case isNumber(bare):
		return bare
	}
	text, _ := json.Marshal(cell) // strings always can be
	return text
}
