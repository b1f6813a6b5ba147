package results

import (
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/near"
)

// An Option says how records are read and identified.
type Option func(*settings)

// settings are what the options say.
type settings struct {
	idFields       []string // the fields that can hold the id, the first that does counts
	under          string   // the field whose members are the values of parameters
	ignoreInactive bool
	failed         func(*Record) bool // nil if no profile says what a failed run is
	failedText     string
}

func newSettings(options []Option) settings {
	s := settings{idFields: []string{"id", "tag"}}
	for _, o := range options {
		o(&s)
	}
	return s
}

// IDField has the id read from the field name, besides "id" and "tag". Its text begins with the
// id, as in "3f9a0c5e77d1-warm".
func IDField(name string) Option {
	return func(s *settings) { s.idFields = append([]string{name}, s.idFields...) }
}

// ValuesUnder has the values of the parameters read from the members of the object that the field
// name holds, instead of the record's fields. A member max_running_requests can also be written
// max-running-requests or --max-running-requests.
func ValuesUnder(name string) Option {
	return func(s *settings) { s.under = name }
}

// IgnoreInactive has the values of inactive parameters ignored, which a benchmark reports although
// they have no effect. See [paramgen.Parameter.When].
func IgnoreInactive() Option {
	return func(s *settings) { s.ignoreInactive = true }
}

// Profiles returns the names of the profiles.
func Profiles() []string { return []string{"sglang", "vllm"} }

// Profile returns the options for the files of a benchmark:
//
//   - sglang: bench_serving and bench_offline_throughput, whose field "tag" has the id, and
//     bench_one_batch, whose field "run_name" has it. A run that completed no request failed.
//   - vllm: bench serve, whose field "label" has the id. A run that completed no request failed.
func Profile(name string) (Option, error) {
	fields := map[string][]string{"sglang": {"tag", "run_name", "id"}, "vllm": {"label", "id", "tag"}}[name]
	if fields == nil {
		hint := "use " + strings.Join(Profiles(), " or ")
		if other := near.Name(name, Profiles()); other != "" {
			hint = fmt.Sprintf("did you mean %q?", other)
		}
		return nil, fmt.Errorf("results: no profile %q; %s", name, hint)
	}
	return func(s *settings) {
		s.idFields = append(slices.Clone(fields), s.idFields...)
		s.failed, s.failedText = completedNothing, "no request completed"
	}, nil
}

// completedNothing reports whether a run ended without a completed request, as when the server was
// not there. Its throughput is then 0 and its latencies are 0 or null, which could be the best.
func completedNothing(r *Record) bool {
	n, missing := r.number("completed")
	return missing == Present && n == 0
}

// identities are the fields that say which run a record is of, and nothing about its outcome.
var identities = []string{"id", "tag", "index", "repetition"}

// identifies reports whether the field i identifies the configuration.
func (s *shape) identifies(i int, name string) bool {
	if s.parameters != nil && s.parameters[i] {
		return true
	}
	return name == s.source.under || slices.Contains(identities, name) || slices.Contains(s.source.idFields, name)
}
