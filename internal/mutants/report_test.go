package mutants

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var reportFile = filepath.Join(root, "docs", "mutations.md")

// TestMutationReport checks that the report is of this table, in every word but the tests that caught its mutants, that those and the tests that the table
// names are there, and that SECURITY.md counts right.
func TestMutationReport(t *testing.T) {
	all, text := table(t), textOf(t, reportFile)
	caught := reported(text, all)
	if d := cmp.Diff(report(all, caught), text); d != "" {
		t.Errorf("%s is of another table (-want +got); run this with -mutants -mutant PATTERN -update\n%s", reportFile, d)
	}
	names := map[string][]string{} // of tests, by folder
	for _, m := range all {
		test, pkg, _ := strings.Cut(strings.TrimSuffix(caught[m.String()], endless), " in ")
		if !slices.Contains(testsIn(t, names, pkg), test) {
			t.Errorf("%v is caught by %q, which is not there", m, caught[m.String()])
		}
		for _, pattern := range strings.Split(m.tests, "|") {
			if !slices.ContainsFunc(testsIn(t, names, m.pkg), regexp.MustCompile(pattern).MatchString) {
				t.Errorf("%v: there is no test %s in %s", m, pattern, m.pkg)
			}
		}
	}
	if promise := fmt.Sprintf("of %d wrong changes each is caught", len(all)); !strings.Contains(textOf(t, filepath.Join(root, "SECURITY.md")), promise) {
		t.Errorf("SECURITY.md does not say: %s", promise)
	}
}

func textOf(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)

// testsIn returns the names of a package's tests, and keeps them.
func testsIn(t *testing.T, known map[string][]string, pkg string) []string {
	t.Helper()
	if known[pkg] == nil {
		files, err := filepath.Glob(filepath.Join(root, pkg, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			for _, m := range declared.FindAllStringSubmatch(textOf(t, f), -1) {
				known[pkg] = append(known[pkg], m[1])
			}
		}
	}
	return known[pkg]
}

// reported returns what caught each mutant when the report was written.
func reported(text string, all []*mutant) map[string]string {
	caught := map[string]string{}
	for _, line := range strings.Split(text, "\n") {
		for _, m := range all {
			if rest, ok := strings.CutPrefix(line, m.row()); ok {
				caught[m.String()], _, _ = strings.Cut(strings.TrimSuffix(rest, " |"), ";")
			}
		}
	}
	return caught
}

// row is the mutant's line of the report up to what caught it.
func (m *mutant) row() string {
	return fmt.Sprintf("| `%s` | %s | %s | %s | ", path.Base(m.file), cell(m.title), code(m.old), code(m.new))
}

// remark is the rest of the line behind what caught it.
func (m *mutant) remark() string {
	if m.written == "" {
		return " |"
	}
	return "; was not caught before " + m.written + " |"
}

// cell is a text without what ends a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// code is a text of the program on one line, for a cell.
func code(text string) string {
	if text == "" {
		return ""
	}
	text = cell(strings.Join(strings.Fields(text), " "))
	if strings.Contains(text, "`") {
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}

const reportHead = `# Mutations

What do the tests catch? Each row is a small wrong change of one file, as a mistake would make it: a bound off by one, a case forgotten, states merged that
differ. With that change alone, the test at the end of the row fails. Of the %d changes none gets by.

When they were first tried, %d got past every test of their own package. The tests written for these are named in their rows.

The changes are kept in internal/mutants/testdata/mutants.txt. ` + "`go test`" + ` checks that each still applies and compiles; to run the tests on all of them, or on some, and to
write this page, takes minutes:

` + "```sh" + `
go test ./internal/mutants -mutants -timeout 3h
go test ./internal/mutants -mutants -mutant diagram/residual -v
go test ./internal/mutants -mutants -update -timeout 3h
` + "```" + `
`

const sectionHead = `
## %s

| file | what goes wrong | before | after | caught by |
|---|---|---|---|---|
`

// report is the page, where this caught the mutants.
func report(all []*mutant, caught map[string]string) string {
	survived, section := 0, ""
	var rows strings.Builder
	for _, m := range all {
		if m.home() != section {
			section = m.home()
			fmt.Fprintf(&rows, sectionHead, strings.Replace(section, ".", "the library", 1))
		}
		if m.written != "" {
			survived++
		}
		rows.WriteString(m.row() + caught[m.String()] + m.remark() + "\n")
	}
	return fmt.Sprintf(reportHead, len(all), survived) + rows.String()
}

// writeReport writes the rows of what was caught just now, and leaves those of other mutants as they are.
func writeReport(t *testing.T, now map[string]string) {
	all := table(t)
	caught := reported(textOf(t, reportFile), all)
	maps.Copy(caught, now)
	for _, m := range all {
		if caught[m.String()] == "" {
			t.Errorf("%v was never run", m)
		}
	}
	if err := os.WriteFile(reportFile, []byte(report(all, caught)), 0o666); err != nil {
		t.Fatal(err)
	}
}
