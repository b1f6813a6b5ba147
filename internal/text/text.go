// Package text formats names, numbers and lines for messages and reports.
package text

import (
	"fmt"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxShown is how many bytes of a name, a value or a text a message shows.
const maxShown = 1000

// Truncate returns s, or its beginning and an ellipsis if it is too long for a message.
func Truncate(s string) string {
	if len(s) <= maxShown {
		return s
	}
	cut := maxShown
	for !utf8.RuneStart(s[cut]) && cut > maxShown-utf8.UTFMax {
		cut--
	}
	return s[:cut] + "…"
}

// TruncateAll truncates each of the strings.
func TruncateAll(all []string) []string { return each(all, Truncate) }

// Names lists names, separated by commas; only the first few of many.
func Names(names []string) string { return Join(names, ", ") }

// Join lists names with another separator.
func Join(names []string, separator string) string {
	const most = 12
	shown := strings.Join(each(names[:min(len(names), most)], func(s string) string { return Quote(Truncate(s)) }), separator)
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", shown, len(names)-most)
	}
	return shown
}

func each(all []string, f func(string) string) []string {
	shown := make([]string, len(all))
	for i, s := range all {
		shown[i] = f(s)
	}
	return shown
}

// Quote returns s, in quotes if it has characters that do not print.
func Quote(s string) string {
	if Printable(s) {
		return s
	}
	return fmt.Sprintf("%q", s)
}

// Line returns a text as one line: runs of white space become a space. It is quoted as by [Quote].
func Line(s string) string { return Quote(strings.Join(strings.Fields(s), " ")) }

// Printable reports whether s is valid UTF-8 of characters that print.
func Printable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// Plural counts things: "1 rule", "2 rules". A second form is the plural if it does not end in s.
func Plural(n int, forms ...string) string {
	form := forms[0]
	if n != 1 {
		form = forms[len(forms)-1]
		if len(forms) == 1 {
			form += "s"
		}
	}
	return fmt.Sprintf("%s %s", Group(big.NewInt(int64(n))), form)
}

// Group formats a number in groups of three digits.
func Group(n *big.Int) string {
	digits := n.String()
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Percent formats part of whole in percent. It is 0% or 100% only if part is zero or the whole.
func Percent(part, whole *big.Int) string {
	switch {
	case part.Sign() == 0:
		return "0%"
	case part.Cmp(whole) == 0:
		return "100%"
	}
	share, _ := new(big.Rat).SetFrac(part, whole).Float64()
	switch {
	case share < 0.0001:
		return "less than 0.01%"
	case share > 0.9999:
		return "more than 99.99%"
	}
	return fmt.Sprintf("%.2f%%", 100*share)
}

// RuleSet names the rules of a set, each in quotes if its name has spaces.
func RuleSet(names []string) string {
	shown := each(names, func(name string) string {
		if name = Line(name); strings.Contains(name, " ") {
			return "“" + name + "”"
		}
		return name
	})
	switch last := len(shown) - 1; last {
	case -1:
		return "nothing"
	case 0:
		return "rule " + shown[0]
	default:
		return "rules " + strings.Join(shown[:last], ", ") + " and " + shown[last] + " together"
	}
}
