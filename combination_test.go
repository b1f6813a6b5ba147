package paramgen_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

type (
	backend string
	gpus    uint8
	ratio   float32
	flag_   bool
)

// combination returns the one combination of a space.
func combination(t testing.TB, params ...paramgen.Parameter) paramgen.Combination {
	t.Helper()
	c, err := paramgen.Must(paramgen.New(paramgen.WithParameters(params...))).At(new(big.Int))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// as returns what Value makes of v as a T, as text.
func as[T any](t testing.TB, v any) string {
	x, ok := paramgen.Value[T](combination(t, paramgen.Param("x", v)), "x")
	if !ok {
		return "no"
	}
	return fmt.Sprintf("%T %v", x, x)
}

func TestValue(t *testing.T) {
	for _, tt := range []struct{ name, got, want string }{
		{"int", as[int](t, 8), "int 8"},
		{"int of int64", as[int](t, int64(8)), "int 8"},
		{"int64 of int", as[int64](t, 8), "int64 8"},
		{"uint8 that fits", as[uint8](t, 255), "uint8 255"},
		{"uint8 that does not", as[uint8](t, 256), "no"},
		{"uint of a negative", as[uint](t, -1), "no"},
		{"int64 of the largest uint64", as[int64](t, uint64(math.MaxUint64)), "no"},
		{"uint64 of it", as[uint64](t, uint64(math.MaxUint64)), "uint64 18446744073709551615"},
		{"float64 of int", as[float64](t, 3), "float64 3"},
		{"float64 of an int beyond its precision", as[float64](t, int64(1<<53+1)), "no"},
		{"float32 of an int beyond its precision", as[float32](t, 1<<24+1), "no"},
		{"int of a whole float", as[int](t, 3.0), "int 3"},
		{"int of a fraction", as[int](t, 3.5), "no"},
		{"int of a huge float", as[int](t, 1e30), "no"},
		{"float32 of 0.5", as[float32](t, 0.5), "float32 0.5"},
		{"float32 of 0.1", as[float32](t, 0.1), "float32 0.1"},
		{"float64 of float32 0.1", as[float64](t, float32(0.1)), "float64 0.1"},
		{"float32 of a float32 that a double rounds away", as[float32](t, ratio(7.038531e-26)), "float32 7.038531e-26"},
		{"int of a whole float32 of nine digits", as[int](t, float32(1<<27)), "int 134217728"},
		{"float32 of it", as[float32](t, 1<<27), "float32 1.3421773e+08"},
		{"float32 of the number that it prints as", as[float32](t, 134217730), "no"},
		{"float32 of a double between two", as[float32](t, float64(1<<27+8)), "no"},
		{"float64 of the largest float32", as[float64](t, float32(math.MaxFloat32)), "float64 3.4028234663852886e+38"},
		{"float32 of that", as[float32](t, float64(math.MaxFloat32)), "float32 3.4028235e+38"},
		{"float32 of 1e300", as[float32](t, 1e300), "no"},
		{"string", as[string](t, "triton"), "string triton"},
		{"named string", as[backend](t, "triton"), "paramgen_test.backend triton"},
		{"string of a named one", as[string](t, backend("triton")), "string triton"},
		{"named int", as[gpus](t, 8), "paramgen_test.gpus 8"},
		{"int of a named one", as[int](t, gpus(8)), "int 8"},
		{"named float", as[ratio](t, 0.25), "paramgen_test.ratio 0.25"},
		{"bool", as[bool](t, true), "bool true"},
		{"named bool", as[flag_](t, true), "paramgen_test.flag_ true"},
		{"any", as[any](t, 8), "int 8"},
		{"string of an int", as[string](t, 65), "no"},
		{"int of a string", as[int](t, "8"), "no"},
		{"bytes of a string", as[[]byte](t, "8"), "no"},
		{"bool of an int", as[bool](t, 1), "no"},
		{"int of a bool", as[int](t, true), "no"},
		{"int of unset", as[int](t, nil), "no"},
		{"any of unset", as[any](t, nil), "no"},
		{"Stringer", as[fmt.Stringer](t, 8), "no"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}
	if v, ok := paramgen.Value[int](combination(t, paramgen.Param("x", 1)), "y"); ok || v != 0 {
		t.Errorf("a parameter that is not there: %v", v)
	}
}

// TestWholeFloat32: a whole float32 counts and is written as itself, not as the number of
// eight digits that it prints as.
func TestWholeFloat32(t *testing.T) {
	for _, tt := range []struct {
		f       float32
		number  any
		written string
	}{
		{0.1, 0.1, "0.1"}, {1 << 25, 1 << 25, "33554432.0"}, {33554448, 33554448, "33554448.0"}, {1 << 27, 1 << 27, "134217728.0"},
		{-1 << 27, -1 << 27, "-134217728.0"}, {1e16, int64(10000000272564224), "1.0000000272564224e+16"}, {math.MaxFloat32, math.MaxFloat32, "3.4028234663852886e+38"},
	} {
		g := paramgen.Must(paramgen.New(
			paramgen.WithParameters(paramgen.Param("x", tt.f), paramgen.Param("y", tt.number)),
			paramgen.WithRules(paramgen.Expr("x == y"), paramgen.Expr("x == "+tt.written), paramgen.Relate("same", "x", "y", func(a, b float32) bool { return a == b })),
		))
		for c := range g.All() {
			if flag := strings.Join(c.Args()[:len(c.Args())/2], "="); flag != "--x="+tt.written {
				t.Errorf("%v is written %s, want %s", tt.f, flag, tt.written)
			}
		}
		back, err := strconv.ParseFloat(tt.written, 32)
		if g.Count().Sign() == 0 || float32(back) != tt.f {
			t.Errorf("%v is not %v; %s reads back as %v, %v", tt.f, tt.number, tt.written, back, err)
		}
	}
}

func TestCombinationAccess(t *testing.T) {
	c := combination(t, paramgen.Param("b", int8(1)), paramgen.Param("a", nil), paramgen.Param("c", "x"))
	if v, ok := c.Get("b"); v != int8(1) || !ok {
		t.Errorf("Get(b) = %v, %v", v, ok)
	}
	if v, ok := c.Get("a"); v != nil || !ok {
		t.Errorf("Get(a) = %v, %v", v, ok)
	}
	if v, ok := c.Get("d"); v != nil || ok || c.Has("d") || !c.Has("a") {
		t.Errorf("Get(d) = %v, %v", v, ok)
	}
	if d := cmp.Diff(map[string]any{"a": nil, "b": int8(1), "c": "x"}, c.Map()); d != "" {
		t.Error(d)
	}
	for name := range c.All() {
		if name != "b" {
			t.Errorf("All begins with %s", name)
		}
		break
	}
	c.Map()["b"] = 2 // a copy
	text, err := json.Marshal(c)
	if want := `{"b":1,"a":null,"c":"x"}`; err != nil || string(text) != want {
		t.Errorf("JSON %s, %v, want %s", text, err, want)
	}
}

// hardValues are all different, and hard to write in a benchmark's name.
var hardValues = []any{
	nil, "nil", "", true, "true", false, "false", 1, "1", -1, "-1", -8, "-8", "x-8", "x--8", "x-8-16", 0.5, "0.5", 2.5e-7, 1e300, "1e300", "Inf", "NaN",
	"a/b", "a b", "a\tb", "a\nb", " ", "%", "%25", "%2F", "=", "a=b", "a:b", "(a)", "a,b", "a@b", `"`, "`", `\`, "*", "*a", "-", "-a", "'", "#01", "größe",
	"日本", "\x00", "\x7f", "\u200b", "\u2028", "\ufffd", "\xff", "a\xffb", int64(math.MinInt64), uint64(math.MaxUint64), "0x10", "1_000", "a-", "٣",
}

// readName takes the name of a combination apart again, as its documentation describes it.
func readName(t *testing.T, name string) map[string]any {
	values := map[string]any{}
	for _, field := range strings.Split(name, "/") {
		key, value, ok := strings.Cut(field, "=")
		if !ok {
			t.Fatalf("%q has no value", field)
		}
		values[unescape(t, key)] = readValue(t, value)
	}
	return values
}

func readValue(t *testing.T, s string) any {
	number := strings.ReplaceAll(s, "%2D", "-")
	if i, err := strconv.ParseInt(number, 10, 64); err == nil {
		return i
	}
	if u, err := strconv.ParseUint(number, 10, 64); err == nil {
		return u
	}
	if f, err := strconv.ParseFloat(number, 64); err == nil {
		return f
	}
	switch s {
	case "nil":
		return nil
	case "true", "false":
		return s == "true"
	}
	return unescape(t, s)
}

func unescape(t *testing.T, s string) string {
	if s == "%" {
		return ""
	}
	plain, err := url.PathUnescape(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return plain
}

// procs is what testing puts behind a benchmark's name, and benchstat takes off again.
var procs = regexp.MustCompile(`-\d+$`)

func TestString(t *testing.T) {
	seen := map[string]any{}
	for _, v := range hardValues {
		name := combination(t, paramgen.Param("first", v), paramgen.Param("gomaxprocs", v), paramgen.Param("a/b =c-8", v)).String()
		if other, twice := seen[name]; twice {
			t.Errorf("%#v and %#v are both %s", v, other, name)
		}
		seen[name] = v
		if strings.ContainsAny(name, " \t\n\"'`:@,#()\\") || procs.MatchString(name) || strings.Contains(name, "/gomaxprocs=") {
			t.Errorf("%#v: %s does not survive in a benchmark's name", v, name)
		}
		want := map[string]any{"first": wide(v), "gomaxprocs": wide(v), "a/b =c-8": wide(v)}
		if d := cmp.Diff(want, readName(t, name)); d != "" {
			t.Errorf("%s does not read back: %s", name, d)
		}
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimPrefix(t.Name(), "TestString/"); got != name {
				t.Errorf("testing makes %s of %s", got, name)
			}
		})
	}
}

