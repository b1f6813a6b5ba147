// Package htmlreport writes a report as one HTML page without references to other files.
package htmlreport

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// A Page is the contents: texts, and numbers for what is drawn.
type Page struct {
	Summary    string
	Verdict    []string // why the space is empty
	Rules      []Rule
	Parameters []Parameter
	Pairs      string // how many pairs are dead
	Forbidden  []Forbidden
	Components []Component
	Map        *Map // may be nil
}

// A Rule is a row of the table of rules.
type Rule struct{ Name, Text, Rejects, Share, Only, Note string }

// A Parameter is a name and its values with their shares.
type Parameter struct {
	Name   string
	Values []Value
}

// A Value is a bar.
type Value struct {
	Text, Count string
	Share       float64 // of all combinations, 0 to 1
	Dead        bool
	Rules       string // that forbid a dead value
}

// Percent returns the length of the bar.
func (v Value) Percent() string { return fmt.Sprintf("%.2f%%", 100*v.Share) }

// A Forbidden is a group of pairs that no combination has.
type Forbidden struct{ One, Other, Rules string }

// A Component is a row of the table of components.
type Component struct {
	Parameters, Rules string
	Count, Nodes      string
}

//go:embed htmlreport.html
var source string

var page = template.Must(template.New("page").Parse(source))

// Write writes the page.
func (p *Page) Write(w io.Writer) error { return page.Execute(w, p) }

// A Map is a picture of all pairs of values: a square of cells with one row and one column for
// each value of each parameter.
type Map struct {
	Groups []Group
	Cells  []string // a row of kinds each
	Note   string   // what the map omits
}

// A Group is a parameter with its values.
type Group struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// A Kind is how the cells of one letter are drawn and explained. Cells of other letters, such as
// those of two values of one parameter, are empty.
type Kind struct{ Key, Class, Text string }

var kinds = []Kind{
	{"x", "never", "never together"},
	{"-", "gone", "a value that never occurs"},
	{"0", "k0", "less than half as often as independent values"},
	{"1", "k1", "less often"},
	{"2", "k2", "as often"},
	{"3", "k3", "more often"},
	{"4", "k4", "more than twice as often"},
}

// Kinds returns the kinds of cells.
func (m *Map) Kinds() []Kind { return kinds }

// Size returns the length of a side in cells.
func (m *Map) Size() int { return len(m.Cells) }

// A Layer is all cells of one kind as one path, which is a hundred times smaller than a path for
// each cell.
type Layer struct{ Class, Text, Path string }

// Layers draws the cells, and joins neighbours of one kind.
func (m *Map) Layers() []Layer {
	var layers []Layer
	for _, k := range kinds {
		var path strings.Builder
		for y, row := range m.Cells {
			for x := 0; x < len(row); {
				end := x
				for end < len(row) && row[end] == k.Key[0] {
					end++
				}
				if end > x {
					fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x, y, end-x, end-x)
				}
				x = max(end, x+1)
			}
		}
		if path.Len() > 0 {
			layers = append(layers, Layer{k.Class, k.Text, path.String()})
		}
	}
	return layers
}

// Borders draws the lines between parameters.
func (m *Map) Borders() string {
	var path strings.Builder
	at := 0
	for _, g := range m.Groups {
		fmt.Fprintf(&path, "M%d 0v%dM0 %dh%d", at, m.Size(), at, m.Size())
		at += len(g.Values)
	}
	return path.String()
}

// A Label is a name with its position along the left side.
type Label struct {
	Text   string
	Middle float64
	Size   float64 // of its letters
}

// Labels returns the names of the parameters at their rows, in letters that fit the rows.
func (m *Map) Labels() []Label {
	var labels []Label
	largest := float64(m.Size()) / 40
	at := 0
	for _, g := range m.Groups {
		n := float64(len(g.Values))
		labels = append(labels, Label{g.Name, float64(at) + float64(n/2), min(largest, n*0.95)})
		at += len(g.Values)
	}
	return labels
}

// Margin returns the width of the longest label.
func (m *Map) Margin() float64 {
	const letter = 0.62 // width over height
	room := 0.0
	for _, l := range m.Labels() {
		width := float64(float64(len([]rune(l.Text))) * l.Size * letter) // float64 prevents a fused multiply-add
		room = max(room, width+l.Size)
	}
	return room
}

// ViewBox returns the picture's coordinates: cells, with the labels to their left.
func (m *Map) ViewBox() string {
	return fmt.Sprintf("%.2f 0 %.2f %d", -m.Margin(), m.Margin()+float64(m.Size()), m.Size())
}
