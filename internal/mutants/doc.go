// Package mutants checks the tests: it changes the library in many small ways, one at a time, as a mistake would, and demands that a test
// fails for each. The changes are in testdata/mutants.txt, what caught them is in docs/mutations.md.
package mutants