// wide returns integers as int64 where they fit.
func wide(v any) any {
	if i, ok := v.(int); ok {
		return int64(i)
	}
	return v
}

// FuzzString: names of combinations read back as their values, so no two combinations share
// one.
func FuzzString(f *testing.F) {
	for _, v := range hardValues {
		if s, ok := v.(string); ok {
			f.Add(s, "-8", int64(-8))
		}
	}
	f.Fuzz(func(t *testing.T, a, b string, i int64) {
		values := []any{a, b, i}
		names := make([]string, len(values))
		for k, v := range values {
			name := combination(t, paramgen.Param("k", v), paramgen.Param("last", 1)).String()
			if d := cmp.Diff(map[string]any{"k": v, "last": int64(1)}, readName(t, name)); d != "" {
				t.Errorf("%s does not read back: %s", name, d)
			}
			if strings.ContainsAny(name, " \t\n\"'`:@,#()\\") || strings.Count(name, "/") != 1 {
				t.Errorf("%q does not survive in a benchmark's name", name)
			}
			names[k] = name
		}
		if (a == b) != (names[0] == names[1]) || names[2] == names[0] {
			t.Errorf("%q of %q, %q, %d", names, a, b, i)
		}
	})
}

// TestIDGolden: an ID joins results to configurations over machines and releases. These must
// not change.
func TestIDGolden(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for _, tt := range []struct {
		index int64
		want  string
	}{{0, "de2b82f988ed"}, {1, "f8217a8a73ee"}, {54321, "f5f7028eb00e"}, {119231, "ea73f1ab19bf"}} {
		c, err := g.At(big.NewInt(tt.index))
		if err != nil || c.ID() != tt.want {
			t.Errorf("ID of combination %d is %s, %v, want %s", tt.index, c.ID(), err, tt.want)
		}
	}
	for want, c := range map[string]paramgen.Combination{
		"e3b0c44298fc": {},
		"e6ff71fe7f86": combination(t, paramgen.Param("größe", -0.5), paramgen.Param("a", "x\ny"), paramgen.Param("b", true), paramgen.Param("c", uint64(math.MaxUint64))),
	} {
		if c.ID() != want {
			t.Errorf("ID of %v is %s, want %s", c, c.ID(), want)
		}
	}
}

