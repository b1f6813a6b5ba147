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

func (t *Table) readCSV(text []byte) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil || strings.Contains(strings.Join(header, ""), "\r") {
		t.reject(1, text, ErrSyntax)
		return
	}
	columns := uniqueColumns(header)
	for {
		start := r.InputOffset()
		row, err := r.Read()
		if err == io.EOF {
			return
		}
		raw := text[start:r.InputOffset()]
		line := csvLine(r, err)
		switch {
		case !bytes.HasSuffix(raw, []byte("\n")):
			t.reject(line, raw, ErrTruncated)
		case err != nil || len(row) != len(header) || slices.Equal(row, header):
			t.reject(line, raw, ErrSyntax)
		default:
			t.add(line, cells(columns, row))
		}
	}
}

// csvLine returns the line in which the last row begins.
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

func cells(columns, row []string) []Field {
	fields := make([]Field, 0, len(row))
	for i, cell := range row {
		if columns[i] != "" {
			fields = append(fields, Field{Name: columns[i], Value: cellValue(columns[i], cell), cell: &row[i]})
		}
	}
	return fields
}

// cellValue returns the JSON value of a cell. Ids are strings even if they look like numbers.
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
	}
	return quoted(cell)
}
