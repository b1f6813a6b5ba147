package paramgen

import (
	"errors"
	"fmt"
	"strings"
	"testing"

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
	}](c)
	if err == nil || got.Large != 0 {
		t.Fatal("no error, or half a struct")
	}
	for _, want := range []string{
		`.Typo of parameter "tpp": no parameter "tpp"; did you mean "tp"?`,
		`.Unset of parameter "running": is unset here; make it a *int`,
		`.Kind of parameter "backend": the value "fa3" of type string is no int`,
		`.Inexact of parameter "ratio": the value 0.5 of type float64 is no int`,
		`.private of parameter "tp": is not exported`,
		`.Number of parameter "tp": the value 2 of type int is no string`,
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
		t.Error("an int is no struct")
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
