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
	for _, v := range []any{math.NaN(), math.Inf(1), []int{1}, struct{}{}} {
		if _, err := Of(v); err == nil {
			t.Errorf("%v has a comparable form", v)
		}
	}
	if _, err := OfElement([]int{1}); err == nil || !strings.Contains(err.Error(), "one by one") {
		t.Errorf("error %v", err)
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
