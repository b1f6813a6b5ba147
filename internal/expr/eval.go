package expr

import "slices"

// Outcome is the result of a rule for a combination.
type Outcome uint8

const (
	False Outcome = iota
	True
	Unknown // depends on an unset value; the rule accepts
	Fault   // a division by zero, or a value of the wrong type
)

// Rejects reports whether the combination is invalid under the rule.
func (o Outcome) Rejects() bool { return o == False || o == Fault }

func (o Outcome) String() string {
	return [...]string{"false", "true", "unknown", "fault"}[o]
}

// Eval evaluates e from left to right. It calls get only for the parameters that the evaluation
// reaches.
func (e *Expr) Eval(get func(name string) Value) Outcome {
	v := evaluator{Expr: e, get: get}
	return outcome(v.cond(e.root))
}

func outcome(v Value) Outcome {
	switch v.kind {
	case kindFault:
		return Fault
	case kindNil:
		return Unknown
	}
	return Outcome(v.bits)
}

type evaluator struct {
	*Expr
	get  func(name string) Value
	memo map[int32]Value // by node, if not nil
}

// condition returns v if it can be used as a condition, and otherwise a fault.
func condition(v Value) Value {
	if v.kind == kindNil || v.kind == kindBool || v.kind == kindFault {
		return v
	}
	return fault(faultType)
}

func (v *evaluator) cond(i int32) Value { return condition(v.value(i)) }

func (v *evaluator) value(i int32) Value {
	if v.memo == nil {
		return v.evaluate(i)
	}
	x, ok := v.memo[i]
	if !ok {
		x = v.evaluate(i)
		v.memo[i] = x
	}
	return x
}

func (v *evaluator) evaluate(i int32) Value {
	n := &v.nodes[i]
	switch {
	case n.op == opConst:
		return v.consts[n.a]
	case n.op == opParam:
		return v.get(v.names[n.a].Name)
	case n.op == opMin || n.op == opMax:
		return v.fold(n)
	case n.op.isArithmetic():
		return arith(n.op, v.value(n.a), v.value(n.b))
	case n.op.isComparison():
		return compare(n.op, v.value(n.a), v.value(n.b), v.leaves(n.a, n.b))
	}
	return v.logic(n)
}

func (v *evaluator) logic(n *node) Value {
	switch n.op {
	case opContains:
		return contains(v.value(n.a), v.value(n.b))
	case opAnd, opOr:
		return v.connective(n)
	case opIf:
		return v.implication(n)
	case opChain:
		return v.chain(n)
	case opIn:
		return v.oneOf(n)
	}
	return apply(n.op, v.value(n.a), Nil())
}

// apply applies a unary operation to a, an if to a condition and its consequence, or contains to a
// list and a value.
func apply(o op, a, b Value) Value {
	switch o {
	case opNeg:
		return negate(a)
	case opAbs:
		return absolute(a)
	case opInt:
		return toInt(condition(a))
	case opSet:
		return isSet(a)
	case opNot:
		return not(condition(a))
	case opLen:
		return length(a)
	case opContains:
		return contains(a, b)
	case opIf:
		return implies(a, b)
	}
	return condition(a)
}

// implies returns the value of an if.
func implies(cond, then Value) Value {
	switch cond {
	case Bool(true):
		return then
	case Bool(false):
		return Bool(true)
	}
	return cond
}

// leaves returns the operands of a comparison that are parameters or constants: bit 0 for a,
// bit 1 for b. See [compare].
func (e *Expr) leaves(a, b int32) uint8 {
	return e.leaf(a) | e.leaf(b)<<1
}

// leaf returns 1 if node i is a parameter or a constant, and otherwise 0.
func (e *Expr) leaf(i int32) uint8 {
	if e.nodes[i].op == opParam || e.nodes[i].op == opConst {
		return 1
	}
	return 0
}

func toInt(v Value) Value {
	if v.kind == kindBool {
		return Int(int64(v.bits))
	}
	return v
}

func isSet(v Value) Value {
	if v.kind == kindFault {
		return v
	}
	return Bool(v.kind != kindNil)
}

// length returns the number of elements of a list.
func length(v Value) Value {
	switch v.kind {
	case kindList:
		return Int(int64(v.bits))
	case kindNil, kindFault:
		return v
	}
	return fault(faultType)
}

// contains reports whether an element of a list equals x.
func contains(list, x Value) Value {
	switch {
	case list.kind == kindFault:
		return list
	case x.kind == kindFault:
		return x
	case list.kind != kindNil && list.kind != kindList || x.kind == kindList:
		return fault(faultType)
	case list.kind == kindNil || x.kind == kindNil:
		return Nil()
	}
	return Bool(slices.ContainsFunc(list.Elements(), func(e Value) bool { return equal(e, x) }))
}

func not(v Value) Value {
	if v.kind == kindBool {
		return Bool(v.bits == 0)
	}
	return v
}

func (v *evaluator) fold(n *node) Value {
	acc := v.value(v.args[n.a])
	for _, arg := range v.args[n.a:n.b] {
		acc = arith(n.op, acc, v.value(arg))
	}
	return acc
}

// connective evaluates && or || up to the first operand that decides or faults.
func (v *evaluator) connective(n *node) Value {
	acc := Bool(n.op == opAnd)
	for _, arg := range v.args[n.a:n.b] {
		x := v.cond(arg)
		if acc = combine(n.op, acc, x); decisive(n.op, acc) {
			break
		}
	}
	return acc
}

// combine applies && or || to a left operand that does not decide.
func combine(o op, left, right Value) Value {
	if left.kind == kindNil && !decisive(o, right) {
		return left
	}
	return right
}

func decisive(o op, v Value) bool {
	return v.kind == kindFault || v == Bool(o == opOr)
}

// implication evaluates an if. It evaluates the consequence only if the condition is true.
func (v *evaluator) implication(n *node) Value {
	cond := v.cond(n.a)
	if cond == Bool(true) {
		return v.cond(n.b)
	}
	return implies(cond, Nil())
}

// chain evaluates each operand at most once, and none after a false comparison.
func (v *evaluator) chain(n *node) Value {
	links := v.args[n.a:n.b]
	left, acc := v.value(links[0]), Bool(true)
	for i := 0; i+3 < len(links); i += 3 {
		right := v.value(links[i+3])
		acc = combine(opAnd, acc, compare(op(links[i+1]), left, right, v.leaves(links[i], links[i+3])))
		if decisive(opAnd, acc) {
			break
		}
		left = right
	}
	return acc
}

func (v *evaluator) oneOf(n *node) Value {
	args := v.args[n.a:n.b]
	x, acc := v.value(args[0]), Bool(false)
	for _, arg := range args[1:] {
		acc = combine(opOr, acc, compare(opEq, x, v.value(arg), v.leaves(args[0], arg)))
		if decisive(opOr, acc) {
			break
		}
	}
	return acc
}
