package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/paramgen/paramgen/internal/value"
)

// jsonValue is a value of a parameter as JSON. It keeps floats floats: 1.0 is not 1.
type jsonValue struct{ v any }

func (v jsonValue) MarshalJSON() ([]byte, error) { return value.AppendJSON(nil, v.v), nil }

func (v *jsonValue) UnmarshalJSON(b []byte) error {
	number := string(b)
	if i, err := strconv.ParseInt(number, 10, 64); err == nil {
		v.v = int(i)
		return nil
	}
	if u, err := strconv.ParseUint(number, 10, 64); err == nil {
		v.v = u
		return nil
	}
	return json.Unmarshal(b, &v.v)
}

func toJSON(values []any) []jsonValue {
	all := make([]jsonValue, len(values))
	for i, v := range values {
		all[i].v = v
	}
	return all
}

func fromJSON(values []jsonValue) []any {
	var all []any
	for _, v := range values {
		all = append(all, v.v)
	}
	return all
}

// UnmarshalJSON reads a report that was written as JSON. Integers become an int or uint64. It is
// an error if the report lacks a count or its map is malformed.
func (r *Report) UnmarshalJSON(b []byte) error {
	type plain Report
	if err := json.Unmarshal(b, (*plain)(r)); err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	live := make(map[string][]any, len(r.Parameters))
	for i := range r.Parameters {
		live[r.Parameters[i].Name] = r.Parameters[i].Live()
	}
	for i := range r.ForbiddenPairs {
		n := &r.ForbiddenPairs[i]
		n.Live = [2][]any{live[n.Parameters[0]], live[n.Parameters[1]]}
	}
	return nil
}

// check reports what String and WriteHTML could not show.
func (r *Report) check() error {
	if r.Valid == nil {
		return errors.New("report: no count of valid combinations")
	}
	for _, p := range r.Parameters {
		if len(p.Values) == 0 {
			return fmt.Errorf("report: parameter %q has no values", p.Name)
		}
		if slices.ContainsFunc(p.Values, func(v Value) bool { return v.Count == nil }) {
			return fmt.Errorf("report: parameter %q has a value without a count", p.Name)
		}
	}
	for i, c := range r.Components {
		if c.Count == nil {
			return fmt.Errorf("report: component %d has no count", i+1)
		}
	}
	if r.Map != nil {
		for i, row := range r.Map.Cells {
			if len(row) != i+1 {
				return fmt.Errorf("report: row %d of the map has %d cells", i+1, len(row))
			}
		}
	}
	return nil
}

type valueJSON struct {
	Value jsonValue  `json:"value"`
	Count *big.Int   `json:"count"`
	Share float64    `json:"share"`
	Rules [][]string `json:"rules,omitempty"`
}

// MarshalJSON writes a float as one: 1.0 is not 1.
func (v Value) MarshalJSON() ([]byte, error) {
	return json.Marshal(valueJSON{jsonValue{v.Value}, v.Count, v.Share, v.Rules})
}

// UnmarshalJSON reads what MarshalJSON writes. Integers become an int or uint64.
func (v *Value) UnmarshalJSON(b []byte) error {
	var read valueJSON
	err := json.Unmarshal(b, &read)
	*v = Value{read.Value.v, read.Count, read.Share, read.Rules}
	return err
}

type sideJSON struct {
	Parameter string      `json:"parameter"`
	Values    []jsonValue `json:"values"`
}

type forbiddenPairJSON struct {
	Pair  [2]sideJSON `json:"pair"`
	Rules [][]string  `json:"rules"`
}

// MarshalJSON writes floats as such: 1.0 is not 1.
func (n ForbiddenPair) MarshalJSON() ([]byte, error) {
	all := forbiddenPairJSON{Rules: n.Rules}
	for i := range all.Pair {
		all.Pair[i] = sideJSON{n.Parameters[i], toJSON(n.Values[i])}
	}
	return json.Marshal(all)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *ForbiddenPair) UnmarshalJSON(b []byte) error {
	var all forbiddenPairJSON
	err := json.Unmarshal(b, &all)
	*n = ForbiddenPair{Rules: all.Rules}
	for i, side := range all.Pair {
		n.Parameters[i], n.Values[i] = side.Parameter, fromJSON(side.Values)
	}
	return err
}

type parameterInfoJSON struct {
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
	Count       int         `json:"count"`
	Values      []jsonValue `json:"values"`
	When        string      `json:"when,omitempty"`
}

// MarshalJSON writes floats as such: 1.0 is not 1. The key "count" is the number of values.
func (p ParameterInfo) MarshalJSON() ([]byte, error) {
	return json.Marshal(parameterInfoJSON{p.Name, p.Description, len(p.Values), toJSON(p.Values), p.When})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *ParameterInfo) UnmarshalJSON(b []byte) error {
	var all parameterInfoJSON
	err := json.Unmarshal(b, &all)
	*p = ParameterInfo{all.Name, all.Description, fromJSON(all.Values), all.When}
	return err
}

type parameterDiffJSON struct {
	Name    string      `json:"name"`
	New     bool        `json:"new,omitempty"`
	Gone    bool        `json:"gone,omitempty"`
	Added   []jsonValue `json:"added,omitempty"`
	Removed []jsonValue `json:"removed,omitempty"`
	Revived []jsonValue `json:"revived,omitempty"`
	Dead    []jsonValue `json:"dead,omitempty"`
}

// MarshalJSON writes floats as such: 1.0 is not 1.
func (p ParameterDiff) MarshalJSON() ([]byte, error) {
	return json.Marshal(parameterDiffJSON{p.Name, p.New, p.Gone,
		toJSON(p.Added), toJSON(p.Removed), toJSON(p.Revived), toJSON(p.Dead)})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *ParameterDiff) UnmarshalJSON(b []byte) error {
	var all parameterDiffJSON
	err := json.Unmarshal(b, &all)
	*p = ParameterDiff{all.Name, all.New, all.Gone,
		fromJSON(all.Added), fromJSON(all.Removed), fromJSON(all.Revived), fromJSON(all.Dead)}
	return err
}
