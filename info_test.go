package paramgen_test

import (
	"encoding/json"
	"fmt"

	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen/internal/text"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

func TestInfoText(t *testing.T) {
	want, err := os.ReadFile("testdata/info.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), paramgen.Must(paramgen.New(sglang.Default())).Info().String()); diff != "" {
		t.Error(diff)
	}
}

func TestInfoJSON(t *testing.T) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("a", nil, true, 1, 1.5, "x\n").Describe("d"), paramgen.Param("b", 2.0).When(paramgen.Expr("a != 1"))),
		paramgen.WithRules(paramgen.Expr("b > 1"), paramgen.Named("n", paramgen.Forbid(map[string]any{"a": 1})), paramgen.Func("f", func(paramgen.Combination) bool { return true })),
	))
	got, err := json.Marshal(g.Info())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"parameters":[{"name":"a","description":"d","count":5,"values":[null,true,1,1.5,"x\n"]},` +
		`{"name":"b","count":1,"values":[2.0],"when":"a != 1"}],` +
		`"rules":[{"name":"b \u003e 1","text":"b \u003e 1"},{"name":"n","text":"forbid a=1"},{"name":"f"}],` +
		`"theoretical":5,"valid":4,"filtered":0.2}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestInfoEmpty(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1)), paramgen.WithRules(paramgen.Expr("a > 1"))))
	if i := g.Info(); i.Filtered != 1 || i.Valid.Sign() != 0 || !strings.Contains(i.String(), "filtered out: 1 (100%)") {
		t.Errorf("%v", i)
	}
	when := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("on", false, true), paramgen.Param("x", 1, 2).When(paramgen.Expr("on"))))).Info()
	if when.Filtered != 0.25 || !strings.Contains(when.String(), "filtered out: 1 (25.00%), counting what inactive parameters would repeat\n") {
		t.Errorf("%v", when)
	}
	if i := paramgen.Must(paramgen.New()).Info(); i.Filtered != 0 || !strings.Contains(i.String(), "Parameters: 0\n") {
		t.Errorf("%v", i)
	}
}

// TestInfoFitsPage describes spaces with everything too long, too large or too strange for a page.
func TestInfoFitsPage(t *testing.T) {
	long := strings.Repeat("ä", 250)
	options := []paramgen.Option{
		paramgen.WithParameters(paramgen.Param(long, paramgen.Range(1, 1_000_000, 1)...).Describe(strings.Repeat("word ", 100)), paramgen.Param("s", long, "a b", "\x00", "nil", "", "…")),
		paramgen.WithRules(paramgen.Func(strings.Repeat("name ", 60), func(paramgen.Combination) bool { return true }), paramgen.Named("n", paramgen.Expr(strings.Repeat("1 < 2 && ", 60)+"true"))),
	}
	for i := range 60 {
		options = append(options, paramgen.WithParameters(paramgen.Param(fmt.Sprintf("p%d", i), paramgen.Range(1, 1000, 1)...)))
	}
	s := paramgen.Must(paramgen.New(options...)).Info().String()
	for _, line := range strings.Split(s, "\n") {
		if utf8.RuneCountInString(line) > text.Width {
			t.Errorf("a line of %d characters: %s", utf8.RuneCountInString(line), line)
		}
	}
	for _, want := range []string{"… 1000000", `"\x00"`, `"nil"`, `"a b"`, `""`, "1000 values"} {
		if !strings.Contains(strings.Join(strings.Fields(s), " "), want) {
			t.Errorf("no %s in the text", want)
		}
	}
	if strings.Count(s, "ä") != 500 {
		t.Errorf("%d of 500 letters are left", strings.Count(s, "ä"))
	}
}
