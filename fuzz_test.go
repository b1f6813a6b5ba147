package paramgen

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// choices turns the bytes of a fuzzer into decisions, one after the other. Where no bytes are
// left, all of them are 0.
type choices struct{ data []byte }

func (c *choices) byte() byte {
	if len(c.data) == 0 {
		return 0
	}
	b := c.data[0]
	c.data = c.data[1:]
	return b
}

// of returns a number below n.
func (c *choices) of(n int) int { return int(c.byte()) % n }

func (c *choices) uint64() uint64 {
	var eight [8]byte
	c.data = c.data[copy(eight[:], c.data):]
	return binary.LittleEndian.Uint64(eight[:])
}

// number returns an integer that is small more often than not.
func (c *choices) number() int64 {
	if b := int8(c.byte()); b > -100 {
		return int64(b)
	}
	return int64(c.uint64())
}

// string returns a string of at most most bytes.
func (c *choices) string(most int) string {
	n := min(c.of(most+1), len(c.data))
	s := string(c.data[:n])
	c.data = c.data[n:]
	return s
}

// hazards are what formats quote, escape, or take for their own.
var hazards = []string{" ", "\t", "\n", "\r", "'", `"`, `\`, "$", "`", "~", "#", "=", ",", "-", ":", "{", "%", "a", "0", ".", "_", "é", "\x00", "\x7f", "\xff", "\u2028", "\ufeff", "\U0001f600"}

// hazard returns a string of those.
func (c *choices) hazard() (s string) {
	for range c.of(6) {
		s += hazards[c.of(len(hazards))]
	}
	return s
}

// Types made of others, and values of no use.
type (
	fuzzBool   bool
	fuzzInt    int16
	fuzzUint   uint32
	fuzzFloat  float32
	fuzzDouble float64
	fuzzString string
)

// kinds make values of all kinds.
var kinds = []func(*choices) any{
	func(*choices) any { return nil },
	func(c *choices) any { return c.of(2) == 1 },
	func(c *choices) any { return int(c.number()) },
	func(c *choices) any { return c.string(6) },
	func(c *choices) any { return math.Float64frombits(c.uint64()) },
	func(c *choices) any { return float64(c.number()) / 4 },
	func(c *choices) any { return math.Float32frombits(uint32(c.uint64())) },
	func(c *choices) any { return float32(c.number()) / 10 },
	func(c *choices) any { return int8(c.number()) },
	func(c *choices) any { return int16(c.number()) },
	func(c *choices) any { return int32(c.number()) },
	func(c *choices) any { return c.number() },
	func(c *choices) any { return uint(c.number()) },
	func(c *choices) any { return uint8(c.number()) },
	func(c *choices) any { return uint16(c.number()) },
	func(c *choices) any { return uint32(c.number()) },
	func(c *choices) any { return uint64(c.number()) },
	func(c *choices) any { return uintptr(c.number()) },
	func(c *choices) any { return fuzzBool(c.of(2) == 1) },
	func(c *choices) any { return fuzzInt(c.number()) },
	func(c *choices) any { return fuzzUint(c.number()) },
	func(c *choices) any { return fuzzFloat(math.Float32frombits(uint32(c.uint64()))) },
	func(c *choices) any { return fuzzDouble(c.number()) },
	func(c *choices) any { return fuzzString(c.string(4)) },
	func(c *choices) any { return math.Ldexp(float64(c.number()), c.of(128)) },
}

// value returns a value that a parameter can have, or now and then a float that is no number.
func (c *choices) value() any { return kinds[c.of(len(kinds))](c) }

// finite returns a value that a parameter can have.
func (c *choices) finite() any {
	v := c.value()
	if _, ok := exact(v); !ok {
		return nil
	}
	return v
}

// exact returns what a value is, as a text that no other value has, whatever its type. It shares
// no code with the library. ok is false where a parameter cannot have the value.
func exact(v any) (key string, ok bool) {
	switch v := v.(type) {
	case nil:
		return "nil", true
	case bool, fuzzBool:
		return strconv.FormatBool(v == true || v == fuzzBool(true)), true
	case string:
		return strconv.Quote(v), true
	case fuzzString:
		return strconv.Quote(string(v)), true
	}
	if r := rational(v); r != nil {
		return r.RatString(), true
	}
	return "", false
}

// rational returns the number that v is, or nil.
func rational(v any) *big.Rat {
	r := new(big.Rat)
	switch v := v.(type) {
	case int:
		return r.SetInt64(int64(v))
	case int8:
		return r.SetInt64(int64(v))
	case int16:
		return r.SetInt64(int64(v))
	case fuzzInt:
		return r.SetInt64(int64(v))
	case int32:
		return r.SetInt64(int64(v))
	case int64:
		return r.SetInt64(v)
	case uint:
		return r.SetUint64(uint64(v))
	case uint8:
		return r.SetUint64(uint64(v))
	case uint16:
		return r.SetUint64(uint64(v))
	case uint32:
		return r.SetUint64(uint64(v))
	case fuzzUint:
		return r.SetUint64(uint64(v))
	case uint64:
		return r.SetUint64(v)
	case uintptr:
		return r.SetUint64(uint64(v))
	case float64:
		return r.SetFloat64(v)
	case fuzzDouble:
		return r.SetFloat64(float64(v))
	case float32:
		return printed(v)
	case fuzzFloat:
		return printed(float32(v))
	}
	return nil
}

// printed returns the number that a float32 is taken for: itself if it is whole, or else the
// double next to the decimal number that it prints as.
func printed(f float32) *big.Rat {
	if own := new(big.Rat).SetFloat64(float64(f)); own != nil && own.IsInt() {
		return own
	}
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(float64(f), 'e', -1, 32))
	if !ok {
		return nil
	}
	double, _ := r.Float64()
	return r.SetFloat64(double)
}