func TestID(t *testing.T) {
	p := paramgen.Param
	same := combination(t, p("a", 1), p("b", "x")).ID()
	for name, c := range map[string]paramgen.Combination{
		"another order": combination(t, p("b", "x"), p("a", 1)),
		"another type":  combination(t, p("a", uint8(1)), p("b", backend("x"))),
		"a float":       combination(t, p("a", 1.0), p("b", "x")),
		"an unset one":  combination(t, p("a", 1), p("unset", nil), p("b", "x")),
	} {
		if c.ID() != same {
			t.Errorf("%s: %s, want %s", name, c.ID(), same)
		}
	}
	ids := map[string]any{same: "the first"}
	for _, c := range []paramgen.Combination{
		combination(t, p("a", 1)), combination(t, p("a", 1), p("b", "y")), combination(t, p("a", "1"), p("b", "x")), combination(t, p("a", true), p("b", "x")),
		combination(t, p("b", 1), p("a", "x")), combination(t, p("a=1\nb", "x")), combination(t, p(`a"`, 1), p("b", "x")), combination(t, p("a", 1.5), p("b", "x")),
		combination(t, p("a", "1\n\"b\"=\"x\"")), combination(t, p("a", nil)),
	} {
		if other, twice := ids[c.ID()]; twice {
			t.Errorf("%v and %v have one ID", c, other)
		}
		ids[c.ID()] = c
		if !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(c.ID()) {
			t.Errorf("ID %q", c.ID())
		}
	}
}

