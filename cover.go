package paramgen

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/cover"
	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/text"
)

// Cover makes a covering array of strength t: a small set of valid combinations that covers every
// t-tuple of values. A t-tuple is values of t different parameters; an array covers it if one of
// its rows has all of them. Only tuples that occur in a valid combination count.
//
// # Why
//
// A benchmark run costs minutes, and nobody runs all 119,232 combinations of the SGLang preset.
// Most of what makes a server fast, slow or crash is the effect of one value or of an interaction
// of two or three. Cover(2) covers all 691 pairs of values that the preset's rules allow in 49
// runs: whichever pair causes an effect, a run shows it.
//
// Without rules, an array of pairs has at least as many rows as the product of the two largest
// numbers of values, and usually not many more, however many parameters there are. Rules can
// raise or lower that number.
//
// # Choosing a selection
//
//   - Cover(1), 8 runs of the preset: does every value work?
//   - Cover(2), 49 runs: the first sweep of a new model or machine, or a release test.
//   - Cover(3), about 250 runs: interactions of three parameters, such as memory, batch size and
//     parallelism. [Strength] covers triples of some parameters only. Each step in strength
//     multiplies the rows by about the number of values of a parameter.
//   - A prefix of an array, for a smaller budget. The rows that cover the most come first: the
//     first 20 of 49 cover three quarters of the pairs. [AtMost] covers some more in as many
//     rows.
//   - [Generator.Sample], for statistics such as the share of combinations that fail. A covering
//     array is not a fair sample, and a sample of 49 misses one pair in seven.
//   - [Generator.All], if every combination is wanted and there is time.
//
// Do not take the first N of All: they are much alike. The first 100 cover 26 % of the pairs.
//
// # Result and cost
//
// The same arguments give the same array on every machine. The array is small, but not always
// minimal; [Improve] searches longer. Rows given by [Include] come first. An empty space gives an
// array without rows.
//
// Cover returns a [*RangeError] if t is not from 1 to the number of parameters or if an option is
// out of range, an [*UnknownError] for an unknown parameter, a [*RowError] for an included row
// that is not valid, and a [*RangeError] if the tuples need more memory than [MemoryLimit]
// allows.
//
// Cost: time and memory grow with the number of t-tuples, not with the number of combinations.
// Pairs of 200 parameters take less than a second, triples some seconds; docs/covering-arrays.md
// has sizes and times. [OnProgress] can observe and stop the work.
func (g *Generator) Cover(t int, options ...CoverOption) (*CoveringArray, error) {
	p, err := g.plan(t, options)
	if err != nil {
		return nil, err
	}
	built, err := cover.Build(p.problem())
	if err != nil {
		return nil, coverError(err)
	}
	a := &CoveringArray{Included: len(p.Seeds), Bound: built.Bound}
	for _, row := range built.Rows {
		a.rows = append(a.rows, g.space.combination(row))
	}
	a.Coverage = Coverage{Strength: t, Tuples: built.Tuples, Covered: built.Shown, New: built.New, plan: p}
	a.missing = func() iter.Seq[[]int32] { return p.missing(built.Rows) }
	return a, nil
}

// A CoveringArray is a set of combinations made by [Generator.Cover]. Its Coverage says how much
// they cover: everything, unless [AtMost] or [OnProgress] ended the work early.
type CoveringArray struct {
	Coverage
	Included int // the number of rows given by Include, which come first
	Bound    int // no array that covers every tuple has fewer rows

	rows []Combination
}

// Rows yields the combinations: included ones, then the others, each time the one that covers the
// most tuples not covered before.
func (a *CoveringArray) Rows() iter.Seq[Combination] { return slices.Values(a.rows) }

// Len returns the number of rows.
func (a *CoveringArray) Len() int { return len(a.rows) }

// String returns a line with the number of rows, what they cover and the least number of rows
// needed.
func (a *CoveringArray) String() string {
	switch {
	case a.Covered < a.Tuples || a.Bound == 0:
		return a.Coverage.String()
	case len(a.rows) == a.Bound:
		return a.Coverage.String() + "; no array has fewer"
	}
	return fmt.Sprintf("%v; at least %d are needed", &a.Coverage, a.Bound)
}

// plan is what to cover, in the engine's terms.
type plan struct {
	cover.Problem
	g    *Generator
	used [][]int // how often the included rows have each value
}

