package results

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Causes of a [Malformed].
var (
	// ErrTruncated means that the text ends within a record, as if the benchmark was killed.
	ErrTruncated = errors.New("truncated record")
	// ErrSyntax means that the text is neither a JSON object nor a row of the CSV table.
	ErrSyntax = errors.New("not a record")
)

// Read reads records from JSON Lines, a JSON array of objects, or CSV with a header. The first
// character decides which.
//
// The id of a record is its field "id", or else "tag", if that has 12 hexadecimal digits. NaN and
// Infinity, which Python writes, are read as null. In CSV, empty cells are null, True and False
// are booleans, and spaces around a number are ignored. Lines end in \n or \r\n, which within
// quotes is read as \n.
//
// Text that is not a complete record is returned in [Table.Malformed]. It is an error if nothing
// else is found. If a benchmark was killed and a later one appended to the same file, then
//
//   - in JSON Lines, the truncated record is malformed, and a complete one after it is a record
//     unless it can be a value within the truncated one, as after a colon. Records need no line
//     end between them.
//   - in CSV, a row with the wrong number of cells, a last row without a line end and a repeated
//     header are malformed. A truncated first cell cannot be distinguished from the beginning of
//     the next row; write the id first, as an id that is appended to a truncated one is not an
//     id.
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
	if len(t.Records) == 0 && len(t.Malformed) > 0 {
		return nil, fmt.Errorf("results: neither JSON Lines nor CSV with a header: %w", &t.Malformed[0])
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

func (t *Table) reject(line int, text []byte, cause error) {
	t.Malformed = append(t.Malformed, Malformed{line, string(bytes.TrimSpace(text)), cause})
}

func (t *Table) readLines(text []byte) {
	for line := 1; len(text) > 0; line++ {
		one, rest, _ := bytes.Cut(text, []byte("\n"))
		t.readLine(line, withoutNaN(one))
		text = rest
	}
}

// readLine reads the objects of a line. After other text, the rest of the line is malformed.
func (t *Table) readLine(line int, text []byte) {
	for text = bytes.TrimSpace(text); len(text) > 0; text = bytes.TrimSpace(text) {
		fields, n, err := firstObject(text)
		if err != nil {
			t.reject(line, text[:n], err)
		} else {
			t.add(line, fields)
		}
		text = text[n:]
	}
}

// firstObject reads the object with which text begins. It returns its length or, with an error,
// the length of the text that is not a record.
//
// A truncated object followed by a complete one is never valid JSON: the braces do not match,
// unless it is truncated within a string, which the other object ends with its first quote. So no
// truncated object is read as a complete one. Every byte is read at most twice.
func firstObject(text []byte) (fields []Field, n int, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	var v json.RawMessage
	err = d.Decode(&v)
	var fault *json.SyntaxError
	if errors.As(err, &fault) {
		if next := appended.FindIndex(text[:fault.Offset]); next != nil && next[0] > 0 {
			return nil, next[0], ErrTruncated
		}
		return nil, len(text), ErrSyntax
	}
	if err != nil {
		return nil, len(text), ErrTruncated
	}
	if fields, err = object(v); err != nil || len(fields) == 0 {
		return nil, len(text), ErrSyntax
	}
	return fields, int(d.InputOffset()), nil
}

// appended matches the text at which the decoder fails if an object follows a truncated one: its
// brace, or its brace and quote and another character if the quote ends a truncated string.
var appended = regexp.MustCompile(`\{(\s*"\s*.)?$`)

// object returns the fields of a JSON object in order. The last of several fields with the same
// name counts, as in Python.
func object(text []byte) ([]Field, error) {
	if !bytes.HasPrefix(text, []byte("{")) || !json.Valid(text) {
		return nil, ErrSyntax
	}
	fields, position := []Field{}, map[string]int{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.Token() // the brace; valid text has no errors
	for d.More() {
		name, _ := d.Token()
		f := Field{Name: name.(string)}
		d.Decode(&f.Value)
		f.Value = oneLine(f.Value)
		if i, ok := position[f.Name]; ok {
			fields[i] = f
			continue
		}
		position[f.Name] = len(fields)
		fields = append(fields, f)
	}
	return fields, nil
}

// oneLine returns valid JSON without line ends.
func oneLine(v json.RawMessage) json.RawMessage {
	if !bytes.ContainsAny(v, "\r\n") {
		return v
	}
	var b bytes.Buffer
	json.Compact(&b, v)
	return b.Bytes()
}

// nonNumbers matches the floats that Python writes and JSON does not have. It also matches
// strings, which are skipped.
var nonNumbers = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|NaN|-?Infinity`)

// withoutNaN replaces NaN and Infinity by null.
func withoutNaN(text []byte) []byte {
	if !bytes.Contains(text, []byte("NaN")) && !bytes.Contains(text, []byte("Infinity")) {
		return text
	}
	return nonNumbers.ReplaceAllFunc(text, func(token []byte) []byte {
		if token[0] == '"' {
			return token
		}
		return []byte("null")
	})
}

func (t *Table) readArray(text []byte) error {
	text = withoutNaN(text)
	var rows []json.RawMessage
	if err := json.Unmarshal(text, &rows); err != nil {
		return fmt.Errorf("results: cannot read the array: %w", err)
	}
	line := 1
	for i, row := range rows {
		at := bytes.Index(text, row) // only a comma and spaces precede the element
		line += bytes.Count(text[:at], []byte("\n"))
		fields, err := object(row)
		if err != nil {
			return fmt.Errorf("results: line %d: element %d of the array is not an object", line, i+1)
		}
		t.add(line, fields)
		line += bytes.Count(row, []byte("\n"))
		text = text[at+len(row):]
	}
	return nil
}
