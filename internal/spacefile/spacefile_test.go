package spacefile

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/paramgen/paramgen/internal/jsontext"
)

// everything is a space with every key of a file.
func everything() *Space {
	text := func(s string) *string { return &s }
	return &Space{
		Parameters: []Parameter{
			{Name: "a", Values: []any{nil, true, 1, -2.5, "x\n", uint64(1 << 63)}, Description: `"d"`},
			{Name: "", Values: []any{1.0}, When: text("a > 0")},
		},
		Rules: []Rule{
			{Expr: text("a > 0")},
			{Name: "n", Expr: text("")},
			{If: text("a"), Then: text("b"), Optional: true},
			{Forbid: map[string]any{"a": 1, "b": nil}},
			{Name: "l", Linked: &Linked{Parameters: []string{"a", "b"}, Rows: [][]any{{1, "x"}, {nil, 2.0}}}},
		},
	}
}

const everythingText = `{"parameters": [
  {"name": "a", "values": [null, true, 1, -2.5, "x\n", 9223372036854775808], "description": "\"d\""},
  {"name": "", "values": [1.0], "when": "a > 0"}
],
"rules": [
  "a > 0",
  {"name": "n", "expr": ""},
  {"if": "a", "then": "b", "optional": true},
  {"forbid": {"a": 1, "b": null}},
  {"name": "l", "tuples": {"parameters": ["a", "b"], "rows": [[1, "x"], [null, 2.0]]}}
]}
`

func TestAppend(t *testing.T) {
	if d := cmp.Diff(everythingText, string(Append(nil, everything()))); d != "" {
		t.Error(d)
	}
	if got := string(Append([]byte("x"), &Space{})); got != "x{\"parameters\": []}\n" {
		t.Errorf("an empty space is %q", got)
	}
}

func TestRead(t *testing.T) {
	got, err := Read([]byte(everythingText))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(everything(), got, cmpopts.IgnoreFields(Rule{}, "Offset")); d != "" {
		t.Error(d)
	}
	for i, r := range got.Rules {
		if c := everythingText[r.Offset]; c != '"' && c != '{' {
			t.Errorf("rule %d is at offset %d", i, r.Offset)
		}
	}
}

// TestReadFaults checks the type and the offset of errors. The root's tests have their texts.
func TestReadFaults(t *testing.T) {
	for _, test := range []struct {
		text      string
		offset    int
		parameter string // of a ValueError
	}{
		{`{}`, 0, ""},
		{`{"parameters": [], "parameters": []}`, 19, ""},
		{`{"parameters": [], "other": []}`, 19, ""},
		{`{"parameters": [{"values": [1, 1e400], "name": "a"}]}`, 31, "a"},
		{`{"parameters": [], "rules": [{"forbid": {"a": 1e400}}]}`, 46, "a"},
		{`{"parameters": [], "rules": [{"tuples": {"rows": [[1, 1e400]], "parameters": ["a", "b"]}}]}`, 54, "b"},
		{`{"parameters": [], "rules": [{}]}`, 29, ""},
		{`{"parameters": []} x`, 19, ""},
	} {
		_, err := Read([]byte(test.text))
		var at *jsontext.Error
		if !errors.As(err, &at) || at.Offset != test.offset {
			t.Errorf("%s: error %v, want offset %d", test.text, err, test.offset)
		}
		var value *ValueError
		if errors.As(err, &value); (value != nil) != (test.parameter != "") || value != nil && value.Parameter != test.parameter {
			t.Errorf("%s: error %v, want parameter %q", test.text, err, test.parameter)
		}
		if value != nil && !errors.Is(value, jsontext.ErrRange) {
			t.Errorf("%s: error %v, want a range error", test.text, value)
		}
	}
	if got, want := fmt.Sprint(&ValueError{"a", errors.New("x")}), `parameter "a": x`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestDamaged reads a file with random bytes removed or replaced: it must not panic, and an
// accepted file must be the same after it is written and read again.
func TestDamaged(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		data := []byte(everythingText)
		for range 1 + rng.IntN(3) {
			i := rng.IntN(len(data))
			if data[i] = everythingText[rng.IntN(len(everythingText))]; rng.IntN(2) == 0 {
				data = append(data[:i], data[i+1:]...)
			}
		}
		s, err := Read(data)
		if err != nil {
			continue
		}
		again, err := Read(Append(nil, s))
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if d := cmp.Diff(s, again, cmpopts.IgnoreFields(Rule{}, "Offset"), cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("%s\n%s", d, data)
		}
	}
}
