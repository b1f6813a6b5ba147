package cover

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// clause forbids rows in which every variable of the clause has one of the given values.
type clause map[int][]bool

// rules is a space with forbidden assignments.
type rules struct {
	domains []int
	clauses []clause
}

// mdd is an oracle for tests: a decision diagram for each group, whose states are the sets of
// clauses that the variables so far do not satisfy.
type mdd struct {
	groups [][]int
	parts  []mddPart
}

type mddPart struct {
	order []int
	next  [][]int32 // successor of each node by value, -1 where nothing valid follows
	level []int
	root  int32
	seen  []int32
	stamp int32
}

func newMDD(r rules) *mdd {
	m := &mdd{groups: link(r)}
	for _, vars := range m.groups {
		var own []clause
		for _, c := range r.clauses {
			for v := range c {
				if slices.Contains(vars, v) {
					own = append(own, c)
					break
				}
			}
		}
		m.parts = append(m.parts, buildPart(r.domains, vars, own))
	}
	return m
}

func link(r rules) [][]int {
	parent := make([]int, len(r.domains))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	used := make([]bool, len(parent))
	for _, c := range r.clauses {
		first := -1
		for v := range c {
			used[v] = true
			if first < 0 {
				first = v
			}
			a, b := find(first), find(v)
			parent[max(a, b)] = min(a, b)
		}
	}
	sets := map[int][]int{}
	for i := range parent {
		if used[i] {
			sets[find(i)] = append(sets[find(i)], i)
		}
	}
	var out [][]int
	for i := range parent {
		if s, ok := sets[i]; ok {
			out = append(out, s)
		}
	}
	return out
}

func buildPart(domains, vars []int, own []clause) mddPart {
	p := mddPart{order: arrangeVars(vars, own)}
	place := map[int]int{}
	for i, v := range p.order {
		place[v] = i
	}
	begin := make([][]int, len(p.order)) // clauses by the place of their first variable
	last := make([]int, len(own))
	for i, c := range own {
		first := len(p.order)
		for v := range c {
			first, last[i] = min(first, place[v]), max(last[i], place[v])
		}
		begin[first] = append(begin[first], i)
	}
	memo := make([]map[string]int32, len(p.order)+1)
	for i := range memo {
		memo[i] = map[string]int32{}
	}
	reduced := map[string]int32{}
	p.next, p.level = append(p.next, nil), append(p.level, len(p.order)) // node 0: all is well
	var build func(level int, alive []int) int32
	build = func(level int, alive []int) int32 {
		if level == len(p.order) {
			return 0
		}
		key := fmt.Sprint(alive)
		if n, ok := memo[level][key]; ok {
			return n
		}
		v := p.order[level]
		kids := make([]int32, domains[v])
		some := false
		pending := append(slices.Clone(alive), begin[level]...)
		slices.Sort(pending)
		for x := range kids {
			kids[x] = -1
			if rest, ok := after(own, last, pending, v, x, level); ok {
				kids[x] = build(level+1, rest)
			}
			some = some || kids[x] >= 0
		}
		n := int32(-1)
		if some {
			shape := fmt.Sprint(level, kids)
			var ok bool
			if n, ok = reduced[shape]; !ok {
				n = int32(len(p.next))
				p.next, p.level = append(p.next, kids), append(p.level, level)
				reduced[shape] = n
			}
		}
		memo[level][key] = n
		return n
	}
	p.root = build(0, nil)
	p.seen = make([]int32, len(p.next))
	return p
}

// after returns the pending clauses after variable v has the value x, or false if one of them is
// violated.
func after(own []clause, last, pending []int, v, x, level int) ([]int, bool) {
	var rest []int
	for _, i := range pending {
		vals, in := own[i][v]
		if in && !vals[x] {
			continue
		}
		if last[i] == level {
			return nil, false
		}
		rest = append(rest, i)
	}
	return rest, true
}

// arrangeVars orders the variables greedily, so that few clauses are pending at each level.
func arrangeVars(vars []int, own []clause) []int {
	rest := slices.Clone(vars)
	placed := map[int]bool{}
	var out []int
	for len(rest) > 0 {
		best, cost := 0, 1<<30
		for i, v := range rest {
			n := 0
			for _, c := range own {
				in, left := false, false
				for w := range c {
					if w == v || placed[w] {
						in = true
					} else {
						left = true
					}
				}
				if in && left {
					n++
				}
			}
			if n < cost {
				best, cost = i, n
			}
		}
		out = append(out, rest[best])
		placed[rest[best]] = true
		rest = slices.Delete(rest, best, best+1)
	}
	return out
}

func (m *mdd) Completable(row []int32) bool {
	for i := range m.parts {
		p := &m.parts[i]
		p.stamp++
		if p.root < 0 || m.decided(i, row) && !p.search(p.root, row) {
			return false
		}
	}
	return true
}

func (m *mdd) decided(g int, row []int32) bool {
	for _, v := range m.groups[g] {
		if row[v] >= 0 {
			return true
		}
	}
	return false
}

func (p *mddPart) search(n int32, row []int32) bool {
	if n == 0 {
		return true
	}
	if p.seen[n] == p.stamp {
		return false
	}
	v := p.order[p.level[n]]
	if row[v] >= 0 {
		if k := p.next[n][row[v]]; k >= 0 && p.search(k, row) {
			return true
		}
	} else {
		for _, k := range p.next[n] {
			if k >= 0 && p.search(k, row) {
				return true
			}
		}
	}
	p.seen[n] = p.stamp
	return false
}

// readModel reads a model of testdata: a line of domains, then a line for each forbidden
// assignment.
func readModel(t testing.TB, name string) rules {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	var r rules
	for _, d := range strings.Fields(lines[0]) {
		n, _ := strconv.Atoi(d)
		r.domains = append(r.domains, n)
	}
	for _, line := range lines[1:] {
		c := clause{}
		for _, f := range strings.Fields(line) {
			var v, x int
			if _, err := fmt.Sscanf(f, "%d=%d", &v, &x); err != nil {
				t.Fatal(err)
			}
			c.forbid(r, v, x)
		}
		r.clauses = append(r.clauses, c)
	}
	return r
}

func (c clause) forbid(r rules, v, x int) {
	c[v] = make([]bool, r.domains[v])
	c[v][x] = true
}
