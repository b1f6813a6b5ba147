package paramgen

import (
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/reportpage"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// WriteHTML writes the report as one page that needs nothing from elsewhere: tables, the values as bars of their share, and all pairs of
// values as a map in which those that never occur stand out. It can be read in light and dark.
//
// A report that was read back from JSON has no map, and its numbers are floats.
func (r *Report) WriteHTML(w io.Writer) error {
	p := &reportpage.Page{
		Summary: fmt.Sprintf("%s of %s combinations are valid (%s)", text.Group(r.Valid), shownCount(r.Theoretical), shareOf(r.Valid, r.Theoretical)),
		Verdict: r.verdict(),
		Dead:    r.pairsText(),
		Map:     r.pairMap(),
	}
	for _, rule := range r.Rules {
		p.Rules = append(p.Rules, rule.row(r.Theoretical))
	}
	for i := range r.Parameters {
		p.Parameters = append(p.Parameters, r.Parameters[i].bars())
	}
	for _, n := range r.Never {
		other := n.side(1)
		if n.set {
			other += " (never both set)"
		}
		p.Never = append(p.Never, reportpage.Never{One: n.side(0), Other: other, Rules: blameText(n.Rules)})
	}
	for _, c := range r.Components {
		p.Components = append(p.Components, reportpage.Component{
			Parameters: strings.Join(shownNames(c.Parameters), ", "),
			Rules:      strings.Join(shownNames(c.Rules), ", "),
			Count:      text.Group(c.Count),
			Nodes:      fmt.Sprint(c.Nodes),
		})
	}
	return p.Write(w)
}

func (r RuleReport) row(theoretical *big.Int) reportpage.Rule {
	row := reportpage.Rule{Name: text.Line(r.Name), Rejects: shownCount(r.Rejects), Share: shareOf(r.Rejects, theoretical), Only: shownCount(r.Only)}
	if r.Text != r.Name {
		row.Text = text.Line(r.Text)
	}
	switch {
	case r.Idle:
		row.Note = "never rejects"
	case r.Redundant:
		row.Note = "redundant"
	}
	return row
}

// bars draws the values; dead ones that follow each other and have the same rules to blame are one line.
func (r *ParameterReport) bars() reportpage.Parameter {
	p := reportpage.Parameter{Name: text.Quote(r.Name)}
	for i, end := 0, 0; i < len(r.Values); i = end {
		v, shown := r.Values[i], value.Show(r.Values[i].Value)
		dead := v.Count.Sign() == 0
		if end = i + 1; dead {
			end = r.deadRun(i)
			shown = rangeText(r.domain()[i:end], r.domain())
		}
		p.Values = append(p.Values, reportpage.Value{Text: shown, Count: text.Group(v.Count), Share: v.Share, Dead: dead, Rules: blameText(v.Rules)})
	}
	return p
}

// mostMapped is how many values the map has at most: with more, a screen shows nothing.
const mostMapped = 800

// pairMap draws the pairs, of as many parameters as there is room for, those with dead pairs before others.
func (r *Report) pairMap() *reportpage.Map {
	if r.space == nil || r.Valid.Sign() == 0 {
		return nil
	}
	vars, left := r.mapped()
	m := newMapper(r, vars)
	r.space.engine.Pairs(m.pairs)
	picture := &reportpage.Map{Groups: m.groups}
	for _, row := range m.cells {
		picture.Cells = append(picture.Cells, string(row))
	}
	if left > 0 {
		picture.Note = fmt.Sprintf("The map leaves out %s that it has no room for; the table has all pairs that never occur.", text.Plural(left, "parameter"))
	}
	return picture
}

// mapped returns the parameters to map, in declared order, and how many are left out.
func (r *Report) mapped() (vars []int, left int) {
	apart := make(map[string]bool)
	for _, n := range r.Never {
		apart[n.Parameters[0]], apart[n.Parameters[1]] = true, true
	}
	room := mostMapped
	for _, wanted := range []bool{true, false} {
		for v, p := range r.Parameters {
			if apart[p.Name] != wanted {
				continue
			}
			if len(p.Values) > room {
				left++
				continue
			}
			room -= len(p.Values)
			vars = append(vars, v)
		}
	}
	slices.Sort(vars)
	return vars, left
}

// mapper fills the cells of a map.
type mapper struct {
	*Report
	first  []int // cell of each parameter's first value, -1 where it is left out
	cells  [][]byte
	groups []reportpage.Group
}

func newMapper(r *Report, vars []int) *mapper {
	m := &mapper{Report: r, first: slices.Repeat([]int{-1}, len(r.Parameters))}
	var owner []int
	var dead []bool
	for _, v := range vars {
		m.first[v] = len(owner)
		g := reportpage.Group{Name: text.Quote(r.Parameters[v].Name)}
		for _, one := range r.Parameters[v].Values {
			g.Values = append(g.Values, value.Show(one.Value))
			owner = append(owner, v)
			dead = append(dead, one.Count.Sign() == 0)
		}
		m.groups = append(m.groups, g)
	}
	for i := range owner {
		row := make([]byte, len(owner))
		for j := range row {
			switch row[j] = reportpage.Expected; {
			case owner[i] == owner[j]:
				row[j] = reportpage.Same
			case dead[i] || dead[j]:
				row[j] = reportpage.Gone
			}
		}
		m.cells = append(m.cells, row)
	}
	return m
}

// pairs fills in the pairs that rules link, on both sides of the diagonal.
func (m *mapper) pairs(v, x, w int, counts []*big.Int) {
	if m.first[v] < 0 || m.first[w] < 0 {
		return
	}
	for y, n := range counts {
		other := m.Parameters[w].Values[y].Count
		if other.Sign() == 0 {
			continue
		}
		kind := m.kind(n, m.Parameters[v].Values[x].Count, other)
		i, j := m.first[v]+x, m.first[w]+y
		m.cells[i][j], m.cells[j][i] = kind, kind
	}
}

// kind compares n combinations with two values to what a and b with one of them let expect: a·b over all.
func (m *mapper) kind(n, a, b *big.Int) byte {
	if n.Sign() == 0 {
		return reportpage.Apart
	}
	found, expected := new(big.Float).SetInt(n), new(big.Float).SetInt(a)
	found.Mul(found, new(big.Float).SetInt(m.Valid))
	expected.Mul(expected, new(big.Float).SetInt(b))
	times, _ := found.Quo(found, expected).Float64()
	switch {
	case times < 0.5:
		return reportpage.Rarest
	case times < 0.95:
		return reportpage.Rarest + 1
	case times <= 1.05:
		return reportpage.Expected
	case times <= 2:
		return reportpage.Expected + 1
	}
	return reportpage.Most
}
