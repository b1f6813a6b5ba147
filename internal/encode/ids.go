package encode

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen/internal/value"
)

// ID returns 12 hexadecimal digits that identify a row: a hash of the names and values that are
// set. It does not depend on the order of the fields, which are made by [IDField].
func ID(fields []string) string {
	slices.Sort(fields)
	return string(appendHash(nil, []byte(strings.Join(fields, ""))))
}

// IDField returns what [ID] hashes of a value, one line. Name and value are quoted, so different
// fields differ.
func IDField(name string, v any) string {
	plain, _ := value.Of(v) // which New has checked
	return strconv.Quote(name) + "=" + plain.Key().String() + "\n"
}

func appendHash(b, fields []byte) []byte {
	sum := sha256.Sum256(fields)
	return hex.AppendEncode(b, sum[:6])
}

// An IDTable makes the ids of rows. What is hashed of a value is made once.
type IDTable struct {
	byName []int      // columns, in the order in which ID hashes them
	fields [][]string // by column and value; "" for unset
}

// NewIDTable returns the table for columns with these names and values.
func NewIDTable(names []string, values [][]any) *IDTable {
	t := &IDTable{byName: make([]int, len(names)), fields: make([][]string, len(names))}
	for i, name := range names {
		t.byName[i] = i
		t.fields[i] = make([]string, len(values[i]))
		for k, v := range values[i] {
			if v != nil {
				t.fields[i][k] = IDField(name, v)
			}
		}
	}
	// No quoted name is the beginning of another, so names decide the order of fields.
	slices.SortFunc(t.byName, func(i, j int) int { return cmp.Compare(strconv.Quote(names[i]), strconv.Quote(names[j])) })
	return t
}

// appendFields appends what is hashed of a row, given the values of its first columns and of the
// others.
func (t *IDTable) appendFields(b []byte, head, tail []int32) []byte {
	for _, i := range t.byName {
		var v int32
		if i < len(head) {
			v = head[i]
		} else {
			v = tail[i-len(head)]
		}
		b = append(b, t.fields[i][v]...)
	}
	return b
}

// ID returns the id of a row, given the values of its first columns and of the others.
func (t *IDTable) ID(head, tail []int32) string {
	var fields [512]byte
	var id [12]byte
	return string(appendHash(id[:0], t.appendFields(fields[:0], head, tail)))
}

// A Namer identifies rows of a table. Indices are looked up once for each block.
type Namer struct {
	ids    *IDTable
	hashed []byte

	rank  func([]int32) *big.Int
	block int
	row   int32    // of the row at which base was looked up
	base  *big.Int // its index, or nil
	index big.Int
}

func newNamer(t *Table) *Namer {
	names, values := make([]string, len(t.Columns)), make([][]any, len(t.Columns))
	for i, c := range t.Columns {
		names[i], values[i] = c.Name, c.Values
		if c.NoID {
			values[i] = make([]any, len(c.Values)) // none of which is hashed
		}
	}
	return &Namer{ids: NewIDTable(names, values), rank: t.NewRank()}
}

// AppendID appends the id of a row.
func (n *Namer) AppendID(b []byte, row *Row) []byte {
	n.hashed = n.ids.appendFields(n.hashed[:0], row.Head, row.Tail)
	return appendHash(b, n.hashed)
}

// AppendIndex appends the index of a row, or otherwise if it has none.
func (n *Namer) AppendIndex(b []byte, row *Row, otherwise string) []byte {
	if row.Block != n.block {
		n.block, n.row = row.Block, row.Number
		n.base = n.rank(slices.Concat(row.Head, row.Tail))
	}
	switch offset := int64(row.Number - n.row); {
	case n.base == nil:
		return append(b, otherwise...)
	case n.base.IsInt64():
		return strconv.AppendInt(b, n.base.Int64()+offset, 10)
	default:
		return n.index.Add(n.base, big.NewInt(offset)).Append(b, 10)
	}
}
