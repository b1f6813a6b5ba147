// Package report describes parameter spaces: what the rules do to a space ([Report]), what a space
// consists of ([Info]), and how two spaces differ ([Diff]).
//
// The types are plain data with exact counts. Each has a String method for people and is read and
// written as JSON; a report is also written as an HTML page. Methods of paramgen.Generator create
// them.
package report

import "math/big"

// A Report says what the rules of a space do: exact counts, computed without listing combinations.
type Report struct {
	// Theoretical is the number of combinations before the rules reject any. The conditions of
	// parameters count: an inactive parameter is unset. It is nil if counting exceeds the budget.
	Theoretical *big.Int `json:"theoretical"`
	// Valid is the number of combinations that the rules allow.
	Valid *big.Int `json:"valid"`
	// Rules are in the order in which they were added.
	Rules []Rule `json:"rules"`
	// Parameters are in declared order.
	Parameters []Parameter `json:"parameters"`
	// DeadValues is the number of values that no valid combination has.
	DeadValues int `json:"dead_values"`
	// DeadPairs is how many of the Pairs of values of two different parameters no valid
	// combination has, including pairs with a dead value. Both are at most math.MaxInt.
	DeadPairs int `json:"dead_pairs"`
	Pairs     int `json:"pairs"`
	// ForbiddenPairs are the dead pairs of values that are not dead themselves, in groups: the
	// first 200,000 pairs. Unlisted is the number of pairs beyond these.
	ForbiddenPairs []ForbiddenPair `json:"forbidden_pairs"`
	Unlisted       int             `json:"unlisted,omitempty"`
	// Components are independent of each other: the product of their counts is Valid.
	Components []Component `json:"components"`
	// Nodes is the size of the decision diagram of the space.
	Nodes int `json:"nodes"`
	// Conflict is nil unless the space is empty. It is then a minimal set of rules that no
	// combination satisfies: without any one of them, some combination satisfies the others.
	Conflict []string `json:"conflict,omitempty"`
	// Relaxations are nil unless the space is empty. They are then the smallest sets of rules
	// without which there are combinations: at most 20, and none if the search exceeds its budget.
	Relaxations [][]string `json:"relaxations,omitempty"`
	// Map shows how often pairs of values occur. It is nil if the space is empty.
	Map *Map `json:"map,omitempty"`
}

// A Rule says what one rule does.
type Rule struct {
	Name string `json:"name"`
	Text string `json:"text,omitempty"` // empty for Go code
	// Rejects is how many of the theoretical combinations the rule rejects, Only how many of them
	// no other rule rejects. They are nil if counting exceeds the budget; Only is also nil if
	// there are more than 1000 rules.
	Rejects *big.Int `json:"rejects"`
	Only    *big.Int `json:"only"`
	// Redundant reports that the rule rejects combinations, but that other rules reject them too.
	Redundant bool `json:"redundant"`
	// Idle reports that the rule rejects nothing.
	Idle bool `json:"idle"`
}

// A Parameter says which values of a parameter valid combinations have.
type Parameter struct {
	Name   string  `json:"name"`
	Values []Value `json:"values"`
}

// A Value says how many valid combinations have a value.
type Value struct {
	Value any
	Count *big.Int
	Share float64 // of all valid combinations
	// Rules are, for a dead value, the minimal sets of rules that forbid it: every rule that does
	// so alone or, if none does, one set of rules that do so together. They are nil if the search
	// exceeds its budget.
	Rules [][]string
}

// Dead reports whether no valid combination has the value.
func (v Value) Dead() bool { return v.Count.Sign() == 0 }

// A ForbiddenPair is a group of dead pairs: no valid combination has one of Values[0] of
// Parameters[0] together with one of Values[1] of Parameters[1].
type ForbiddenPair struct {
	Parameters [2]string
	Values     [2][]any
	// Rules are the minimal sets of rules that forbid each of these pairs, as in [Value].
	Rules [][]string
	// Live are all values of the two parameters that are not dead. String uses them to abbreviate
	// Values. JSON does not repeat them: reading a [Report] sets them.
	Live [2][]any
}

// A Component is a set of parameters that rules link, directly or through others. All parameters
// that no rule reads are one component. A rule that rejects everything without reading a
// parameter belongs to the first component.
type Component struct {
	Parameters []string `json:"parameters"`
	Rules      []string `json:"rules"`
	Count      *big.Int `json:"count"`
	Nodes      int      `json:"nodes"`
}

// Live returns the values that are not dead.
func (p *Parameter) Live() []any {
	var values []any
	for _, v := range p.Values {
		if !v.Dead() {
			values = append(values, v.Value)
		}
	}
	return values
}

// domain returns all values of a parameter.
func (p *Parameter) domain() []any {
	values := make([]any, len(p.Values))
	for i, v := range p.Values {
		values[i] = v.Value
	}
	return values
}
