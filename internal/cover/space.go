package cover

import "slices"

// space numbers the literals of a problem and stores which of them are compatible.
//
// Columns are the variables sorted by falling domain size, so that loops over columns meet the
// tuples that are hardest to cover first. A literal is a column with one of its values; literals
// are numbered column by column. A row is a slice with a literal for each column, or -1 for an
// open one; its mask is the bit set of its literals. A bit set over literals has words 64-bit
// words.
type space struct {
	variable   []int   // variable of each column
	domains    []int   // of each column
	first      []int32 // first literal of each column, and one past the last
	column     []int32 // column of each literal
	words      int
	oracle     Oracle
	groups     [][]int           // columns of each group
	group      []int32           // group of each column, or -1
	members    []bitset          // literals of each group
	pairs      []uint64          // for each literal, the set of compatible literals and itself
	extensions map[string]bitset // for each set of literals of a group, the literals of the group that extend it
	query      []int32           // argument of the oracle; all open between calls
}

type bitset []uint64

func (b bitset) has(i int32) bool { return b[i>>6]>>(uint(i)&63)&1 != 0 }
func (b bitset) set(i int32)      { b[i>>6] |= 1 << (uint(i) & 63) }
func (b bitset) clear(i int32)    { b[i>>6] &^= 1 << (uint(i) & 63) }

func newSpace(domains []int, oracle Oracle, linked [][]int) *space {
	if oracle == nil {
		linked = nil
	}
	s := &space{oracle: oracle, extensions: map[string]bitset{}}
	for v := range domains {
		s.variable = append(s.variable, v)
		s.group = append(s.group, -1)
		s.query = append(s.query, -1)
	}
	slices.SortStableFunc(s.variable, func(v, w int) int { return domains[w] - domains[v] })
	for c, v := range s.variable {
		s.domains = append(s.domains, domains[v])
		s.first = append(s.first, int32(len(s.column)))
		for range domains[v] {
			s.column = append(s.column, int32(c))
		}
	}
	s.first = append(s.first, int32(len(s.column)))
	s.words = (len(s.column) + 63) / 64
	for g, vars := range linked {
		s.groups = append(s.groups, s.columns(vars))
		s.members = append(s.members, make(bitset, s.words))
		for _, c := range s.groups[g] {
			s.group[c] = int32(g)
			for l := s.first[c]; l < s.first[c+1]; l++ {
				s.members[g].set(l)
			}
		}
	}
	return s
}

// columns returns the columns of the variables, in ascending order.
func (s *space) columns(vars []int) []int {
	var out []int
	for c, v := range s.variable {
		if slices.Contains(vars, v) {
			out = append(out, c)
		}
	}
	return out
}

// literals converts values by variable to a row; values is the inverse.
func (s *space) literals(values []int32) []int32 {
	row := make([]int32, len(s.variable))
	for c, v := range s.variable {
		row[c] = s.first[c] + values[v]
	}
	return row
}

func (s *space) values(row []int32) []int32 {
	values := make([]int32, len(row))
	for c, v := range s.variable {
		values[v] = row[c] - s.first[c]
	}
	return values
}

// empty reports whether no row is valid.
func (s *space) empty() bool {
	return len(s.groups) > 0 && !s.oracle.Completable(s.query)
}

// learnPairs asks the oracle about every literal and every pair of literals within a group.
// Literals of different groups are always compatible, so only sets of three or more literals
// within a group remain to be asked about.
func (s *space) learnPairs() {
	n := len(s.column)
	s.pairs = make([]uint64, n*s.words)
	live := make(bitset, s.words)
	for l := range int32(n) {
		if s.jointlyValid(l) {
			live.set(l)
		}
	}
	for l := range int32(n) {
		if live.has(l) {
			copy(s.compatible(l), live)
			s.excludePairs(l)
		}
	}
}

func (s *space) excludePairs(l int32) {
	row, c := s.compatible(l), s.column[l]
	for m := s.first[c]; m < s.first[c+1]; m++ {
		row.clear(m)
	}
	row.set(l)
	if s.group[c] < 0 {
		return
	}
	for _, d := range s.groups[s.group[c]] {
		for m := s.first[d]; d != int(c) && m < s.first[d+1]; m++ {
			if row.has(m) && (m < l && !s.compatible(m).has(l) || m > l && !s.jointlyValid(l, m)) {
				row.clear(m)
			}
		}
	}
}

