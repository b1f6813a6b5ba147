package paramgen

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"

	"github.com/paramgen/paramgen/internal/diagram"
)

// identifier names combinations of one space: their ids, put together from texts made once for each value, and their indices, looked up
// once for each block.
type identifier struct {
	space  *space
	byName []int      // parameters, in the order in which Combination.ID hashes them
	fields [][]string // by parameter and value; "" for unset
	hashed []byte

	cursor *diagram.Cursor
	block  source
	row    int32    // of the combination at which base was looked up
	base   *big.Int // its index, nil if it has none
	index  big.Int
}

func newIdentifier(s *space) *identifier {
	d := &identifier{space: s, byName: make([]int, len(s.params)), fields: make([][]string, len(s.params)), cursor: s.engine.Cursor()}
	for i, p := range s.params {
		d.byName[i] = i
		d.fields[i] = make([]string, len(p.values))
		for k, v := range p.values {
			if v != nil {
				d.fields[i][k] = idField(p.name, p.plain[k])
			}
		}
	}
	// Fields begin with quoted names, of which none is the beginning of another, so names decide their order.
	slices.SortFunc(d.byName, func(i, j int) int { return cmp.Compare(quotedName(s.params[i].name), quotedName(s.params[j].name)) })
	return d
}

// appendID appends what c.ID returns.
func (d *identifier) appendID(b []byte, c Combination) []byte {
	d.hashed = d.hashed[:0]
	for _, i := range d.byName {
		d.hashed = append(d.hashed, d.fields[i][c.index(i)]...)
	}
	sum := sha256.Sum256(d.hashed)
	return hex.AppendEncode(b, sum[:6])
}

// appendIndex appends the index of c, or otherwise where the rules reject c. The combinations of a block follow each other.
func (d *identifier) appendIndex(b []byte, c Combination, otherwise string) []byte {
	if c.from != d.block {
		row, _ := d.space.row(c)
		d.block, d.row = c.from, c.row
		d.base, _ = d.cursor.Rank(row)
	}
	switch offset := int64(c.row - d.row); {
	case d.base == nil:
		return append(b, otherwise...)
	case d.base.IsInt64():
		return strconv.AppendInt(b, d.base.Int64()+offset, 10)
	default:
		return d.index.Add(d.base, big.NewInt(offset)).Append(b, 10)
	}
}
