// Package reportpage writes a report as one HTML page that needs nothing from elsewhere.
package reportpage

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// A Page is what to show: texts, and numbers where something is drawn.
type Page struct {
	Summary    string
	Verdict    []string // what is wrong with the space as a whole
	Rules      []Rule
	Parameters []Parameter
	Dead       string // how many pairs are dead
	Never      []Never
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
	Rules       string // to blame
}

// Percent is the length of the bar.
func (v Value) Percent() string { return fmt.Sprintf("%.2f%%", 100*v.Share) }

// A Never is a group of dead pairs.
type Never struct{ One, Other, Rules string }

// A Component is a row of the table of components.
type Component struct {
	Parameters, Rules string
	Count, Nodes      string
}

//go:embed page.html
var source string

var page = template.Must(template.New("page").Parse(source))

// Write writes the page.
func (p *Page) Write(w io.Writer) error { return page.Execute(w, p) }

// A Map is a picture of all pairs of values: a square of cells, one row and one column for each value of each parameter.
type Map struct {
	Groups []Group
	Cells  []string // a row of kinds each
	Note   string   // what it leaves out
}

// A Group is a parameter's values.
type Group struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// The kinds of cells. Between Rarest and Commonest, a pair occurs less or more often than its values' own shares let expect.
const (
	Same     = '.' // two values of one parameter
	Gone     = '-' // one of the two is in no combination at all
	Apart    = 'x' // each is in some combination, never together
	Rarest   = '0'
	Expected = '2'
	Most     = '4'
)

// kinds says how each kind is drawn and explained.
var kinds = []struct {
	Kind        byte
	Class, Text string
}{
	{Apart, "never", "never together"},
	{Gone, "gone", "a value that never occurs"},
	{Rarest, "k0", "less than half as often as independent values"},
	{Rarest + 1, "k1", "less often"},
	{Expected, "k2", "as often"},
	{Expected + 1, "k3", "more often"},
	{Most, "k4", "more than twice as often"},
}

// Kinds are the kinds of cells with what to say of each.
func (m *Map) Kinds() []struct{ Key, Text string } {
	all := make([]struct{ Key, Text string }, len(kinds))
	for i, k := range kinds {
		all[i].Key, all[i].Text = string(k.Kind), k.Text
	}
	return all
}

// Size is the length of a side in cells.
func (m *Map) Size() int { return len(m.Cells) }

// A Layer is all cells of one kind as one path: drawing them one by one would take a hundred times the space.
type Layer struct{ Class, Text, Path string }

// Layers draws the cells, joining those of a kind that stand beside each other.
func (m *Map) Layers() []Layer {
	var layers []Layer
	for _, k := range kinds {
		var path strings.Builder
		for y, row := range m.Cells {
			for x := 0; x < len(row); {
				end := x
				for end < len(row) && row[end] == k.Kind {
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

// A Label is a name and where it stands along the left side.
type Label struct {
	Text   string
	Middle float64
	Size   float64 // of its letters
}

// Labels names the parameters beside their rows, in letters that fit between their neighbours.
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

// Margin is the room for the labels: of the longest.
func (m *Map) Margin() float64 {
	const letter = 0.62 // width over height
	room := 0.0
	for _, l := range m.Labels() {
		width := float64(float64(len([]rune(l.Text))) * l.Size * letter) // rounded, so that no machine fuses it with the sum
		room = max(room, width+l.Size)
	}
	return room
}

// ViewBox is the picture's coordinates: cells, and the labels left of them.
func (m *Map) ViewBox() string {
	return fmt.Sprintf("%.2f 0 %.2f %d", -m.Margin(), m.Margin()+float64(m.Size()), m.Size())
}
