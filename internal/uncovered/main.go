// Command uncovered reads a coverage profile of the whole module, and fails where too little is covered or a statement is not covered and nobody
// has said why, in a list of reasons that has no others.
//
//	go test -coverpkg=./... -coverprofile=cover.out ./...
//	go run ./internal/uncovered cover.out docs/uncovered.md
package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

const (
	module = "github.com/paramgen/paramgen"

	// demanded is how many of a hundred statements of a package must be covered.
	demanded = 95
)

// free are the packages of which nothing is demanded: programs, which are run as such, and helpers of tests.
var free = []string{"cmd/", "examples/", "internal/cover/table", "internal/test/randspace", "internal/uncovered"}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: uncovered PROFILE REASONS")
		os.Exit(2)
	}
	faults, err := check(os.Stdout, os.Args[1], os.Args[2], ".")
	if err != nil {
		faults = append(faults, err.Error())
	}
	for _, f := range faults {
		fmt.Fprintln(os.Stderr, f)
	}
	if len(faults) > 0 {
		os.Exit(1)
	}
}

// check compares a profile with the reasons, tells what is covered, and returns what is wrong.
func check(w io.Writer, profile, reasons, root string) (faults []string, err error) {
	blocks, err := readProfile(profile)
	if err != nil {
		return nil, err
	}
	why, err := readReasons(reasons)
	if err != nil {
		return nil, err
	}
	faults = tell(w, blocks)
	places, err := placesOf(root, blocks)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if why[p]--; why[p] < 0 {
			faults = append(faults, "not covered, and no reason in "+reasons+":\n- "+p.String()+" …")
		}
	}
	for _, p := range slices.SortedFunc(maps.Keys(why), place.compare) {
		if why[p] > 0 {
			faults = append(faults, "covered or not there, so no reason is needed in "+reasons+":\n- "+p.String())
		}
	}
	return faults, nil
}

// tell prints what part of each package is covered, and returns which packages have too little.
func tell(w io.Writer, blocks []block) (faults []string) {
	all, covered := map[string]int{}, map[string]int{}
	for _, b := range blocks {
		all[path.Dir(b.file)] += b.statements
		if b.covered {
			covered[path.Dir(b.file)] += b.statements
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(all)) {
		share := 100 * float64(covered[dir]) / float64(all[dir])
		note := ""
		switch {
		case isFree(dir):
			note = ", not demanded"
		case covered[dir]*100 < all[dir]*demanded:
			faults = append(faults, fmt.Sprintf("%s: %.1f %% of the statements are covered, want %d", dir, share, demanded))
		}
		fmt.Fprintf(w, "%5.1f %% of %4d statements: %s%s\n", share, all[dir], dir, note)
	}
	return faults
}

func isFree(dir string) bool {
	return slices.ContainsFunc(free, func(f string) bool { return strings.HasPrefix(dir+"/", strings.TrimSuffix(f, "/")+"/") })
}
