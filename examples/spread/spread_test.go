package spread

import (
	"encoding/json"
	"flag"
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

	"github.com/paramgen/paramgen/internal/test/longtest"
	"github.com/paramgen/paramgen/sglang"
)

// built is a folder with the command, for all tests.
var built string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(build(m))
}

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "spread")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if out, err := exec.Command("go", "build", "-o", dir, "../../cmd/paramgen").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v: %s", err, out)
		return 1
	}
	built = dir
	return m.Run()
}

// site is a folder to work in. Its environment has the command and a fake server, which parses
// flags as SGLang does.
type site struct {
	t    *testing.T
	dir  string
	env  []string
	here string
}

func newSite(t *testing.T, tools ...string) *site {
	t.Helper()
	for _, tool := range append(tools, "bash", "jq", "python3") {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s", tool)
		}
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, dir: t.TempDir(), here: here}
	s.env = []string{
		"PATH=" + strings.Join([]string{built, here, os.Getenv("PATH")}, string(os.PathListSeparator)),
		"HOME=" + s.dir, // for the files of parallel
		"SERVER=python3 " + filepath.Join(here, "../../internal/test/formats/testdata/fake_server.py") + " 2026-07 --model-path M",
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

// results returns the ids of all results, sorted, and checks that each has a throughput.
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
				s.t.Errorf("%s failed: %+v", r.ID, r.Fields())
			}
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// few returns the first two of a list, or n with -long.
func few[T any](n int, list []T) []T {
	if !longtest.Enabled() {
		n = 2
	}
	return list[:n]
}

// sample returns the ids of the first n combinations of the sample that all examples use.
func sample(n int, options ...paramgen.Option) (ids []string) {
	g := paramgen.Must(paramgen.New(append([]paramgen.Option{sglang.Default()}, options...)...))
	for c := range g.Sample(n, 1) {
		ids = append(ids, c.ID())
	}
	return ids
}

// shares returns the ids of some of the 16 shards of the sample.
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

var hasYAML = sync.OnceValue(func() bool { return exec.Command("python3", "-c", "import yaml").Run() == nil })

// field reads a value of a YAML file by a Python expression over the document d.
func (s *site) field(file, expression string) string {
	s.t.Helper()
	if !hasYAML() {
		s.t.Skip("python3 has no module yaml")
	}
	return s.run(nil, "python3", "-c", "import sys, yaml\nd = yaml.safe_load(open(sys.argv[1]))\nprint("+expression+", end='')", filepath.Join(s.here, file))
}

// TestSlurm runs tasks of the array, and two of them again, one after its result was truncated.
func TestSlurm(t *testing.T) {
	s := newSite(t)
	task := func(i int) {
		s.run([]string{fmt.Sprintf("SLURM_ARRAY_TASK_ID=%d", i), "SLURM_ARRAY_TASK_MIN=0", "SLURM_ARRAY_TASK_MAX=15", "SLURM_ARRAY_TASK_COUNT=16",
			"SLURM_ARRAY_TASK_STEP=1", "SLURM_SUBMIT_DIR=" + s.here}, "bash", filepath.Join(s.here, "slurm.sbatch"))
	}
	tasks := few(4, []int{3, 4, 0, 15})
	for _, i := range tasks {
		task(i)
	}
	s.compare(s.results("results/*.jsonl"), shares(tasks...))
	file := filepath.Join(s.dir, "results/3.jsonl")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text[:len(text)-20], 0o666); err != nil {
		t.Fatal(err)
	}
	task(3)
	task(4)
	s.compare(s.results("results/*.jsonl"), shares(tasks...))
	joined := s.run(nil, "bash", "-c", "cat results/*.jsonl > results.jsonl; paramgen -join results.jsonl -best 5 -metric throughput")
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

// TestKubernetes runs the command of the container as a pod does.
func TestKubernetes(t *testing.T) {
	s := newSite(t)
	const container = "d['spec']['template']['spec']['containers'][0]"
	command := strings.ReplaceAll(s.field("kubernetes.yaml", container+"['command'][2]"), "/results/", s.dir+"/")
	shards := s.field("kubernetes.yaml", container+"['env'][0]['value']")
	if completions := s.field("kubernetes.yaml", "d['spec']['completions']"); completions != shards || completions != "16" {
		t.Fatalf("%s completions, %s shards", completions, shards)
	}
	for _, i := range few(2, []int{1, 15}) {
		s.run([]string{"PARAMGEN_SHARDS=" + shards, fmt.Sprintf("JOB_COMPLETION_INDEX=%d", i)}, "bash", "-ec", command)
	}
	s.compare(s.results("*.jsonl"), shares(1, 15))
}

// TestSkyPilot runs the last of the jobs.
func TestSkyPilot(t *testing.T) {
	s := newSite(t)
	run := strings.ReplaceAll(s.field("skypilot.yaml", "d['run']"), "/results/", s.dir+"/")
	s.run([]string{"SKYPILOT_JOB_RANK=15", "SKYPILOT_NUM_JOBS=16"}, "bash", "-ec", run)
	s.compare(s.results("*.jsonl"), shares(15))
}

// TestArgo fills in the templates of the workflow as Argo does.
func TestArgo(t *testing.T) {
	s := newSite(t)
	list := s.run(nil, "bash", "-c", s.field("argo.yaml", "d['spec']['templates'][1]['script']['source']"))
	var items []struct{ ID, Args string }
	if err := json.Unmarshal([]byte(list), &items); err != nil {
		t.Fatal(err)
	}
	source := strings.ReplaceAll(s.field("argo.yaml", "d['spec']['templates'][2]['script']['source']"), "/results/", s.dir+"/")
	if len(items) != 64 {
		t.Fatalf("%d items", len(items))
	}
	for _, item := range few(6, items) {
		s.run(nil, "bash", "-c", strings.NewReplacer("{{inputs.parameters.id}}", item.ID, "{{inputs.parameters.args}}", item.Args).Replace(source))
	}
	s.compare(s.results("*.jsonl"), few(6, sample(64)))
}

// TestGitHub runs the step that lists the jobs, and the step of each job with its environment.
func TestGitHub(t *testing.T) {
	s := newSite(t)
	output := filepath.Join(s.dir, "output")
	s.run([]string{"GITHUB_OUTPUT=" + output}, "bash", "-ec", s.field("github.yml", "d['jobs']['combinations']['steps'][3]['run']"))
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
	step := strings.ReplaceAll(s.field("github.yml", "d['jobs']['bench']['steps'][1]['run']"), "./bench.sh", "bench.sh")
	if len(matrix.Include) != 64 {
		t.Fatalf("%d jobs", len(matrix.Include))
	}
	for _, job := range few(6, matrix.Include) {
		s.run([]string{"ID=" + job.ID, "ARGS=" + job.Args, "RESULTS=" + filepath.Join(s.dir, job.ID+".jsonl")}, "bash", "-ec", step)
	}
	s.compare(s.results("*.jsonl"), few(6, sample(64)))
}

// TestFailuresAreRecorded: a failed benchmark writes a line, so that the sweep continues without
// it.
func TestFailuresAreRecorded(t *testing.T) {
	s := newSite(t)
	s.run(nil, "bash", filepath.Join(s.here, "bench.sh"), "0123456789ab", "--tp-size", "None")
	text, err := os.ReadFile(filepath.Join(s.dir, "results.jsonl"))
	if err != nil || string(text) != `{"id":"0123456789ab","error":"exit status 2"}`+"\n" {
		t.Errorf("%s %v", text, err)
	}
}
