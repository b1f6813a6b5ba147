package paramgen

import "errors"

// Combination returns the combination of these values, by name; parameters that are not named are unset. Numbers are found by value, whatever
// their type. Whether the rules allow it is another question: ask [Generator.Index] or [Generator.Check].
//
// It fails with an [*UnknownError] for each name that is no parameter and a [*ParameterError] for each value that a parameter does not
// have, joined: of very many the first 100.
func (g *Generator) Combination(values map[string]any) (Combination, error) {
	s := g.space
	faults := s.strangers(values)
	row := make([]int32, len(s.params))
	for i := range s.params {
		p := &s.params[i]
		number, err := p.number(values[p.name], true)
		if err != nil {
			faults = append(faults, &ParameterError{p.name, err})
		}
		row[i] = int32(number)
	}
	if err := errors.Join(faults...); err != nil {
		return Combination{}, err
	}
	return s.combination(row), nil
}
