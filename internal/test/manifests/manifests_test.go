package manifests

import (
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	argo "github.com/argoproj/argo-workflows/v3/pkg/apis/workflow/v1alpha1"
	"github.com/rhysd/actionlint"
	batch "k8s.io/api/batch/v1"
	"sigs.k8s.io/yaml"
)

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("../../../examples/spread/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestKubernetes reads the Job strictly and checks further rules of the API server.
func TestKubernetes(t *testing.T) {
	var job batch.Job
	if err := yaml.UnmarshalStrict(read(t, "kubernetes.yaml"), &job); err != nil {
		t.Fatal(err)
	}
	spec := job.Spec
	switch {
	case job.APIVersion != "batch/v1" || job.Kind != "Job" || !label.MatchString(job.Name):
		t.Error("not a Job with a valid name")
	case *spec.CompletionMode != batch.IndexedCompletion || *spec.Completions < *spec.Parallelism || *spec.Parallelism > 100_000:
		t.Error("not an Indexed Job that can run")
	case spec.Template.Spec.RestartPolicy != "Never" && spec.BackoffLimitPerIndex != nil:
		t.Error("backoffLimitPerIndex needs restartPolicy Never")
	}
	volumes := map[string]bool{}
	for _, v := range spec.Template.Spec.Volumes {
		volumes[v.Name] = true
	}
	for _, c := range spec.Template.Spec.Containers {
		if c.Image == "" || !label.MatchString(c.Name) {
			t.Errorf("container %q lacks an image or a valid name", c.Name)
		}
		for _, m := range c.VolumeMounts {
			if !volumes[m.Name] {
				t.Errorf("no volume %q", m.Name)
			}
		}
	}
}

var label = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// TestArgo reads the Workflow strictly and checks that every step has a template with all inputs.
func TestArgo(t *testing.T) {
	var w argo.Workflow
	if err := yaml.UnmarshalStrict(read(t, "argo.yaml"), &w); err != nil {
		t.Fatal(err)
	}
	if w.APIVersion != "argoproj.io/v1alpha1" || w.Kind != "Workflow" || w.GetTemplateByName(w.Spec.Entrypoint) == nil {
		t.Fatal("not a Workflow with an entrypoint")
	}
	for _, parallel := range w.GetTemplateByName(w.Spec.Entrypoint).Steps {
		for _, step := range parallel.Steps {
			template := w.GetTemplateByName(step.Template)
			if template == nil || template.Script == nil || template.Script.Source == "" {
				t.Fatalf("step %s has no script", step.Name)
			}
			for _, input := range template.Inputs.Parameters {
				if step.Arguments.GetParameterByName(input.Name) == nil {
					t.Errorf("step %s lacks the input %s", step.Name, input.Name)
				}
			}
			for _, name := range placeholders.FindAllStringSubmatch(template.Script.Source, -1) {
				if template.Inputs.GetParameterByName(name[1]) == nil {
					t.Errorf("template %s has no input %s", template.Name, name[1])
				}
			}
		}
	}
}

var placeholders = regexp.MustCompile(`{{inputs\.parameters\.(\w+)}}`)

// TestGitHub lints the workflow.
func TestGitHub(t *testing.T) {
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	faults, err := linter.Lint("github.yml", read(t, "github.yml"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		if !strings.Contains(f.Message, `label "gpu" is unknown`) { // a label of self-hosted runners
			t.Error(f)
		}
	}
}
