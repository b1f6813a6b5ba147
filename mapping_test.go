package paramgen_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// TestWithMapping writes flags and entries of names, numbers and values other than the parameters'.
func TestWithMapping(t *testing.T) {
	mapping := func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
		switch {
		case v == nil:
			return []paramgen.Setting{{Name: "no-" + p.Name(), Value: true}, {Name: "ignored"}}, nil
		case to == paramgen.ConfigFile:
			return []paramgen.Setting{{Name: "file_" + p.Name(), Value: v}}, nil
		}
		return []paramgen.Setting{{Name: p.Name(), Value: v}, {Name: p.Name() + "-too", Value: "x"}}, nil
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a_b", nil, 1)), paramgen.WithMapping(mapping)))
	g = paramgen.Must(g.With(paramgen.WithOrder("a_b"))) // which keeps the mapping
	var args []string
	for c := range g.All() {
		args = append(args, strings.Join(c.Args(), " "))
	}
	if got, want := strings.Join(args, "; "), "--no-a_b; --a_b 1 --a_b-too x"; got != want {
		t.Errorf("arguments %s, want %s", got, want)
	}
	if got := writtenWith(t, g, paramgen.FormatYAML); !strings.Contains(got, "\nno-a_b: true\n") || !strings.Contains(got, "\nfile_a_b: 1\n") || strings.Contains(got, "ignored") {
		t.Errorf("a configuration file\n%s", got)
	}
	g = paramgen.Must(g.With(paramgen.WithMapping(nil)))
	c, err := g.Combination(map[string]any{"a_b": 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(c.Args(), " "); got != "--a-b 1" {
		t.Errorf("arguments %s by the default mapping", got)
	}
}

func TestMappingErrors(t *testing.T) {
	odd := errors.New("is odd")
	fails := func(target paramgen.Target) paramgen.Option {
		return paramgen.WithMapping(func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
			if to == target && v == 3 {
				return nil, odd
			}
			return nil, nil
		})
	}
	space := paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", 2, 3))
	var fault *paramgen.ParameterError
	if _, err := paramgen.New(space, fails(paramgen.CommandLine)); !errors.As(err, &fault) || fault.Parameter != "b" || !errors.Is(err, odd) {
		t.Errorf("New: %v", err)
	}
	g := paramgen.Must(paramgen.New(space, fails(paramgen.ConfigFile)))
	if _, err := g.Write(&strings.Builder{}, paramgen.FormatYAML, g.All()); !errors.As(err, &fault) || fault.Parameter != "b" || !errors.Is(err, odd) {
		t.Errorf("Write: %v", err)
	}
}

func ExampleWithMapping() {
	// The server has a switch for either value of the parameter.
	cache := func(p paramgen.Parameter, v any, to paramgen.Target) ([]paramgen.Setting, error) {
		name := strings.ReplaceAll(p.Name(), "_", "-")
		if v == false {
			return []paramgen.Setting{{Name: "no-" + name, Value: true}}, nil
		}
		return []paramgen.Setting{{Name: name, Value: v}}, nil
	}
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("prefix_cache", false, true), paramgen.Param("batch", 8)),
		paramgen.WithMapping(cache)))
	for c := range g.All() {
		fmt.Println(c.Args())
	}
	// Output:
	// [--no-prefix-cache --batch 8]
	// [--prefix-cache --batch 8]
}
