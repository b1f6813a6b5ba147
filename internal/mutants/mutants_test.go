package mutants

import (
	"flag"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	mutate = flag.Bool("mutants", false, "run the tests on every mutant")
	only   = flag.String("mutant", "", "with -mutants: only those whose file and title match")
	update = flag.Bool("update", false, "with -mutants: write docs/mutations.md")
)

func table(t *testing.T) []*mutant {
	t.Helper()
	all, err := readTable("testdata/mutants.txt")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTable checks that each mutation still applies and compiles, and that no two have one title.
func TestTable(t *testing.T) {
	packages, titles := map[string][]*mutant{}, map[string]bool{}
	for _, m := range table(t) {
		packages[m.home()] = append(packages[m.home()], m)
		if titles[m.String()] {
			t.Errorf("%v: is there twice", m)
		}
		titles[m.String()] = true
	}
	c, err := newChecker()
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		if err := c.check(packages[dir]); err != nil {
			t.Error(err)
		}
	}
}

// TestMutants runs tests on each mutant: those that the table names, then all of the package, then the library's. Without the mutation the
// first must pass, or nothing would follow from a failure.
func TestMutants(t *testing.T) {
	if !*mutate {
		t.Skip("compiles and tests every mutant: -mutants")
	}
	pattern := regexp.MustCompile(*only)
	selected := slices.DeleteFunc(table(t), func(m *mutant) bool { return !pattern.MatchString(m.String()) })
	healthy(t, selected)
	var mu sync.Mutex
	caught := map[string]string{} // by which test
	t.Run("each", func(t *testing.T) {
		for _, m := range selected {
			t.Run(m.String(), func(t *testing.T) {
				t.Parallel()
				by := m.catch(t)
				mu.Lock()
				defer mu.Unlock()
				caught[m.String()] = by
			})
		}
	})
	t.Logf("%d mutants, %d survived", len(selected), len(selected)-len(caught))
	if *update && !t.Failed() {
		writeReport(t, caught)
	}
}

// healthy runs what the table names on the library as it is.
func healthy(t *testing.T, mutants []*mutant) {
	tests := map[string][]string{}
	for _, m := range mutants {
		if !slices.Contains(tests[m.pkg], m.tests) {
			tests[m.pkg] = append(tests[m.pkg], m.tests)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(tests)) {
		if o := run(nil, pkg, strings.Join(tests[pkg], "|"), longPatience); !o.passed {
			t.Fatalf("./%s fails without a mutation:\n%s", pkg, o.output)
		}
	}
}

// sound demands that a package's tests pass without a mutation, once.
var sound = func() func(t *testing.T, pkg string) {
	var mu sync.Mutex
	asked := map[string]outcome{}
	return func(t *testing.T, pkg string) {
		mu.Lock()
		defer mu.Unlock()
		o, known := asked[pkg]
		if !known {
			o = run(nil, pkg, ".", longPatience)
			asked[pkg] = o
		}
		if !o.passed {
			t.Fatalf("./%s fails without a mutation: %s", pkg, o.test)
		}
	}
}()

// catch returns the test that fails on the mutant. It fails itself where none does.
func (m *mutant) catch(t *testing.T) string {
	start, env := time.Now(), m.overlay(t)
	for _, ask := range []struct {
		pkg, tests string
		limit      time.Duration
	}{{m.pkg, m.tests, patience}, {m.home(), ".", longPatience}, {".", ".", longPatience}} {
		o := run(env, ask.pkg, ask.tests, ask.limit)
		switch {
		case o.passed:
			continue
		case o.test == "":
			t.Fatalf("does not compile, or runs no test:\n%s", o.output)
		}
		by := named(ask.pkg, o.test)
		if o.endless {
			by += endless
		}
		if ask.tests != m.tests {
			sound(t, ask.pkg)
			t.Logf("the tests that the table names pass: %s", m.tests)
		}
		t.Logf("%s, %.0f s", by, time.Since(start).Seconds())
		return by
	}
	t.Fatalf("survives:\n- %s\n+ %s", m.old, m.new)
	return ""
}

// endless is said of a test that had to be stopped.
const endless = ", which does not end"

// named is a test with its package, unless that is the root.
func named(pkg, test string) string {
	if pkg == "." {
		return test
	}
	return fmt.Sprintf("%s in %s", test, pkg)
}
