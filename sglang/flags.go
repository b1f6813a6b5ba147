package sglang

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/value"
)

// Newest is the newest release whose flags are known.
const Newest = "2026-07"

const (
	oldest         = "2025-11"
	splitCUDAGraph = "2026-06" // decode and prefill have flags of their own
)

var months = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)

// Release chooses the month of the SGLang release whose flags are written, such as "2025-11". The
// presets choose [Newest]; to have another, put Release after them.
//
// Parameters keep their names, which identify results; only flags differ. Since 2026-06,
// disable_cuda_graph is written as
// --cuda-graph-backend-decode disabled --cuda-graph-backend-prefill disabled, and
// cuda_graph_max_bs as --cuda-graph-max-bs-decode. Months before 2025-11 are an error.
func Release(month string) paramgen.Option {
	if !months.MatchString(month) || month < oldest {
		err := &paramgen.RangeError{What: "SGLang release", Got: fmt.Sprintf("%q", month), Want: "a month from " + oldest + " on"}
		return join(err, paramgen.WithRules())
	}
	return paramgen.WithMapping(func(p paramgen.Parameter, v any, _ paramgen.Target) ([]paramgen.Setting, error) {
		return settings(p.Name(), v, month), nil
	})
}

// settings returns the flags of a parameter's value.
func settings(name string, v any, month string) []paramgen.Setting {
	split := month >= splitCUDAGraph
	switch {
	case v == nil:
		return nil
	case name == "disable_cuda_graph" && split && value.IsBool(v) && !value.IsTrue(v):
		return nil
	case name == "disable_cuda_graph" && split && value.IsTrue(v):
		return []paramgen.Setting{{Name: "cuda-graph-backend-decode", Value: "disabled"}, {Name: "cuda-graph-backend-prefill", Value: "disabled"}}
	case name == "cuda_graph_max_bs" && split:
		return []paramgen.Setting{{Name: "cuda-graph-max-bs-decode", Value: v}}
	}
	return []paramgen.Setting{{Name: strings.ReplaceAll(name, "_", "-"), Value: v}}
}
