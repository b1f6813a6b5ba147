package paramgen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Setting is a name with a value: a parameter with its value, or a flag.
type Setting struct {
	Name  string
	Value any
}

// String returns the setting as name=value.
func (s Setting) String() string { return text.Quote(s.Name) + "=" + value.Show(s.Value) }

// settings shows several of them.
func settings(all []Setting) string {
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = s.String()
	}
	return strings.Join(texts, ", ")
}

// A Rejection says why a rule rejects values.
type Rejection struct {
	Rule string
	// Reads are the values that the rule reads, in the order in which it does.
	Reads []Setting
	// Reasons are, for an expression, each part that is false with the values filled in:
	//
	//	max_running_requests*512 <= max_total_tokens: 128*512 = 65536 > 32768
	//
	// They are nil for Go code, and where the values that are missing make no difference.
	Reasons []string
}

// String says it in one line.
func (r Rejection) String() string {
	reasons := slices.Clone(r.Reasons)
	for i := range reasons {
		reasons[i] = strings.TrimPrefix(reasons[i], r.Rule+": ")
	}
	why := strings.Join(reasons, "; ")
	if why == "" {
		why = settings(r.Reads)
	}
	if why == "" || why == r.Rule {
		return fmt.Sprintf("rule %q rejects it", text.Truncate(r.Rule))
	}
	return fmt.Sprintf("rule %q rejects it: %s", text.Truncate(r.Rule), text.Truncate(text.Line(why)))
}

// rejection runs rule i on a row in which values may be missing (-1). It is nil where the rule does not reject, or not for every value
// of what it misses.
func (s *space) rejection(i int, row []int32) (*Rejection, error) {
	t := &trial{space: s, row: row, rule: s.rules[i]}
	allowed, err := t.run()
	switch {
	case err != nil:
		return nil, err
	case t.undecided:
		allowed = s.explain().Completable(i, row)
	}
	if allowed {
		return nil, nil
	}
	r := &Rejection{Rule: t.rule.Name(), Reads: t.reads(i)}
	if !t.undecided {
		r.Reasons = t.reasons()
	}
	return r, nil
}

// A trial is one run of a rule on a row.
type trial struct {
	*space
	row       []int32
	rule      Rule
	read      []int // parameters, in order
	undecided bool  // it read one without a value
}

func (t *trial) run() (allowed bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			allowed, err = false, panicked(v)
		}
		if t.undecided { // what it did after that means nothing
			allowed, err = false, nil
		}
	}()
	return t.watch(t.rule), nil
}

// reasons explains the rejection, unless that takes values that the verdict did not need and that are missing.
func (t *trial) reasons() (lines []string) {
	again := &trial{space: t.space, row: t.row}
	again.watch(explained{t.rule, &lines})
	if again.undecided {
		return nil
	}
	return lines
}

// explained is a rule that says why it rejects.
type explained struct {
	Rule
	lines *[]string
}

func (r explained) Allow(c Combination) bool {
	*r.lines = reasons(r.Rule, c)
	return false
}

// watch runs a rule on the row and notes what is read. In place of a missing value the rule reads any: it may do so in a goroutine of its own, which
// nothing can stop.
func (t *trial) watch(r Rule) bool {
	return newWatch(t.space).run(r, false, func(v int) int32 {
		if t.row[v] < 0 {
			t.undecided = true
			return 0
		}
		if !slices.Contains(t.read, v) {
			t.read = append(t.read, v)
		}
		return t.row[v]
	})
}

// reads returns what the rule read or, if it did not get to the end, the values of all that it can read.
func (t *trial) reads(i int) []Setting {
	read := t.read
	if t.undecided {
		read = slices.DeleteFunc(t.space.explain().Reads(i), func(v int) bool { return t.row[v] < 0 })
	}
	var all []Setting
	for _, v := range read {
		p := &t.params[v]
		all = append(all, Setting{p.name, p.values[t.row[v]]})
	}
	return all
}

// reasons explains the rejection of a rule that is not Go code.
func reasons(r Rule, c Combination) []string {
	get := func(name string) expr.Value { return read(c, name) }
	switch r := unwrap(r).(type) {
	case *optionalRule:
		return reasons(r.Rule, c)
	case *exprRule:
		return r.parsed.Explain(get)
	case *forbidRule:
		return []string{r.Name()}
	case *ifRule:
		if e, ok := r.expression(); ok {
			return e.Explain(get)
		}
	case *whenRule:
		return []string{r.reason(c)}
	}
	return nil
}

// reason says what is wrong with a conditional parameter.
func (r *whenRule) reason(c Combination) string {
	v, _ := c.Get(r.parameter)
	set := Setting{r.parameter, v}
	if v == nil {
		return set.String() + ", but where " + r.condition.Name() + " it must be set"
	}
	return set.String() + ", but it must be unset unless " + r.condition.Name()
}
