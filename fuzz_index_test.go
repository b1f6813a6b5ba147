package paramgen

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"testing"
)

// FuzzIndex: an index and a combination are each other's inverse, in the order of nested loops, and every way to walk agrees with them: on spaces of
// any size, also past 2^64.
func FuzzIndex(f *testing.F) {
	seeds(f, 20, 100)
	f.Add([]byte{0})
	f.Add(append([]byte{19, 0, 0}, slices.Repeat([]byte{15}, 90)...)) // 16^20 combinations
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &choices{data}
		g, err := New(c.indexed()...)
		if err != nil {
			typed(t, err)
			return
		}
		w := &indexed{t, g, g.Count(), c}
		w.outside()
		w.shards()
		w.random()
		if w.count.Sign() > 0 {
			w.inverse()
			w.sample()
		}
		if w.count.Cmp(big.NewInt(300)) <= 0 {
			w.all()
		}
	})
}

// indexed makes a space of up to 20 parameters and some rules over few of them each.
func (c *choices) indexed() []Option {
	n, rules, conditions := 1+c.of(20), c.of(4), c.of(3)
	params := make([]Parameter, n)
	for i := range params {
		size := 1 + c.of(16)
		if size == 1 {
			size = 1 + c.of(256)
		}
		params[i] = Param(fmt.Sprintf("p%d", i), Range(0, size-1, 1)...)
	}
	for range conditions {
		if i := c.of(n); i > 0 {
			params[i] = params[i].When(c.rule(i))
		}
	}
	options := []Option{WithBudget(fuzzedBudget), WithParameters(params...)}
	for i := range rules {
		options = append(options, WithRules(Named(fmt.Sprint(i), c.rule(n))))
	}
	return options
}

// rule returns a rule over some of the first n parameters.
func (c *choices) rule(n int) Rule {
	i, j, k := c.of(n), c.of(n), c.of(n)
	x, y, z := fmt.Sprintf("p%d", i), fmt.Sprintf("p%d", j), fmt.Sprintf("p%d", k)
	a, b := c.of(16), c.of(16)
	switch c.of(6) {
	case 0:
		return Expr(fmt.Sprintf("%s + %s <= %s + %d", x, y, z, a))
	case 1:
		return Expr(fmt.Sprintf("(%s*%d + %s) %% 7 != %d || %s > 2", x, a, y, b%7, z))
	case 2:
		return Forbid(map[string]any{x: a, y: b})
	case 3:
		if i != j {
			return Tuples([]string{x, y}, []any{a, b}, []any{b, a}, []any{0, 0}, []any{nil, b})
		}
	case 4:
		return If(Expr(fmt.Sprintf("%s >= %d", x, a)), Expr(fmt.Sprintf("%s < %s", y, z)))
	}
	return Func("func", func(c Combination) bool {
		v, _ := Value[int](c, x)
		u, _ := Value[int](c, y)
		return v%3 == 0 || (v+u)%5 > 0
	})
}

// indexed is a space and what is asked of it.
type indexed struct {
	t     *testing.T
	g     *Generator
	count *big.Int
	*choices
}

// below returns an index.
func (w *indexed) below(n *big.Int) *big.Int {
	var bytes [16]byte
	for i := range bytes {
		bytes[i] = w.byte()
	}
	return new(big.Int).Mod(new(big.Int).SetBytes(bytes[:]), n)
}

func (w *indexed) at(i *big.Int) Combination {
	w.t.Helper()
	c, err := w.g.At(i)
	if err != nil {
		w.t.Fatalf("At(%v) of %v: %v", i, w.count, err)
	}
	return c
}

// declaredOrder is the order of nested loops.
func declaredOrder(a, b Combination) int {
	for i := range a.space().params {
		if d := cmp.Compare(a.index(i), b.index(i)); d != 0 {
			return d
		}
	}
	return 0
}

// valid asks every rule and every condition.
func (w *indexed) valid(c Combination) bool {
	for _, r := range w.g.Rules() {
		if !r.Allow(c) {
			return false
		}
	}
	for i, p := range w.g.config.params {
		if p.when != nil && holds(p.when.Rule, c) == (c.at(i) == nil) {
			return false
		}
	}
	return true
}

// inverse goes from two indices to combinations and back, and some steps on from the first.
func (w *indexed) inverse() {
	i, j := w.below(w.count), w.below(w.count)
	a, b := w.at(i), w.at(j)
	for k, c := range map[*big.Int]Combination{i: a, j: b} {
		if got, ok := w.g.Index(c); !ok || got.Cmp(k) != 0 {
			w.t.Fatalf("Index(At(%v)) is %v, %v", k, got, ok)
		}
		if !w.valid(c) {
			w.t.Fatalf("At(%v) is %v, which is invalid", k, c)
		}
	}
	if declaredOrder(a, b) != i.Cmp(j) {
		w.t.Fatalf("%v at %v and %v at %v are not in order", a, i, b, j)
	}
	k := new(big.Int).Set(i)
	for c := range must(w.g.From(i)) {
		if declaredOrder(c, w.at(k)) != 0 {
			w.t.Fatalf("From(%v) has %v at %v", i, c, k)
		}
		if k.Add(k, big.NewInt(1)); new(big.Int).Sub(k, i).Int64() == 4 {
			return
		}
	}
	if k.Cmp(w.count) != 0 {
		w.t.Fatalf("From(%v) ends before %v", i, k)
	}
}

