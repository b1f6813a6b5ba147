// Package shard tells a process which share of the work it has, from the environment that a
// scheduler gives it.
package shard

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
)

// FromEnv returns the process's share, i of shards, as [paramgen.Generator.Shard] takes it. The
// schedulers are:
//
//   - Slurm job arrays: SLURM_ARRAY_TASK_ID, counted from SLURM_ARRAY_TASK_MIN in steps of
//     SLURM_ARRAY_TASK_STEP, of SLURM_ARRAY_TASK_COUNT
//   - Kubernetes Indexed Jobs: JOB_COMPLETION_INDEX. Kubernetes does not set the number of shards:
//     give n, or set PARAMGEN_SHARDS to the Job's completions
//   - SkyPilot: SKYPILOT_JOB_RANK of SKYPILOT_NUM_JOBS
//
// If n is positive, it is the number of shards and overrides the environment; otherwise
// PARAMGEN_SHARDS does if it is set. With either, part of a Slurm array can be run again, such as
// --array=3,7 of --array=0-15. The number of a task is then its shard, so number arrays from 0.
//
// The error is an [*EnvError].
func FromEnv(n int) (i, shards int, err error) {
	e := environment{}
	s := e.scheduler()
	if n <= 0 {
		n = e.number("PARAMGEN_SHARDS", 0)
	}
	if e.err != nil {
		return 0, 0, e.err
	}
	switch s {
	case "SLURM_ARRAY_TASK_ID":
		i, shards = e.slurm(n)
	case "JOB_COMPLETION_INDEX":
		i, shards = e.number(s, -1), n
		if n <= 0 {
			e.fail("the number of shards, which Kubernetes does not set; set PARAMGEN_SHARDS to the Job's completions", "PARAMGEN_SHARDS")
		}
	default:
		i, shards = e.number(s, -1), n
		if n <= 0 {
			shards = e.number("SKYPILOT_NUM_JOBS", -1)
		}
	}
	if e.err == nil && (i < 0 || i >= shards) {
		e.fail(fmt.Sprintf("a consistent environment: %s is %s, which is shard %d of %d", s, text.Truncate(os.Getenv(s)), i, shards))
	}
	if e.err != nil {
		return 0, 0, e.err
	}
	return i, shards, nil
}

// An EnvError says why the shard of this process cannot be found in the environment.
type EnvError struct {
	Want    string
	Missing []string // variables that are not set, if that is the cause
}

// Error describes the fault.
func (e *EnvError) Error() string {
	message := "paramgen: the environment lacks " + e.Want
	if len(e.Missing) > 0 {
		message += "; not set: " + strings.Join(e.Missing, ", ")
	}
	return message
}

// environment reads variables and keeps the first error.
type environment struct{ err error }

func (e *environment) fail(want string, missing ...string) {
	if e.err == nil {
		e.err = &EnvError{want, missing}
	}
}

// number returns the value of a variable. If it is not set, it is otherwise, or an error if that
// is negative.
func (e *environment) number(name string, otherwise int) int {
	given, set := os.LookupEnv(name)
	if !set || given == "" {
		if otherwise < 0 {
			e.fail("what it needs", name)
		}
		return otherwise
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 0 {
		e.fail(fmt.Sprintf("a whole number in %s: it is %q", name, text.Truncate(given)))
	}
	return n
}

// scheduler returns the variable that identifies the scheduler.
func (e *environment) scheduler() string {
	all := []string{"SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "SKYPILOT_JOB_RANK"}
	var found []string
	for _, name := range all {
		if os.Getenv(name) != "" {
			found = append(found, name)
		}
	}
	switch len(found) {
	case 0:
		e.fail("a number for this task, as in a Slurm job array, a Kubernetes Indexed Job or a SkyPilot job", all...)
		return ""
	case 1:
		return found[0]
	}
	e.fail("one answer: " + strings.Join(found, " and ") + " are both set; give the shard as I/N")
	return ""
}

// slurm counts the tasks of a range from 0 without gaps. Tasks of other arrays keep their numbers.
func (e *environment) slurm(n int) (i, shards int) {
	id, step := e.number("SLURM_ARRAY_TASK_ID", -1), max(1, e.number("SLURM_ARRAY_TASK_STEP", 1))
	if n > 0 && os.Getenv("SLURM_ARRAY_TASK_COUNT") == "" {
		return id, n
	}
	count, first := e.number("SLURM_ARRAY_TASK_COUNT", -1), e.number("SLURM_ARRAY_TASK_MIN", -1)
	last := e.number("SLURM_ARRAY_TASK_MAX", max(0, first+(count-1)*step))
	switch isRange := (last-first)/step+1 == count; {
	case isRange && (n <= 0 || n == count):
		return (id - first) / step, count
	case n <= 0:
		e.fail("the number of shards: the array is not a range", "PARAMGEN_SHARDS")
	}
	return id, n
}
