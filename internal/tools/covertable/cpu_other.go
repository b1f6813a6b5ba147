//go:build !unix

package main

import "time"

var started = time.Now()

// cpu returns the seconds since the start: on one core the nearest thing to processor time that
// every system has.
func cpu() float64 { return time.Since(started).Seconds() }
