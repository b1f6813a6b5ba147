package results_test

import (
	"image/color"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/browser"
	"github.com/paramgen/paramgen/internal/test/measured"
	"github.com/paramgen/paramgen/results"
)

func pageOf(t *testing.T, a *results.Analysis) string {
	t.Helper()
	var page strings.Builder
	if err := a.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

var convolved struct {
	once sync.Once
	page string
}

// convolution is the page of the measurements of a GPU kernel.
func convolution(t *testing.T) string {
	t.Helper()
	convolved.once.Do(func() {
		s := measured.Read(t, "../testdata/measured", "conv_a100")
		convolved.page = pageOf(t, analyse(t, s.Generator, measuredRows(t, s), results.Metric{Name: "tile_size_x", Min: true}))
	})
	return convolved.page
}

func TestEffectsPage(t *testing.T) {
	page := convolution(t)
	for _, want := range []string{
		"<h1>What determines y</h1>", "4,201 configurations, by its logarithm; 161 more have no number",
		`<span class="mono">use_shmem</span><span class="track"><span class="fill" style="width: 47.`,
		"×1.89 (×1.83 to ×1.95)", "1,558 groups",
		`aria-label="y against block_size_x"`, `aria-label="tile_size_x against y, with the front"`,
		"read_only and use_shmem: 16% of the variance",
		"prefers-color-scheme: dark",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if other := regexp.MustCompile(`<script|(src|href|url|import)\s*[=(]|https?://`).FindString(page); other != "" {
		t.Errorf("the page has a script or refers to another file: %q", other)
	}
	if strings.Contains(page, `aria-label="y against use_shmem"`) || strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "NaN") {
		t.Error("a picture is wrong")
	}
}

// TestEffectsPageEscapes checks that names and values are text everywhere in the page.
func TestEffectsPageEscapes(t *testing.T) {
	evil := `</span><script>alert("1")</script>`
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param(evil, evil, "b", nil), paramgen.Param("c", 1, 2, 4))))
	y := 0
	a := analyse(t, g, figured(t, g.All(), func(paramgen.Combination) string { y++; return string(rune('0' + y)) }))
	if page := pageOf(t, a); strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("a value became part of the page")
	}
}

// TestEffectsPageInBrowser looks at the page at two widths, one in light and one in dark.
func TestEffectsPageInBrowser(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.html")
	measure := `<script>document.body.dataset.wide = document.documentElement.scrollWidth > innerWidth;
document.body.dataset.cut = [...document.querySelectorAll(".n, .mono")].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).length;</script></body>`
	page := strings.Replace(convolution(t), "</body>", measure, 1)
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, look := range []struct {
		width            int
		dark             bool
		paper, bar, mark color.RGBA
	}{
		{1200, false, color.RGBA{0xff, 0xff, 0xff, 0xff}, color.RGBA{0x3b, 0x74, 0xb8, 0xff}, color.RGBA{0xc8, 0x32, 0x1e, 0xff}},
		{500, true, color.RGBA{0x14, 0x18, 0x1d, 0xff}, color.RGBA{0x6a, 0xa3, 0xe0, 0xff}, color.RGBA{0xff, 0x6a, 0x4d, 0xff}},
	} {
		window := browser.New(t, look.width, 2400)
		if dom := window.DOM(file); !strings.Contains(dom, `data-wide="false"`) || !strings.Contains(dom, `data-cut="0"`) {
			t.Errorf("%d wide: the page does not fit: %s", look.width, regexp.MustCompile(`<body[^>]*>`).FindString(dom))
		}
		picture := window.Screenshot(file, look.dark)
		if at := color.RGBAModel.Convert(picture.At(look.width-5, 5)); at != look.paper {
			t.Errorf("%d wide: the paper is %v", look.width, at)
		}
		bars, marks := browser.Pixels(picture, look.bar), browser.Pixels(picture, look.mark)
		if bars < 2000 || marks < 500 {
			t.Errorf("%d wide: only %d pixels of bars and %d of medians", look.width, bars, marks)
		}
	}
}
