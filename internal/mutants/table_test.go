package mutants

import (
	"fmt"
	"os"
	"path"
	"strings"
)

// root is the folder of the module.
const root = "../.."

// mutant is a small wrong change of one file.
type mutant struct {
	file     string // from the root, with slashes
	title    string // what goes wrong
	old, new string // texts; old occurs once in the file
	pkg      string // whose tests are asked first, from the root
	tests    string // pattern of them
	written  string // the tests that were written because none caught it
}

func (m *mutant) String() string { return m.file + ": " + m.title }

// home is the folder of the package that is changed.
func (m *mutant) home() string { return path.Dir(m.file) }

// readTable reads mutants that look like this, with an empty line between them; old and new may have several lines, and new none:
//
//	# internal/near/near.go: an edit in the middle costs nothing
//	- cost := 1
//	+ cost := 0
//	? TestName
//	! TestNameInTheMiddle
//
// Behind ? are the tests that are asked first, of the same package or, as in "? ./results TestJoin", of another one. Behind ! are those that had
// to be written. Lines that begin with // are comments.
func readTable(name string) ([]*mutant, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var all []*mutant
	for i, block := range strings.Split(string(data), "\n\n") {
		m := &mutant{}
		for _, line := range strings.Split(strings.Trim(block, "\n"), "\n") {
			if err := m.add(line); err != nil {
				return nil, fmt.Errorf("%s, mutant %d: %w", name, i+1, err)
			}
		}
		if m.file == "" {
			continue // comments only
		}
		m.old, m.new = strings.TrimSuffix(m.old, "\n"), strings.TrimSuffix(m.new, "\n")
		if m.old == "" || m.tests == "" {
			return nil, fmt.Errorf("%s: %v lacks a text or tests", name, m)
		}
		all = append(all, m)
	}
	return all, nil
}

// add takes a line of the table.
func (m *mutant) add(line string) error {
	kind, text, _ := strings.Cut(line, " ")
	switch kind {
	case "#":
		m.file, m.title, _ = strings.Cut(text, ": ")
		m.pkg = m.home()
	case "-":
		m.old += text + "\n"
	case "+":
		m.new += text + "\n"
	case "?":
		m.tests = text
		if pkg, tests, two := strings.Cut(text, " "); two {
			m.pkg, m.tests = path.Clean(pkg), tests
		}
	case "!":
		m.written = text
	case "//", "":
	default:
		return fmt.Errorf("the line %q is of no kind", line)
	}
	return nil
}

// in returns the text of the file with the mutation.
func (m *mutant) in(text string) (string, error) {
	if n := strings.Count(text, m.old); n != 1 {
		return "", fmt.Errorf("%v: the table is stale: its text is %d times in the file:\n%s", m, n, m.old)
	}
	return strings.Replace(text, m.old, m.new, 1), nil
}