// typed fails unless err is made of errors that New promises.
func typed(t *testing.T, err error) {
	t.Helper()
	all := split(err)
	for _, e := range all {
		switch e.(type) {
		case *ParameterError, *RuleError, *UnknownError, *BudgetError:
		default:
			if len(all) <= 100 { // or else the last may say that there are more
				t.Fatalf("New returns a %T: %v", e, e)
			}
		}
		if e.Error() == "" {
			t.Fatalf("a %T without words", e)
		}
	}
}

// panics returns the value that f panics with.
func panics(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// outOfRange fails unless f panics with a RangeError, or what it returns is one.
func outOfRange(t *testing.T, what string, f func() error) {
	t.Helper()
	var err error
	if v := panics(func() { err = f() }); v != nil {
		err, _ = v.(error)
	}
	var fault *RangeError
	if !errors.As(err, &fault) {
		t.Fatalf("%s: %v, want a RangeError", what, err)
	}
}

// seeds gives a target some random bytes to begin with, the same each time.
func seeds(f *testing.F, n, length int) {
	for i := range n {
		c := uint64(i)
		data := make([]byte, length)
		for k := range data {
			c = c*6364136223846793005 + 1442695040888963407
			data[k] = byte(c >> 56)
		}
		f.Add(slices.Clip(data))
	}
}

// keys returns the names of all combinations.
func keys(g *Generator) (all []string) {
	for c := range g.All() {
		all = append(all, c.String())
	}
	return all
}

// FuzzValue: which values are the same, and what Value and Decode make of them as other types, by
// exact rational numbers.
func FuzzValue(f *testing.F) {
	seeds(f, 8, 60)
	f.Add([]byte{2, 1, 5, 4, 7, 1, 8, 1})                                                                // 1, 1.0, float32(0.1), int8(1)
	f.Add(append([]byte{21}, binary.LittleEndian.AppendUint64(nil, 0x15ae43fd)...))                      // 7.038531e-26, which is another float32 by way of a double
	f.Add(append([]byte{21}, binary.LittleEndian.AppendUint64(nil, uint64(math.Float32bits(1<<27)))...)) // which prints as another number
	f.Add(append([]byte{4}, binary.LittleEndian.AppendUint64(nil, math.Float64bits(1<<63))...))          // no int64
	f.Add(append([]byte{16, 156}, binary.LittleEndian.AppendUint64(nil, math.MaxUint64-1024)...))        // no double
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &choices{data}
		var values []any
		for len(c.data) > 0 && len(values) < 40 {
			values = append(values, c.value())
		}
		g, err := New(WithParameters(Param("x", values...)))
		if want := doubtful(values); want != nil || err != nil {
			typed(t, err)
			checkVerdict(t, err, want)
			return
		}
		i := 0
		for c := range g.All() {
			checkConversions(t, c, values[i])
			i++
		}
	})
}

