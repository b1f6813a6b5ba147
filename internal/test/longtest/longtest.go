// Package longtest holds the flag -long, by which tests run longer proofs than by default.
package longtest

import "flag"

var long = flag.Bool("long", false, "run the long proofs")

// Enabled reports whether -long was given. Call it in tests, after the flags are parsed.
func Enabled() bool { return *long }

// Times returns n, or the larger number of repetitions many with -long.
func Times[T any](n, many T) T {
	if *long {
		return many
	}
	return n
}
