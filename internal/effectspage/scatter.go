package effectspage

import (
	"fmt"
	"strings"
)

// A Scatter is points in two axes.
type Scatter struct {
	X, Y         Axis
	XName, YName string
	Points       []Point
	Line         []Point // the medians
}

// A Point is a place in a scatter.
type Point struct{ X, Y float64 }

// The size of a scatter, in units of its picture.
const (
	Width  = 480
	Height = 300
)

// Dots draws the points as one path. Points at the same place are drawn once.
func (s *Scatter) Dots() string { return s.dots(s.Points) }

func (s *Scatter) dots(points []Point) string {
	var path strings.Builder
	seen := map[string]bool{}
	for _, p := range points {
		if dot := "M" + s.place(p) + "h0"; !seen[dot] {
			seen[dot] = true
			path.WriteString(dot)
		}
	}
	return path.String()
}

func (s *Scatter) place(p Point) string {
	return fmt.Sprintf("%.0f %.0f", s.X.At(p.X, Width), Height-s.Y.At(p.Y, Height))
}

// Path draws the line.
func (s *Scatter) Path() string { return s.path(s.Line) }

func (s *Scatter) path(points []Point) string {
	var path strings.Builder
	for i, p := range points {
		path.WriteByte("ML"[min(i, 1)])
		path.WriteString(s.place(p))
	}
	return path.String()
}

// Grid draws the lines of the ticks.
func (s *Scatter) Grid() string {
	var path strings.Builder
	for _, t := range s.X.Ticks() {
		fmt.Fprintf(&path, "M%.1f 0v%d", t.Place*Width, Height)
	}
	for _, t := range s.Y.Ticks() {
		fmt.Fprintf(&path, "M0 %.1fh%d", Height-float64(t.Place*Height), Width)
	}
	return path.String()
}

// A Label is a tick with its place in the picture.
type Label struct {
	X, Y string
	Text string
}

// XLabels returns the labels below the picture.
func (s *Scatter) XLabels() (all []Label) {
	for _, t := range s.X.Ticks() {
		all = append(all, Label{fmt.Sprintf("%.1f", t.Place*Width), fmt.Sprint(Height + 18), t.Text})
	}
	return all
}

// YLabels returns the labels to the left of the picture.
func (s *Scatter) YLabels() (all []Label) {
	for _, t := range s.Y.Ticks() {
		all = append(all, Label{"-6", fmt.Sprintf("%.1f", Height-float64(t.Place*Height)), t.Text})
	}
	return all
}

// A Pareto is a scatter of two metrics with the points that no other dominates.
type Pareto struct {
	Scatter
	Front []Point // by X
	XMin  bool    // less of X is better
	Text  string  // what the front is
}

// FrontDots draws the front.
func (p *Pareto) FrontDots() string { return p.dots(p.Front) }

// FrontPath draws the border of what the front dominates: steps through the worse corners.
func (p *Pareto) FrontPath() string {
	var steps []Point
	for i, at := range p.Front {
		if i > 0 && p.XMin {
			steps = append(steps, Point{at.X, p.Front[i-1].Y})
		} else if i > 0 {
			steps = append(steps, Point{p.Front[i-1].X, at.Y})
		}
		steps = append(steps, at)
	}
	return p.path(steps)
}
