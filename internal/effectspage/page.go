// Package effectspage writes what determines a metric as one HTML page without references to other
// files and without scripts.
package effectspage

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

// A Page is the contents: texts, and numbers for what is drawn.
type Page struct {
	Metric      string
	Summary     []string
	Shares      []Share
	Parameters  []Parameter
	EffectTitle string   // what the effects of values are
	Minor       string   // parameters without pictures
	Pairs       []string // interactions
	Confounded  []string
	Pareto      *Pareto // may be nil
}

// A Share is a bar with an interval. Numbers are from 0 to 1.
type Share struct {
	Name, Text, Interval, Alone string
	Length, Low, High           float64
	Rest                        bool // what no parameter explains
}

// Style returns the length of the bar.
func (s Share) Style() template.CSS { return template.CSS(fmt.Sprintf("width: %.2f%%", 100*s.Length)) }

// Whisker returns the place of the interval.
func (s Share) Whisker() template.CSS {
	return template.CSS(fmt.Sprintf("left: %.2f%%; width: %.2f%%", 100*s.Low, 100*(s.High-s.Low)))
}

// A Parameter has a box for each value, and a scatter if its values are numbers.
type Parameter struct {
	Name    string
	Share   string
	Values  []Value
	Axis    Axis // of the metric
	Scatter *Scatter
}

// A Value is a box: the quartiles of the metric.
type Value struct {
	Text, Effect, Basis string
	Quartiles           []float64 // empty if no row has the value
}

//go:embed page.html
var source string

var page = template.Must(template.New("page").Parse(source))

// Write writes the page.
func (p *Page) Write(w io.Writer) error { return page.Execute(w, p) }

// Box draws the boxes of a parameter's value on a picture that is 1000 wide.
func (p Parameter) Box(v Value) string {
	if len(v.Quartiles) != 5 {
		return ""
	}
	at := [5]float64{}
	for i, q := range v.Quartiles {
		at[i] = p.Axis.At(q, 1000)
	}
	return fmt.Sprintf("M%.1f 10H%.1fM%.1f 5v10M%.1f 5v10M%.1f 10H%.1f", at[0], at[1], at[0], at[4], at[3], at[4])
}

// Rect returns the place and the width of the box, from the first to the third quartile.
func (p Parameter) Rect(v Value) (r struct{ X, W, Median float64 }) {
	if len(v.Quartiles) == 5 {
		r.X = p.Axis.At(v.Quartiles[1], 1000)
		r.W = max(1, p.Axis.At(v.Quartiles[3], 1000)-r.X)
		r.Median = p.Axis.At(v.Quartiles[2], 1000)
	}
	return r
}
