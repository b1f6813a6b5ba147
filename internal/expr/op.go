package expr

// op is an operation of the syntax tree or of the graph that is compiled from it.
type op uint8

const (
	opConst op = iota
	opParam
	opNeg
	opAbs
	opAdd
	opSub
	opMul
	opDiv
	opMod
	opMin
	opMax
	opInt // 1 if a condition is true, 0 if it is false
	opLen
	opSet
	opIn // oneof
	opContains
	opNot
	opEq
	opNe
	opLt
	opLe
	opGt
	opGe
	opAnd
	opOr
	opIf
	opChain  // x < y <= z
	opCond   // a value used as a condition
	opAddMul // a + k*b, in machines
)

var opText = [...]string{
	opNeg: "-", opAbs: "abs", opAdd: "+", opSub: "-", opMul: "*", opDiv: "/", opMod: "%", opMin: "min", opMax: "max",
	opInt: "int", opLen: "len", opContains: "contains", opSet: "set", opIn: "oneof", opNot: "!", opEq: "==", opNe: "!=", opLt: "<", opLe: "<=", opGt: ">", opGe: ">=",
	opAnd: "&&", opOr: "||", opIf: "if", opAddMul: "",
}

func (o op) String() string { return opText[o] }

func (o op) isComparison() bool { return opEq <= o && o <= opGe }

func (o op) isArithmetic() bool { return opAdd <= o && o <= opMax }

// isBool reports whether the operation's result is a truth value.
func (o op) isBool() bool { return opSet <= o && o <= opCond }

var negations = [...]op{opEq: opNe, opNe: opEq, opLt: opGe, opLe: opGt, opGt: opLe, opGe: opLt}

var mirrors = [...]op{opEq: opEq, opNe: opNe, opLt: opGt, opLe: opGe, opGt: opLt, opGe: opLe}

// precedence returns the precedence of a binary operator, and 0 for other operations.
func (o op) precedence() int {
	switch {
	case o == opOr:
		return 1
	case o == opAnd:
		return 2
	case o.isComparison():
		return 3
	case o == opAdd || o == opSub:
		return 4
	case o == opMul || o == opDiv || o == opMod:
		return 5
	}
	return 0
}

// isList reports whether a node of the syntax tree has a list of operands.
func (o op) isList() bool {
	return o == opMin || o == opMax || o == opIn || o == opAnd || o == opOr || o == opChain
}

// isBinary reports whether a node of the syntax tree has two operands.
func (o op) isBinary() bool {
	return opAdd <= o && o <= opMod || o.isComparison() || o == opIf || o == opContains
}
