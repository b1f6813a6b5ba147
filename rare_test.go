package paramgen_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/paramgen/paramgen"
)

// Cases that are met so rarely that no other test comes to them.

// tight is a space whose budget its own rules keep, and none of them alone.
func tight(rule string) *paramgen.Generator {
	return paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(1, 60, 1)...), paramgen.Param("b", paramgen.Range(1, 60, 1)...), paramgen.Param("c", paramgen.Range(1, 60, 1)...)), paramgen.WithBudget(80),
		paramgen.WithRules(paramgen.Named("large", paramgen.Expr("(a*b*7 + c*c*a)%97 != 5 || c > 100")), paramgen.Named("few", paramgen.Expr(rule)))))
}

func TestReportPastBudget(t *testing.T) {
	r := tight("a < 2 && c < 3").Report()
	if r.Rules[0].Rejects != nil || r.Rules[1].Only != nil || !strings.Contains(r.String(), "few") {
		t.Errorf("%+v", r.Rules)
	}
}

func TestDiffPastBudget(t *testing.T) {
	space := func(rule string) *paramgen.Generator {
		return paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(1, 40, 1)...), paramgen.Param("b", paramgen.Range(1, 40, 1)...), paramgen.Param("c", paramgen.Range(1, 40, 1)...)), paramgen.WithBudget(200),
			paramgen.WithRules(paramgen.Expr(rule))))
	}
	d := space("a*b%37 != 5").Diff(space("b*c%41 != 7"))
	if d.Shared != nil || d.Added() != nil || d.Removed() != nil || strings.Contains(d.String(), "in both") {
		t.Errorf("%v of %v and %v", d.Shared, d.Before, d.After)
	}
}

func TestKinds(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", nil, true, 1))))
	for v, want := range map[any]string{"nil": `has the unset value nil, not the string "nil"`, "true": `has the boolean true, not the string "true"`} {
		if err := g.Check(map[string]any{"a": v}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", v, err, want)
		}
	}
}

// TestNULEverywhere: what no argument can hold is reported by each format that writes arguments, wherever the value stands.
func TestNULEverywhere(t *testing.T) {
	var params []paramgen.Parameter
	for i := range 12 {
		params = append(params, paramgen.Param(fmt.Sprint("p", i), 0, 1))
	}
	for _, at := range []int{0, 11} {
		params := slices.Clone(params)
		params[at] = paramgen.Param("bad", "a\x00b")
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(params...)))
		for format, options := range map[paramgen.Format][]paramgen.WriteOption{paramgen.FormatArgs: nil, paramgen.FormatGitHub: nil, paramgen.FormatArgo: nil, paramgen.FormatShell: {paramgen.WithTemplate("{id} {args}")}} {
			var fault *paramgen.ParameterError
			if n, err := g.Write(io.Discard, format, g.All(), options...); n != 0 || !errors.As(err, &fault) || fault.Parameter != "bad" {
				t.Errorf("%s, place %d: %d, %v", format, at, n, err)
			}
		}
	}
}

func TestFolderOfOthers(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2)), paramgen.WithRules(paramgen.Expr("a < 2"))))
	same := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1.0))))
	dir := filepath.Join(t.TempDir(), "new")
	if n, err := g.WriteFolder(dir, paramgen.FormatJSONL, same.All(), paramgen.WithIndexNames()); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "0.jsonl")); string(text) != "{\"a\":1}\n" {
		t.Errorf("%q, %v", text, err)
	}
	other, rejected := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("b", 1)))), paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 2))))
	for want, h := range map[string]*paramgen.Generator{"has this parameter, which this one lacks": other, "has no index to name a file": rejected} {
		dir := filepath.Join(t.TempDir(), "not")
		if n, err := g.WriteFolder(dir, paramgen.FormatJSONL, h.All(), paramgen.WithIndexNames()); n != 0 || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d, %v, want %s", n, err, want)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: the folder is there", want)
		}
		c, err := h.At(new(big.Int))
		if _, ok := g.Index(c); ok || err != nil {
			t.Errorf("%s: it has an index", want)
		}
	}
}

func TestNamesInTheWay(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("id", 1))))
	for _, f := range []paramgen.Format{paramgen.FormatJSON, paramgen.FormatJSONL, paramgen.FormatCSV} {
		var fault *paramgen.ParameterError
		if _, err := g.Write(io.Discard, f, g.All(), paramgen.WithIdentity()); !errors.As(err, &fault) || fault.Parameter != "id" {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestBrokenReaders(t *testing.T) {
	broken := errors.New("broken")
	if _, err := paramgen.Load(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1))))
	if _, err := g.Write(io.Discard, paramgen.FormatYAML, g.All(), paramgen.WithBase(iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := g.Write(io.Discard, paramgen.FormatYAML, g.All(), paramgen.WithBase(strings.NewReader(`{"a": 1, "\x`))); err == nil {
		t.Error("half a key is none")
	}
}

// TestReportLeavesOut: a report of a space with too much of everything says how much it leaves out.
func TestReportLeavesOut(t *testing.T) {
	params := []paramgen.Parameter{paramgen.Param("many", paramgen.Range(1, 900, 1)...), paramgen.Param("one", 1), paramgen.Param("dead", 1, 2, 3)}
	rules := []paramgen.Rule{paramgen.Expr("many*dead != 2"), paramgen.Expr("one == 1 && dead < 3"), paramgen.Expr("dead != 3"), paramgen.Expr("dead == 1 || dead == 2"), paramgen.Expr("dead*2 < 6"), paramgen.Expr("dead+one < 4")}
	for i := range 12 {
		params = append(params, paramgen.Param(fmt.Sprint("p", i), 1, 2))
		for j := range i {
			rules = append(rules, paramgen.Expr(fmt.Sprintf("p%d != 2 || p%d != 2", i, j)))
		}
	}
	r := paramgen.Must(paramgen.New(paramgen.WithParameters(params...), paramgen.WithRules(rules...))).Report()
	text := strings.Join(strings.Fields(r.String()), " ")
	for _, want := range []string{"and 859 values more", "and 7 pairs of parameters more", "dead == 2” and 2 more", "one: 1 in all", "p11: 13 combinations"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, r)
		}
	}
	var page bytes.Buffer
	if err := r.WriteHTML(&page); err != nil || !strings.Contains(page.String(), "omits") {
		t.Errorf("%v: %.100s", err, page.String())
	}
	dead := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2, 3), paramgen.Param("b", 1, 2, 3)), paramgen.WithRules(paramgen.Expr("a + b < 4"), paramgen.Expr("a < 3"), paramgen.Expr("b < 3")))).Report()
	if err := dead.WriteHTML(&page); err != nil || dead.DeadValues != 2 || dead.DeadPairs != 5+1 {
		t.Errorf("%v, error %v", dead, err)
	}
	single := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 1, 2)), paramgen.WithRules(paramgen.Expr("a + b > 3")))).Report().String()
	if !strings.Contains(single, "1 combination of 2 parameters") {
		t.Error(single)
	}
}
