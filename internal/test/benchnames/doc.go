// Package benchnames tests that benchstat reads the names of combinations correctly. It is a
// separate module so that the library does not depend on golang.org/x/perf.
package benchnames
