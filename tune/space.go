package tune

import (
	"math"
	"math/big"
	"reflect"
	"slices"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/gp"
	"github.com/paramgen/paramgen/internal/search"
	"github.com/paramgen/paramgen/internal/value"
)

// mostListed is the number of combinations up to which all of a space are candidates.
const mostListed = 20_000

// A space is a generator whose combinations are rows of value numbers.
type space struct {
	*paramgen.Generator
	names     []string
	values    [][]any
	numbers   []map[any]int32 // of each value, as it is given and in comparable form
	variables []search.Variable
	inID      []bool // of each parameter
}

func newSpace(g *paramgen.Generator) *space {
	s := &space{Generator: g}
	for _, p := range g.Parameters() {
		values := p.Values()
		numbers := make(map[any]int32, 2*len(values))
		if p.Condition() != nil && !containsNil(values) {
			values = append(values, nil)
		}
		for i, v := range values {
			if hashable(v) {
				numbers[v] = int32(i)
			}
			numbers[comparable(v)] = int32(i)
		}
		s.names, s.values, s.numbers = append(s.names, p.Name()), append(s.values, values), append(s.numbers, numbers)
		s.inID = append(s.inID, p.InID())
		s.variables = append(s.variables, search.Variable{Values: len(values), Numbers: ordered(values)})
	}
	return s
}

func containsNil(values []any) bool {
	for _, v := range values {
		if v == nil {
			return true
		}
	}
	return false
}

// hashable reports whether v can be a map key. Lists cannot.
func hashable(v any) bool { return v == nil || reflect.TypeOf(v).Comparable() }

// comparable returns a form of v that is equal for equal values of any type.
func comparable(v any) any {
	plain, err := value.Of(v)
	if err != nil {
		return nil
	}
	return plain.Key()
}

// ordered returns the values as numbers, NaN for unset, or nil if they are not numbers.
func ordered(values []any) []float64 {
	all := make([]float64, len(values))
	for i, v := range values {
		if v == nil {
			all[i] = math.NaN()
			continue
		}
		switch v.(type) {
		case bool, string:
			return nil
		}
		x, ok := value.To[float64](v)
		if !ok {
			return nil
		}
		all[i] = x
	}
	return all
}

// row appends the value numbers of c, which has the parameters of the space, to row.
func (s *space) row(row []int32, c paramgen.Combination) ([]int32, bool) {
	i := 0
	for _, v := range c.All() {
		if i == len(s.numbers) {
			return row, false
		}
		number, ok := s.number(i, v)
		if !ok {
			return row, false
		}
		row = append(row, number)
		i++
	}
	return row, i == len(s.numbers)
}

// number returns the number of a value of parameter i, if it has the value.
func (s *space) number(i int, v any) (int32, bool) {
	if hashable(v) {
		if number, ok := s.numbers[i][v]; ok {
			return number, true
		}
	}
	number, ok := s.numbers[i][comparable(v)]
	return number, ok
}

// valid returns the row of a combination of this or another generator, if the space has it.
func (s *space) valid(c paramgen.Combination) ([]int32, bool) {
	if _, ok := s.Index(c); !ok {
		return nil, false
	}
	if row, ok := s.row(nil, c); ok {
		return row, true
	}
	own, err := s.Combination(c.Map())
	if err != nil {
		return nil, false
	}
	return s.row(nil, own)
}

// combination returns the combination of a valid row.
func (s *space) combination(row []int32) paramgen.Combination {
	values := make(map[string]any, len(row))
	for i, v := range row {
		values[s.names[i]] = s.values[i][v]
	}
	c, err := s.Combination(values)
	if err != nil {
		panic(err) // the values are the parameters' own
	}
	return c
}

// listed reports whether the space is small enough to take all combinations as candidates.
func (s *space) listed() bool { return s.Count().Cmp(big.NewInt(mostListed)) <= 0 }

// identified reports whether the id of a combination tells it from all others.
func (s *space) identified() bool { return !slices.Contains(s.inID, false) }

// key returns a map key of a row, the same for rows of the same id.
func (s *space) key(row []int32) string {
	b := make([]byte, 0, 4*len(row))
	for i, v := range row {
		if s.inID[i] {
			b = append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
		}
	}
	return string(b)
}

// points returns no points, of the width of the space.
func (s *space) points() *gp.Points { return &gp.Points{Width: len(s.names)} }
