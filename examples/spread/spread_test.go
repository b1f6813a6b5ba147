package spread

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// command is the folder of the command, which TestMain builds once, or "" without Go.
var command string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "paramgen")
	if err != nil {
		panic(err)
	}
	if _, err := exec.LookPath("go"); err == nil {
		build := exec.Command("go", "build", "-o", filepath.Join(dir, "paramgen"), "../../cmd/paramgen")
		if out, err := build.CombinedOutput(); err != nil {
			panic(string(out))
		}
		command = dir
	}
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// site is a temporary folder in which programs find the command and a fake server, which parses its
// flags as SGLang does.
type site struct {
	t    *testing.T
	dir  string
	env  []string
	here string
}

func newSite(t *testing.T, tools ...string) *site {
	t.Helper()
	for _, tool := range append(tools, "bash", "jq", "python3", "go") {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, dir: t.TempDir(), here: here}
	s.env = []string{
		"PATH=" + strings.Join([]string{command, here, os.Getenv("PATH")}, string(os.PathListSeparator)),
		"HOME=" + s.dir, // for the files of GNU parallel
		"SERVER=python3 " + filepath.Join(here, "../../testdata/fake_server.py") + " 2026-07 --model-path M",
	}
	return s
}

// run runs a program in the site's folder and returns its output.
func (s *site) run(env []string, program string, args ...string) string {
	s.t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env = s.dir, append(slices.Clone(s.env), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("%s %v: %v: %s", program, args, err, out)
	}
	return string(out)
}

// results returns the sorted ids of all results. Each result must have a throughput.
func (s *site) results(pattern string) (ids []string) {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, pattern))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			s.t.Fatal(err)
		}
		defer f.Close()
		table, err := results.Read(f)
		if err != nil {
			s.t.Fatal(file, err)
		}
		for _, r := range table.Records {
			if _, ok := r.Number("throughput"); !ok {
				s.t.Errorf("%s failed: %+v", r.ID, r.Fields)
			}
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// sample returns the ids of the sample that every file here uses.
func sample(n int, options ...paramgen.Option) (ids []string) {
	g := paramgen.Must(paramgen.New(append([]paramgen.Option{paramgen.SGLang()}, options...)...))
	for c := range g.Sample(n, 1) {
		ids = append(ids, c.ID())
	}
	return ids
}

// shares returns the ids of some of the 16 shares of the sample.
func shares(of ...int) (ids []string) {
	all := sample(64)
	for _, i := range of {
		ids = append(ids, all[4*i:4*i+4]...)
	}
	return ids
}

func (s *site) compare(got, want []string) {
	s.t.Helper()
	want = slices.Sorted(slices.Values(want))
	if d := cmp.Diff(want, got); d != "" {
		s.t.Error(d)
	}
}

// documents returns the YAML files of this folder by name. One python3 process reads all of them.
var documents = sync.OnceValues(func() (map[string]any, error) {
	const program = "import glob, json, yaml\nprint(json.dumps({f: yaml.safe_load(open(f)) for f in glob.glob('*.y*ml')}))"
	text, err := exec.Command("python3", "-c", program).Output()
	if err != nil {
		return nil, err
	}
	var all map[string]any
	return all, json.Unmarshal(text, &all)
})

// field returns a value of a YAML file, by keys of maps and indices of lists.
func (s *site) field(file string, path ...any) string {
	s.t.Helper()
	all, err := documents()
	if err != nil {
		s.t.Skip("python3 has no module yaml")
	}
	value := all[file]
	for _, step := range path {
		switch step := step.(type) {
		case string:
			value = value.(map[string]any)[step]
		case int:
			value = value.([]any)[step]
		}
	}
	return fmt.Sprint(value)
}

// TestSlurm runs tasks of the array, one of them again after its last result is truncated.
func TestSlurm(t *testing.T) {
	s := newSite(t)
	task := func(i int) {
		s.run([]string{
			fmt.Sprintf("SLURM_ARRAY_TASK_ID=%d", i), "SLURM_ARRAY_TASK_MIN=0", "SLURM_ARRAY_TASK_MAX=15",
			"SLURM_ARRAY_TASK_COUNT=16", "SLURM_ARRAY_TASK_STEP=1", "SLURM_SUBMIT_DIR=" + s.here,
		}, "bash", filepath.Join(s.here, "slurm.sbatch"))
	}
	task(3)
	task(15)
	s.compare(s.results("results/*.jsonl"), shares(3, 15))
	file := filepath.Join(s.dir, "results/3.jsonl")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text[:len(text)-20], 0o666); err != nil {
		t.Fatal(err)
	}
	task(3)
	s.compare(s.results("results/*.jsonl"), shares(3, 15))
	joined := s.run(nil, "bash", "-c",
		"cat results/*.jsonl > results.jsonl; paramgen -join results.jsonl -best 5 -metric throughput")
	if strings.Count(joined, `"max_running_requests"`) != 5 {
		t.Error(joined)
	}
}

