package results

import (
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

// Join finds the combination of each record, by its id or, where it carries none, by its values. Rows come in the order of the file;
// a combination that was run more than once has as many.
//
// A record that says its index too, in a field "index", is looked up at once. For the others seq is walked, as far as needed: give the
// selection that was run, or g.All() if the space is small enough to be walked whole.
//
// It fails with an [*IdentityError] where a record has neither id nor values, and with a [*StrangerError] where ids are not of seq's
// combinations; the rows of all other records are returned nevertheless.
func Join(g *paramgen.Generator, t *Table, seq iter.Seq[paramgen.Combination]) ([]Row, error) {
	nameless := t.Identify(g)
	found := t.direct(g)
	open := map[string]bool{}
	for _, r := range t.Records {
		if _, ok := found[r.ID]; !ok && r.ID != "" {
			open[r.ID] = true
		}
	}
	if len(open) > 0 {
		for c := range seq {
			id := c.ID()
			if open[id] {
				found[id] = c
				if delete(open, id); len(open) == 0 {
					break
				}
			}
		}
	}
	rows, strangers := t.rows(found)
	if nameless != nil {
		return rows, nameless
	}
	if len(strangers) > 0 {
		return rows, &StrangerError{strangers, len(t.Records)}
	}
	return rows, nil
}

// direct returns the combinations that records lead to by themselves: by an index that has the same id, or by values.
func (t *Table) direct(g *paramgen.Generator) map[string]paramgen.Combination {
	found := map[string]paramgen.Combination{}
	params := parameters(g)
	for _, r := range t.Records {
		if c, ok := r.indexed(g); ok && c.ID() == r.ID {
			found[r.ID] = c
		} else if c, err := g.Combination(r.values(params)); err == nil && c.ID() == r.ID {
			found[r.ID] = c
		}
	}
	return found
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
