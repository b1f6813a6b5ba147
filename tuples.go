package paramgen

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// Tuples links parameters: together they take the values of one of the rows, and no others.
//
//	paramgen.Tuples([]string{"tp_size", "dp_size"}, []any{1, 4}, []any{2, 2}, []any{4, 1})
//
// Each row has a value for each name, nil for unset. A row with a value that its parameter does not have never occurs. Once a parameter is
// removed with [WithoutParameters], the rows link the others. The rule's name lists the parameters: linking the same ones again in the same
// order replaces it, as does any rule of that name; use [Named] to keep both.
func Tuples(names []string, rows ...[]any) Rule {
	r := &tuplesRule{names: slices.Clone(names)}
	for _, row := range rows {
		r.rows = append(r.rows, slices.Clone(row))
	}
	return r
}

type tuplesRule struct {
	names []string
	rows  [][]any
}

func (r *tuplesRule) Name() string { return "tuples of " + r.list() }

func (r *tuplesRule) list() string {
	names := make([]string, len(r.names))
	for i, name := range r.names {
		names[i] = asItem(name)
	}
	return strings.Join(names, ", ")
}

// text lists the rows. Of very many it lists the first, and a hash stands for all.
func (r *tuplesRule) text() string {
	const most = 100
	var b strings.Builder
	for i, row := range r.rows {
		if i > 0 {
			b.WriteString(" or ")
		}
		words := make([]string, len(row))
		for k, v := range row {
			words[k] = value.Text(v)
			if plain, err := value.Of(v); err == nil {
				words[k] = plain.String()
			}
		}
		fmt.Fprintf(&b, "(%s)", strings.Join(words, ", "))
	}
	all := b.String()
	if len(r.rows) > most {
		sum := sha256.Sum256([]byte(all))
		shown := strings.SplitAfterN(all, " or ", most+1)[:most]
		all = fmt.Sprintf("%sone of %d more, %x in all", strings.Join(shown, ""), len(r.rows)-most, sum[:4])
	}
	return fmt.Sprintf("(%s) is %s", r.list(), all)
}

// Allow narrows the rows by one parameter after the other, so that it reads no further than it must.
func (r *tuplesRule) Allow(c Combination) bool {
	rows, err := r.plain()
	if err != nil {
		panic(&ruleFault{err})
	}
	for k, name := range r.names {
		if _, ok := c.Get(name); !ok {
			continue
		}
		v := read(c, name)
		rows = slices.DeleteFunc(rows, func(row []expr.Value) bool { return !expr.Same(row[k], v) })
		if len(rows) == 0 {
			return false
		}
	}
	return true
}

// plain returns the rows in comparable form, or every fault of the rule.
func (r *tuplesRule) plain() ([][]expr.Value, error) {
	var faults faultList
	faults.add(r.checkNames())
	if len(r.rows) == 0 {
		faults.add(errors.New("has no rows; give it at least one"))
	}
	rows := make([][]expr.Value, 0, len(r.rows))
	for i, row := range r.rows {
		if len(row) != len(r.names) {
			if !faults.add(fmt.Errorf("row %d has %s for %s", i+1, text.Plural(len(row), "value"), text.Plural(len(r.names), "parameter"))) {
				break
			}
			continue
		}
		values := make([]expr.Value, len(row))
		for k, v := range row {
			plain, err := value.Of(v)
			if err != nil {
				faults.add(&ParameterError{r.names[k], fmt.Errorf("row %d: %w", i+1, err)})
			}
			values[k] = plain
		}
		rows = append(rows, values)
	}
	return rows, faults.join()
}

func (r *tuplesRule) checkNames() error {
	if len(r.names) == 0 {
		return errors.New("names no parameters")
	}
	for i, name := range r.names {
		if slices.Contains(r.names[:i], name) {
			return &ParameterError{name, errors.New("is linked to itself; name each parameter once")}
		}
	}
	return nil
}

// tuples is a relation over the values' numbers.
func (s *space) tuples(r *tuplesRule) ([]diagram.Constraint, error) {
	rows, err := r.plain()
	var faults faultList
	faults.add(err)
	var columns []int // of the rows, whose parameters are there
	for k, name := range r.names {
		if _, known := s.index[name]; known {
			columns = append(columns, k)
		} else if !s.absent(name) {
			if !faults.add(unknown("parameter", name, s.names())) {
				break
			}
		}
	}
	if err := faults.join(); err != nil {
		return nil, err
	}
	slices.SortFunc(columns, func(j, k int) int { return s.index[r.names[j]] - s.index[r.names[k]] })
	vars := make([]int, len(columns))
	for i, k := range columns {
		vars[i] = s.index[r.names[k]]
	}
	return []diagram.Constraint{diagram.Relation(vars, s.numbered(rows, vars, columns))}, nil
}

// numbered turns values into their numbers and leaves out rows with one that is not to be had.
func (s *space) numbered(rows [][]expr.Value, vars, columns []int) [][]int32 {
	var all [][]int32
	for _, row := range rows {
		numbers := make([]int32, len(columns))
		for i, k := range columns {
			numbers[i] = int32(s.params[vars[i]].find(row[k]))
		}
		if !slices.Contains(numbers, -1) {
			all = append(all, numbers)
		}
	}
	return all
}