// doubtful returns how New's faults of these values begin.
func doubtful(values []any) (faults []string) {
	first := map[string]int{}
	for i, v := range values {
		key, ok := exact(v)
		at, twice := first[key]
		switch {
		case !ok:
			faults = append(faults, fmt.Sprintf("value %d: %v", i+1, v))
		case twice:
			faults = append(faults, fmt.Sprintf("value %d, … is the same as value %d;", i+1, at+1))
		default:
			first[key] = i
		}
	}
	if len(values) == 0 {
		faults = []string{"has no values"}
	}
	return faults
}

func checkVerdict(t *testing.T, err error, want []string) {
	t.Helper()
	got := split(err)
	if len(got) != len(want) {
		t.Fatalf("%d faults: %v\nwant %q", len(got), err, want)
	}
	for i, e := range got {
		before, after, _ := strings.Cut(want[i], "…")
		if text := strings.TrimPrefix(e.Error(), `paramgen: parameter "x": `); !strings.HasPrefix(text, before) || !strings.Contains(text, after) {
			t.Fatalf("%s, want %s", e, want[i])
		}
	}
}

// checkConversions compares what Value makes of v with what each type can hold.
func checkConversions(t *testing.T, c Combination, v any) {
	t.Helper()
	sameValue(t, c, v, wholly[int](v))
	sameValue(t, c, v, wholly[int8](v))
	sameValue(t, c, v, wholly[int16](v))
	sameValue(t, c, v, wholly[int32](v))
	sameValue(t, c, v, wholly[int64](v))
	sameValue(t, c, v, wholly[fuzzInt](v))
	sameValue(t, c, v, wholly[uint](v))
	sameValue(t, c, v, wholly[uint8](v))
	sameValue(t, c, v, wholly[uint16](v))
	sameValue(t, c, v, wholly[uint32](v))
	sameValue(t, c, v, wholly[uint64](v))
	sameValue(t, c, v, wholly[uintptr](v))
	sameValue(t, c, v, nearest64[float64](v))
	sameValue(t, c, v, nearest64[fuzzDouble](v))
	sameValue(t, c, v, nearest32[float32](v))
	sameValue(t, c, v, nearest32[fuzzFloat](v))
	key, _ := exact(v)
	text, err := strconv.Unquote(key)
	sameValue(t, c, v, holding[string]{text, err == nil})
	sameValue(t, c, v, holding[fuzzString]{fuzzString(text), err == nil})
	sameValue(t, c, v, holding[bool]{key == "true", key == "true" || key == "false"})
	sameValue(t, c, v, holding[fuzzBool]{key == "true", key == "true" || key == "false"})
	sameValue(t, c, v, holding[any]{v, v != nil})
	sameValue(t, c, v, holding[[]byte]{})
}

// holding is what a type can hold of a value.
type holding[T any] struct {
	value T
	ok    bool
}

func sameValue[T any](t *testing.T, c Combination, v any, want holding[T]) {
	t.Helper()
	got, ok := Value[T](c, "x")
	is, _ := exact(got)
	if wanted, _ := exact(want.value); ok != want.ok || ok && is != wanted {
		t.Fatalf("%T(%v) as %T is %v, %v, want %v, %v", v, v, got, got, ok, want.value, want.ok)
	}
	d, err := Decode[decoded[T]](c)
	is, _ = exact(nil)
	if d.X != nil {
		is, _ = exact(*d.X)
	}
	if wanted, _ := exact(v); (err == nil) != (want.ok || v == nil) || err == nil && is != wanted {
		t.Fatalf("%T(%v) is decoded as %s of type %T, %v", v, v, is, got, err)
	}
}

// decoded is a struct for one value that may be unset.
type decoded[T any] struct {
	X *T `paramgen:"x"`
}