// random takes a row of any values: it has an index where the rules allow it, and that is its place.
func (w *indexed) random() {
	values := map[string]any{}
	for i, p := range w.g.space.params {
		values[w.g.space.params[i].name] = p.values[int(w.byte())%len(p.values)]
	}
	c, err := w.g.Combination(values)
	if err != nil {
		w.t.Fatal(err)
	}
	i, ok := w.g.Index(c)
	if ok != w.valid(c) {
		w.t.Fatalf("Index of %v is %v, %v", c, i, ok)
	}
	if ok && declaredOrder(c, w.at(i)) != 0 {
		w.t.Fatalf("At(Index(%v)) is %v", c, w.at(i))
	}
}

// shards looks at one shard and its neighbour.
func (w *indexed) shards() {
	n := 1 + int(w.byte())
	if n > 200 {
		n = 1 + int(w.uint64()>>34)
	}
	i := int(w.uint64()>>34) % n
	from, to, _ := w.g.ShardRange(i, n)
	least := new(big.Int).Quo(w.count, big.NewInt(int64(n)))
	if extra := new(big.Int).Sub(to, from); extra.Sub(extra, least).Sign() < 0 || extra.Cmp(big.NewInt(1)) > 0 {
		w.t.Fatalf("shard %d of %d is %v to %v, of %v", i, n, from, to, w.count)
	}
	next := w.count
	if i+1 < n {
		next, _, _ = w.g.ShardRange(i+1, n)
	}
	if to.Cmp(next) != 0 || i == 0 && from.Sign() != 0 {
		w.t.Fatalf("shard %d of %d ends at %v, the next begins at %v", i, n, to, next)
	}
	for c := range must(w.g.Shard(i, n)) {
		if declaredOrder(c, w.at(from)) != 0 {
			w.t.Fatalf("shard %d of %d begins with %v", i, n, c)
		}
		return
	}
	if from.Cmp(to) != 0 {
		w.t.Fatalf("shard %d of %d is empty", i, n)
	}
}

// sample takes the same sample twice, the second time more of it.
func (w *indexed) sample() {
	n, more, seed := w.of(6), w.of(6), w.uint64()
	few := slices.Collect(w.g.Sample(n, seed))
	all := slices.Collect(w.g.Sample(n+more, seed))
	if want := big.NewInt(int64(n + more)); want.Cmp(w.count) <= 0 && len(all) != n+more || want.Cmp(w.count) > 0 && w.count.Cmp(big.NewInt(int64(len(all)))) != 0 {
		w.t.Fatalf("a sample of %d has %d of %v", n+more, len(all), w.count)
	}
	for k, c := range all {
		if k < len(few) && declaredOrder(c, few[k]) != 0 {
			w.t.Fatalf("samples of %d and %d differ at %d", n, n+more, k)
		}
		if slices.ContainsFunc(all[:k], func(o Combination) bool { return declaredOrder(o, c) == 0 }) {
			w.t.Fatalf("%v comes twice", c)
		}
		if i, ok := w.g.Index(c); !ok || declaredOrder(c, w.at(i)) != 0 {
			w.t.Fatalf("%v of a sample has the index %v, %v", c, i, ok)
		}
	}
}

// outside asks for what is not there.
func (w *indexed) outside() {
	past := new(big.Int).Add(w.count, big.NewInt(1+int64(w.byte())))
	for _, i := range []*big.Int{nil, big.NewInt(-1 - int64(w.byte())), w.count, past} {
		outOfRange(w.t, fmt.Sprintf("At(%v)", i), func() error { _, err := w.g.At(i); return err })
		if i != w.count {
			outOfRange(w.t, fmt.Sprintf("From(%v)", i), func() error { _, err := w.g.From(i); return err })
		}
	}
	for range must(w.g.From(w.count)) {
		w.t.Fatal("there is one behind the last")
	}
	n := w.of(5)
	for _, i := range []int{-1, n, n + 1} {
		outOfRange(w.t, fmt.Sprintf("Shard(%d, %d)", i, n), func() error { _, err := w.g.Shard(i, n); return err })
	}
	outOfRange(w.t, "Sample(-1, 0)", func() error { w.g.Sample(-1, 0); return nil })
}

// all counts, and sees that each is behind the one before.
func (w *indexed) all() {
	n := int64(0)
	var last Combination
	for c := range w.g.All() {
		if n > 0 && declaredOrder(last, c) >= 0 {
			w.t.Fatalf("%v comes before %v", last, c)
		}
		last = c
		n++
	}
	if w.count.Cmp(big.NewInt(n)) != 0 {
		w.t.Fatalf("%d combinations of %v", n, w.count)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