// plan returns the problem that the arguments describe.
func (g *Generator) plan(t int, options []CoverOption) (*plan, error) {
	s := g.space
	if t < 1 || t > len(s.params) {
		return nil, &RangeError{"strength", fmt.Sprint(t), fmt.Sprintf("1 to the number of parameters, %d", len(s.params))}
	}
	p := &plan{g: g}
	p.Strength = t
	for _, d := range s.params {
		p.Domains = append(p.Domains, len(d.values))
		p.used = append(p.used, make([]int, len(d.values)))
	}
	empty := s.engine.Count().Sign() == 0 // then the oracle must be asked, even if nothing is linked
	for _, c := range s.engine.Components() {
		if len(c.Constraints) > 0 || empty {
			p.Linked = append(p.Linked, c.Vars)
		}
	}
	for _, o := range options {
		if o == nil {
			continue
		}
		if err := o(p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// problem returns the engine's problem with an oracle of its own, since an oracle is not safe for
// concurrent use.
func (p *plan) problem() cover.Problem {
	q := p.Problem
	q.Oracle = p.g.space.engine.Oracle()
	return q
}

// missing counts again what rows of the engine cover.
func (p *plan) missing(rows [][]int32) iter.Seq[[]int32] {
	v, err := cover.Cover(p.problem(), slices.Values(rows))
	if err != nil {
		panic(err) // unreachable: the engine made these rows for this problem
	}
	return v.Missing()
}

// coverError returns an error of the engine in the terms of this package.
func coverError(err error) error {
	var size *cover.SizeError
	if errors.As(err, &size) {
		return &RangeError{
			fmt.Sprintf("the memory for %s tuples of values", text.Group(size.Tuples)),
			text.Group(size.Bytes) + " bytes",
			fmt.Sprintf("at most %s; use a lower strength, fewer parameters or fewer values, or raise the memory limit",
				text.Group(big.NewInt(size.Limit))),
		}
	}
	return err
}

// A CoverOption changes what [Generator.Cover] covers, or how.
type CoverOption func(*plan) error

// Improve searches longer for an array with fewer rows. moves is the number of changes of one
// value that the search may try, 0 or more. The default is a short search of some tens of
// milliseconds; a million moves take seconds. The search ends early if no smaller array exists,
// and [OnProgress] can stop it, which keeps the best array found so far.
//
// Use it if a run costs more than the search, for example before a sweep that is repeated.
func Improve(moves int) CoverOption {
	return func(p *plan) error {
		if moves < 0 {
			return &RangeError{"number of moves", fmt.Sprint(moves), "0 or more"}
		}
		p.Moves = moves
		return nil
	}
}

// Strength covers the named parameters at a higher strength than the others, for parameters that
// are known to interact:
//
//	g.Cover(2, paramgen.Strength(3, "max_total_tokens", "chunked_prefill_size", "tp_size"))
//
// It can be given more than once, for groups that may overlap; a tuple counts once in each group.
// A t that is not from 1 to the number of names is a [*RangeError]. A t that is not greater than
// the strength of the whole array has no effect.
func Strength(t int, names ...string) CoverOption {
	names = slices.Clone(names)
	return func(p *plan) error {
		vars, err := p.variables(names)
		if err != nil {
			return err
		}
		if t < 1 || t > len(vars) {
			return &RangeError{"strength for " + text.Names(names), fmt.Sprint(t), fmt.Sprintf("1 to their number, %d", len(vars))}
		}
		if t > p.Strength {
			p.Groups = append(p.Groups, cover.Group{Variables: vars, Strength: t})
		}
		return nil
	}
}

// variables returns the numbers of the named parameters, each once.
func (p *plan) variables(names []string) ([]int, error) {
	var vars []int
	var faults []error
	for _, name := range names {
		v, known := p.g.space.index[name]
		if !known {
			faults = append(faults, unknown("parameter", name, p.g.space.names()))
		} else if !slices.Contains(vars, v) {
			vars = append(vars, v)
		}
	}
	return vars, errors.Join(faults...)
}

// AtMost limits the number of rows, to at least 1; included rows do not count. The rows cover as
// many tuples as can be found, at least as many as a prefix of the full array. [Coverage.Missing]
// yields those that are not covered.
func AtMost(rows int) CoverOption {
	return func(p *plan) error {
		if rows < 1 {
			return &RangeError{"number of rows", fmt.Sprint(rows), "at least 1"}
		}
		p.MaxRows = rows
		return nil
	}
}

// MemoryLimit limits the memory for tables of tuples, in bytes. The default is 1 GiB. A problem
// that needs more is a [*RangeError].
func MemoryLimit(bytes int64) CoverOption {
	return func(p *plan) error {
		if bytes < 1 {
			return &RangeError{"memory limit", fmt.Sprint(bytes), "at least 1 byte"}
		}
		p.Memory = bytes
		return nil
	}
}

// OnProgress calls f from time to time while an array is made. If f returns false, the work ends
// with the best rows so far: a full array if one was found, otherwise a part of one. f may stop
// on a timer or a signal; the result is then not reproducible.
func OnProgress(f func(CoverProgress) bool) CoverOption {
	return func(p *plan) error {
		p.Progress = nil
		if f != nil {
			p.Progress = func(now cover.Progress) bool { return f(CoverProgress(now)) }
		}
		return nil
	}
}

// CoverProgress is the state of the work on an array.
type CoverProgress struct {
	Rows   int // of the best array so far
	Open   int // tuples not covered yet; during a search, by the smaller array that is tried
	Tuples int // all tuples to cover
	Moves  int // moves made, 0 until there is a first full array
}

// Include puts rows first and completes the array around them: a baseline, or the runs of a
// finished sweep that is extended without repeating any.
//
//	a, err := g.Cover(3, paramgen.Include(done...))
//	next := slices.Collect(a.Rows())[a.Included:] // what is left to run
//
// A row is a [Combination] or values by name. If parameters are left out, each gets the valid
// value that the rows before have least often. If a combination of another generator lacks a
// parameter, the parameter stays unset where that is valid, which keeps the [Combination.ID];
// otherwise it gets a value. A combination may have further parameters if they are unset.
//
// A row that is not valid, or cannot be completed, is a [*RowError]. Include can be given more
// than once.
func Include[R Combination | map[string]any](rows ...R) CoverOption {
	rows = slices.Clone(rows)
	for i := range rows {
		if values, ok := any(&rows[i]).(*map[string]any); ok {
			*values = maps.Clone(*values)
		}
	}
	return func(p *plan) error {
		for _, r := range rows {
			values, ok := any(r).(map[string]any)
			if !ok {
				values = p.known(any(r).(Combination))
			}
			if err := p.include(values); err != nil {
				return err
			}
		}
		return nil
	}
}

// include adds a row and completes it if need be.
func (p *plan) include(values map[string]any) error {
	var faults CheckError
	row := p.g.space.choose(values, &faults)
	oracle := p.g.space.engine.Oracle()
	if len(faults.Faults) > len(faults.Missing) || !oracle.Completable(row) {
		why := p.g.fault(values)
		why.Faults = slices.DeleteFunc(why.Faults, func(err error) bool { return errors.Is(err, errMissing) })
		why.Missing = nil // partial rows are allowed
		return &RowError{len(p.Seeds) + 1, why}
	}
	p.complete(row, oracle)
	p.Seeds = append(p.Seeds, row)
	return nil
}

// known returns the values of a combination without those that this generator has to choose: of a
// conditional parameter that the combination lacks.
func (p *plan) known(c Combination) map[string]any {
	values := p.g.space.adopt(c)
	for _, q := range p.g.config.params {
		if q.hidden() && !c.Has(q.name) {
			delete(values, q.name)
		}
	}
	return values
}

// fault returns what is wrong with values that are not valid.
func (g *Generator) fault(values map[string]any) *CheckError {
	why := &CheckError{}
	errors.As(g.Check(values), &why)
	return why
}

// adopt returns the values of a combination, which may be another generator's, for this space: an
// unset parameter that this space lacks is left out, and one that c lacks is unset if it can be.
func (s *space) adopt(c Combination) map[string]any {
	values := c.Map()
	if c.space() == s {
		return values
	}
	maps.DeleteFunc(values, func(name string, v any) bool {
		_, known := s.index[name]
		return !known && v == nil
	})
	for i := range s.params {
		p := &s.params[i]
		if _, has := values[p.name]; !has && p.find(expr.Nil()) >= 0 {
			values[p.name] = nil
		}
	}
	return values
}

// complete chooses the open values of a completable row. Cost: at most one question to the oracle
// for each value of an open parameter.
func (p *plan) complete(row []int32, oracle *diagram.Oracle) {
	for v, x := range row {
		if x < 0 {
			row[v] = p.leastUsed(row, v, oracle)
		}
		p.used[v][row[v]]++
	}
}

// leastUsed returns the value of parameter v that the included rows have least often, among those
// that leave the row completable.
func (p *plan) leastUsed(row []int32, v int, oracle *diagram.Oracle) int32 {
	best := -1
	for x, n := range p.used[v] {
		if best >= 0 && n >= p.used[v][best] {
			continue
		}
		if row[v] = int32(x); oracle.Completable(row) {
			best = x
		}
	}
	return int32(best)
}

// A RowError reports a combination that cannot be included in a covering array or counted in a
// coverage.
type RowError struct {
	Row int   // counted from 1
	Err error // a *CheckError if the row is not valid
}

// Error returns the message.
func (e *RowError) Error() string {
	why := inner(e.Err)
	var invalid *CheckError
	if errors.As(e.Err, &invalid) {
		why = invalid.Reasons()
	}
	return fmt.Sprintf("paramgen: row %d: %s", e.Row, strings.ReplaceAll(why, "\n", "; "))
}

// Unwrap returns the cause.
func (e *RowError) Unwrap() error { return e.Err }

// Coverage counts which t-tuples of values some combinations cover, of all that occur in valid
// combinations. Use it to compare a covering array with a sample, a prefix or the array of another
// tool, or to judge the runs that are done:
//
//	c, err := g.Coverage(2, g.Sample(49, 1))
//	fmt.Println(c) // 49 combinations cover 593 of 691 pairs of values (85.82%)
//
// Package results reads combinations from JSON, JSON Lines and CSV files. A combination that is
// not valid in this space is a [*RowError]; [Filter] by [Generator.Check] removes such
// combinations first. Of the options only [Strength] and [MemoryLimit] have an effect. Other
// errors are those of [Generator.Cover].
//
// The sequence is walked once. Cost: time and memory for all tuples once, and time for the tuples
// of each combination.
func (g *Generator) Coverage(t int, seq iter.Seq[Combination], options ...CoverOption) (*Coverage, error) {
	p, err := g.plan(t, options)
	if err != nil {
		return nil, err
	}
	var last Combination
	read, known := 0, true
	v, err := cover.Cover(p.problem(), func(yield func([]int32) bool) {
		for last = range seq {
			read++
			var row []int32
			if row, known = g.space.rowOf(last); !known || !yield(row) {
				return
			}
		}
	})
	var invalid *cover.RowError
	if !known || errors.As(err, &invalid) {
		return nil, &RowError{read, g.fault(g.space.adopt(last))}
	}
	if err != nil {
		return nil, coverError(err)
	}
	return &Coverage{Strength: t, Tuples: v.Tuples, Covered: v.Shown, New: v.New, plan: p, missing: v.Missing}, nil
}

// rowOf returns the value numbers of a combination, which may be another generator's, and reports
// whether this space has all its values.
func (s *space) rowOf(c Combination) ([]int32, bool) {
	if c.space() == s {
		return s.row(c)
	}
	var e CheckError
	row := s.choose(s.adopt(c), &e)
	return row, len(e.Faults) == 0
}

// A Coverage says how many tuples of values some combinations cover.
type Coverage struct {
	Strength int   // number of values in a tuple, apart from groups of a higher strength
	Tuples   int   // tuples that occur in valid combinations
	Covered  int   // tuples that these combinations cover
	New      []int // for each combination, how many tuples it is the first to cover

	plan    *plan
	missing func() iter.Seq[[]int32]
}

// Share returns the part of the tuples that is covered, from 0 to 1. It is 1 if there are no
// tuples.
func (c *Coverage) Share() float64 {
	if c.Tuples == 0 {
		return 1
	}
	return float64(c.Covered) / float64(c.Tuples)
}

// Missing yields the tuples that no combination covers, each in declared order.
func (c *Coverage) Missing() iter.Seq[[]Setting] {
	return func(yield func([]Setting) bool) {
		if c.Covered == c.Tuples {
			return
		}
		for row := range c.missing() {
			if !yield(c.plan.g.space.decided(row)) {
				return
			}
		}
	}
}

// decided returns the parameters that have a value in a partial row.
func (s *space) decided(row []int32) []Setting {
	var all []Setting
	for v, x := range row {
		if x >= 0 {
			all = append(all, Setting{s.params[v].name, s.params[v].values[x]})
		}
	}
	return all
}

// String returns the coverage in a line.
func (c *Coverage) String() string {
	n, verb := len(c.New), "combinations cover"
	if n == 1 {
		verb = "combination covers"
	}
	if c.Covered == c.Tuples {
		return fmt.Sprintf("%d %s all %d %s", n, verb, c.Tuples, c.tuples())
	}
	share := text.Percent(big.NewInt(int64(c.Covered)), big.NewInt(int64(c.Tuples)))
	return fmt.Sprintf("%d %s %d of %d %s (%s)", n, verb, c.Covered, c.Tuples, c.tuples(), share)
}

// tuples returns what the tuples are called.
func (c *Coverage) tuples() string {
	switch {
	case len(c.plan.Groups) > 0:
		return "tuples of values"
	case c.Strength <= 3:
		return []string{"values", "pairs of values", "triples of values"}[c.Strength-1]
	}
	return fmt.Sprintf("%d-tuples of values", c.Strength)
}
