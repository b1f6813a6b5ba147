package results

import (
	"errors"
	"fmt"
	"iter"

	"github.com/paramgen/paramgen"
)

// A Row is a record with its combination.
type Row struct {
	Record      Record
	Combination paramgen.Combination
}

// Join finds the combination of each record in the selection seq, such as g.All() or the sample
// that was run, by its id or else by its values as [Table.Identify] does. It walks seq up to the
// last match. Rows are in the order of the file, one for each record.
//
// If seq is nil, the selection is the whole space, which is not walked. Only records with all
// their values, or with an index in a field "index", are then found.
//
// Join returns all rows that it finds and, joined, the errors of Identify and an
// [*UnmatchedError] for records that match no combination of the selection.
func Join(g *paramgen.Generator, t *Table, seq iter.Seq[paramgen.Combination]) ([]Row, error) {
	err := t.Identify(g)
	var found map[string]paramgen.Combination
	if seq == nil {
		found = t.lookUp(g)
	} else {
		found = t.search(seq)
	}
	rows, unmatched := t.rows(found)
	if len(unmatched) > 0 {
		err = errors.Join(err, &UnmatchedError{unmatched, len(t.Records)})
	}
	return rows, err
}

// search returns the combinations of seq that have a record, by id.
func (t *Table) search(seq iter.Seq[paramgen.Combination]) map[string]paramgen.Combination {
	found := map[string]paramgen.Combination{}
	missing := t.IDs()
	if len(missing) == 0 {
		return found
	}
	for c := range seq {
		id := c.ID()
		if missing[id] {
			found[id] = c
			if delete(missing, id); len(missing) == 0 {
				break
			}
		}
	}
	return found
}

// lookUp returns the combinations that records identify by their index or their values, by id.
func (t *Table) lookUp(g *paramgen.Generator) map[string]paramgen.Combination {
	found := map[string]paramgen.Combination{}
	params := domains(g)
	for _, r := range t.Records {
		c, ok := r.indexed(g)
		if !ok || c.ID() != r.ID {
			c, ok = r.valid(g, params)
		}
		if ok && c.ID() == r.ID {
			found[r.ID] = c
		}
	}
	return found
}

// valid returns the combination of the record's values if the space has it.
func (r *Record) valid(g *paramgen.Generator, params map[string]domain) (paramgen.Combination, bool) {
	values, _ := r.values(params)
	c, err := g.Combination(values)
	if err != nil {
		return c, false
	}
	_, ok := g.Index(c)
	return c, ok
}

func (t *Table) rows(found map[string]paramgen.Combination) (rows []Row, unmatched []Record) {
	for _, r := range t.Records {
		if c, ok := found[r.ID]; ok {
			rows = append(rows, Row{r, c})
		} else if r.ID != "" || r.unmatched {
			unmatched = append(unmatched, r)
		}
	}
	return rows, unmatched
}

// An UnmatchedError reports records that match no combination of a selection.
type UnmatchedError struct {
	Records []Record
	Of      int // number of records in the table
}

// Error describes the first record.
func (e *UnmatchedError) Error() string {
	first := e.Records[0]
	what := "with id " + first.ID
	if first.unmatched {
		what = "by its values"
	}
	return fmt.Sprintf("results: %d of %d records match no combination of this selection, the first in line %d %s; use the space and the selection that was run",
		len(e.Records), e.Of, first.Line, what)
}
