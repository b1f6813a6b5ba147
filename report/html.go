package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/paramgen/paramgen/internal/htmlreport"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// WriteHTML writes the report as one HTML page without references to other files: tables, bars for
// the shares of values, and the map of pairs of values. It follows the browser's light or dark
// colour scheme.
func (r *Report) WriteHTML(w io.Writer) error {
	p := &htmlreport.Page{
		Summary: r.summary(),
		Verdict: r.verdict(),
		Pairs:   r.pairsText(),
		Map:     r.picture(),
	}
	for _, rule := range r.Rules {
		p.Rules = append(p.Rules, r.row(rule))
	}
	for i := range r.Parameters {
		p.Parameters = append(p.Parameters, r.Parameters[i].bars())
	}
	for _, n := range r.ForbiddenPairs {
		p.Forbidden = append(p.Forbidden, htmlreport.Forbidden{One: n.side(0), Other: n.other(), Rules: ruleSets(n.Rules)})
	}
	for _, c := range r.Components {
		p.Components = append(p.Components, htmlreport.Component{
			Parameters: strings.Join(lines(c.Parameters), ", "),
			Rules:      strings.Join(lines(c.Rules), ", "),
			Count:      text.Group(c.Count),
			Nodes:      fmt.Sprint(c.Nodes),
		})
	}
	return p.Write(w)
}

// row returns the row of a rule in the table of rules.
func (r *Report) row(rule Rule) htmlreport.Rule {
	row := htmlreport.Rule{Name: text.Line(rule.Name), Rejects: count(rule.Rejects), Share: share(rule.Rejects, r.Theoretical), Only: count(rule.Only)}
	if rule.Text != rule.Name {
		row.Text = text.Line(rule.Text)
	}
	switch {
	case rule.Idle:
		row.Note = "rejects nothing"
	case rule.Redundant:
		row.Note = "redundant"
	}
	return row
}

// bars draws the values. A run of dead values with the same rules is one line.
func (p *Parameter) bars() htmlreport.Parameter {
	drawn := htmlreport.Parameter{Name: text.Quote(p.Name)}
	for i, end := 0, 0; i < len(p.Values); i = end {
		v, shown := p.Values[i], value.Show(p.Values[i].Value)
		if end = i + 1; v.Dead() {
			end = p.deadRun(i)
			shown = ranges(p.domain()[i:end], p.domain())
		}
		drawn.Values = append(drawn.Values, htmlreport.Value{Text: shown, Count: text.Group(v.Count), Share: v.Share, Dead: v.Dead(), Rules: ruleSets(v.Rules)})
	}
	return drawn
}

// picture returns the map with its values, or nil if there is none.
func (r *Report) picture() *htmlreport.Map {
	if r.Map == nil {
		return nil
	}
	m := &htmlreport.Map{Cells: square(r.Map.Cells)}
	for _, name := range r.Map.Parameters {
		g := htmlreport.Group{Name: text.Quote(name)}
		for _, p := range r.Parameters {
			if p.Name == name {
				for _, v := range p.Values {
					g.Values = append(g.Values, value.Show(v.Value))
				}
			}
		}
		m.Groups = append(m.Groups, g)
	}
	if r.Map.Omitted > 0 {
		m.Note = fmt.Sprintf("The map omits %s for lack of room; the table lists all pairs that never occur.", text.Plural(r.Map.Omitted, "parameter"))
	}
	return m
}

// square completes the lower half of a symmetric table.
func square(half []string) []string {
	rows := make([][]byte, len(half))
	for i, row := range half {
		rows[i] = append(make([]byte, 0, len(half)), row...)
	}
	for i := range rows {
		for j := range i {
			rows[j] = append(rows[j], rows[i][j])
		}
	}
	all := make([]string, len(rows))
	for i, row := range rows {
		all[i] = string(row)
	}
	return all
}
