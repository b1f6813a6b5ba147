package paramgen

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type backend string

type common struct {
	TP uint8 `paramgen:"tp"`
}

type server struct {
	common           // not exported, but its fields are
	Running *int64   `paramgen:"running"`
	Ratio   float32  `paramgen:"ratio"`
	Backend *backend `paramgen:"backend"`
	Overlap bool     `paramgen:"overlap"`
	Any     any      `paramgen:"backend"`
	Other   string
}

func decodable(running, backend any) Combination {
	g := Must(New(WithParameters(Param("tp", 2), Param("running", running), Param("ratio", 0.5), Param("backend", backend), Param("overlap", true), Param("more", 1))))
	for c := range g.All() {
		return c
	}
	panic("empty")
}

func TestDecode(t *testing.T) {
	n, fa3 := int64(128), backend("fa3")
	for _, tt := range []struct {
		c    Combination
		want server
	}{
		{decodable(128, "fa3"), server{common{2}, &n, 0.5, &fa3, true, "fa3", ""}},
		{decodable(nil, nil), server{common{2}, nil, 0.5, nil, true, nil, ""}},
	} {
		got, err := Decode[server](tt.c)
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

// TestDecodeEmbedded: pointers to structs are made where there is something for them, also where a type comes back to itself.
func TestDecodeEmbedded(t *testing.T) {
	type embedding struct {
		common
		*Parallel
		*Untagged
		Mode *any  `paramgen:"mode"`
		B    *bool `paramgen:"b"`
	}
	g := Must(New(WithParameters(Param("tp", 2), Param("mode", mode("fast")), Param("b", nil))))
	for c := range g.All() {
		got, err := Decode[embedding](c)
		want := embedding{common: common{2}, Parallel: &Parallel{2, &Choice{nil, mode("fast")}}, Mode: new(any)}
		*want.Mode = mode("fast")
		if d := cmp.Diff(want, got, cmp.AllowUnexported(embedding{}, common{})); d != "" || err != nil {
			t.Error(err, d)
		}
	}
}

// TestDecodeInterfaces: a field of an interface takes what implements it, and is nil where that is unset.
func TestDecodeInterfaces(t *testing.T) {
	type fields struct {
		X fmt.Stringer  `paramgen:"x"`
		P *fmt.Stringer `paramgen:"x"`
		A any           `paramgen:"x"`
		Q *any          `paramgen:"x"`
	}
	for _, v := range []any{nil, mode("fast"), "fast", 1, true, time.Second, float32(0.1)} {
		for c := range Must(New(WithParameters(Param("x", v)))).All() {
			got, err := Decode[fields](c)
			want, is := Value[fmt.Stringer](c, "x")
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
	got, err := Decode[struct {
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
		`.Typo of parameter "tpp": no parameter "tpp"; did you mean "tp"?`,
		`.Unset of parameter "running": is unset here; make it a *int`,
		`.Kind of parameter "backend": the value "fa3" of type string does not fit int`,
		`.Inexact of parameter "ratio": the value 0.5 of type float64 does not fit int`,
		`.private of parameter "tp": is not exported`,
		`.Number of parameter "tp": the value 2 of type int does not fit string`,
		`.common.TP of parameter "tp": is embedded by a pointer to a type that is not exported; embed the struct itself`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	var own *DecodeError
	if !errors.As(err, &own) || own.Parameter != "tpp" {
		t.Errorf("%#v", own)
	}
	if _, err := Decode[int](c); err == nil {
		t.Error("an int decodes as a struct")
	}
	if _, err := Decode[server](Combination{}); err == nil {
		t.Error("nothing in the zero Combination")
	}
}

func ExampleDecode() {
	type Server struct {
		TP      int     `paramgen:"tp_size"`
		Backend *string `paramgen:"attention_backend"`
	}
	g := Must(New(WithParameters(Param("tp_size", 1, 2), Param("attention_backend", nil, "fa3"))))
	for c := range g.All() {
		s, err := Decode[Server](c)
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
