package results

import (
	"bytes"
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

// Read reads records from JSON Lines, one or more indented JSON objects, a JSON array of objects,
// or CSV or TSV with a header. The first character decides which; a header without commas and with
// tabs is one of TSV. Lines that begin with # or // are comments, except a row of CSV with as many
// cells as the header.
//
// The id of a record is its field "id", or else "tag", if that is or begins with 12 hexadecimal
// digits; [IDField] and [Profile] name others. NaN and Infinity, which Python writes, are read as
// null. In CSV, empty cells are null, True and False are booleans, and spaces around a number are
// ignored. Lines end in \n or \r\n, which within quotes is read as \n.
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
// A file that grows while it is read is read up to a point; its last record may be malformed. An
// array is read whole or not at all.
//
// JSON Lines are read in one pass, in a fraction of the time that encoding/json takes, and in
// little more memory than the values have text.
func Read(r io.Reader, options ...Option) (*Table, error) {
	st := newStore(&source{settings: newSettings(options)})
	if err := st.read(r); err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	return st.table(), nil
}

// read reads a file.
func (st *store) read(r io.Reader) error {
	before, malformed := st.count, len(st.malformed)
	in := newLines(r)
	if err := st.readFrom(in); err != nil {
		return err
	}
	if in.err != nil {
		return in.err
	}
	if st.count == before && len(st.malformed) > malformed {
		return fmt.Errorf("neither JSON Lines nor CSV with a header: %w", &st.malformed[malformed])
	}
	return nil
}

// readFrom decides about the format by the first line that is not blank and no comment.
func (st *store) readFrom(in *lines) error {
	for in.next() {
		text := bytes.TrimLeft(in.line, " \t\r\n")
		switch {
		case len(text) == 0 || isComment(text):
		case text[0] == '[':
			return st.readArray(in.first, in.rest())
		case text[0] == '{':
			st.readObjects(in)
			return nil
		default:
			return st.readCSV(in)
		}
	}
	return nil
}

func isComment(text []byte) bool {
	return bytes.HasPrefix(text, []byte("#")) || bytes.HasPrefix(text, []byte("//"))
}

// readObjects reads JSON Lines from the current line on, or indented objects.
func (st *store) readObjects(in *lines) {
	if end := bytes.TrimRight(in.line, " \t\r\n"); bytes.IndexByte([]byte("{[,"), end[len(end)-1]) >= 0 {
		line, text := in.first, in.rest()
		if st.text = text; st.isIndented() {
			st.readIndented(line, text)
			return
		}
		in = &lines{buf: text, atEnd: true, first: line}
		in.next()
	}
	for more := true; more; more = in.next() {
		st.readLine(in.first, bytes.TrimRight(in.line, "\r\n"))
	}
}

// isIndented reports whether the text, whose first line can be the beginning of an indented
// object, has such objects: the first is complete, or the next one takes several lines.
func (st *store) isIndented() bool {
	if _, ok := st.object(st.blanks(0)); ok {
		return true
	}
	next := nextObject(st.text, 0)
	end, ok := st.object(next)
	return !ok || bytes.IndexByte(st.text[next:end], '\n') >= 0
}

// readIndented reads objects of any number of lines. Text that is not an object is malformed up to
// the next line that begins with a brace.
func (st *store) readIndented(line int, text []byte) {
	for {
		blank := len(text) - len(bytes.TrimLeft(text, " \t\r\n"))
		line, text = line+bytes.Count(text[:blank], []byte("\n")), text[blank:]
		if len(text) == 0 {
			return
		}
		st.text = text
		end, ok := st.object(0)
		if ok && len(st.keys) > 0 {
			st.addObject(line)
		} else {
			cause := ErrSyntax
			if end == len(text) || text[end] == '{' {
				cause = ErrTruncated
			}
			end = nextObject(text, end)
			st.reject(line, text[:end], cause)
		}
		line, text = line+bytes.Count(text[:end], []byte("\n")), text[end:]
	}
}

// nextObject returns the offset of the next line that begins with a brace, from the line of the
// offset at on.
func nextObject(text []byte, at int) int {
	from := max(1, bytes.LastIndexByte(text[:min(at+1, len(text))], '\n'))
	if i := bytes.Index(text[from:], []byte("\n{")); i >= 0 {
		return from + i + 1
	}
	return len(text)
}

// readLine reads the objects of a line. After other text, the rest of the line is malformed.
//
// A truncated object followed by a complete one is never valid JSON: the braces do not match,
// unless it is truncated within a string, which the other object ends with its first quote. So no
// truncated object is read as a complete one. Every byte is read at most twice.
func (st *store) readLine(line int, text []byte) {
	st.text = text
	i := st.blanks(0)
	if i < len(text) && isComment(text[i:]) {
		return
	}
	for i < len(text) {
		end, ok := st.object(i)
		if ok && len(st.keys) > 0 {
			st.addObject(line)
			i = st.blanks(end)
			continue
		}
		cause, next := ErrSyntax, len(text)
		if end == len(text) && !ok {
			cause = ErrTruncated
		} else if a := appended.FindIndex(text[i:min(end+1, len(text))]); !ok && a != nil && a[0] > 0 {
			cause, next = ErrTruncated, i+a[0]
		}
		st.reject(line, text[i:next], cause)
		i = next
	}
}

// appended matches the text at which scanning fails if an object follows a truncated one: its
// brace, or its brace and quote and another character if the quote ends a truncated string.
var appended = regexp.MustCompile(`\{(\s*"\s*.)?$`)

// readArray reads the objects of an array.
func (st *store) readArray(line int, text []byte) error {
	var spans []span
	array := scanner{text: text}
	start := array.blanks(0)
	end, ok := array.elements(start, maxDepth, func(s span) { spans = append(spans, s) })
	if rest := array.blanks(end); !ok || rest < len(text) {
		if ok {
			end = rest
		}
		line += bytes.Count(text[:end], []byte("\n"))
		return fmt.Errorf("line %d: cannot read the array: %s", line, found(text, end))
	}
	for i, s := range spans {
		line += bytes.Count(text[start:s.from], []byte("\n"))
		start = s.from
		st.text = text[s.from:s.to]
		if _, ok := st.object(0); !ok {
			return fmt.Errorf("line %d: element %d of the array is not an object", line, i+1)
		}
		st.addObject(line)
	}
	return nil
}

// found describes the text at an offset at which it is not JSON.
func found(text []byte, at int) string {
	if at == len(text) {
		return "it ends early"
	}
	return fmt.Sprintf("unexpected %q", strings.ToValidUTF8(string(text[at:min(at+1, len(text))]), "�"))
}

// setID sets the id from the first field that has one.
func (r *Record) setID() {
	for _, name := range r.shape.source.idFields {
		text, cells, ok := r.find(name)
		if !ok {
			continue
		}
		if !cells && text[0] == '"' {
			text = text[1 : len(text)-1]
		}
		if r.ID = leadingID(text, name != "id"); r.ID != "" {
			return
		}
	}
}

// leadingID returns the 12 hexadecimal digits that text is or, if more is true, begins with.
func leadingID(text string, more bool) string {
	const digits = 12
	if len(text) < digits || len(text) > digits && (!more || isWord(text[digits])) {
		return ""
	}
	for i := range digits {
		if c := text[i]; !isDigit(c) && (c < 'a' || 'f' < c) {
			return ""
		}
	}
	return text[:digits]
}

func isWord(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' }
