package randspace

import (
	"encoding/json"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
)

// Filed returns a space that a space file can express: values have the types of JSON, conditions
// are expressions, and other rules are the rows that they allow. It has combinations with the same
// ids.
func (s Space) Filed() Space {
	var filed Space
	for _, p := range s.Parameters {
		if p.When != nil {
			when := s.filedCondition(*p.When)
			p.When = &when
		}
		p.Values = slices.Clone(p.Values)
		for i, v := range p.Values {
			p.Values[i] = filedValue(v)
		}
		filed.Parameters = append(filed.Parameters, p)
	}
	for _, r := range s.Rules {
		name := r.Name()
		if r.text == "" {
			r = s.filedRule(r)
		}
		r.Rule = paramgen.Named(name, r.Rule)
		filed.Rules = append(filed.Rules, r)
	}
	return filed
}

// filedRule returns a rule that lists the rows that r allows.
func (s Space) filedRule(r Rule) Rule {
	var rows [][]any
	for _, row := range s.Rows() {
		if r.Means.Rejects(row) {
			continue
		}
		var values []any
		for _, p := range s.Parameters {
			values = append(values, filedValue(row[p.Name]))
		}
		rows = append(rows, values)
	}
	if len(rows) == 0 {
		return expression("false")
	}
	r.names, r.rows = s.names(), rows
	r.Rule = paramgen.Tuples(r.names, rows...)
	return r
}

func (s Space) names() []string {
	var names []string
	for _, p := range s.Parameters {
		names = append(names, p.Name)
	}
	return names
}

// filedCondition returns an expression for a condition: the disjunction of the cases in which it
// is true, over the parameters that it depends on.
func (s Space) filedCondition(r Rule) Rule {
	if r.text != "" {
		return r
	}
	names := s.dependsOn(r.Means.holds)
	cases := []string{"false"}
	for _, row := range s.Rows() {
		if text := settings(row, names); r.Means.holds(row) && !slices.Contains(cases, text) {
			cases = append(cases, text)
		}
	}
	return expression(strings.Join(cases, " || "))
}

// dependsOn returns the parameters that the result of says depends on.
func (s Space) dependsOn(says func(Row) bool) []string {
	var names []string
	rows := s.Rows()
	for _, p := range s.Parameters {
		if slices.ContainsFunc(rows, func(r Row) bool {
			other := maps.Clone(r)
			other[p.Name] = p.Domain()[0]
			return says(other) != says(r)
		}) {
			names = append(names, p.Name)
		}
	}
	return names
}

// settings returns the condition that the parameters have the values of the row.
func settings(r Row, names []string) string {
	text := "true"
	for _, name := range names {
		v := "nil"
		switch plain := plain(r[name]).(type) {
		case bool:
			v = strconv.FormatBool(plain)
		case string:
			v = strconv.Quote(plain)
		case *big.Int:
			v = plain.String()
		case float64:
			v = strconv.FormatFloat(plain, 'e', -1, 64)
		}
		text += " && " + spelled(name) + " == " + v
	}
	return text
}

// filedValue returns a value in the type that reading a file gives it.
func filedValue(v any) any {
	i, ok := plain(v).(*big.Int)
	switch {
	case !ok:
		return plain(v)
	case !i.IsInt64():
		return i.Uint64()
	case int64(int(i.Int64())) != i.Int64():
		return i.Int64()
	}
	return int(i.Int64())
}

// jsonValue writes a value so that floats remain floats.
func jsonValue(v any) json.RawMessage {
	if f, ok := v.(float64); ok {
		return json.RawMessage(strconv.FormatFloat(f, 'e', -1, 64))
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

func jsonValues(values []any) []json.RawMessage {
	texts := []json.RawMessage{}
	for _, v := range values {
		texts = append(texts, jsonValue(v))
	}
	return texts
}

// File returns the text of a space file. The space must come from [Space.Filed].
func (s Space) File() string {
	type object = map[string]any
	params, rules := []object{}, []object{}
	for _, p := range s.Parameters {
		o := object{"name": p.Name, "values": jsonValues(p.Values)}
		if p.When != nil {
			o["when"] = p.When.text
		}
		params = append(params, o)
	}
	for _, r := range s.Rules {
		o := object{"name": r.Name()}
		if r.text != "" {
			o["expr"] = r.text
		} else {
			var rows [][]json.RawMessage
			for _, row := range r.rows {
				rows = append(rows, jsonValues(row))
			}
			o["tuples"] = object{"parameters": r.names, "rows": rows}
		}
		rules = append(rules, o)
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(object{"parameters": params, "rules": rules}); err != nil {
		panic(err)
	}
	return b.String()
}

// Renamed returns a space from [Space.Filed] with other names for its parameters. The new names
// must be identifiers.
func (s Space) Renamed(other map[string]string) Space {
	var renamed Space
	for _, p := range s.Parameters {
		p.Name = other[p.Name]
		if p.When != nil {
			when := expression(renamedText(p.When.text, other))
			p.When = &when
		}
		renamed.Parameters = append(renamed.Parameters, p)
	}
	for _, r := range s.Rules {
		name := r.Name()
		if r.text != "" {
			r = expression(renamedText(r.text, other))
		} else {
			r.names = slices.Clone(r.names)
			for i, n := range r.names {
				r.names[i] = other[n]
			}
			r.Rule, r.Means = paramgen.Tuples(r.names, r.rows...), nil
		}
		r.Rule = paramgen.Named(name, r.Rule)
		renamed.Rules = append(renamed.Rules, r)
	}
	return renamed
}

// words matches parameters in an expression, and string literals, which are not parameters.
var words = regexp.MustCompile(`param\("(\\.|[^"\\])*"\)|"(\\.|[^"\\])*"|[\pL_][\pL\pN_]*`)

// renamedText replaces identifiers and calls of param.
func renamedText(text string, other map[string]string) string {
	return words.ReplaceAllStringFunc(text, func(word string) string {
		name := word
		if quoted, ok := strings.CutPrefix(word, "param("); ok {
			name, _ = strconv.Unquote(strings.TrimSuffix(quoted, ")"))
		}
		if to := other[name]; to != "" && word != "nil" {
			return to
		}
		return word
	})
}
