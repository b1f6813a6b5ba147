package mutants

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

var reportFile = filepath.Join(root, "docs", "mutations.md")

// reported returns the rows of the report, without its heads.
func reported(t *testing.T) (rows []string) {
	t.Helper()
	data, err := os.ReadFile(reportFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(line, "| `") {
			rows = append(rows, line)
		}
	}
	return rows
}

// TestReport checks that the report is of this table.
func TestReport(t *testing.T) {
	rows, all := reported(t), table(t)
	for i, m := range all {
		if i >= len(rows) || !strings.HasPrefix(rows[i], m.row()) || !strings.HasSuffix(rows[i], m.remark()) {
			t.Fatalf("%s lacks %v in its place; run this with -mutants -mutant PATTERN -update", reportFile, m)
		}
	}
	if len(rows) > len(all) {
		t.Errorf("%s has %d mutants more than the table", reportFile, len(rows)-len(all))
	}
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

// writeReport writes the rows of what was caught just now, and leaves those of other mutants as they are.
func writeReport(t *testing.T, caught map[string]string) {
	old, survived, section := reported(t), 0, ""
	var rows strings.Builder
	all := table(t)
	for _, m := range all {
		if m.home() != section {
			section = m.home()
			fmt.Fprintf(&rows, sectionHead, strings.Replace(section, ".", "the library", 1))
		}
		if m.written != "" {
			survived++
		}
		rows.WriteString(m.reportedRow(t, old, caught) + "\n")
	}
	text := fmt.Sprintf(reportHead, len(all), survived) + rows.String()
	if err := os.WriteFile(reportFile, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func (m *mutant) reportedRow(t *testing.T, old []string, caught map[string]string) string {
	if by, now := caught[m.String()]; now {
		return m.row() + by + m.remark()
	}
	for _, row := range old {
		if rest, known := strings.CutPrefix(row, m.row()); known {
			by, _, _ := strings.Cut(strings.TrimSuffix(rest, " |"), ";")
			return m.row() + by + m.remark()
		}
	}
	t.Errorf("%v was never run", m)
	return m.row() + m.remark()
}
