package paramgen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

func yamlLayout(s *space, style *style) (layout, error) {
	if err := s.distinct(ConfigFile); err != nil {
		return layout{}, err
	}
	own := s.entries()
	base := []byte{}
	for _, m := range style.base {
		if !own[m.flag] {
			base = append(append(append(append(base, yamlKey(m.flag)...), ": "...), m.value...), '\n')
		}
	}
	return layout{
		open: func(r *rows, b []byte, c Combination) ([]byte, error) {
			b = r.identify().appendID(append(b, "---\n# id "...), c)
			b = r.identify().appendIndex(append(b, ", index "...), c, "unknown")
			return append(append(b, '\n'), base...), nil
		},
		close: func(r *rows, b []byte, _ Combination) ([]byte, error) {
			if r.bare && len(base) == 0 {
				b = append(b, "{}\n"...) // nothing would be null
			}
			return b, nil
		},
		cell: func(b []byte, column int, v any) (_ []byte, err error) {
			settings, err := s.mapping.settings(&s.params[column], v, ConfigFile)
			if err != nil {
				return nil, err
			}
			for _, f := range settings {
				if f.Value == nil {
					continue
				}
				if b, err = appendYAML(append(append(b, yamlKey(f.Name)...), ": "...), f.Value); err != nil {
					return nil, err
				}
				b = append(b, '\n')
			}
			return b, nil
		},
	}, nil
}

// entries returns the names that the parameters decide, under the default mapping too.
func (s *space) entries() map[string]bool {
	own := map[string]bool{}
	for i := range s.params {
		p := &s.params[i]
		own[hyphens(p.name)] = true
		values, _ := s.mapping.all(p, ConfigFile)
		for _, settings := range values {
			for _, f := range settings {
				own[f.Name] = true
			}
		}
	}
	return own
}

// appendYAML appends a value as YAML 1.1 and 1.2 both read it: strings always in quotes, since bare no, 1_0 and 1:30 are no strings to all
// readers, and floats with a point, without which 1e-05 is none.
func appendYAML(b []byte, v any) ([]byte, error) {
	switch {
	case value.IsString(v):
		return appendYAMLString(b, value.Text(v))
	case value.IsBool(v):
		return append(b, value.Text(v)...), nil
	}
	return append(b, yamlNumber(value.Text(v))...), nil
}

func yamlNumber(number string) string {
	if e := strings.IndexAny(number, "eE"); e >= 0 {
		mantissa, exponent := number[:e], number[e+1:]
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		if exponent[0] != '-' && exponent[0] != '+' {
			exponent = "+" + exponent
		}
		return mantissa + "e" + exponent
	}
	return number
}

// appendYAMLString appends a double-quoted scalar. Characters that YAML allows only escaped are.
func appendYAMLString(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("the value %q is no UTF-8, which YAML has no form for; use another format", text.Truncate(s))
	}
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r > 0xffff && !unicode.IsPrint(r):
			b = fmt.Appendf(b, `\U%08x`, r)
		case !unicode.IsPrint(r):
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"'), nil
}

// yamlKey writes a flag as a key: in quotes, unless it has a hyphen or an underscore between letters and digits, as flags do and no other kind of
// scalar does.
func yamlKey(flag string) string {
	words := strings.FieldsFunc(flag, func(r rune) bool { return r == '-' || r == '_' })
	bare := len(words) > 1 && 'a' <= flag[0] && flag[0] <= 'z'
	for _, c := range []byte(flag) {
		bare = bare && ('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_')
	}
	key := []byte(flag)
	if !bare {
		key, _ = appendYAMLString(nil, flag) // names and the keys of a base are UTF-8
	}
	if len(key) > mostSimpleKey {
		return "? " + string(key) + "\n"
	}
	return string(key)
}

// mostSimpleKey is how long a key can be in YAML without being marked as one.
const mostSimpleKey = 1024

// member is a setting of a base mapping, with its value as YAML.
type member struct {
	flag  string
	value []byte
}

// readBase reads a JSON object, its members in order, without those that are null.
func readBase(r io.Reader) ([]member, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("paramgen: the base cannot be read: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("paramgen: the base is no mapping; give a JSON object of flags and values")
	}
	var all []member
	seen := map[string]bool{}
	for d.More() {
		m, err := readMember(d)
		if err != nil {
			return nil, err
		}
		if seen[m.flag] {
			return nil, fmt.Errorf("paramgen: the base sets %s twice", text.Quote(text.Truncate(m.flag)))
		}
		if m.value != nil {
			seen[m.flag] = true
			all = append(all, m)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("paramgen: the base is no JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("paramgen: the base has more behind its mapping")
	}
	return all, nil
}

func readMember(d *json.Decoder) (member, error) {
	key, err := d.Token()
	if err != nil {
		return member{}, fmt.Errorf("paramgen: the base is no JSON: %w", err)
	}
	var v any
	if err := d.Decode(&v); err != nil {
		return member{}, fmt.Errorf("paramgen: the base is no JSON: %w", err)
	}
	m := member{flag: hyphens(key.(string))}
	if v != nil {
		m.value = appendFlow(nil, v)
	}
	return m, nil
}

// appendFlow appends what was read from JSON in YAML's flow style.
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
			if len(key) > mostSimpleKey {
				b = append(b, "? "...)
			}
			return appendFlow(append(append(b, key...), ": "...), v[keys[i]])
		})
	}
	b, _ = appendYAMLString(b, v.(string)) // JSON is always UTF-8
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
