package encode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/paramgen/paramgen/internal/text"
)

// A Member is a setting of a base, with its value as YAML.
type Member struct {
	name  string
	value []byte
}

// ReadBase reads a JSON object: its members in order, without those that are null.
func ReadBase(r io.Reader) ([]Member, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("paramgen: the base cannot be read: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("paramgen: the base is not a JSON object; give an object of flags and values")
	}
	var all []Member
	seen := map[string]bool{}
	for d.More() {
		m, err := readMember(d)
		if err != nil {
			return nil, err
		}
		if seen[m.name] {
			return nil, fmt.Errorf("paramgen: the base sets %s twice", text.Quote(text.Truncate(m.name)))
		}
		if m.value != nil {
			seen[m.name] = true
			all = append(all, m)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, notJSON(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("paramgen: the base has trailing data after the JSON object")
	}
	return all, nil
}

func notJSON(err error) error { return fmt.Errorf("paramgen: the base is not JSON: %w", err) }

func readMember(d *json.Decoder) (Member, error) {
	key, err := d.Token()
	if err != nil {
		return Member{}, notJSON(err)
	}
	var v any
	if err := d.Decode(&v); err != nil {
		return Member{}, notJSON(err)
	}
	m := Member{name: Hyphens(key.(string))}
	if v != nil {
		m.value = appendFlow(nil, v)
	}
	return m, nil
}

// appendFlow appends a value read from JSON in YAML's flow style.
func appendFlow(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case json.Number:
		return append(b, yamlNumber(v.String())...)
	case []any:
		return appendItems(b, '[', ']', len(v), func(b []byte, i int) []byte { return appendFlow(b, v[i]) })
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		return appendItems(b, '{', '}', len(v), func(b []byte, i int) []byte {
			key := appendFlow(nil, keys[i])
			if len(key) > maxSimpleKey {
				b = append(b, "? "...)
			}
			return appendFlow(append(append(b, key...), ": "...), v[keys[i]])
		})
	}
	b, _ = appendYAMLString(b, v.(string)) // what encoding/json returns is UTF-8
	return b
}

func appendItems(b []byte, open, close byte, n int, item func([]byte, int) []byte) []byte {
	b = append(b, open)
	for i := range n {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = item(b, i)
	}
	return append(b, close)
}