func TestParallel(t *testing.T) {
	s := newSite(t, "parallel")
	for range 2 {
		s.run([]string{"GPUS=2", "SAMPLE=4"}, "bash", filepath.Join(s.here, "parallel.sh"))
		s.compare(s.results("results.jsonl"), sample(4, paramgen.WithValues("tp_size", 1), paramgen.WithValues("dp_size", 1)))
	}
}

// TestKubernetes runs the command of the container as each pod would.
func TestKubernetes(t *testing.T) {
	s := newSite(t)
	container := []any{"spec", "template", "spec", "containers", 0}
	script := s.field("kubernetes.yaml", append(container, "command", 2)...)
	shards := s.field("kubernetes.yaml", append(container, "env", 0, "value")...)
	if completions := s.field("kubernetes.yaml", "spec", "completions"); completions != shards || completions != "16" {
		t.Fatalf("%s completions, %s shards", completions, shards)
	}
	s.run([]string{"PARAMGEN_SHARDS=" + shards, "JOB_COMPLETION_INDEX=1"},
		"bash", "-ec", strings.ReplaceAll(script, "/results/", s.dir+"/"))
	s.compare(s.results("*.jsonl"), shares(1))
}

// TestSkyPilot runs the last of the jobs.
func TestSkyPilot(t *testing.T) {
	s := newSite(t)
	run := strings.ReplaceAll(s.field("skypilot.yaml", "run"), "/results/", s.dir+"/")
	s.run([]string{"SKYPILOT_JOB_RANK=15", "SKYPILOT_NUM_JOBS=16"}, "bash", "-ec", run)
	s.compare(s.results("*.jsonl"), shares(15))
}

// TestArgo replaces the parameters in the templates of the workflow as Argo does.
func TestArgo(t *testing.T) {
	s := newSite(t)
	list := s.run(nil, "bash", "-c", s.field("argo.yaml", "spec", "templates", 1, "script", "source"))
	var items []struct{ ID, Args string }
	if err := json.Unmarshal([]byte(list), &items); err != nil {
		t.Fatal(err)
	}
	source := strings.ReplaceAll(s.field("argo.yaml", "spec", "templates", 2, "script", "source"), "/results/", s.dir+"/")
	if len(items) != 64 {
		t.Fatalf("%d items", len(items))
	}
	for _, item := range items[:2] {
		fill := strings.NewReplacer("{{inputs.parameters.id}}", item.ID, "{{inputs.parameters.args}}", item.Args)
		s.run(nil, "bash", "-c", fill.Replace(source))
	}
	s.compare(s.results("*.jsonl"), sample(64)[:2])
}

// TestGitHub runs the step that lists the jobs, and the step of each job with its environment.
func TestGitHub(t *testing.T) {
	s := newSite(t)
	output := filepath.Join(s.dir, "output")
	s.run([]string{"GITHUB_OUTPUT=" + output}, "bash", "-ec", s.field("github.yml", "jobs", "combinations", "steps", 3, "run"))
	text, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	var matrix struct {
		Include []struct{ ID, Args string }
	}
	if err := json.Unmarshal(text[len("matrix="):], &matrix); err != nil {
		t.Fatal(err)
	}
	step := strings.ReplaceAll(s.field("github.yml", "jobs", "bench", "steps", 1, "run"), "./bench.sh", "bench.sh")
	if len(matrix.Include) != 64 {
		t.Fatalf("%d jobs", len(matrix.Include))
	}
	for _, job := range matrix.Include[:2] {
		file := filepath.Join(s.dir, job.ID+".jsonl")
		s.run([]string{"ID=" + job.ID, "ARGS=" + job.Args, "RESULTS=" + file}, "bash", "-ec", step)
	}
	s.compare(s.results("*.jsonl"), sample(64)[:2])
}

// TestFailuresAreRecorded checks that a failed benchmark leaves a record, so that it is not run again.
func TestFailuresAreRecorded(t *testing.T) {
	s := newSite(t)
	s.run(nil, "bash", filepath.Join(s.here, "bench.sh"), "0123456789ab", "--tp-size", "None")
	text, err := os.ReadFile(filepath.Join(s.dir, "results.jsonl"))
	if err != nil || string(text) != `{"id":"0123456789ab","error":"exit status 2"}`+"\n" {
		t.Errorf("%s %v", text, err)
	}
}
