package htmlreport

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var small = &Map{
	Groups: []Group{{"a", []string{"1", "2"}}, {"long name", []string{"x"}}},
	Cells:  []string{"..x", "..2", "x2."},
}

func TestLayers(t *testing.T) {
	want := []Layer{
		{"never", "never together", "M2 0h1v1h-1zM0 2h1v1h-1z"},
		{"k2", "as often", "M2 1h1v1h-1zM1 2h1v1h-1z"},
	}
	if diff := cmp.Diff(want, small.Layers()); diff != "" {
		t.Error(diff)
	}
	wide := &Map{Cells: []string{"xxx-x"}}
	if diff := cmp.Diff("M0 0h3v1h-3zM4 0h1v1h-1z", wide.Layers()[0].Path); diff != "" {
		t.Error(diff)
	}
}

func TestBordersAndLabels(t *testing.T) {
	if got := small.Borders(); got != "M0 0v3M0 0h3M2 0v3M0 2h3" {
		t.Errorf("borders %s", got)
	}
	labels := small.Labels()
	if len(labels) != 2 || labels[0].Middle != 1 || labels[1].Middle != 2.5 || labels[1].Text != "long name" {
		t.Errorf("labels %v", labels)
	}
	for _, l := range labels {
		if width := float64(len(l.Text)) * l.Size * 0.6; width > small.Margin() {
			t.Errorf("label %q of width %v does not fit the margin %v", l.Text, width, small.Margin())
		}
	}
}

// TestColours checks that every class of the map has a colour in both colour schemes.
func TestColours(t *testing.T) {
	for _, k := range kinds {
		if !strings.Contains(source, "."+k.Class+" { fill: var(--") {
			t.Errorf("class %s has no colour", k.Class)
		}
	}
	for _, name := range []string{"--paper:", "--ink:", "--dead:", "--gone:", "--k0:", "--k4:"} {
		if strings.Count(source, name) != 2 {
			t.Errorf("%s is not defined twice, for light and dark", name)
		}
	}
}

func TestWriteWithoutMap(t *testing.T) {
	var b strings.Builder
	if err := (&Page{Summary: "<nothing>"}).Write(&b); err != nil {
		t.Fatal(err)
	}
	if page := b.String(); !strings.Contains(page, "&lt;nothing&gt;") || strings.Contains(page, "<script") {
		t.Errorf("page\n%s", page)
	}
}
