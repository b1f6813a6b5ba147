package randspace

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/reference"
)

// rule returns a random rule of any kind. depth bounds the nesting of rules.
func (m *maker) rule(depth int) Rule {
	kinds := []func() Rule{m.lazy, m.expression, m.expression, m.expression, m.forbid, m.relate, m.tuples, m.constant}
	if !m.condition {
		kinds = append(kinds, m.whole, m.devices)
	}
	if depth > 0 {
		implication := func() Rule { return m.implication(depth) }
		named := func() Rule {
			r := m.rule(depth - 1)
			r.Rule = paramgen.Named("named "+r.Name(), r.Rule)
			return r
		}
		kinds = append(kinds, implication, implication, named)
	}
	return kinds[m.IntN(len(kinds))]()
}

// some returns the names of 1 to most parameters.
func (m *maker) some(most int) []string {
	var names []string
	for _, i := range m.Perm(len(m.params))[:min(1+m.IntN(most), len(m.params))] {
		names = append(names, m.params[i].Name)
	}
	return names
}

// find returns the parameter with the given name.
func (m *maker) find(name string) Parameter {
	return m.params[slices.IndexFunc(m.params, func(p Parameter) bool { return p.Name == name })]
}

// lazy is a rule in Go that reads one value after the other and may return after any of them.
func (m *maker) lazy() Rule {
	salt, names := m.Uint32(), m.some(4)
	decide := func(get func(string) any) bool {
		h := fnv.New32a()
		fmt.Fprint(h, salt)
		for _, name := range names {
			fmt.Fprint(h, get(name))
			if s := h.Sum32() % 8; s < 3 {
				return s > 0
			}
		}
		return h.Sum32()%4 > 0
	}
	rule := paramgen.Func(fmt.Sprintf("lazy %q %d", names, salt), func(c paramgen.Combination) bool {
		return decide(func(name string) any { v, _ := c.Get(name); return v })
	})
	return Rule{Rule: rule, Means: func(r Row) any { return decide(func(name string) any { return r[name] }) }}
}

// whole is a rule in Go that reads every value, with Map or All.
func (m *maker) whole() Rule {
	salt := m.Uint32()
	decide := func(values map[string]any) bool {
		h := fnv.New32a()
		fmt.Fprint(h, salt)
		for _, name := range slices.Sorted(maps.Keys(values)) {
			fmt.Fprint(h, values[name])
		}
		return h.Sum32()%4 > 0
	}
	rule := paramgen.Func(fmt.Sprint("whole, by Map ", salt), func(c paramgen.Combination) bool { return decide(c.Map()) })
	if m.IntN(2) == 0 {
		rule = paramgen.Func(fmt.Sprint("whole, by All ", salt), func(c paramgen.Combination) bool { return decide(maps.Collect(c.All())) })
	}
	return Rule{Rule: rule, Means: func(r Row) any { return decide(r) }}
}

// constant has the same result for every row.
func (m *maker) constant() Rule {
	if m.IntN(8) > 0 {
		always := paramgen.Func("always", func(c paramgen.Combination) bool { return !c.Has("unheard of") })
		return Rule{Rule: always, Means: func(Row) any { return true }}
	}
	return expression("false")
}

func (m *maker) forbid() Rule {
	values := map[string]any{}
	for _, name := range m.some(3) {
		values[name] = m.value(name)
	}
	return Rule{Rule: paramgen.Forbid(values), Means: func(r Row) any {
		for name, v := range values {
			if !same(v, r[name]) {
				return true
			}
		}
		return false
	}}
}

// value returns one of the parameter's values, or sometimes another value.
func (m *maker) value(name string) any {
	if m.IntN(8) == 0 {
		return []any{nil, 1, 1.0, "a", true}[m.IntN(5)]
	}
	domain := m.find(name).Domain()
	return domain[m.IntN(len(domain))]
}

func (m *maker) tuples() Rule {
	names := m.some(3)
	var rows [][]any
	for range 1 + m.IntN(12) {
		var values []any
		for _, name := range names {
			values = append(values, m.value(name))
		}
		rows = append(rows, values)
	}
	return Rule{Rule: paramgen.Tuples(names, rows...), Means: func(r Row) any {
		return slices.ContainsFunc(rows, func(values []any) bool {
			for i, name := range names {
				if !same(values[i], r[name]) {
					return false
				}
			}
			return true
		})
	}}
}

// implication is a conditional rule of two random rules. A fault in an expression rejects, in the
// condition too.
func (m *maker) implication(depth int) Rule {
	condition, then := m.rule(depth-1), m.rule(depth-1)
	return Rule{Rule: paramgen.If(condition.Rule, then.Rule), Means: func(r Row) any {
		if condition.text != "" && condition.Means(r) == (reference.Fault{}) {
			return false
		}
		return !condition.Means.holds(r) || !then.Means.Rejects(r)
	}}
}

// relate is a rule of a typed function of two parameters.
func (m *maker) relate() Rule {
	a, b := m.some(1)[0], m.some(1)[0]
	name := fmt.Sprintf("relate %q %q", a, b)
	switch {
	case m.every(a, isFloat) && m.every(b, isFloat):
		allow := func(x, y float64) bool { return x <= y+1 }
		return Rule{Rule: paramgen.Relate(name, a, b, allow), Means: bothSet(a, b, func(x, y any) bool { return allow(toFloat(x), toFloat(y)) })}
	case m.every(a, isFloat) && m.every(b, isString):
		allow := func(x float64, y string) bool { return x > 1 || y > "a" }
		return Rule{Rule: paramgen.Relate(name, a, b, allow), Means: bothSet(a, b, func(x, y any) bool { return allow(toFloat(x), plain(y).(string)) })}
	}
	allow := func(x, y any) bool { return fmt.Sprint(plain(x)) <= fmt.Sprint(plain(y)) }
	return Rule{Rule: paramgen.Relate(name, a, b, allow), Means: bothSet(a, b, allow)}
}

func bothSet(a, b string, allow func(x, y any) bool) Meaning {
	return func(r Row) any { return r[a] == nil || r[b] == nil || allow(r[a], r[b]) }
}

// every reports whether all set values of a parameter are of a kind.
func (m *maker) every(name string, kind func(any) bool) bool {
	return !slices.ContainsFunc(m.find(name).Values, func(v any) bool { return v != nil && !kind(v) })
}

// devices is the rule about GPUs, where what it reads are sizes.
func (m *maker) devices() Rule {
	sizes := []string{"tp_size", "pp_size", "dp_size"}
	for _, p := range m.params {
		if slices.Contains(sizes, p.Name) && !m.every(p.Name, isSize) {
			return m.expression()
		}
	}
	n := m.IntN(9)
	allows := func(size func(name string) int, shared bool) bool {
		gpus := size("tp_size") * size("pp_size")
		return gpus <= n && (shared || gpus*size("dp_size") <= n)
	}
	rule := paramgen.Func("devices", func(c paramgen.Combination) bool {
		shared, _ := c.Get("enable_dp_attention") // of any type
		return allows(func(name string) int { return read(c, name) }, shared == true)
	})
	return Rule{Rule: paramgen.Optional(rule), Means: func(r Row) any {
		return allows(func(name string) int { return size(r, name) }, r["enable_dp_attention"] == true)
	}}
}

// read returns a parameter's value, or 1 if it is unset or absent.
func read(c paramgen.Combination, name string) int {
	if n, set := paramgen.Value[int](c, name); set {
		return n
	}
	return 1
}

// size is read for a row.
func size(r Row, name string) int {
	if r[name] == nil {
		return 1
	}
	return int(toFloat(r[name]))
}
