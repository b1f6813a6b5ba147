package value

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

type named string

func TestText(t *testing.T) {
	for _, tt := range []struct {
		v                       any
		text, quote, show, json string
	}{
		{nil, "nil", "nil", "nil", "null"},
		{true, "true", "true", "true", "true"},
		{int8(-3), "-3", "-3", "-3", "-3"},
		{uint64(math.MaxUint64), "18446744073709551615", "18446744073709551615", "18446744073709551615", "18446744073709551615"},
		{1.0, "1.0", "1.0", "1.0", "1.0"},
		{float32(0.1), "0.1", "0.1", "0.1", "0.1"},
		{1e-05, "1e-05", "1e-05", "1e-05", "1e-05"},
		{"a", "a", `"a"`, "a", `"a"`},
		{"1", "1", `"1"`, `"1"`, `"1"`},
		{"a b", "a b", `"a b"`, `"a b"`, `"a b"`},
		{[]any{1, 2.0, "a b", true}, `[1,2.0,"a b",true]`, `[1, 2.0, "a b", true]`, `[1,2.0,"a b",true]`, `[1,2.0,"a b",true]`},
		{[0]int{}, "[]", "[]", "[]", "[]"},
		{"[1,2]", "[1,2]", `"[1,2]"`, `"[1,2]"`, `"[1,2]"`},
		{named("x\u2028\x01"), "x\u2028\x01", `"x\u2028\x01"`, `"x\u2028\x01"`, `"x\u2028\u0001"`},
	} {
		if s := Text(tt.v); s != tt.text {
			t.Errorf("Text(%#v) = %s, want %s", tt.v, s, tt.text)
		}
		if s := Quote(tt.v); s != tt.quote {
			t.Errorf("Quote(%#v) = %s, want %s", tt.v, s, tt.quote)
		}
		if s := Show(tt.v); s != tt.show {
			t.Errorf("Show(%#v) = %s, want %s", tt.v, s, tt.show)
		}
		if s := string(AppendJSON(nil, tt.v)); s != tt.json {
			t.Errorf("AppendJSON(%#v) = %s, want %s", tt.v, s, tt.json)
		}
	}
}

func TestOf(t *testing.T) {
	for _, v := range []any{math.NaN(), math.Inf(1), struct{}{}, []any{nil}, []any{[]int{1}}, []any{[2]int{}}, []float64{math.NaN()}} {
		if _, err := Of(v); err == nil {
			t.Errorf("%v has a comparable form", v)
		}
	}
}

func TestTo(t *testing.T) {
	if f, ok := To[float32](0.1); !ok || f != 0.1 {
		t.Errorf("0.1 as a float32: %v, %t", f, ok)
	}
	if i, ok := To[int8](300); ok {
		t.Errorf("300 as an int8: %d", i)
	}
	if s, ok := To[string](65); ok {
		t.Errorf("65 as a string: %q", s)
	}
	if i, ok := To[uint](2.0); !ok || i != 2 {
		t.Errorf("2.0 as a uint: %d, %t", i, ok)
	}
}

func TestList(t *testing.T) {
	values := make([]any, 50)
	for i := range values {
		values[i] = i
	}
	if got := List(values); !strings.HasSuffix(got, " 39 … 49") {
		t.Errorf("list %s", got)
	}
	if got := List([]any{nil, "nil", ""}); got != `nil "nil" ""` {
		t.Errorf("list %s", got)
	}
}

func FuzzJSONString(f *testing.F) {
	f.Add("a\u2028\xff\"")
	f.Fuzz(func(t *testing.T, s string) {
		var got string
		if err := json.Unmarshal(AppendJSONString(nil, s), &got); err != nil || got != strings.ToValidUTF8(s, "\ufffd") && len(got) < len(strings.ToValidUTF8(s, "")) {
			t.Errorf("%q reads as %q, %v", s, got, err)
		}
	})
}

// TestLists converts lists, and changes what they were made of.
func TestLists(t *testing.T) {
	own := []any{1, 2.0}
	ints, ok := To[[]int](own)
	if !ok || len(ints) != 2 || ints[1] != 2 {
		t.Errorf("%v as integers: %v, %t", own, ints, ok)
	}
	pair, ok := To[[2]int8](own)
	if !ok || pair != [2]int8{1, 2} {
		t.Errorf("%v as an array: %v, %t", own, pair, ok)
	}
	if three, ok := To[[3]int](own); ok {
		t.Errorf("%v as an array of three: %v", own, three)
	}
	if words, ok := To[[]string](own); ok {
		t.Errorf("%v as strings: %v", own, words)
	}
	if one, ok := To[int](own); ok {
		t.Errorf("%v as one integer: %v", own, one)
	}
	copied := Clone(own)
	own[0] = 7
	if s := Text(copied); s != "[1,2.0]" {
		t.Errorf("the copy of a list that changed is %s", s)
	}
	a, _ := Of([]any{1, 2.0})
	b, _ := Of([2]int{1, 2})
	if a == b || a.Key() != b.Key() || a.String() != "[1, 2.0]" {
		t.Errorf("%v and %v", a, b)
	}
}
