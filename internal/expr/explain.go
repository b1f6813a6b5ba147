package expr

import (
	"slices"
	"strings"
)

// Explain returns a line for each conjunct that rejects: the conjunct, a colon and the reason with
// the values filled in. It evaluates each node once.
func (e *Expr) Explain(get func(name string) Value) []string {
	x := explainer{evaluator{Expr: e, get: get, memo: map[int32]Value{}}}
	var lines []string
	x.conjuncts(e.root, false, &lines)
	return lines
}

type explainer struct{ evaluator }

// conjuncts adds lines for the rejecting conjuncts of node i and reports whether one is false. A
// fault after a false conjunct is not evaluated and does not count; guarded says that there is
// such a conjunct.
func (x *explainer) conjuncts(i int32, guarded bool, lines *[]string) bool {
	n := &x.nodes[i]
	if n.op == opAnd {
		for _, arg := range x.args[n.a:n.b] {
			guarded = x.conjuncts(arg, guarded, lines) || guarded
		}
		return guarded
	}
	o := outcome(x.cond(i))
	if o == False || o == Fault && !guarded {
		*lines = append(*lines, x.text[n.pos:n.end]+": "+x.why(i))
	}
	return o == False
}

// why explains the outcome of condition i in terms of values.
func (x *explainer) why(i int32) string {
	n := &x.nodes[i]
	v := x.cond(i)
	switch {
	case n.op == opNot:
		return x.why(n.a)
	case n.op.isComparison():
		return x.comparison(n.op, n.a, n.b, v)
	case n.op == opChain:
		return x.chain(n)
	case n.op == opAnd || n.op == opOr:
		return x.connective(n, v)
	case n.op == opIf:
		return x.implication(n)
	}
	if v.kind == kindFault {
		return x.filled(i) + ": " + v.String()
	}
	if x.leaf(i) != 0 {
		return x.text[n.pos:n.end] + " is " + v.String()
	}
	return x.filled(i) + " is " + outcome(v).String()
}

// connective explains the operand that decided, or all operands if none did.
func (x *explainer) connective(n *node, v Value) string {
	var all []string
	for _, arg := range x.args[n.a:n.b] {
		operand := x.cond(arg)
		if decisive(n.op, operand) && operand == v {
			return x.why(arg)
		}
		if operand == v {
			all = append(all, x.why(arg))
		}
	}
	return strings.Join(all, " and ")
}

func (x *explainer) implication(n *node) string {
	if cond := x.cond(n.a); cond != Bool(true) {
		return x.why(n.a)
	}
	return x.why(n.a) + ", but " + x.why(n.b)
}

// chain explains the comparison that failed.
func (x *explainer) chain(n *node) string {
	links := x.args[n.a:n.b]
	var all []string
	for i := 0; i+3 < len(links); i += 3 {
		o, a, b := op(links[i+1]), links[i], links[i+3]
		v := compare(o, x.value(a), x.value(b), x.leaves(a, b))
		why := x.comparison(o, a, b, v)
		if decisive(opAnd, v) {
			return why
		}
		all = append(all, why)
	}
	return strings.Join(all, " and ")
}

// comparison shows both sides with the relation that actually holds.
func (x *explainer) comparison(o op, a, b int32, v Value) string {
	left, right := x.value(a), x.value(b)
	switch {
	case v.kind == kindFault:
		return x.faulty(o, a, b, left, right)
	case v.kind == kindNil:
		return x.side(a, left, false) + " " + o.String() + " " + x.side(b, right, true) + " is unknown"
	case v == Bool(false) && (o == opEq || o == opNe || ordered(left, right)):
		o = negations[o]
	case v == Bool(false):
		return "not " + x.side(a, left, false) + " " + o.String() + " " + x.side(b, right, true)
	}
	return x.side(a, left, false) + " " + o.String() + " " + x.side(b, right, true)
}

// ordered reports whether neither value is NaN, so that !(a < b) means a >= b.
func ordered(a, b Value) bool {
	_, ordered, _ := order(a, b)
	return ordered
}

// faulty shows the side of a comparison that caused the fault.
func (x *explainer) faulty(o op, a, b int32, left, right Value) string {
	switch {
	case left.kind == kindFault:
		return x.filled(a) + ": " + left.String()
	case right.kind == kindFault:
		return x.filled(b) + ": " + right.String()
	}
	return x.filled(a) + " " + o.String() + " " + x.filled(b) + ": " + fault(faultType).String()
}

// side shows an operand: its value and, if it is computed, its text with the values filled in. The
// value is on the side of the operator.
func (x *explainer) side(i int32, v Value, right bool) string {
	value := v.String()
	if x.leaf(i) != 0 {
		return value
	}
	if right {
		return value + " = " + x.filled(i)
	}
	return x.filled(i) + " = " + value
}

// filled returns the text of a sub-expression with parameters replaced by their values.
func (x *explainer) filled(i int32) string {
	n := &x.nodes[i]
	var params []*node
	x.collect(i, &params)
	slices.SortFunc(params, func(p, q *node) int { return int(p.at - q.at) })
	var b strings.Builder
	done := n.pos
	for _, p := range params {
		b.WriteString(x.text[done:p.at])
		done = p.b
		v := x.get(x.names[p.a].Name).String()
		if v[0] == '-' && len(params) > 1 {
			v = "(" + v + ")"
		}
		b.WriteString(v)
	}
	b.WriteString(x.text[done:n.end])
	return b.String()
}

func (x *explainer) collect(i int32, params *[]*node) {
	n := &x.nodes[i]
	switch {
	case n.op == opConst:
	case n.op == opParam:
		*params = append(*params, n)
	case n.op == opChain:
		for k := n.a; k < n.b; k += 3 {
			x.collect(x.args[k], params)
		}
	case n.op.isList():
		for _, arg := range x.args[n.a:n.b] {
			x.collect(arg, params)
		}
	default:
		x.collect(n.a, params)
		if n.op.isBinary() {
			x.collect(n.b, params)
		}
	}
}
