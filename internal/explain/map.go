package explain

import (
	"math/big"
	"slices"
)

// The letters of a map. Between Rarest and Most, two values occur together less or more often than
// if they were independent.
const (
	Same      = '.' // both values are of one parameter
	DeadValue = '-' // one of the values is dead
	Forbidden = 'x' // no combination has both
	Rarest    = '0' // less than half as often
	Rarer     = '1'
	Expected  = '2' // as often, within 5 %
	Oftener   = '3'
	Most      = '4' // more than twice as often
)

// Map returns a letter for each pair of values of some parameters: vars, ascending, have at most
// `room` values together and are preferably parameters of forbidden pairs. Row i has the letters
// of the i-th value with the values before it and itself.
func (s *Space) Map(forbidden []Cell, room int) (vars []int, rows []string) {
	vars = s.mapped(forbidden, room)
	values, total := s.Engine.Values(), s.Engine.Count()
	first := slices.Repeat([]int{-1}, len(s.Problem.Domains)) // row of each parameter's first value
	var cells [][]byte
	var dead []bool // by row
	for _, v := range vars {
		first[v] = len(cells)
		for _, n := range values[v] {
			dead = append(dead, n.Sign() == 0)
			cells = append(cells, unlinked(dead, first[v]))
		}
	}
	s.Engine.Pairs(func(v, x, w int, counts []*big.Int) {
		if first[v] < 0 || first[w] < 0 {
			return
		}
		for y, n := range counts {
			i, j := first[v]+x, first[w]+y
			if !dead[i] && !dead[j] {
				cells[max(i, j)][min(i, j)] = letter(n, values[v][x], values[w][y], total)
			}
		}
	})
	rows = make([]string, len(cells))
	for i, row := range cells {
		rows[i] = string(row)
	}
	return vars, rows
}

// unlinked returns the last row of a map as if no rule linked its parameter, whose first value has
// row first.
func unlinked(dead []bool, first int) []byte {
	last := len(dead) - 1
	row := make([]byte, len(dead))
	for j := range row {
		switch row[j] = Expected; {
		case j >= first:
			row[j] = Same
		case dead[j] || dead[last]:
			row[j] = DeadValue
		}
	}
	return row
}

// mapped returns the parameters for a map of at most `room` values.
func (s *Space) mapped(forbidden []Cell, room int) (vars []int) {
	preferred := make([]bool, len(s.Problem.Domains))
	for _, c := range forbidden {
		if c.W >= 0 {
			preferred[c.V], preferred[c.W] = true, true
		}
	}
	for _, now := range []bool{true, false} {
		for v, n := range s.Problem.Domains {
			if preferred[v] == now && n <= room {
				room -= n
				vars = append(vars, v)
			}
		}
	}
	slices.Sort(vars)
	return vars
}

// letter compares n combinations with two values to what is expected if a of the total have one of
// them, b the other, and they are independent: a*b/total.
func letter(n, a, b, total *big.Int) byte {
	if n.Sign() == 0 {
		return Forbidden
	}
	found, expected := new(big.Float).SetInt(n), new(big.Float).SetInt(a)
	found.Mul(found, new(big.Float).SetInt(total))
	expected.Mul(expected, new(big.Float).SetInt(b))
	switch ratio, _ := found.Quo(found, expected).Float64(); {
	case ratio < 0.5:
		return Rarest
	case ratio < 0.95:
		return Rarer
	case ratio <= 1.05:
		return Expected
	case ratio <= 2:
		return Oftener
	}
	return Most
}
