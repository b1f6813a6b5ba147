package formats_test

import (
	"encoding/json"
	"errors"
	"iter"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/longtest"
	"github.com/paramgen/paramgen/sglang"
)

// serverCase is a text for sglang_reader.py, and what it answered.
type serverCase struct {
	name    string
	n       int
	Release string `json:"release"`
	Format  string `json:"format"`
	Text    string `json:"text"`

	answer struct {
		Read, Refused int
		First         string
	}
}

// TestReleases has the argument parser and the configuration reader of each release read every
// preset: nothing is refused, and nothing has a flag that the release ignores. Values and
// parameters that an older release lacks are errors of New, and are left out here.
func TestReleases(t *testing.T) {
	n := 25
	if longtest.Enabled() {
		n = 2500
	}
	var cases []*serverCase
	for _, preset := range sglang.Presets() {
		for _, release := range sglang.Releases() {
			g := fitting(t, preset, release)
			for _, format := range []paramgen.Format{paramgen.FormatArgs, paramgen.FormatYAML} {
				cases = append(cases, newServerCase(t, g, preset, release, format, g.Sample(n, 7), n))
			}
		}
	}
	if longtest.Enabled() {
		g := paramgen.Must(paramgen.New(sglang.Default()))
		cases = append(cases, newServerCase(t, g, "all of default", sglang.Newest, paramgen.FormatArgs, g.All(), 119232))
	}
	table := "../../../sglang/releases.jsonl"
	if folder := os.Getenv("SGLANG_FLAGS"); folder != "" {
		table = folder // files flags-RELEASE.json, from which the table was made
	}
	serve(t, table, cases)
	total := 0
	for _, c := range cases {
		if c.answer.Read != c.n || c.answer.Refused > 0 {
			t.Errorf("%s for %s as %s: %d refused of %d, want %d read: %s", c.name, c.Release, c.Format, c.answer.Refused, c.answer.Read, c.n, c.answer.First)
		}
		total += c.answer.Read
	}
	t.Logf("%d combinations in %d cases", total, len(cases))
}

// TestReaderRefuses shows that the reader refuses what the servers do.
func TestReaderRefuses(t *testing.T) {
	cases := []*serverCase{
		{Release: "v0.5.18", Format: "args", Text: "--tp-size two\n--x 1\n--disable-radix-cache false\n--kv-cache-dtype fp7\n--collect-tokens-histogram\n--tp-size\n", n: 6},
		{Release: "v0.5.13", Format: "args", Text: "--enable-piecewise-cuda-graph\n--cuda-graph-max-bs-decode 8\n", n: 2},
		{Release: "v0.5.5.post3", Format: "args", Text: "--hicache-mem-layout page_head\n", n: 1},
		{Release: "v0.5.14", Format: "yaml", Text: "disable-cuda-graph: false\n---\ncuda-graph-max-bs-decode: 8\n---\ndsa-prefill-backend: fa3\n---\ntp-size: null\n---\nnsa-prefill-backend: true\n---\ntp-size: [1, 2]\n", n: 6},
	}
	serve(t, "../../../sglang/releases.jsonl", cases)
	for _, c := range cases {
		if c.answer.Read != c.n || c.answer.Refused != c.n {
			t.Errorf("%s as %s: %d refused of %d, want %d", c.Release, c.Format, c.answer.Refused, c.answer.Read, c.n)
		}
	}
}

// fitting returns a preset without the values and parameters that a release does not take.
func fitting(t *testing.T, preset, release string) *paramgen.Generator {
	t.Helper()
	space, err := sglang.Preset(preset)
	if err != nil {
		t.Fatal(err)
	}
	base := paramgen.Must(paramgen.New(space))
	for _, p := range base.Parameters() {
		alone, refused := []any(nil), error(nil)
		for _, v := range p.Values() {
			_, err := paramgen.New(paramgen.WithParameters(paramgen.Param(p.Name(), v)), sglang.Release(release))
			var fault *sglang.FlagError
			if err == nil {
				alone = append(alone, v)
			} else if refused = err; !errors.As(err, &fault) || fault.Release != release || len(fault.Releases) == 0 {
				t.Errorf("%s for %s: %v", preset, release, err)
			}
		}
		switch {
		case refused == nil:
		case len(alone) == 0 || len(alone) == 1 && alone[0] == nil:
			space = then(space, paramgen.WithoutParameters(p.Name()))
		default:
			space = then(space, paramgen.WithValues(p.Name(), alone...))
		}
		if _, err := base.With(sglang.Release(release)); refused != nil && err == nil {
			t.Errorf("%s for %s: %s is not refused: %v", preset, release, p.Name(), refused)
		}
	}
	g, err := paramgen.New(space, sglang.Release(release))
	if err != nil {
		t.Fatalf("%s for %s: %v", preset, release, err)
	}
	return g
}

// then returns an option that applies two.
func then[C any](first, second func(*C) error) func(*C) error {
	return func(c *C) error { return errors.Join(first(c), second(c)) }
}

func newServerCase(t *testing.T, g *paramgen.Generator, name, release string, format paramgen.Format, seq iter.Seq[paramgen.Combination], n int) *serverCase {
	t.Helper()
	var text strings.Builder
	if _, err := g.Write(&text, format, seq); err != nil {
		t.Fatalf("%s for %s: %v", name, release, err)
	}
	return &serverCase{name: name, n: n, Release: release, Format: string(format), Text: text.String()}
}

// serve has one python process read all cases.
func serve(t *testing.T, table string, cases []*serverCase) {
	t.Helper()
	if exec.Command(reader(t, "python3"), "-c", "import yaml").Run() != nil {
		t.Skip("python3 has no module yaml here")
	}
	var in strings.Builder
	for _, c := range cases {
		line, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	out := json.NewDecoder(strings.NewReader(feed(t, in.String(), "python3", "testdata/sglang_reader.py", table)))
	for _, c := range cases {
		if err := out.Decode(&c.answer); err != nil {
			t.Fatal(err)
		}
	}
}
