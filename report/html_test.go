package report_test

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/browser"
	"github.com/paramgen/paramgen/sglang"
)

func pageOf(t *testing.T, g *paramgen.Generator) string {
	t.Helper()
	var b bytes.Buffer
	if err := g.Report().WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML(t *testing.T) {
	page := pageOf(t, paramgen.Must(paramgen.New(sglang.Default())))
	for _, want := range []string{
		"<h1>119,232 of 576,000 combinations are valid (20.70%)</h1>",
		`<td class="n">230,400</td><td class="n">40.00%</td><td class="n">79,488</td>`,
		`style="width: 55.56%"`,
		"21 of 712 in no valid combination",
		"max_running_requests ∈ {128…1024}",
		"(never both set)",
		`<path class="never" d="M6 1h4v1h-4z`,
		"prefers-color-scheme: dark",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if other := regexp.MustCompile(`(src|href|url|import)\s*[=(]|https?://`).FindString(page); other != "" {
		t.Errorf("the page refers to another file: %q", other)
	}
}

// TestHTMLEscapes checks that names and values are text everywhere in the page.
func TestHTMLEscapes(t *testing.T) {
	evil := `</script><script>alert("1")</script>`
	page := pageOf(t, paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param(evil, evil, "b"), paramgen.Param("c", 1, 2)),
		paramgen.WithRules(paramgen.Forbid(map[string]any{evil: evil, "c": 1})),
	)))
	if strings.Contains(page, "<script>alert") || strings.Count(page, "<script>") != 1 {
		t.Error("a value became part of the page")
	}
}

func TestHTMLOfMany(t *testing.T) {
	var params []paramgen.Parameter
	for _, name := range []string{"a", "b", "c", "d"} {
		params = append(params, paramgen.Param(name, paramgen.Range(1, 300, 1)...))
	}
	page := pageOf(t, paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(paramgen.Expr("c != d")))))
	if !strings.Contains(page, "The map omits 2 parameters") || !strings.Contains(page, ">c</text>") || strings.Contains(page, ">a</text>") {
		t.Error("the map does not prefer the parameters with dead pairs, or does not say what it omits")
	}
}

// TestInBrowser opens the page of the SGLang preset, moves to a cell of its map, and looks at the
// picture in light and dark.
func TestInBrowser(t *testing.T) {
	window := browser.New(t, 1200, 2400)
	page := pageOf(t, paramgen.Must(paramgen.New(sglang.Default())))
	dir := t.TempDir()
	pointed := strings.Replace(page, "</body>", `<script>
var box = map.getBoundingClientRect(), view = map.viewBox.baseVal, scale = box.height / view.height;
map.dispatchEvent(new PointerEvent("pointermove", {clientX: box.left + (box.width - view.width * scale) / 2 + (7.5 - view.x) * scale, clientY: box.top + 1.5 * scale}));
</script></body>`, 1)
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte(pointed), 0o600); err != nil {
		t.Fatal(err)
	}
	dom := window.DOM(file)
	for _, want := range []string{"max_running_requests = 128 with max_total_tokens = 8192: never together", "<strong>memory</strong>"} {
		if !strings.Contains(dom, want) {
			t.Errorf("the browser shows no %q", want)
		}
	}
	light := window.Screenshot(file, false)
	dark := window.Screenshot(file, true)
	const deadCells = 2 * 21 // on both sides of the diagonal
	for name, look := range map[string]struct {
		picture           image.Image
		paper, dead, fill color.RGBA
	}{
		"light": {light, color.RGBA{0xff, 0xff, 0xff, 0xff}, color.RGBA{0xc8, 0x32, 0x1e, 0xff}, color.RGBA{0x3b, 0x74, 0xb8, 0xff}},
		"dark":  {dark, color.RGBA{0x14, 0x18, 0x1d, 0xff}, color.RGBA{0xff, 0x6a, 0x4d, 0xff}, color.RGBA{0x6a, 0xa3, 0xe0, 0xff}},
	} {
		if at := color.RGBAModel.Convert(look.picture.At(1190, 5)); at != look.paper {
			t.Errorf("%s: the paper is %v, want %v", name, at, look.paper)
		}
		if n := browser.Pixels(look.picture, look.dead); n < deadCells*100 {
			t.Errorf("%s: only %d pixels of dead pairs", name, n)
		}
		if n := browser.Pixels(look.picture, look.fill); n < 10000 {
			t.Errorf("%s: only %d pixels of bars", name, n)
		}
	}
}
