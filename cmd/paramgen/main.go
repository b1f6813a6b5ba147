// Command paramgen lists, counts, samples, splits and checks the valid combinations of a parameter space. Run paramgen -h for its flags.
//
// Data goes to standard output, or to the file of -output, which is written whole or not at all; words go to standard error. The
// exit status is 0, 1 if the answer is no or something failed, or 2 for bad usage. Where the reader of its output has gone, as with head, it
// ends without a word: on standard output by SIGPIPE, as other commands do, on any other pipe with status 1.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// Exit statuses.
const (
	success = iota
	failure
	badUsage
)

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	words := plain{stderr}
	o, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(stdout, help)
		return status(words, true, err)
	case err != nil:
		fmt.Fprintf(words, "paramgen: %v\nRun paramgen -h for the flags.\n", err)
		return badUsage
	case o.version:
		return status(words, true, say(stdout, version()))
	}
	c := command{options: o, stdin: stdin, stdout: stdout, stderr: words}
	c.progress = newProgress(progressTo(stdout, stderr, o.output), everySecond)
	yes, err := c.do()
	c.progress.stop()
	return status(words, yes, err)
}

// status says what went wrong, and returns the exit status of an answer.
func status(words io.Writer, yes bool, err error) int {
	switch {
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe): // the reader has seen enough
		return failure
	case err != nil:
		fmt.Fprintln(words, "paramgen: "+strings.TrimPrefix(err.Error(), "paramgen: "))
		return failure
	case !yes:
		return failure
	}
	return success
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "paramgen (built without module information)"
	}
	return fmt.Sprintf("paramgen %s %s", info.Main.Version, info.GoVersion)
}
