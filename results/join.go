package results

import (
	"errors"
	"fmt"
	"iter"
	"math/big"
	"strings"

	"github.com/paramgen/paramgen"
)

// A Row is a result with its configuration.
type Row struct {
	Record      Record
	Combination paramgen.Combination
}

// Join finds the combination of each record in a selection, by its id or, where it carries none, by its values. A parameter that the
// record does not have counts as unset; a name that is misspelt can therefore lead to another combination. Rows come in the order of the file; a
// combination that was run more than once has as many.
//
// The selection, such as g.All() or the sample that was run, is walked as far as needed. Where seq is nil it is the whole space, which is not
// walked, however large it is: only records are found that say their index, in a field "index" beside the id, or all their values.
//
// It fails with what [Table.Identify] fails with, and with a [*StrangerError] where records are not of the selection's combinations, joined;
// the rows of all other records are returned nevertheless.
func Join(g *paramgen.Generator, t *Table, seq iter.Seq[paramgen.Combination]) ([]Row, error) {
	err := t.Identify(g)
	var found map[string]paramgen.Combination
	if seq == nil {
		found = t.direct(g)
	} else {
		found = t.search(seq)
	}
	rows, strangers := t.rows(found)
	if len(strangers) > 0 {
		err = errors.Join(err, &StrangerError{strangers, len(t.Records)})
	}
	return rows, err
}

// search returns the combinations of the selection that have a record.
func (t *Table) search(seq iter.Seq[paramgen.Combination]) map[string]paramgen.Combination {
	found := map[string]paramgen.Combination{}
	open := t.IDs()
	if len(open) == 0 {
		return found
	}
	for c := range seq {
		id := c.ID()
		if open[id] {
			found[id] = c
			if delete(open, id); len(open) == 0 {
				break
			}
		}
	}
	return found
}

// direct returns the combinations that records lead to by themselves: by an index that has the same id, or by values.
func (t *Table) direct(g *paramgen.Generator) map[string]paramgen.Combination {
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

// valid returns the combination of the record's values, if it is one of the space.
func (r *Record) valid(g *paramgen.Generator, params map[string]domain) (paramgen.Combination, bool) {
	values, _ := r.values(params)
	c, err := g.Combination(values)
	if err != nil {
		return c, false
	}
	_, ok := g.Index(c)
	return c, ok
}

// indexed returns the combination at the index that the record says.
func (r *Record) indexed(g *paramgen.Generator) (paramgen.Combination, bool) {
	raw, _ := r.field("index")
	i, ok := new(big.Int).SetString(strings.Trim(string(raw), `"`), 10)
	if !ok {
		return paramgen.Combination{}, false
	}
	c, err := g.At(i)
	return c, err == nil
}

func (t *Table) rows(found map[string]paramgen.Combination) (rows []Row, strangers []Record) {
	for _, r := range t.Records {
		if c, ok := found[r.ID]; ok {
			rows = append(rows, Row{r, c})
		} else if r.ID != "" || r.foreign {
			strangers = append(strangers, r)
		}
	}
	return rows, strangers
}

// A StrangerError says that results are not of the combinations that they were to be joined with.
type StrangerError struct {
	Records []Record
	Of      int // how many records there are
}

// Error says what is wrong.
func (e *StrangerError) Error() string {
	first := e.Records[0]
	what := "with id " + first.ID
	if first.foreign {
		what = "by its values"
	}
	return fmt.Sprintf("results: %d of %d are of no combination of this selection, the first in line %d %s; they are of another space or of another selection",
		len(e.Records), e.Of, first.Line, what)
}
