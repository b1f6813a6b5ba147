package spacefile

import (
	"maps"
	"slices"

	"github.com/paramgen/paramgen/internal/value"
)

// Append appends the text of a space file, with a parameter or a rule on each line. Values may be
// of any type that a parameter can have. Texts must be valid UTF-8.
func Append(b []byte, s *Space) []byte {
	b = append(b, `{"parameters": [`...)
	b = appendLines(b, s.Parameters, appendParameter)
	if len(s.Rules) > 0 {
		b = append(b, "],\n\"rules\": ["...)
		b = appendLines(b, s.Rules, appendRule)
	}
	return append(b, "]}\n"...)
}

// appendLines appends elements of an array, each on a line.
func appendLines[T any](b []byte, all []T, add func([]byte, T) []byte) []byte {
	for i, v := range all {
		if i > 0 {
			b = append(b, ',')
		}
		b = add(append(b, "\n  "...), v)
	}
	if len(all) > 0 {
		b = append(b, '\n')
	}
	return b
}

func appendParameter(b []byte, p Parameter) []byte {
	b = appendText(b, `{"name": `, p.Name)
	b = appendList(append(b, `, "values": `...), p.Values, value.AppendJSON)
	if p.Description != "" {
		b = appendText(b, `, "description": `, p.Description)
	}
	if p.When != nil {
		b = appendText(b, `, "when": `, *p.When)
	}
	return append(appendWritten(b, &p.Written), '}')
}

// appendWritten appends the keys that say how a parameter is written.
func appendWritten(b []byte, w *Written) []byte {
	switch {
	case w.NoFlag:
		b = append(b, `, "flag": false`...)
	case w.Positional:
		b = append(b, `, "positional": true`...)
	case len(w.Flags) == 1:
		b = appendText(b, `, "flag": `, w.Flags[0])
	case len(w.Flags) > 1:
		b = appendList(append(b, `, "flag": `...), w.Flags, value.AppendJSONString)
	}
	for _, text := range []struct {
		key  string
		text *string
	}{{`, "env": `, w.Env}, {`, "join": `, w.Join}, {`, "group": `, w.Group}} {
		if text.text != nil {
			b = appendText(b, text.key, *text.text)
		}
	}
	if w.Repeat {
		b = append(b, `, "repeat": true`...)
	}
	if w.NoID {
		b = append(b, `, "id": false`...)
	}
	return b
}

func appendRule(b []byte, r Rule) []byte {
	if r.Expr != nil && r.Name == "" && !r.Optional {
		return value.AppendJSONString(b, *r.Expr)
	}
	b = append(b, '{')
	if r.Name != "" {
		b = append(appendText(b, `"name": `, r.Name), ", "...)
	}
	switch {
	case r.Expr != nil:
		b = appendText(b, `"expr": `, *r.Expr)
	case r.If != nil:
		b = appendText(appendText(b, `"if": `, *r.If), `, "then": `, *r.Then)
	case r.Forbid != nil:
		b = appendAssignment(append(b, `"forbid": `...), r.Forbid)
	case r.Linked != nil:
		b = appendList(append(b, `"tuples": {"parameters": `...), r.Linked.Parameters, value.AppendJSONString)
		b = append(appendList(append(b, `, "rows": `...), r.Linked.Rows, appendRow), '}')
	}
	if r.Optional {
		b = append(b, `, "optional": true`...)
	}
	return append(b, '}')
}

func appendText(b []byte, key, text string) []byte {
	return value.AppendJSONString(append(b, key...), text)
}

func appendRow(b []byte, row []any) []byte { return appendList(b, row, value.AppendJSON) }

// appendList appends an array on one line.
func appendList[T any](b []byte, all []T, add func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range all {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = add(b, v)
	}
	return append(b, ']')
}

// appendAssignment appends an object of parameters and values, sorted by name.
func appendAssignment(b []byte, values map[string]any) []byte {
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(values)) {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(appendText(b, "", name), ": "...)
		b = value.AppendJSON(b, values[name])
	}
	return append(b, '}')
}
