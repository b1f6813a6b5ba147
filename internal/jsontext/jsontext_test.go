package jsontext

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

var errDeep = errors.New("nested too deeply for the test")

// decode reads any value with the scanner. Numbers become json.Number.
func decode(s *Scanner, depth int) (any, error) {
	if depth == 0 {
		return nil, errDeep
	}
	switch s.Next() {
	case '{':
		m := map[string]any{}
		return m, s.Object(func(key string, at int) (err error) {
			m[key], err = decode(s, depth-1)
			return err
		})
	case '[':
		list := []any{}
		err := s.Array(func() error {
			v, err := decode(s, depth-1)
			list = append(list, v)
			return err
		})
		return list, err
	}
	start := s.Offset()
	v, err := s.Scalar()
	switch v.(type) {
	case int, int64, uint64, float64:
		return json.Number(s.data[start:s.pos]), err
	}
	return v, err
}

// compare compares the scanner with encoding/json. The scanner may reject more: unpaired
// surrogates, invalid UTF-8 and numbers out of range.
func compare(t *testing.T, data []byte) {
	t.Helper()
	s := NewScanner(data)
	got, err := decode(s, 50)
	if err == nil {
		err = s.End()
	}
	var want any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	valid := json.Valid(data)
	if valid {
		if wantErr := decoder.Decode(&want); wantErr != nil {
			t.Fatalf("%q: %v", data, wantErr)
		}
	}
	stricter := !utf8.Valid(data) || bytes.Contains(data, []byte(`\u`)) || errors.Is(err, ErrRange) || errors.Is(err, errDeep)
	switch {
	case err == nil && !valid:
		t.Fatalf("%q is accepted and is not JSON", data)
	case err != nil && valid && !stricter:
		t.Fatalf("%q is rejected: %v", data, err)
	case err == nil && !reflect.DeepEqual(got, want):
		t.Fatalf("%q is read as %v, want %v", data, got, want)
	}
	var fault *Error
	if err != nil && err != errDeep && (!errors.As(err, &fault) || fault.Offset < 0 || fault.Offset > len(data)) {
		t.Fatalf("%q: %v has no valid offset", data, err)
	}
}

// TestRandomTexts reads random sequences of tokens. Most are not valid JSON.
func TestRandomTexts(t *testing.T) {
	tokens := strings.Split(`{ } [ ] , : "a" "\n" "\u00e9" "\ud83d\ude00" "\ud83d" "é" " 0 -0 1 -12 1.5 1e9 1E-2 01 1. .5 - + null true false nul \ x`, " ")
	tokens = append(tokens, " ", "\n", "\x00", "\xff", "18446744073709551616", "1e999", `"a":1`, `{"b":`, "[1,")
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50_000 {
		var b []byte
		for range 1 + rng.IntN(8) {
			b = append(b, tokens[rng.IntN(len(tokens))]...)
		}
		compare(t, b)
	}
}

func FuzzScanner(f *testing.F) {
	f.Add([]byte(`{"a": [1, -2.5e3, "x\n\u00e9\ud83d\ude00", null, true, false], "b": {}}`))
	f.Fuzz(func(t *testing.T, data []byte) { compare(t, data) })
}

func TestIntegers(t *testing.T) {
	large := any(int64(math.MaxInt64))
	if strconv.IntSize == 64 {
		large = int(math.MaxInt64 & math.MaxInt)
	}
	for text, want := range map[string]any{
		"0": 0, "-7": -7, "9223372036854775807": large, "18446744073709551615": uint64(math.MaxUint64), "1.0": 1.0, "1e2": 100.0,
	} {
		if got, err := NewScanner([]byte(text)).Scalar(); got != want || err != nil {
			t.Errorf("%s is %v (%T), error %v", text, got, got, err)
		}
	}
}

func TestPosition(t *testing.T) {
	const text = "ab\ncd\n\nx"
	for offset, want := range [][2]int{{1, 1}, {1, 2}, {1, 3}, {2, 1}, {2, 2}, {2, 3}, {3, 1}, {4, 1}, {4, 2}} {
		if line, column := Position([]byte(text), offset); line != want[0] || column != want[1] {
			t.Errorf("offset %d is %d:%d, want %v", offset, line, column, want)
		}
	}
}

func TestErrorText(t *testing.T) {
	err := &Error{Offset: 7, Err: ErrRange}
	if want := "at byte 7: " + ErrRange.Error(); err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestRefused checks texts that JSON allows but that a scanner could not return unchanged.
func TestRefused(t *testing.T) {
	for _, text := range []string{
		`"\ud83d"`, `"\ude00"`, `"\ude00\ud83d"`, `"\ud83dx"`, `"\ud83d\u0041"`, "\"\xff\"",
		"18446744073709551616", "-9223372036854775809", "1e999", "1e-400", "-0.01E-322", "0.0001e-999999999999999999999",
	} {
		if v, err := NewScanner([]byte(text)).Scalar(); err == nil {
			t.Errorf("%s is accepted as %#v", text, v)
		}
	}
	for _, text := range []string{"0.0", "-0e-400", "0.000e999", "5e-324"} {
		if v, err := NewScanner([]byte(text)).Scalar(); err != nil {
			t.Errorf("%s is rejected: %v, %v", text, v, err)
		}
	}
	if _, err := NewScanner([]byte("-01")).Scalar(); err == nil || err.Error() != "at byte 0: malformed number -01" {
		t.Errorf("-01: error %v", err)
	}
}