type decodedName string

type common struct {
	TP uint8 `paramgen:"tp"`
}

type server struct {
	common               // not exported, but its fields are
	Running *int64       `paramgen:"running"`
	Ratio   float32      `paramgen:"ratio"`
	Backend *decodedName `paramgen:"backend"`
	Overlap bool         `paramgen:"overlap"`
	Any     any          `paramgen:"backend"`
	Other   string
}

func decodable(running, backend any) paramgen.Combination {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp", 2), paramgen.Param("running", running), paramgen.Param("ratio", 0.5), paramgen.Param("backend", backend), paramgen.Param("overlap", true), paramgen.Param("more", 1))))
	for c := range g.All() {
		return c
	}
	panic("empty")
}

func TestDecode(t *testing.T) {
	n, fa3 := int64(128), decodedName("fa3")
	for _, tt := range []struct {
		c    paramgen.Combination
		want server
	}{
		{decodable(128, "fa3"), server{common{2}, &n, 0.5, &fa3, true, "fa3", ""}},
		{decodable(nil, nil), server{common{2}, nil, 0.5, nil, true, nil, ""}},
	} {
		got, err := paramgen.Decode[server](tt.c)
		if err != nil {
			t.Error(err)
		}
		if d := cmp.Diff(tt.want, got, cmp.AllowUnexported(server{}, common{})); d != "" {
			t.Error(d)
		}
	}
}

type Parallel struct {
	TP      uint8 `paramgen:"tp"`
	*Choice       // which embeds this one again
}

type Choice struct {
	*Parallel
	Mode fmt.Stringer `paramgen:"mode"`
}

type Untagged struct{ N int }

type mode string

func (m mode) String() string { return "mode " + string(m) }

