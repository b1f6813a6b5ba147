package paramgen

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
)

// ShardFromEnv returns which share of the work this process has, by what the system that started it says in the environment: i of shards, for
// [Generator.Shard].
//
//   - Slurm job arrays: SLURM_ARRAY_TASK_ID, counted from SLURM_ARRAY_TASK_MIN in steps of SLURM_ARRAY_TASK_STEP, of
//     SLURM_ARRAY_TASK_COUNT
//   - Kubernetes Indexed Jobs: JOB_COMPLETION_INDEX. Kubernetes does not say of how many: give n, or set PARAMGEN_SHARDS to the Job's
//     completions
//   - SkyPilot: SKYPILOT_JOB_RANK of SKYPILOT_NUM_JOBS
//
// An n above 0 is the number of shards whatever the environment says, and PARAMGEN_SHARDS is one in place of n. With either, part of a Slurm array can be
// run again, such as --array=3,7 of --array=0-15: a task's number is then its shard, so number arrays from 0.
//
// The error is an [*EnvironmentError], which says what is missing.
func ShardFromEnv(n int) (i, shards int, err error) {
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
			e.fail("the number of shards, which Kubernetes does not tell; set PARAMGEN_SHARDS to the Job's completions", "PARAMGEN_SHARDS")
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

// An EnvironmentError says why the environment does not tell which shard this process is.
type EnvironmentError struct {
	Want    string
	Missing []string // the variables that would tell, if that is why
}

// Error says what is wrong.
func (e *EnvironmentError) Error() string {
	text := "paramgen: the environment lacks " + e.Want
	if len(e.Missing) > 0 {
		text += "; not set: " + strings.Join(e.Missing, ", ")
	}
	return text
}

// environment reads variables and keeps the first fault.
type environment struct{ err error }

func (e *environment) fail(want string, missing ...string) {
	if e.err == nil {
		e.err = &EnvironmentError{want, missing}
	}
}

// number returns a variable; one that is not set is otherwise, or a fault where that is negative.
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

// scheduler returns the variable by which the system shows that started the process.
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

// slurm counts the tasks of a range from 0 without gaps, and takes those of any other array as they are numbered.
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
