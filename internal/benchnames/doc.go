// Package benchnames tests that the names of combinations are read by benchstat as they are meant. It is a module of its own, so that the
// library does not depend on golang.org/x/perf.
package benchnames