// wholly cuts the number down to the integer type and asks whether it is still the same.
func wholly[T int | int8 | int16 | int32 | int64 | fuzzInt | uint | uint8 | uint16 | uint32 | uint64 | uintptr](v any) holding[T] {
	r := rational(v)
	if r == nil || !r.IsInt() {
		return holding[T]{}
	}
	x := T(low64(r.Num()))
	return holding[T]{x, rational(x).Cmp(r) == 0}
}

// low64 returns the last 64 bits of a number in two's complement.
func low64(i *big.Int) uint64 {
	return new(big.Int).And(i, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
}

func nearest64[T float64 | fuzzDouble](v any) holding[T] {
	r := rational(v)
	if r == nil {
		return holding[T]{}
	}
	x, is := r.Float64()
	return holding[T]{T(x), is}
}

// nearest32 tries the float32 nearest to the number and those beside it.
func nearest32[T float32 | fuzzFloat](v any) holding[T] {
	r := rational(v)
	if r == nil {
		return holding[T]{}
	}
	near, _ := r.Float32()
	up, down := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, x := range []float32{near, math.Nextafter32(near, up), math.Nextafter32(near, down)} {
		if own := printed(x); own != nil && own.Cmp(r) == 0 {
			return holding[T]{T(x), true}
		}
	}
	return holding[T]{}
}

// FuzzID: two combinations have the same ID if the same parameters are set to the same values, in
// whatever order, and only then; and what is written beside a combination is its ID.
func FuzzID(f *testing.F) {
	seeds(f, 8, 60)
	f.Add([]byte("\x02\x01a\x02\x01\x01b\x03\x01x\x02\x01b\x03\x01x\x01a\x05\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &choices{data}
		a, b := c.settings(), c.settings()
		sameID(t, a, a)
		sameID(t, a, b)
		if len(b) > 0 && len(a) > 0 {
			b[0].Value = a[0].Value
			sameID(t, a, b)
		}
	})
}

// settings returns up to 6 different parameters, each with a value.
func (c *choices) settings() (all []Setting) {
	for range c.of(7) {
		name := "p" + strings.ToValidUTF8(c.string(3), "?")
		if c.of(4) > 0 {
			name = string("abcdef"[c.of(6)])
		}
		if !slices.ContainsFunc(all, func(s Setting) bool { return s.Name == name }) {
			all = append(all, Setting{name, c.finite()})
		}
	}
	return all
}

// sameID compares the IDs of a and of b, turned around, with what both set.
func sameID(t *testing.T, a, b []Setting) {
	t.Helper()
	b = slices.Clone(b)
	slices.Reverse(b)
	x, y := identified(t, a), identified(t, b)
	if equal := canonical(a) == canonical(b); (x == y) != equal {
		t.Fatalf("%v has the ID %s, %v has %s", a, x, b, y)
	}
}

// canonical writes what is set, sorted.
func canonical(all []Setting) string {
	var lines []string
	for _, s := range all {
		if key, _ := exact(s.Value); key != "nil" {
			lines = append(lines, fmt.Sprintf("%q %s", s.Name, key))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// identified returns the ID of the one combination of these settings, and checks that it is also
// the one that is written.
func identified(t *testing.T, all []Setting) string {
	t.Helper()
	params := make([]Parameter, len(all))
	for i, s := range all {
		params[i] = Param(s.Name, s.Value)
	}
	g, err := New(WithParameters(params...))
	if err != nil {
		t.Fatal(err)
	}
	one, err := g.At(new(big.Int))
	if err != nil {
		t.Fatal(err)
	}
	id := one.ID()
	var written strings.Builder
	if _, err := g.Write(&written, FormatCSV, g.All(), WithIdentity()); err != nil || !strings.Contains(written.String(), "\n"+id+",0") {
		t.Fatalf("the ID is %s, written is %q, error %v", id, written.String(), err)
	}
	return id
}

// FuzzIndex: an index and a combination are each other's inverse, in the order of nested loops,
// and every way to walk agrees with them: on spaces of any size, also past 2^64.
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

// random takes a row of any values: it has an index where the rules allow it, and that is its
// place.
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
