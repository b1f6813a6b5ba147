package shard_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
	"github.com/paramgen/paramgen/shard"
)

// setenv sets the variables of schedulers that text lists, and unsets all others.
func setenv(t *testing.T, text string) {
	t.Helper()
	for _, v := range os.Environ() {
		name, value, _ := strings.Cut(v, "=")
		for _, prefix := range []string{"SLURM_", "JOB_COMPLETION", "SKYPILOT_", "PARAMGEN_"} {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, value) // to have it back after the test
				os.Unsetenv(name)
			}
		}
	}
	for _, field := range strings.Fields(text) {
		name, value, _ := strings.Cut(field, "=")
		t.Setenv(strings.NewReplacer("S:", "SLURM_ARRAY_TASK_", "K:", "JOB_COMPLETION_INDEX", "P:", "SKYPILOT_").Replace(name), value)
	}
}

func TestFromEnv(t *testing.T) {
	for _, tt := range []struct {
		env  string
		n    int
		want string // i/shards, or part of the error
	}{
		{"S:ID=3 S:MIN=0 S:MAX=15 S:COUNT=16 S:STEP=1", 0, "3/16"},
		{"S:ID=1 S:MIN=1 S:MAX=16 S:COUNT=16 S:STEP=1", 0, "0/16"},
		{"S:ID=16 S:MIN=1 S:MAX=16 S:COUNT=16 S:STEP=1", 16, "15/16"},
		{"S:ID=14 S:MIN=2 S:MAX=15 S:COUNT=4 S:STEP=4", 0, "3/4"},
		{"S:ID=14 S:MIN=2 S:COUNT=4 S:STEP=4", 0, "3/4"},
		{"S:ID=5 S:MIN=5 S:MAX=5 S:COUNT=1", 0, "0/1"},
		{"S:ID=7 S:MIN=3 S:MAX=7 S:COUNT=2 S:STEP=1", 16, "7/16"},
		{"S:ID=7 S:MIN=3 S:MAX=7 S:COUNT=2 S:STEP=1 PARAMGEN_SHARDS=16", 0, "7/16"},
		{"S:ID=7", 16, "7/16"},
		{"K:=2", 4, "2/4"},
		{"K:=2 PARAMGEN_SHARDS=4", 0, "2/4"},
		{"K:=2 PARAMGEN_SHARDS=4", 5, "2/5"},
		{"P:JOB_RANK=0 P:NUM_JOBS=3", 0, "0/3"},
		{"P:JOB_RANK=1 P:NUM_JOBS=3", 9, "1/9"},

		{"", 0, "SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, SKYPILOT_JOB_RANK"},
		{"", 4, "SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, SKYPILOT_JOB_RANK"},
		{"S:ID=7 S:MIN=3 S:MAX=7 S:COUNT=2 S:STEP=1", 0, "not a range; not set: PARAMGEN_SHARDS"},
		{"S:ID=7", 0, "not set: SLURM_ARRAY_TASK_COUNT"},
		{"S:ID=7 S:COUNT=8", 0, "not set: SLURM_ARRAY_TASK_MIN"},
		{"S:ID=x S:MIN=0 S:COUNT=8", 0, `a whole number in SLURM_ARRAY_TASK_ID: it is "x"`},
		{"S:ID=-1 S:MIN=0 S:COUNT=8", 0, `it is "-1"`},
		{"S:ID=9 S:MIN=0 S:MAX=7 S:COUNT=8", 0, "shard 9 of 8"},
		{"S:ID=7 S:MIN=0 S:MAX=7 S:COUNT=8", 7, "shard 7 of 7"},
		{"K:=2", 0, "PARAMGEN_SHARDS"},
		{"K:=2", 2, "shard 2 of 2"},
		{"K:=2 PARAMGEN_SHARDS=four", 0, `a whole number in PARAMGEN_SHARDS: it is "four"`},
		{"P:JOB_RANK=0", 0, "not set: SKYPILOT_NUM_JOBS"},
		{"K:=2 S:ID=1", 4, "SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX are both set"},
	} {
		setenv(t, tt.env)
		i, shards, err := shard.FromEnv(tt.n)
		if err == nil {
			if got := fmt.Sprintf("%d/%d", i, shards); got != tt.want {
				t.Errorf("%s, %d: %s, want %s", tt.env, tt.n, got, tt.want)
			}
			continue
		}
		var own *shard.EnvError
		if !errors.As(err, &own) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s, %d: %v, want %s", tt.env, tt.n, err, tt.want)
		}
	}
}

// TestArraysCoverAll checks that the tasks of Slurm arrays of any offset and step are all shards,
// each once.
func TestArraysCoverAll(t *testing.T) {
	for first := range 4 {
		for step := 1; step < 5; step++ {
			for count := 1; count < 6; count++ {
				seen := map[int]bool{}
				for k := range count {
					setenv(t, fmt.Sprintf("S:ID=%d S:MIN=%d S:MAX=%d S:COUNT=%d S:STEP=%d", first+k*step, first, first+(count-1)*step, count, step))
					i, shards, err := shard.FromEnv(0)
					if err != nil || shards != count || seen[i] {
						t.Fatal(first, step, count, k, i, shards, err)
					}
					seen[i] = true
				}
			}
		}
	}
}

func ExampleFromEnv() {
	os.Setenv("SLURM_ARRAY_TASK_ID", "2") // as Slurm does in the third task of --array=0-3
	os.Setenv("SLURM_ARRAY_TASK_MIN", "0")
	os.Setenv("SLURM_ARRAY_TASK_COUNT", "4")
	i, n, err := shard.FromEnv(0)
	if err != nil {
		panic(err)
	}
	g := paramgen.Must(paramgen.New(sglang.Default()))
	from, to, err := g.ShardRange(i, n)
	if err != nil {
		panic(err)
	}
	fmt.Printf("shard %d of %d: combinations %v to %v", i, n, from, to)
	// Output: shard 2 of 4: combinations 59616 to 89424
}
