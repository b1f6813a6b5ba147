// Package spread holds a sweep for each kind of machine that spreads work: see README.md. Its
// tests run what can be run here.
package spread
