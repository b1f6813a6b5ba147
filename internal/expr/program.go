package expr

import "github.com/paramgen/paramgen/internal/intern"

// level is the program that decides one variable.
type level struct {
	domain  []word
	allowed []bool // the values to expand; nil for all
	leaf    int32  // the variable's node
	ready   bool

	steps   []instr // compute the nodes that this variable finishes
	before  []instr // bound open nodes, as far as they do not depend on this variable
	after   []instr // bound the other open nodes
	touched []int32 // the open nodes that depend on a decided variable
	live    []int32 // finished nodes that open ones use: the first words of a state
	finals  []int32 // touched conditions whose outcome a state records: its last words
	states  intern.Table[word]

	width    int           // of a state, in words
	replaced []replacement // of live
	decides  bool          // the last level
}

// instr is one instruction of a program. In programs of bounds, an operand may be an index behind
// the nodes: a bound with nothing decided, or a constant.
type instr struct {
	op        op
	leaves    uint8
	lift      bool // the bound of the finished value a
	override  bool // the state may record the outcome
	dst, a, b int32
	k         word
}

// prepare writes the program of level l.
func (m *Machine) prepare(l int32) {
	p := &m.levels[l]
	p.ready = true
	p.decides = int(l) == len(m.levels)-1
	w := writer{Machine: m, level: p, l: l}
	w.steps()
	if p.decides {
		return
	}
	for i := range m.marks {
		k := &m.marks[i]
		k.varies, k.lifted, k.live = false, false, false
	}
	from := len(m.code)
	for i := int32(0); i < int32(len(m.nodes)); i++ {
		if n := &m.nodes[i]; n.first <= l && l < n.last {
			i = w.bound(i)
		}
	}
	p.after = m.code[from:len(m.code):len(m.code)]
	w.liveness()
	w.replacements()
	p.width = len(p.live) + len(p.finals)
	m.key = resize(m.key, max(len(m.key), p.width))
}

// writer writes the program of one level.
type writer struct {
	*Machine
	*level
	l int32
}

// steps writes the instructions for the nodes that this level finishes.
func (w *writer) steps() {
	from := len(w.code)
	for i := range w.nodes {
		if n := &w.nodes[i]; n.last == w.l && n.op != opParam {
			w.code = append(w.code, instr{
				op: n.op, leaves: n.leaves, dst: int32(i), a: n.a, b: n.b, k: n.k,
				override: n.isFinal && n.first < w.l,
			})
		}
	}
	w.level.steps = w.code[from:len(w.code):len(w.code)]
}

// bound writes the instruction that bounds open node i. If i and the next nodes of its chain take
// operands that do not depend on decided variables, one instruction with a constant bound covers
// them. It returns the last node covered.
func (w *writer) bound(i int32) int32 {
	n := &w.nodes[i]
	in := instr{op: n.op, leaves: n.leaves, dst: i, k: n.k, a: w.operand(n.a), override: n.isFinal && n.first < w.l}
	var varies bool
	if end := w.untouchedRun(i); end > i {
		if in.k = 0; in.op == opAddMul {
			in.op = opAdd
		}
		in.b = int32(len(w.Machine.bounds))
		w.Machine.bounds = append(w.Machine.bounds, w.restBound(i, end))
		in.dst, in.override = end, w.nodes[end].isFinal && w.nodes[end].first < w.l
		varies = w.marks[n.a].varies
		for j := i; j < end; j++ {
			w.touched = append(w.touched, j)
		}
		i = end
	} else {
		in.b = w.operand(n.b)
		varies = w.marks[n.a].varies || w.marks[n.b].varies
	}
	w.marks[i].varies = varies
	w.touched = append(w.touched, i)
	if w.nodes[i].isFinal {
		w.finals = append(w.finals, i)
	}
	w.emit(in, varies)
	return i
}

func (w *writer) emit(in instr, varies bool) {
	if varies {
		w.code = append(w.code, in)
		return
	}
	w.before = append(w.before, in)
}

// untouchedRun returns the last node of the longest run of the chain from i whose operands do not
// depend on decided variables, or i if there is none.
func (w *writer) untouchedRun(i int32) int32 {
	end := i
	for w.untouched(w.nodes[end].b) && w.nodes[end].inner && w.untouched(w.nodes[end+1].b) && w.nodes[end+1].a == end {
		end++
	}
	return end
}

func (w *writer) untouched(i int32) bool { return w.nodes[i].first > w.l && w.nodes[i].last >= 0 }

// restBound returns the combined bound of the operands of the chain nodes i to end.
func (w *writer) restBound(i, end int32) bound {
	all := len(w.nodes)
	static := func(j int32) *bound { return &w.Machine.bounds[all+int(w.nodes[j].b)] }
	acc := *static(i)
	if w.nodes[i].op == opAddMul {
		zero := bound{0, 0, mayNumber}
		acc = boundAddMul(&zero, w.nodes[i].k, static(i))
	}
	for j := i + 1; j <= end; j++ {
		acc = stepBound(w.nodes[j].op, 0, w.nodes[j].k, &acc, static(j))
	}
	return acc
}

// operand returns the index of the bound of node i. For a finished node it writes the instruction
// that makes a bound of its value.
func (w *writer) operand(i int32) int32 {
	n := &w.nodes[i]
	if n.last < 0 || n.first > w.l {
		return i + int32(len(w.nodes))
	}
	if k := &w.marks[i]; n.last <= w.l && !k.lifted {
		k.lifted = true
		k.varies = n.last == w.l
		w.emit(instr{lift: true, dst: i, a: i}, k.varies)
	}
	return i
}

// liveness collects the finished nodes that open nodes use.
func (w *writer) liveness() {
	for i := range w.nodes {
		if n := &w.nodes[i]; n.last > w.l && n.op != opParam {
			w.use(n.a)
			w.use(n.b)
		}
	}
}

func (w *writer) use(i int32) {
	if n := &w.nodes[i]; !w.marks[i].live && 0 <= n.last && n.last <= w.l {
		w.marks[i].live = true
		w.live = append(w.live, i)
	}
}

// reset prepares a level for another machine. It keeps the storage.
func (p *level) reset(domain []word) {
	before, touched, live, finals, replaced, s := p.before[:0], p.touched[:0], p.live[:0], p.finals[:0], p.replaced[:0], p.states
	s.Reset()
	*p = level{domain: domain, before: before, touched: touched, live: live, finals: finals, replaced: replaced, states: s}
}
