package paramgen

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// SGLangRelease chooses the month of the SGLang release whose flags are written, such as "2025-11". Without it they are the newest
// that the library knows, those of July 2026.
//
// Parameters keep their names, which results are joined by; only flags differ. From 2026-06 on, disable_cuda_graph is written as
// --cuda-graph-backend-decode disabled --cuda-graph-backend-prefill disabled, and cuda_graph_max_bs as
// --cuda-graph-max-bs-decode. Months before 2025-11 are an error.
func SGLangRelease(month string) Option {
	return func(c *config) error {
		if !months.MatchString(month) || month < oldestRelease {
			return &RangeError{"SGLang release", fmt.Sprintf("%q", month), "a month from " + oldestRelease + " on"}
		}
		c.release = month
		return nil
	}
}

const (
	oldestRelease  = "2025-11"
	splitCUDAGraph = "2026-06" // decode and prefill have flags of their own
)

var months = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)

// setting is a flag, without dashes in front, and its value: what a server is told of a parameter.
type setting struct {
	flag  string
	value any
}

// settings returns the flags of a parameter's value, none for unset.
func (s *space) settings(name string, v any) []setting {
	old := s.release != "" && s.release < splitCUDAGraph
	switch {
	case v == nil:
		return nil
	case name == "disable_cuda_graph" && value.IsBool(v) && !old:
		if value.Text(v) == "false" {
			return nil
		}
		return []setting{{"cuda-graph-backend-decode", "disabled"}, {"cuda-graph-backend-prefill", "disabled"}}
	case name == "cuda_graph_max_bs" && !old:
		return []setting{{"cuda-graph-max-bs-decode", v}}
	}
	return []setting{{hyphens(name), v}}
}

func hyphens(name string) string { return strings.ReplaceAll(name, "_", "-") }

// flags returns the flags that the parameters decide, in any release.
func (s *space) flags() map[string]bool {
	own := map[string]bool{}
	for _, p := range s.params {
		own[hyphens(p.name)] = true
		for _, v := range p.values {
			for _, f := range s.settings(p.name, v) {
				own[f.flag] = true
			}
		}
	}
	return own
}

// appendFlags appends the arguments that set one parameter.
func (s *space) appendFlags(args []string, name string, v any) []string {
	for _, f := range s.settings(name, v) {
		args = appendFlag(args, f.flag, f.value)
	}
	return args
}

// distinctFlags reports parameters that are written as the same flag, such as a_b and a-b: a server would take the last for both.
func (s *space) distinctFlags() error {
	owner := map[string]string{}
	var faults []error
	for _, p := range s.params {
		faults = append(faults, s.claim(p, owner))
	}
	return errors.Join(faults...)
}

// claim enters the flags of a parameter, or reports the first that is another's.
func (s *space) claim(p Parameter, owner map[string]string) error {
	for _, v := range p.values {
		for _, f := range s.settings(p.name, v) {
			if first, taken := owner[f.flag]; taken && first != p.name {
				return &ParameterError{p.name, fmt.Errorf("is written as the flag --%s, as parameter %q is; give one of them another name", text.Truncate(f.flag), text.Truncate(first))}
			}
			owner[f.flag] = p.name
		}
	}
	return nil
}
