package paramgen_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/randspace"
)

// What must be the same, or different, when a space is changed: checks that need no definition of the rules, and have one nevertheless.

// leaves checks which rows a derived generator has.
func leaves(what string, g *paramgen.Generator, options []paramgen.Option, want []randspace.Row) error {
	h, err := g.With(options...)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return same(what, slices.Collect(h.All()), want)
}

// derived makes the space step by step, with rules that come and go.
func (t *twin) derived() error {
	g := paramgen.Must(paramgen.New())
	for _, option := range t.Options() {
		h, err := g.With(option)
		if err != nil {
			return nil // a condition that reads what is yet to come
		}
		g = h
	}
	if err := leaves("one option after the other", g, nil, t.valid); err != nil {
		return err
	}
	if len(t.Rules) == 0 {
		return nil
	}
	r := t.Rules[t.rng.IntN(len(t.Rules))]
	less := t.where(func(i int) bool {
		return !slices.ContainsFunc(t.rejecting[i], func(name string) bool { return name != r.Name() })
	})
	if err := leaves("without "+r.Name(), t.g, []paramgen.Option{paramgen.WithoutRules(r.Name())}, less); err != nil {
		return err
	}
	return leaves("and with it", t.g, []paramgen.Option{paramgen.WithoutRules(r.Name()), paramgen.WithRules(r.Rule)}, t.valid)
}

// where returns some of the rows.
func (t *twin) where(keep func(i int) bool) (rows []randspace.Row) {
	for i, r := range t.rows {
		if keep(i) {
			rows = append(rows, r)
		}
	}
	return rows
}

// narrowed adds a rule, which never adds a combination.
func (t *twin) narrowed() error {
	r := t.Rule(t.rng.Uint64())
	kept := slices.DeleteFunc(slices.Clone(t.valid), r.Means.Rejects)
	return leaves("with "+r.Name(), t.g, []paramgen.Option{paramgen.WithRules(paramgen.Named("one more", r.Rule))}, kept)
}

// partitioned splits the space by a rule and its negation. That of an expression also keeps what is unknown, and neither has what is at fault.
func (t *twin) partitioned() error {
	r := t.Rule(t.rng.Uint64())
	not := paramgen.Func("not", func(c paramgen.Combination) bool { return !r.Allow(c) })
	rejected := slices.DeleteFunc(slices.Clone(t.valid), func(row randspace.Row) bool { return !r.Means.Rejects(row) })
	if err := leaves("without "+r.Name(), t.g, []paramgen.Option{paramgen.WithRules(not)}, rejected); err != nil || r.Text() == "" {
		return err
	}
	var open []randspace.Row
	for _, row := range t.valid {
		if v := r.Means(row); v == false || v == nil {
			open = append(open, row)
		}
	}
	text := "!(" + r.Text() + ")"
	return leaves(text, t.g, []paramgen.Option{paramgen.WithRules(paramgen.Expr(text))}, open)
}

// reordered changes the declared order: the same set, in the order of other loops.
func (t *twin) reordered() error {
	other := randspace.Space{Parameters: slices.Clone(t.Parameters), Rules: t.Rules}
	t.rng.Shuffle(len(other.Parameters), func(i, j int) {
		other.Parameters[i], other.Parameters[j] = other.Parameters[j], other.Parameters[i]
	})
	var names []string
	for _, p := range other.Parameters {
		names = append(names, p.Name)
	}
	rows := slices.DeleteFunc(other.Rows(), func(r randspace.Row) bool { return len(other.Rejecting(r)) > 0 })
	return leaves(fmt.Sprintf("in the order %q", names), t.g, []paramgen.Option{paramgen.WithOrder(names...)}, rows)
}

// fromFile reads the space from a file.
func (t *twin) fromFile() error {
	load, err := paramgen.Load(strings.NewReader(t.filed.File()))
	if err != nil {
		return err
	}
	g, err := paramgen.New(load)
	if err != nil {
		return err
	}
	if err := sameIDs("from a file", g.All(), t.g.All()); err != nil {
		return err
	}
	if err := rewritten(g); err != nil {
		return err
	}
	if err := rewritten(t.g); !is[*paramgen.RuleError](err) && !is[*paramgen.ParameterError](err) {
		return err
	}
	return nil
}

// rewritten writes a space as a file, and compares what Load reads back.
func rewritten(g *paramgen.Generator) error {
	var text, again strings.Builder
	if err := g.WriteSpace(&text); err != nil {
		return err
	}
	load, err := paramgen.Load(strings.NewReader(text.String()))
	if err != nil {
		return err
	}
	h, err := paramgen.New(load)
	if err != nil {
		return err
	}
	if err := h.WriteSpace(&again); err != nil {
		return err
	}
	if d := cmp.Diff(text.String(), again.String()); d != "" {
		return fmt.Errorf("written again: %s", d)
	}
	if d := cmp.Diff(ruleNames(g), ruleNames(h)); d != "" {
		return fmt.Errorf("rules read back: %s", d)
	}
	if g.Count().Cmp(h.Count()) != 0 {
		return fmt.Errorf("%v combinations read back, want %v", h.Count(), g.Count())
	}
	return sameIDs("read back", first(1000, g.All()), first(1000, h.All()))
}

func ruleNames(g *paramgen.Generator) (names []string) {
	for _, r := range g.Rules() {
		names = append(names, r.Name())
	}
	return names
}

func sameIDs(what string, g, h iter.Seq[paramgen.Combination]) error {
	got, want := slices.Collect(g), slices.Collect(h)
	if len(got) != len(want) {
		return fmt.Errorf("%s: %d combinations, want %d", what, len(got), len(want))
	}
	for i := range got {
		if got[i].ID() != want[i].ID() {
			return fmt.Errorf("%s: combination %d is %v, want %v", what, i, got[i], want[i])
		}
	}
	return nil
}

// renamed gives the parameters of the filed space other names, and nothing else changes.
func (t *twin) renamed() error {
	other := map[string]string{}
	for i, p := range t.rng.Perm(len(t.filed.Parameters)) {
		other[t.filed.Parameters[p].Name] = fmt.Sprintf("p%d", i)
	}
	g, err := paramgen.New(t.filed.Options()...)
	if err != nil {
		return err
	}
	h, err := paramgen.New(t.filed.Renamed(other).Options()...)
	if err != nil {
		return err
	}
	var want []randspace.Row
	for c := range g.All() {
		r := randspace.Row{}
		for name, v := range c.All() {
			r[other[name]] = v
		}
		want = append(want, r)
	}
	return same(fmt.Sprintf("with the names %v", slices.Sorted(maps.Keys(other))), slices.Collect(h.All()), want)
}
