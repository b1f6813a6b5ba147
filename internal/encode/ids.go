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

// A Namer identifies rows of a table. Fields of ids are made once for each value, and indices are
// looked up once for each block.
type Namer struct {
	byName []int      // columns, in the order in which ID hashes them
	fields [][]string // by column and value; "" for unset
	hashed []byte

	rank  func([]int32) *big.Int
	block int
	row   int32    // of the row at which base was looked up
	base  *big.Int // its index, or nil
	index big.Int
}

func newNamer(t *Table) *Namer {
	n := &Namer{byName: make([]int, len(t.Columns)), fields: make([][]string, len(t.Columns)), rank: t.NewRank()}
	for i, c := range t.Columns {
		n.byName[i] = i
		n.fields[i] = make([]string, len(c.Values))
		for k, v := range c.Values {
			if v != nil && !c.NoID {
				n.fields[i][k] = IDField(c.Name, v)
			}
		}
	}
	// No quoted name is the beginning of another, so names decide the order of fields.
	slices.SortFunc(n.byName, func(i, j int) int {
		return cmp.Compare(strconv.Quote(t.Columns[i].Name), strconv.Quote(t.Columns[j].Name))
	})
	return n
}

// AppendID appends the id of a row.
func (n *Namer) AppendID(b []byte, row *Row) []byte {
	n.hashed = n.hashed[:0]
	for _, i := range n.byName {
		n.hashed = append(n.hashed, n.fields[i][row.at(i)]...)
	}
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
