package paramgen

import (
	"fmt"
	"iter"
	"math"

	"github.com/paramgen/paramgen/internal/permute"
	"github.com/paramgen/paramgen/internal/value"
)

// Sample yields n different valid combinations in random order, or all of them if there are
// fewer. Each set of n is equally likely, unless [Weights] or [Balanced] says otherwise. The
// same seed gives the same combinations on every machine and in every release, and those of a
// smaller n are the first of those of a larger. If the diagram in declared order needs more than
// a quarter of the budget, see [WithBudget], the combinations of a seed depend on the order in
// which New compiles the space, which another budget or release can change.
//
// It panics with a [*RangeError] if n is negative and with a [*ParameterError] if a weight is
// not valid. Cost: about a microsecond for each combination, and constant memory.
func (g *Generator) Sample(n int, seed uint64, options ...SampleOption) iter.Seq[Combination] {
	if n < 0 {
		panic(&RangeError{"sample size", fmt.Sprint(n), "0 or more"})
	}
	if len(options) > 0 {
		return g.weighted(n, seed, options)
	}
	return func(yield func(Combination) bool) {
		left := n
		if left == 0 || g.space.engine.Count().Sign() == 0 {
			return
		}
		unrank := g.space.engine.Unranker()
		for index := range permute.Indices(g.space.engine.Count(), seed) {
			if left--; !yield(g.space.combination(unrank(index))) || left == 0 {
				return
			}
		}
	}
}

// A SampleOption makes some combinations more likely in [Generator.Sample] than others. The
// combinations are then drawn one after another, each from those that are left, with a
// probability proportional to its weight: the product of the weights of its values. The
// distribution is exactly this one, without rounding; the only approximation is that of the
// pseudo-random numbers. If several options are given, their weights are multiplied.
//
// Cost: one pass over the diagram for the sum of all weights, and tens of microseconds and an
// entry in memory for each combination.
type SampleOption func(*space) (weights [][]float64, err error)

// Weights gives each value of each parameter a weight, a positive number: a value with twice the
// weight makes a combination twice as likely.
//
//	g.Sample(100, 1, paramgen.Weights(func(parameter string, value any) float64 {
//		if parameter == "attention_backend" && value == "triton" {
//			return 10
//		}
//		return 1
//	}))
//
// How often a value occurs depends on the rules, too: see [Balanced]. The factor between the
// weights of the values of one parameter counts, not their sum. To leave a value out, use a rule
// or [WithValues]; weights that are not positive and finite are a [*ParameterError].
func Weights(weight func(parameter string, value any) float64) SampleOption {
	return func(s *space) ([][]float64, error) {
		return s.numbersOf("weight", "positive and finite", weight)
	}
}

// Balanced weights combinations so that the values of each parameter occur about equally often.
//
// A uniform sample has few combinations of a branch that has few. Of the 530 combinations of a
// support vector machine, 5 may have the kernel linear, since only the kernels rbf and poly have
// further parameters; most uniform samples of 50 have none of them. Each draw of a balanced
// sample has each of the three kernels with the same probability, until the combinations of one
// run out.
//
// A parameter with a condition, see [Parameter.When], is balanced where it is active. Values that
// no valid combination has do not count. If the rules do not allow equal shares of all
// parameters at once, the shares are a compromise, by iterative proportional fitting, and
// combinations that prevent equal shares become rare. None becomes impossible.
//
// Cost: about 80 passes over the diagram, and that of other weights.
func Balanced() SampleOption {
	return func(s *space) ([][]float64, error) { return s.engine.Balance(s.balanced()), nil }
}

// balanced returns the values that Balanced balances: all except that of an inactive parameter.
func (s *space) balanced() [][]bool {
	wanted := make([][]bool, len(s.params))
	for i, p := range s.params {
		for _, v := range p.values {
			wanted[i] = append(wanted[i], v != nil || p.when == nil)
		}
	}
	return wanted
}

// weighted is Sample with options.
func (g *Generator) weighted(n int, seed uint64, options []SampleOption) iter.Seq[Combination] {
	var tables [][][]float64
	for _, option := range options {
		weights, err := option(g.space)
		if err != nil {
			panic(err)
		}
		tables = append(tables, weights)
	}
	weighting := g.space.engine.Weigh(tables...)
	return func(yield func(Combination) bool) {
		left := n
		if left == 0 {
			return
		}
		for row := range weighting.Draw(seed) {
			if left--; !yield(g.space.combination(row)) || left == 0 {
				return
			}
		}
	}
}

// numbersOf calls f for each value of each parameter. It returns a *ParameterError for the first
// result that is not finite, or not positive if that is wanted.
func (s *space) numbersOf(what, wanted string, f func(string, any) float64) ([][]float64, error) {
	numbers := make([][]float64, len(s.params))
	for i, p := range s.params {
		for _, v := range p.values {
			n := f(p.name, v)
			if math.IsNaN(n) || math.IsInf(n, 0) || wanted != "finite" && n <= 0 {
				err := fmt.Errorf("the %s of %s is %v; it must be %s", what, value.Quote(v), n, wanted)
				return nil, &ParameterError{p.name, err}
			}
			numbers[i] = append(numbers[i], n)
		}
	}
	return numbers, nil
}

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
