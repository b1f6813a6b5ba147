// Package spread holds the same sweep for several schedulers, see README.md. Its tests run the
// scripts with a fake server.
package spread
