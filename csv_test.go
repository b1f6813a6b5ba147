package paramgen

import "testing"

// TestCSVQuotes: every reader takes a field that may end a line, or looks empty, for what it is.
func TestCSVQuotes(t *testing.T) {
	for text, want := range map[string]string{
		"": `""`, "a": "a", "a\rb": "\"a\rb\"", "a\nb": "\"a\nb\"", "a,b": `"a,b"`, `a"b`: `"a""b"`, " a": `" a"`, "a\t": "\"a\t\"",
	} {
		if got := csvString(text); got != want {
			t.Errorf("%q is written %s, want %s", text, got, want)
		}
	}
}