// TestDecodeEmbedded: embedded nil pointers to structs with tagged fields are set, also in
// recursive types.
func TestDecodeEmbedded(t *testing.T) {
	type embedding struct {
		common
		*Parallel
		*Untagged
		Mode *any  `paramgen:"mode"`
		B    *bool `paramgen:"b"`
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp", 2), paramgen.Param("mode", mode("fast")), paramgen.Param("b", nil))))
	for c := range g.All() {
		got, err := paramgen.Decode[embedding](c)
		want := embedding{common: common{2}, Parallel: &Parallel{2, &Choice{nil, mode("fast")}}, Mode: new(any)}
		*want.Mode = mode("fast")
		if d := cmp.Diff(want, got, cmp.AllowUnexported(embedding{}, common{})); d != "" || err != nil {
			t.Error(err, d)
		}
	}
}

// TestDecodeInterfaces: a field of an interface type takes a value that implements it, and is
// nil if that is unset.
func TestDecodeInterfaces(t *testing.T) {
	type fields struct {
		X fmt.Stringer  `paramgen:"x"`
		P *fmt.Stringer `paramgen:"x"`
		A any           `paramgen:"x"`
		Q *any          `paramgen:"x"`
	}
	for _, v := range []any{nil, mode("fast"), "fast", 1, true, time.Second, float32(0.1)} {
		for c := range paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", v)))).All() {
			got, err := paramgen.Decode[fields](c)
			want, is := paramgen.Value[fmt.Stringer](c, "x")
			switch {
			case (err == nil) != (is || v == nil):
				t.Errorf("%v of type %[1]T: %v", v, err)
			case is && (got.X != want || *got.P != want || got.A != v || *got.Q != v) || v == nil && got != fields{}:
				t.Errorf("%v of type %[1]T is decoded as %v", v, got)
			case err != nil && strings.Count(err.Error(), "does not fit fmt.Stringer") != 2:
				t.Error(err)
			}
		}
	}
}

func TestDecodeFaults(t *testing.T) {
	c := decodable(nil, "fa3")
	got, err := paramgen.Decode[struct {
		Typo    int     `paramgen:"tpp"`
		Unset   int     `paramgen:"running"`
		Kind    *int    `paramgen:"backend"`
		Inexact int     `paramgen:"ratio"`
		Large   int8    `paramgen:"more"`
		private int     `paramgen:"tp"`
		Number  *string `paramgen:"tp"`
		*common
	}](c)
	if err == nil || got.Large != 0 {
		t.Fatal("no error, or half a struct")
	}
	for _, want := range []string{
		`parameter "tpp": no parameter "tpp"; did you mean "tp"? (field Typo of `,
		`parameter "running": is unset here; make it a *int (field Unset of `,
		`parameter "backend": the value "fa3" of type string does not fit int (field Kind of `,
		`parameter "ratio": the value 0.5 of type float64 does not fit int (field Inexact of `,
		`parameter "tp": is not exported (field private of `,
		`parameter "tp": the value 2 of type int does not fit string (field Number of `,
		`parameter "tp": is embedded by a pointer to a type that is not exported; embed the struct itself (field TP of `,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	var own *paramgen.ParameterError
	if !errors.As(err, &own) || own.Parameter != "tpp" {
		t.Errorf("%#v", own)
	}
	if _, err := paramgen.Decode[int](c); err == nil {
		t.Error("an int decodes as a struct")
	}
	if _, err := paramgen.Decode[server](paramgen.Combination{}); err == nil {
		t.Error("nothing in the zero Combination")
	}
}

func ExampleDecode() {
	type Server struct {
		TP      int     `paramgen:"tp_size"`
		Backend *string `paramgen:"attention_backend"`
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 1, 2), paramgen.Param("attention_backend", nil, "fa3"))))
	for c := range g.All() {
		s, err := paramgen.Decode[Server](c)
		if err != nil {
			panic(err)
		}
		fmt.Println(s.TP, s.Backend != nil)
	}
	// Output:
	// 1 false
	// 1 true
	// 2 false
	// 2 true
}
