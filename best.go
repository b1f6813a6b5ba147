package paramgen

import "fmt"

// Best returns the k valid combinations with the highest sums of the scores of their values, the
// highest first, or all of them if there are fewer. It finds them among any number of
// combinations without looking at the others:
//
//	g.Best(func(parameter string, value any) float64 { return learned[parameter][value] }, 10)
//
// score is called once for each value of each parameter; nil stands for unset. Sums are exact:
// they are not rounded as sums of floats are. Combinations with equal sums are in the order of
// [Generator.All].
//
// Best returns a [*RangeError] if k is negative and a [*ParameterError] for a score that is not
// finite; to leave a value out, use a rule. Cost: one pass over the diagram, and about ten
// microseconds for each combination.
func (g *Generator) Best(score func(parameter string, value any) float64, k int) ([]Combination, error) {
	if k < 0 {
		return nil, &RangeError{"number of combinations", fmt.Sprint(k), "0 or more"}
	}
	s := g.space
	scores, err := s.numbersOf("score", "finite", score)
	if err != nil || k == 0 {
		return nil, err
	}
	var best []Combination
	for row := range s.engine.Best(scores) {
		if best = append(best, s.combination(row)); len(best) == k {
			break
		}
	}
	return best, nil
}