func (s *space) compatible(l int32) bitset {
	return s.pairs[int(l)*s.words : (int(l)+1)*s.words]
}

// jointlyValid reports whether a valid row contains all literals, which must be of one group or
// column.
func (s *space) jointlyValid(literals ...int32) bool {
	g := s.group[s.column[literals[0]]]
	if g < 0 {
		return true
	}
	for _, l := range literals {
		c := s.column[l]
		s.query[s.variable[c]] = l - s.first[c]
	}
	ok := s.oracle.Completable(s.query)
	for _, l := range literals {
		s.query[s.variable[s.column[l]]] = -1
	}
	return ok
}

// completable reports whether the literals of a row in the columns of a group can be completed.
func (s *space) completable(g int32, row []int32) bool {
	for _, c := range s.groups[g] {
		if row[c] >= 0 {
			s.query[s.variable[c]] = row[c] - s.first[c]
		}
	}
	ok := s.oracle.Completable(s.query)
	for _, c := range s.groups[g] {
		s.query[s.variable[c]] = -1
	}
	return ok
}

// allows reports whether the row stays completable if its column gets the literal l.
func (s *space) allows(row []int32, l int32) bool {
	c := s.column[l]
	g := s.group[c]
	if g < 0 {
		return true
	}
	old := row[c]
	row[c] = l
	ok := s.completable(g, row)
	row[c] = old
	return ok
}

// fits reports whether l is compatible with each literal of the mask except old. This is
// necessary for allows, is cheap, and is sufficient in columns without a group.
func (s *space) fits(mask bitset, l, old int32) bool {
	compatible := s.compatible(l)
	for w, x := range mask {
		x &^= compatible[w]
		if w == int(old>>6) {
			x &^= 1 << (uint(old) & 63)
		}
		if x != 0 {
			return false
		}
	}
	return true
}

// extend reduces out from the literals that are compatible with each literal of set to those that
// are valid together with the whole set. Only groups with two or more literals in set can exclude
// any.
func (s *space) extend(set []int32, out bitset) {
	for i, l := range set {
		g := s.group[s.column[l]]
		if g < 0 || s.seen(g, set[:i]) {
			continue
		}
		var part [16]int32
		if p := s.part(g, set, part[:0]); len(p) > 1 {
			may := s.join(g, p)
			for w, in := range s.members[g] {
				out[w] &= may[w] | ^in
			}
			if may.has(p[0]) {
				continue
			}
			clear(out)
		}
	}
}

func (s *space) seen(g int32, set []int32) bool {
	return slices.ContainsFunc(set, func(l int32) bool { return s.group[s.column[l]] == g })
}

func (s *space) part(g int32, set, into []int32) []int32 {
	for _, l := range set {
		if s.group[s.column[l]] == g {
			into = append(into, l)
		}
	}
	slices.Sort(into)
	return into
}

// join returns the literals of a group that are valid together with part, and the literals of
// part if they are valid together. Results are cached.
func (s *space) join(g int32, part []int32) bitset {
	key := make([]byte, 0, 64)
	for _, l := range part {
		key = append(key, byte(l), byte(l>>8), byte(l>>16))
	}
	if may, ok := s.extensions[string(key)]; ok {
		return may
	}
	may := make(bitset, s.words)
	s.extensions[string(key)] = may
	if !s.jointlyValid(part...) {
		return may
	}
	row := append(append(make([]int32, 0, 17), part...), 0)
	for _, c := range s.groups[g] {
		for l := s.first[c]; l < s.first[c+1]; l++ {
			row[len(part)] = l
			if s.pairwise(l, part) && s.jointlyValid(row...) {
				may.set(l)
			}
		}
	}
	for _, l := range part {
		may.set(l)
	}
	return may
}

func (s *space) pairwise(l int32, part []int32) bool {
	return !slices.ContainsFunc(part, func(m int32) bool { return m == l || !s.compatible(m).has(l) })
}
