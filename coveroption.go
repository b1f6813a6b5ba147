package paramgen

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/cover"
	"github.com/paramgen/paramgen/internal/text"
)

// A CoverOption says more about what [Generator.Cover] is to cover, or how.
type CoverOption func(*plan) error

// Improve searches for fewer rows: moves is how many changes of one value it tries, 0 or more. Even 0 means a short search, some
// tens of milliseconds. A million moves take seconds, and what the search finds is kept: it can be stopped at any time, see [OnProgress], and
// ends by itself where it is proven that fewer rows cannot do.
//
// Take it where a run costs more than the search: before a sweep that is repeated, not before a look around.
func Improve(moves int) CoverOption {
	return func(p *plan) error {
		if moves < 0 {
			return &RangeError{"number of moves", fmt.Sprint(moves), "0 or more"}
		}
		p.Moves = moves
		return nil
	}
}

// Strength covers the named parameters at a strength of their own, besides that of the whole: for those that are known to interact.
//
//	g.Cover(2, paramgen.Strength(3, "max_total_tokens", "chunked_prefill_size", "tp_size"))
//
// It can be given more than once, for groups that may overlap; a tuple counts in each. Strength t for parameters fewer than t, or less than 1,
// is a [*RangeError]. One that the whole has anyway changes nothing.
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

// variables returns the numbers of parameters, each once.
func (p *plan) variables(names []string) (vars []int, err error) {
	var faults faultList
	for _, name := range names {
		v, known := p.space.index[name]
		if !known {
			if !faults.add(unknown("parameter", name, p.space.names())) {
				break
			}
		}
		if !slices.Contains(vars, v) {
			vars = append(vars, v)
		}
	}
	return vars, faults.join()
}

// AtMost limits the array to so many rows, at least 1, that show as many tuples as can be found. Included rows do not count. [CoveringArray] says
// what share is shown, and [Coverage.Missing] what is not.
//
// It shows more than as many rows from the start of a full array, since it need not be the start of one.
func AtMost(rows int) CoverOption {
	return func(p *plan) error {
		if rows < 1 {
			return &RangeError{"number of rows", fmt.Sprint(rows), "at least 1"}
		}
		p.MaxRows = rows
		return nil
	}
}

// MemoryLimit bounds the memory for tables of tuples, or for the rows where each is a tuple of its own, in bytes. The default is 1 GiB;
// beyond it there is a [*TuplesError].
func MemoryLimit(bytes int64) CoverOption {
	return func(p *plan) error {
		if bytes < 1 {
			return &RangeError{"memory limit", fmt.Sprint(bytes), "at least 1 byte"}
		}
		p.Memory = bytes
		return nil
	}
}

// OnProgress has f called now and then while an array is made. Where f returns false the work ends with the best rows so far: a full array if
// Open was 0 at some time, else part of one. f decides by what it likes, a clock or a signal; only then can arrays differ
// from run to run.
func OnProgress(f func(CoverProgress) bool) CoverOption {
	return func(p *plan) error {
		p.Progress = nil
		if f != nil {
			p.Progress = func(now cover.Progress) bool { return f(CoverProgress(now)) }
		}
		return nil
	}
}

// CoverProgress is how far the work on an array is.
type CoverProgress struct {
	Rows   int // of the best array so far
	Open   int // tuples that the rows at hand do not show; while searching, those of an array that is to become a smaller one
	Tuples int // tuples there are
	Moves  int // moves made, 0 until the first full array is there
}

// A TuplesError says that there are too many tuples for the memory allowed; see [MemoryLimit].
type TuplesError struct {
	Tuples *big.Int // that there are, with those that the rules exclude
	Bytes  *big.Int // that they would take
	Limit  int64
}

// Error says what is wrong.
func (e *TuplesError) Error() string {
	return fmt.Sprintf("paramgen: %s tuples of values would take %s bytes, more than the %s allowed; "+
		"use a lower strength, fewer parameters or values, or raise the memory limit",
		text.Group(e.Tuples), text.Group(e.Bytes), text.Group(big.NewInt(e.Limit)))
}
