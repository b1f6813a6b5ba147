package expr

// Atom is one compiled conjunct of a rule. A rule accepts a combination if each of its atoms does.
type Atom struct {
	graph
	vars    []int    // ascending
	domains [][]word // of vars
	text    string
}

// Vars returns the variables that the atom's outcome can depend on, ascending.
func (a *Atom) Vars() []int { return a.vars }

// Text returns the source text of the conjunct.
func (a *Atom) Text() string { return a.text }

// Bind checks e's types against the values of its parameters and splits it at && into atoms. vars
// and domains hold the number and the values of each variable, in the order of [Expr.Names].
// Conjuncts that accept every combination are left out. A conjunct that rejects every combination
// is an atom without variables. Errors are *SyntaxError.
func (e *Expr) Bind(vars []int, domains [][]Value) (atoms []*Atom, err error) {
	defer catch(&err)
	b := binder{checker: checker{Expr: e}, vars: vars, table: new(table)}
	b.readDomains(domains)
	b.split(e.root, false)
	return b.atoms, nil
}

// binder is the state shared by the atoms of one expression.
type binder struct {
	checker
	vars   []int
	params []param // by name
	table  *table
	atoms  []*Atom
}

// param is a parameter with its domain.
type param struct {
	words []word
	bound bound
	only  bool  // it has one value
	leaf  int32 // 1 + its node in the graph under construction, or 0
}

func (b *binder) readDomains(domains [][]Value) {
	total := 0
	for _, d := range domains {
		total += len(d)
	}
	all := make([]word, 0, total)
	b.params = make([]param, len(domains))
	kinds := make([]types, len(domains))
	for i, d := range domains {
		p := &b.params[i]
		from := len(all)
		p.bound = noNumber(0)
		for j := range d {
			w := b.table.word(d[j])
			all = append(all, w)
			p.bound.join(b.table.boundOf(w))
		}
		p.words = all[from:len(all):len(all)]
		p.only = len(d) == 1
		kinds[i] = domainTypes(d)
	}
	b.check(kinds)
	b.checkWidths(domains)
}

// split makes atoms of a condition's conjuncts. This is sound because a conjunction rejects if and
// only if one of its conjuncts rejects: the first one that is false or a fault decides, and an
// unknown one accepts.
func (b *binder) split(i int32, negated bool) {
	n := &b.nodes[i]
	switch {
	case n.op == opNot:
		b.split(n.a, !negated)
	case n.op == opAnd && !negated, n.op == opOr && negated:
		for _, arg := range b.args[n.a:n.b] {
			b.split(arg, negated)
		}
	case n.op == opChain && !negated:
		links := b.args[n.a:n.b]
		for k := 0; k+3 < len(links); k += 3 {
			b.splitCompare(op(links[k+1]), links[k], links[k+3], b.nodes[links[k]].pos, b.nodes[links[k+3]].end)
		}
	case n.op.isComparison() && !negated:
		b.splitCompare(n.op, n.a, n.b, n.pos, n.end)
	default:
		c := newCompiler(b, n.pos, n.end)
		c.finish(c.cond(i, negated))
	}
}

// splitCompare makes the atom of a comparison. It makes several of min(x, y) >= z, which is
// equivalent to x >= z && y >= z, and of max(x, y) <= z.
func (b *binder) splitCompare(o op, x, y, pos, end int32) {
	if n := &b.nodes[y]; n.op == opMin || n.op == opMax {
		o, x, y = mirrors[o], y, x
	}
	n := &b.nodes[x]
	lower := n.op == opMin && (o == opGe || o == opGt)
	upper := n.op == opMax && (o == opLe || o == opLt)
	if (lower || upper) && b.total(n.a, n.b, y) {
		for _, arg := range b.args[n.a:n.b] {
			b.splitCompare(o, arg, y, pos, end)
		}
		return
	}
	c := newCompiler(b, pos, end)
	c.finish(c.comparison(o, x, y))
}

// total reports whether the arguments from to to and y are constants or parameters that are
// integers for all values.
func (b *binder) total(from, to, y int32) bool {
	for _, arg := range b.args[from:to] {
		if !b.integerLeaf(arg) {
			return false
		}
	}
	return b.integerLeaf(y)
}

func (b *binder) integerLeaf(i int32) bool {
	switch n := &b.nodes[i]; n.op {
	case opConst:
		return b.of[i] == tNumber
	case opParam:
		return b.params[n.a].bound.may == mayNumber
	}
	return false
}
