package results

import (
	"bytes"
	"slices"
	"strings"
)

// A store gathers records. The texts of many records are in one block, and records with the same
// names share a shape, so that reading a record allocates nothing.
type store struct {
	scanner
	source *source
	last   *shape
	shapes map[string]*shape // by the names, each followed by a NUL byte

	block   *strings.Builder // its string is shared by the records
	values  []byte           // of the record that is being added
	full    [][]Record
	records []Record
	count   int

	malformed []Malformed
}

// Blocks and slices of records double in size up to these limits.
const (
	maxBlock = 256 << 10 // bytes
	maxSlice = 4096      // records
)

func newStore(s *source) *store {
	return &store{source: s, shapes: map[string]*shape{}, block: &strings.Builder{}}
}

// from makes the records that follow those of another source.
func (st *store) from(s *source) {
	st.source, st.last = s, nil
	clear(st.shapes)
}

// addObject adds the object that was scanned last as a record.
func (st *store) addObject(line int) {
	sh := st.objectShape()
	st.values = st.values[:0]
	if len(sh.names) < len(st.keys) {
		st.dropRepeated(sh)
	}
	for _, v := range st.spans {
		st.values = append(st.values, oneLine(st.text[v.from:v.to])...)
		st.values = append(st.values, 0)
	}
	st.add(line, sh)
}

// objectShape returns the shape of the object that was scanned last.
func (st *store) objectShape() *shape {
	if st.last != nil && len(st.last.keys) == len(st.keys) && st.hasKeys(st.last.keys) {
		return st.last
	}
	keys, names := make([]string, len(st.keys)), []string{}
	for i, k := range st.keys {
		keys[i] = string(st.text[k.from:k.to])
		if name := unquoted(keys[i]); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	st.last = st.shape(names, false)
	st.last.keys = keys
	return st.last
}

func (st *store) hasKeys(keys []string) bool {
	for i, k := range st.keys {
		if string(st.text[k.from:k.to]) != keys[i] {
			return false
		}
	}
	return true
}

// dropRepeated leaves one value for each name of the shape: the last, as in Python.
func (st *store) dropRepeated(sh *shape) {
	spans := make([]span, len(sh.names))
	for i, k := range st.keys {
		name := unquoted(string(st.text[k.from:k.to]))
		spans[slices.Index(sh.names, name)] = st.spans[i]
	}
	st.spans = append(st.spans[:0], spans...)
}

// shape returns the shape with these names.
func (st *store) shape(names []string, cells bool) *shape {
	id := strings.Join(names, "\x00")
	sh := st.shapes[id]
	if sh == nil || sh.cells != cells {
		sh = &shape{source: st.source, names: names, cells: cells}
		st.shapes[id] = sh
	}
	return sh
}

// add adds a record whose values are in st.values.
func (st *store) add(line int, sh *shape) {
	if st.block.Len()+len(st.values) > st.block.Cap() {
		size := min(2*st.block.Cap()+1024, maxBlock)
		st.block = &strings.Builder{}
		st.block.Grow(max(size, len(st.values)))
	}
	start := st.block.Len()
	st.block.Write(st.values)
	if len(st.records) == cap(st.records) {
		st.full = append(st.full, st.records)
		st.records = make([]Record, 0, min(2*len(st.records)+8, maxSlice))
	}
	r := Record{Line: line, shape: sh, text: st.block.String()[start:]}
	r.setID()
	st.records = append(st.records, r)
	st.count++
}

func (st *store) reject(line int, text []byte, cause error) {
	st.malformed = append(st.malformed, Malformed{Line: line, Text: string(bytes.TrimSpace(text)), Err: cause})
}

// table returns what was gathered.
func (st *store) table() *Table {
	t := &Table{Malformed: st.malformed}
	if st.count == 0 {
		return t
	}
	t.Records = make([]Record, 0, st.count)
	for i, part := range st.full {
		t.Records = append(t.Records, part...)
		st.full[i] = nil
	}
	t.Records = append(t.Records, st.records...)
	return t
}
