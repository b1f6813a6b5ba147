package text

import (
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPercent(t *testing.T) {
	for _, test := range []struct {
		part, whole int64
		want        string
	}{
		{0, 5, "0%"}, {5, 5, "100%"}, {1, 2, "50.00%"}, {456768, 576000, "79.30%"}, {1, 1e9, "less than 0.01%"}, {1e9 - 1, 1e9, "more than 99.99%"},
	} {
		if got := Percent(big.NewInt(test.part), big.NewInt(test.whole)); got != test.want {
			t.Errorf("%d of %d: %s, want %s", test.part, test.whole, got, test.want)
		}
	}
	for n, want := range map[int64]string{0: "0", 12: "12", 123: "123", 1234: "1,234", 123456: "123,456", 1234567: "1,234,567"} {
		if got := Group(big.NewInt(n)); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestTruncate(t *testing.T) {
	for _, s := range []string{"", "ä", strings.Repeat("a", 1000), strings.Repeat("a", 999) + "ä", strings.Repeat("ä", 600), strings.Repeat("\x80", 2000)} {
		got := Truncate(s)
		switch {
		case len(s) <= maxShown && got != s:
			t.Errorf("%q is truncated to %q", s, got)
		case len(s) > maxShown && (!strings.HasPrefix(s, strings.TrimSuffix(got, "…")) || len(got) > maxShown+len("…")):
			t.Errorf("%q is truncated to %q", s, got)
		case utf8.ValidString(s) && !utf8.ValidString(got):
			t.Errorf("%q is not UTF-8", got)
		}
	}
}

func TestNames(t *testing.T) {
	many := strings.Fields("a b c d e f g h i j k l m n")
	for want, names := range map[string][]string{"": nil, "a": many[:1], `a, "\x00"`: {"a", "\x00"},
		"a, b, c, d, e, f, g, h, i, j, k, l": many[:12], "a, b, c, d, e, f, g, h, i, j, k, l and 2 more": many} {
		if got := Names(names); got != want {
			t.Errorf("%q: %s, want %s", names, got, want)
		}
	}
}

func TestPlural(t *testing.T) {
	for want, got := range map[string]string{"1 rule": Plural(1, "rule"), "0 rules": Plural(0, "rule"), "1,000 boxes": Plural(1000, "box", "boxes")} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestPageWraps(t *testing.T) {
	var p Page
	p.Add(2, "%s", strings.Repeat("ä", 250)+" "+strings.Repeat("word ", 40))
	for _, line := range strings.Split(p.String(), "\n") {
		if n := utf8.RuneCountInString(line); n > Width {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
	if got := strings.Count(p.String(), "word"); got != 40 {
		t.Errorf("%d of 40 words are left", got)
	}
}
