package expr

import "strconv"

// types is the set of types that a sub-expression can have, given the values of its parameters.
type types uint8

const (
	tNumber types = 1 << iota
	tBool
	tString
	tNil   // may be unset
	tFloat // may be a float
	tList

	tTyped = tNumber | tBool | tString | tList
)

func (t types) String() string {
	switch t & tTyped {
	case tNumber:
		return "a number"
	case tBool:
		return "a condition"
	case tString:
		return "a string"
	case tList:
		return "a list"
	case 0:
		return "nil"
	}
	return "a value of any type"
}

// domainTypes returns the types of a parameter's values. A parameter that is never set has every
// type.
func domainTypes(values []Value) types {
	var t types
	for i := range values {
		t |= valueTypes(values[i])
	}
	if t&tTyped == 0 {
		t |= tTyped
	}
	return t
}

func valueTypes(v Value) types {
	switch v.kind {
	case kindNil:
		return tNil
	case kindBool:
		return tBool
	case kindString:
		return tString
	case kindList:
		return tList
	case kindFloat:
		return tNumber | tFloat
	}
	return tNumber
}

// checker infers types bottom-up. An operation that fails for all values is an error. One that
// fails only for some values of a parameter of mixed types is a fault during evaluation.
type checker struct {
	*Expr
	of []types // by node
}

func (c *checker) fail(at int32, msg string) {
	panic(&SyntaxError{Text: c.text, Offset: int(at), Msg: msg})
}

// check panics with a *SyntaxError if the expression has a type error.
func (c *checker) check(params []types) {
	c.of = make([]types, len(c.nodes))
	for i := range c.nodes {
		c.of[i] = c.infer(&c.nodes[i], params)
	}
	c.needCondition(c.root, "a rule")
}

func (c *checker) infer(n *node, params []types) types {
	switch {
	case n.op == opConst:
		return valueTypes(c.consts[n.a])
	case n.op == opParam:
		return params[n.a]
	case n.op == opMin || n.op == opMax:
		return c.numbers(n, c.args[n.a:n.b]...)
	case n.op.isArithmetic():
		return c.numbers(n, n.a, n.b)
	case n.op == opNeg || n.op == opAbs:
		return c.numbers(n, n.a)
	case n.op == opInt:
		c.needCondition(n.a, intName(n))
		return tNumber | c.of[n.a]&tNil
	case n.op == opLen:
		c.needList(n.a, n.op)
		return tNumber | c.of[n.a]&tNil
	case n.op.isComparison():
		c.comparison(n.op, n.a, n.b, n.at)
		return tBool | tNil
	}
	c.logic(n)
	return tBool | tNil
}

func (c *checker) logic(n *node) {
	var args []int32
	if n.op.isList() {
		args = c.args[n.a:n.b]
	}
	switch n.op {
	case opNot:
		c.needCondition(n.a, "!")
	case opIf:
		c.needCondition(n.a, "if")
		c.needCondition(n.b, "then")
	case opAnd, opOr:
		for _, arg := range args {
			c.needCondition(arg, n.op.String())
		}
	case opContains:
		c.needList(n.a, n.op)
		if c.of[n.b]&(tTyped|tNil) == tList {
			c.fail(c.nodes[n.b].pos, "a list has no lists inside: give contains one value")
		}
	case opChain:
		for i := 0; i+3 < len(args); i += 3 {
			c.comparison(op(args[i+1]), args[i], args[i+3], args[i+2])
		}
	case opIn:
		for _, arg := range args[1:] {
			c.comparison(opEq, args[0], arg, c.nodes[arg].pos)
		}
	}
}

// intName returns the name of an int for messages. The int that IsTrue adds is not in the text.
func intName(n *node) string {
	if n.b == ofIsTrue {
		return "when"
	}
	return "int"
}

func (c *checker) numbers(n *node, args ...int32) types {
	t := tNumber
	for _, arg := range args {
		if c.of[arg]&tNumber == 0 {
			c.fail(c.nodes[arg].pos, n.op.String()+" needs numbers, but "+c.describe(arg))
		}
		t |= c.of[arg] & (tNil | tFloat)
	}
	return t
}

func (c *checker) needList(i int32, user op) {
	if c.of[i]&tList == 0 {
		c.fail(c.nodes[i].pos, user.String()+" needs a list, but "+c.describe(i))
	}
}

func (c *checker) needCondition(i int32, user string) {
	if c.of[i]&tBool == 0 {
		c.fail(c.nodes[i].pos, user+" needs a condition, but "+c.describe(i))
	}
}

func (c *checker) comparison(o op, a, b, at int32) {
	ta, tb := c.of[a], c.of[b]
	both := ta & tb & tTyped
	equality := o == opEq || o == opNe
	switch {
	case equality && (ta == tNil || tb == tNil || c.leaves(a, b) == 3 && ta&tb&tNil != 0):
	case both == 0:
		c.fail(at, "cannot compare: "+c.describe(a)+", "+c.describe(b))
	case !equality && both == tBool:
		c.fail(at, "conditions cannot be ordered: write == or !=")
	case !equality && both == tList:
		c.fail(at, "lists cannot be ordered: write == or !=, or compare len(x)")
	}
}

// describe returns a sub-expression and its type for a message.
func (c *checker) describe(i int32) string {
	n := &c.nodes[i]
	text := c.text[n.pos:n.end]
	if len(text) > 40 {
		text = "this"
	}
	if n.op == opParam && c.of[i]&tTyped != tTyped {
		text = "the parameter " + strconv.Quote(c.names[n.a].Name)
	}
	return text + " is " + c.of[i].String()
}
