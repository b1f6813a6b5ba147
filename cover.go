package paramgen

import (
	"fmt"
	"iter"
	"sync"
)

// Cover yields a covering array of strength t: few valid combinations in which every t values of different parameters that some valid
// combination has together appear together.
//
// # What it is for
//
// A benchmark run costs minutes, and nobody runs all 119,232 combinations of the [SGLang] preset. But most of what makes a server fast, slow
// or crash is the doing of one value, or of two or three that meet. Cover(2) has every two values meet that the rules let meet, 691 pairs, in
// 49 runs: whichever two values do it, their doing is in the results.
//
// Why 49? max_running_requests has four values that are set, max_total_tokens too, and by the rules no run has two of these eight. Each of
// them has to meet the six values of chunked_prefill_size, in six runs of its own; that makes 48. And in none of these are both
// unset, which is one of the pairs. So 49 is the least there can be, and it suffices for all other pairs. In general it takes about
// the product of the two largest numbers of values, and not much more however many parameters there are.
//
// # Which selection to take
//
//   - Cover(1), 8 runs of the preset: does every value work at all?
//   - Cover(2), 49 runs: the first sweep of a new model or machine, and the regression test of a release.
//   - Cover(3), 254 runs or fewer: where three settings interact, such as memory, batch and parallelism. [Strength] gives this to some
//     parameters only. One strength more costs about the number of values of a parameter times as many runs.
//   - a prefix of these: for a smaller budget. Rows that show the most come first, so that each prefix is well spent, and the rest can follow.
//     The first 20 of 49 show three quarters of the pairs. Where it is clear that there will be no more, [AtMost] has some more.
//   - [Generator.Sample]: for statistics, such as the share of combinations that fail, or the mean effect of a value. A covering
//     array is no fair sample, and a sample of 49 misses one pair in seven.
//   - [Generator.All]: where every combination is wanted, and there is time.
//
// What to avoid is the first N of All, which are much alike: the first 100 show 26 % of the pairs.
//
// # What it does
//
// The array is made when the sequence is walked for the first time, and remembered. The same arguments give the same array on every machine. It is
// small, but not always the smallest there is: [Improve] searches for longer. Rows given with [Include] come first. An empty space has no rows, and
// they show all there is to show.
//
// Cover panics with what [Generator.CoveringArray] returns as an error. That method also tells what the rows show.
//
// Cost: time and memory follow the number of t-tuples of values, not that of combinations; docs/covering-arrays.md has sizes and times. Pairs of 200 parameters take less than a
// second, triples some seconds; [MemoryLimit] bounds what is tried. The time is spent before the first row comes, [OnProgress] can watch
// and end it.
func (g *Generator) Cover(t int, options ...CoverOption) iter.Seq[Combination] {
	p, err := g.plan(t, options)
	if err != nil {
		panic(err)
	}
	rows := p.rows()
	return func(yield func(Combination) bool) {
		for _, c := range rows() {
			if !yield(c) {
				return
			}
		}
	}
}

// rows returns what makes the rows and remembers them. Where [OnProgress] panics or ends the goroutine, that goes through, and the next
// walk makes them anew.
func (p *plan) rows() func() []Combination {
	var mu sync.Mutex
	var made *CoveringArray
	return func() []Combination {
		mu.Lock()
		defer mu.Unlock()
		if made == nil {
			made = p.array()
		}
		return made.Rows
	}
}

// CoveringArray makes the array that [Generator.Cover] yields, and tells what it shows.
//
// It fails with a [*RangeError] for a strength that is not from 1 to the number of parameters and for options out of range, with an [*UnknownError] for
// a group of parameters that are not there, with a [*RowError] for an included row that is invalid, and with a [*TuplesError] where
// there are too many tuples for the memory allowed.
func (g *Generator) CoveringArray(t int, options ...CoverOption) (*CoveringArray, error) {
	p, err := g.plan(t, options)
	if err != nil {
		return nil, err
	}
	return p.array(), nil
}

// A CoveringArray is combinations that show what there is to show. Its Coverage says how much that is, if [AtMost] or
// [OnProgress] ended the work early.
type CoveringArray struct {
	Coverage
	Rows     []Combination // included ones, then the others, those that show the most new tuples first
	Included int           // how many of the rows are given by Include
	Bound    int           // no array that shows every tuple has fewer rows
}

// String says in a line how many rows there are, what they show, and whether fewer could do.
func (a *CoveringArray) String() string {
	switch {
	case a.Shown < a.Tuples || a.Bound == 0:
		return a.Coverage.String()
	case len(a.Rows) == a.Bound:
		return a.Coverage.String() + "; fewer cannot"
	}
	return fmt.Sprintf("%v; fewer than %d cannot", &a.Coverage, a.Bound)
}
