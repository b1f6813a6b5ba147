package paramgen_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/randspace"
	"github.com/paramgen/paramgen/report"
)

// report compares a report with what the list of all rows says.
func (t *twin) report() error {
	r := &reported{t, t.g.Report()}
	for _, check := range []func() error{r.rules, r.values, r.pairs, r.blame, r.components, r.emptiness} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// reported is a random space with its report.
type reported struct {
	*twin
	*report.Report
}

// base tells whether row i is one that conditions leave: the rules reject from those.
func (r *reported) base(i int) bool {
	return !slices.ContainsFunc(r.rejecting[i], r.isCondition)
}

func (r *reported) isCondition(name string) bool {
	return !slices.ContainsFunc(r.twin.Rules, func(q randspace.Rule) bool { return q.Name() == name })
}

func (r *reported) rules() error {
	total, rejects, only := int64(0), map[string]int64{}, map[string]int64{}
	for i, names := range r.rejecting {
		if !r.base(i) {
			continue
		}
		total++
		for _, name := range names {
			rejects[name]++
		}
		if len(names) == 1 {
			only[names[0]]++
		}
	}
	if r.Theoretical.Cmp(big.NewInt(total)) != 0 || r.Valid.Cmp(big.NewInt(int64(len(r.valid)))) != 0 {
		return fmt.Errorf("%v of %v, want %d of %d", r.Valid, r.Theoretical, len(r.valid), total)
	}
	for _, rule := range r.Report.Rules {
		if rule.Rejects.Cmp(big.NewInt(rejects[rule.Name])) != 0 || rule.Only.Cmp(big.NewInt(only[rule.Name])) != 0 {
			return fmt.Errorf("rule %s rejects %v, %v alone, want %d, %d", rule.Name, rule.Rejects, rule.Only, rejects[rule.Name], only[rule.Name])
		}
		idle, redundant := rejects[rule.Name] == 0, rejects[rule.Name] > 0 && only[rule.Name] == 0
		if rule.Idle != idle || rule.Redundant != redundant {
			return fmt.Errorf("rule %s: idle %v, redundant %v", rule.Name, rule.Idle, rule.Redundant)
		}
	}
	return nil
}

func (r *reported) values() error {
	dead := 0
	for k, p := range r.Report.Parameters {
		domain := r.twin.Parameters[k].Domain()
		if len(p.Values) != len(domain) {
			return fmt.Errorf("%s has %d values, want %d", p.Name, len(p.Values), len(domain))
		}
		for x, v := range p.Values {
			n := r.having(func(string) bool { return true }, p.Name, domain[x])
			if v.Count.Cmp(big.NewInt(int64(n))) != 0 || len(r.valid) > 0 && v.Share != float64(n)/float64(len(r.valid)) {
				return fmt.Errorf("%s=%v in %v (%v), want %d", p.Name, domain[x], v.Count, v.Share, n)
			}
			if n == 0 {
				dead++
			}
		}
	}
	if r.DeadValues != dead {
		return fmt.Errorf("%d dead values, want %d", r.DeadValues, dead)
	}
	return nil
}

// having counts the rows that the wanted rules and conditions allow and that have the values: names and values by turns.
func (r *reported) having(wanted func(rule string) bool, values ...any) int {
	n := 0
	for i, row := range r.rows {
		has := !slices.ContainsFunc(r.rejecting[i], wanted)
		for k := 0; k < len(values); k += 2 {
			has = has && row[values[k].(string)] == values[k+1]
		}
		if has {
			n++
		}
	}
	return n
}

func (r *reported) pairs() error {
	all := func(string) bool { return true }
	total, dead := 0, 0
	want, got := map[string]int{}, map[string]int{}
	for k, p := range r.Report.Parameters {
		for _, q := range r.Report.Parameters[k+1:] {
			for _, x := range p.Values {
				for _, y := range q.Values {
					total++
					if r.having(all, p.Name, x.Value, q.Name, y.Value) > 0 {
						continue
					}
					if dead++; x.Count.Sign() > 0 && y.Count.Sign() > 0 {
						want[fmt.Sprintf("%s %#v %s %#v", p.Name, x.Value, q.Name, y.Value)]++
					}
				}
			}
		}
	}
	for _, n := range r.ForbiddenPairs {
		for _, x := range n.Values[0] {
			for _, y := range n.Values[1] {
				got[fmt.Sprintf("%s %#v %s %#v", n.Parameters[0], x, n.Parameters[1], y)]++
			}
		}
	}
	if r.Pairs != total || r.DeadPairs != dead {
		return fmt.Errorf("%d of %d pairs are dead, want %d of %d", r.DeadPairs, r.Pairs, dead, total)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return fmt.Errorf("dead pairs: %s", diff)
	}
	return nil
}

// blame checks the rules that dead values and pairs are blamed on.
func (r *reported) blame() error {
	if len(r.valid) == 0 {
		return nil
	}
	for _, p := range r.Report.Parameters {
		for _, v := range p.Values {
			if v.Count.Sign() == 0 {
				if err := r.blamed(v.Rules, p.Name, v.Value); err != nil {
					return err
				}
			}
		}
	}
	for _, n := range r.ForbiddenPairs {
		for _, x := range n.Values[0] {
			for _, y := range n.Values[1] {
				if err := r.blamed(n.Rules, n.Parameters[0], x, n.Parameters[1], y); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// blamed checks that sets are all rules that alone forbid the values, or one minimal set of several where there are none.
func (r *reported) blamed(sets [][]string, values ...any) error {
	var alone [][]string
	for _, name := range r.names() {
		if r.having(func(q string) bool { return q == name }, values...) == 0 {
			alone = append(alone, []string{name})
		}
	}
	if alone != nil || len(sets) != 1 {
		if diff := cmp.Diff(alone, sets); diff != "" {
			return fmt.Errorf("rules that forbid %v: %s", values, diff)
		}
		return nil
	}
	return r.minimal(sets[0], values...)
}

// names returns the names of all rules and conditions that reject something.
func (r *reported) names() []string {
	var names []string
	for _, q := range r.twin.Rules {
		names = append(names, q.Name())
	}
	for _, p := range r.g.Parameters() {
		if p.Condition() != nil {
			names = append(names, p.Name()+" when "+p.Condition().Name())
		}
	}
	return names
}

func (r *reported) minimal(set []string, values ...any) error {
	if r.having(func(q string) bool { return slices.Contains(set, q) }, values...) > 0 {
		return fmt.Errorf("%q do not forbid %v", set, values)
	}
	for _, spared := range set {
		if r.having(func(q string) bool { return q != spared && slices.Contains(set, q) }, values...) == 0 {
			return fmt.Errorf("%q forbid %v without %q too", set, values, spared)
		}
	}
	return nil
}

func (r *reported) components() error {
	product, seen := big.NewInt(1), 0
	for _, c := range r.Components {
		product.Mul(product, c.Count)
		seen += len(c.Parameters)
	}
	if seen != len(r.Report.Parameters) || product.Cmp(r.Valid) != 0 {
		return fmt.Errorf("components of %d parameters and %v combinations", seen, product)
	}
	for _, rule := range r.Report.Rules {
		if !rule.Idle && !slices.ContainsFunc(r.Components, func(c report.Component) bool { return slices.Contains(c.Rules, rule.Name) }) {
			return fmt.Errorf("rule %s rejects and is of no component", rule.Name)
		}
	}
	return nil
}

func (r *reported) emptiness() error {
	if len(r.valid) > 0 {
		if r.Conflict != nil || r.Relaxations != nil {
			return fmt.Errorf("conflict %q and relaxations %q of a space that is not empty", r.Conflict, r.Relaxations)
		}
		return nil
	}
	if err := r.minimal(r.Conflict); err != nil {
		return fmt.Errorf("conflict: %w", err)
	}
	names := r.names()
	size := len(names) + 1
	want, got := map[string]bool{}, map[string]bool{}
	for removed := range uint(1) << len(names) {
		var set []string
		for i, name := range names {
			if removed>>i&1 != 0 {
				set = append(set, name)
			}
		}
		if len(set) > size || r.having(func(q string) bool { return !slices.Contains(set, q) }) == 0 {
			continue
		}
		if len(set) < size {
			size = len(set)
			clear(want)
		}
		want[strings.Join(set, ", ")] = true
	}
	for _, set := range r.Relaxations {
		got[strings.Join(set, ", ")] = true
	}
	if diff := cmp.Diff(want, got); diff != "" && len(r.Relaxations) < 20 {
		return fmt.Errorf("relaxations: %s", diff)
	}
	return nil
}

// differs compares with another space by the identities of combinations: with one that has a value and some rules less and another rule, or with any other.
func (t *twin) differs() error {
	other := randspace.New(t.rng.Uint64())
	if t.rng.IntN(2) == 0 {
		other = randspace.Space{Parameters: slices.Clone(t.Parameters), Rules: append(slices.Clip(t.Rules[:len(t.Rules)/2]), t.Rule(t.rng.Uint64()))}
		if len(other.Parameters) > 0 && len(other.Parameters[0].Values) > 1 {
			other.Parameters[0].Values = other.Parameters[0].Values[1:]
		}
	}
	h, err := paramgen.New(other.Options()...)
	if err != nil {
		return nil // the value was needed
	}
	d := t.g.Diff(h)
	if want := sharedIDs(t.g, h); d.Shared == nil || d.Shared.Int64() != int64(want) {
		return fmt.Errorf("%v combinations are in both, want %d; the other is\n%s", d.Shared, want, other)
	}
	if err := liveness(t.g, h, d); err != nil {
		return fmt.Errorf("%w; the other is\n%s", err, other)
	}
	return nil
}

// liveness checks which values of both spaces the difference says to have come and gone.
func liveness(g, h *paramgen.Generator, d *report.Diff) error {
	before, after := seenValues(g), seenValues(h)
	for _, p := range d.Parameters {
		for _, v := range p.Dead {
			if key := valueKey(p.Name, v); !before[key] || after[key] {
				return fmt.Errorf("%s=%v is dead", p.Name, v)
			}
		}
		for _, v := range p.Revived {
			if key := valueKey(p.Name, v); before[key] || !after[key] {
				return fmt.Errorf("%s=%v is revived", p.Name, v)
			}
		}
	}
	return nil
}

func seenValues(g *paramgen.Generator) map[string]bool {
	seen := map[string]bool{}
	for c := range g.All() {
		for name, v := range c.All() {
			seen[valueKey(name, v)] = true
		}
	}
	return seen
}

// valueKey is the same for numbers of the same value.
func valueKey(name string, v any) string {
	if s, ok := v.(string); ok {
		v = fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(name, "=", v)
}
