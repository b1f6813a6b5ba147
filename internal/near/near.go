// Package near finds the known name that somebody probably meant.
package near

import "strings"

// What is compared: nobody means a name that is longer, and among very many names the first will do.
const (
	mostLength = 200
	mostWork   = 1 << 24 // products of lengths, some tens of milliseconds
)

// Name returns the first of the known names with the least edit distance to name, if that is small for its length, and some of it is kept; case does
// not count. Cost: the product of the lengths, for each known name of about the same length, within bounds.
func Name(name string, known []string) string {
	if len(name) > mostLength {
		return ""
	}
	best, limit, work := "", min(max(1, len(name)/3)+1, len(name)), 0
	for _, k := range known {
		if work += 8 + len(name); work > mostWork {
			break
		}
		if len(name)-len(k) >= limit || len(k)-len(name) >= limit {
			continue // before it costs anything
		}
		work += len(name) * len(k)
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d < limit {
			best, limit = k, d
		}
	}
	return best
}

// distance is Levenshtein's with transpositions (optimal string alignment).
func distance(a, b string) int {
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
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
