package paramgen

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// FuzzValue: which values are the same, and what Value and Decode make of them as other types, by exact rational numbers.
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

// FuzzID: two combinations have the same ID if the same parameters are set to the same values, in whatever order, and only then; and what is
// written beside a combination is its ID.
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

// identified returns the ID of the one combination of these settings, and checks that it is also the one that is written.
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
