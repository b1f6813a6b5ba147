// Package near finds the known name that a misspelled name probably means.
package near

import (
	"slices"
	"strings"
)

// Limits on the comparison. Longer names match nothing, and names past the work limit are
// skipped.
const (
	maxLength = 200
	maxWork   = 1 << 20 // products of lengths, a few milliseconds
)

// Name returns the first of the known names that differs from name only by case, hyphens or
// underscores. If there is none, it returns the only one that begins with name and a separator, or
// else the first with the least edit distance. It returns "" if that distance is large for the
// name's length, or if the edits would replace the whole name. Case is ignored. Cost: the product
// of the lengths for each known name of similar length, within limits.
func Name(name string, known []string) string {
	if len(name) > maxLength {
		return ""
	}
	if i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(plain(name), plain(k)) }); i >= 0 && name != "" {
		return known[i]
	}
	if k := extended(name, known); k != "" {
		return k
	}
	return closest(name, known)
}

var separators = strings.NewReplacer("-", "", "_", "")

// plain returns a name without hyphens and underscores.
func plain(name string) string { return separators.Replace(name) }

// extended returns the only known name that begins with name and a separator.
func extended(name string, known []string) (found string) {
	for _, k := range known {
		if len(k) <= len(name) || name == "" || !strings.EqualFold(k[:len(name)], name) || !strings.ContainsRune("-_.", rune(k[len(name)])) {
			continue
		}
		if found != "" {
			return ""
		}
		found = k
	}
	return found
}

// closest returns the known name with the least edit distance to name.
func closest(name string, known []string) string {
	best, limit, work := "", min(max(1, len(name)/3)+1, len(name)), 0
	rows := make([]int, 9*(len(name)+limit)+3) // lower case can be three times as long
	for _, k := range known {
		if work += 8 + len(name); work > maxWork {
			break
		}
		if len(name)-len(k) >= limit || len(k)-len(name) >= limit {
			continue
		}
		work += len(name) * len(k)
		if d := distance(strings.ToLower(name), strings.ToLower(k), rows); d < limit {
			best, limit = k, d
		}
	}
	return best
}

// distance is the optimal string alignment distance: Levenshtein's with transpositions.
// Its three rows, of len(b)+1 each, are in the memory that rows provides.
func distance(a, b string, rows []int) int {
	n := len(b) + 1
	before, row, next := rows[:n], rows[n:2*n], rows[2*n:3*n]
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}
