// Package ranksum decides whether two samples differ by the rank-sum test of Mann, Whitney and
// Wilcoxon.
//
// Sources: H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is
// stochastically larger than the other", 1947; for the exact distribution with ties, B. Streitberg
// and J. Röhmel, "Exact distributions for permutation and rank tests", 1986. benchstat
// (golang.org/x/perf) compares benchmarks by the same test.
package ranksum

import (
	"cmp"
	"slices"
)

// maxExact is the largest number of observations for which the exact distribution is used. Its
// counts, at most 40 choose 20, are exact as float64.
const maxExact = 40

// Differ reports whether the samples differ at a significance of 5 %, two-sided. The test is exact
// for up to 40 observations in all; beyond that the rank sum is taken as normal, with the
// correction for ties. The decision needs no function that differs between machines.
func Differ(a, b []float64) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	ranks, sum := doubled(a, b)
	if len(ranks) <= maxExact {
		return exact(ranks, len(a), sum) < 0.05
	}
	return normal(ranks, len(a), sum)
}

// Possible reports whether samples of n and m observations can differ, whatever they are.
func Possible(n, m int) bool {
	ranks := make([]int, n+m)
	sum := 0
	for i := range ranks {
		ranks[i] = 2 * (i + 1)
		if i < n {
			sum += ranks[i]
		}
	}
	return n > 0 && m > 0 && (n+m > maxExact || exact(ranks, n, sum) < 0.05)
}

// doubled returns the ranks of all observations, times two, and the sum of those of a. Equal
// observations have their mean rank, whose double is whole.
func doubled(a, b []float64) (ranks []int, sum int) {
	type observation struct {
		x   float64
		ofA bool
	}
	var all []observation
	for _, x := range a {
		all = append(all, observation{x, true})
	}
	for _, x := range b {
		all = append(all, observation{x, false})
	}
	slices.SortFunc(all, func(p, q observation) int { return cmp.Compare(p.x, q.x) })
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].x == all[from].x {
			to++
		}
		for _, o := range all[from:to] {
			ranks = append(ranks, from+1+to)
			if o.ofA {
				sum += from + 1 + to
			}
		}
		from = to
	}
	return ranks, sum
}

// exact returns the probability that n of the ranks, each choice equally likely, have a sum at
// least as far from its mean as sum is. counts[k][s] is the number of ways to choose k of the
// ranks seen so far with the sum s. Cost: the number of ranks times n times the sum of all.
func exact(ranks []int, n, sum int) float64 {
	total := 0
	for _, r := range ranks {
		total += r
	}
	counts := make([][]float64, n+1)
	for k := range counts {
		counts[k] = make([]float64, total+1)
	}
	counts[0][0] = 1
	for _, r := range ranks {
		for k := n; k > 0; k-- {
			for s := total; s >= r; s-- {
				counts[k][s] += counts[k-1][s-r]
			}
		}
	}
	mean := n * (len(ranks) + 1)
	far, all := 0.0, 0.0
	for s, ways := range counts[n] {
		if all += ways; distance(s, mean) >= distance(sum, mean) {
			far += ways
		}
	}
	return far / all
}

func distance(a, b int) int { return max(a-b, b-a) }

// normal reports whether the sum of n ranks is farther from its mean than 1.96 standard
// deviations, with a correction for continuity. It compares squares.
func normal(ranks []int, n, sum int) bool {
	size := len(ranks)
	deviation := 0.0 // sum of the squared deviations of doubled ranks from their mean
	for _, r := range ranks {
		d := float64(r - (size + 1))
		deviation += float64(d * d)
	}
	m := size - n
	variance := float64(deviation*float64(n)) * float64(m) / (float64(size) * float64(size-1))
	off := float64(max(0, distance(sum, n*(size+1))-1))
	return float64(off*off) > float64(3.841458820694124*variance)
}
