// Package expr reads rule expressions over parameters and turns them into
// small deterministic state machines.
//
// A rule such as
//
//	max_running_requests*512 <= max_total_tokens
//
// is parsed once ([Parse]), can be evaluated on a combination ([Expr.Eval]) and
// explained ([Expr.Explain]), and is bound to the parameters' domains
// ([Expr.Bind]): type-checked and split into atoms, one for each conjunct. An
// atom's [Machine] decides the parameters one at a time, in any order that its
// caller likes; a state holds no more than the values of the finished
// sub-expressions, and bounds on the undecided rest end the run as soon as the
// outcome is certain. So a rule over eight parameters of forty values costs
// thousands of steps and not 40^8.
//
// # Language
//
// Go's operators, precedence and literals; newlines are blanks, and there are no
// comments. Allowed are
// parameters by name, param("any name") for names that Go cannot spell,
// nil, true, false, integers of any width, floats, strings,
//
//   - - * / %   == != < <= > >=   && || !   ( )
//     min max abs   int(condition)   oneof(x, a, b)   set(x)
//
// and chains: 32 <= x*y <= 1024 means (32 <= x*y) && (x*y <= 1024).
//
// # Meaning
//
// Integers are exact at any width, / and % of integers truncate. Arithmetic
// with a float operand is float64 arithmetic; comparing an integer with a
// float is exact. min and max give one of their operands as it is; of an
// integer and a float that are equal, the float. A float literal that is not
// zero and that float64 would round to zero or to infinity is refused.
//
// Arithmetic and order with an unset operand are unknown. == and != compare an
// unset parameter, or nil, as a value of its own; where an operand is computed
// and unset, as in x+1 == 3, the comparison is unknown. && and || follow
// Kleene's three-valued logic from left to right: a false left operand of &&
// and a true one of || skip the right one.
//
// Division by zero is a fault, and so is a value of the wrong type; a fault
// that is evaluated makes the whole rule reject, whatever is around it. A
// rule rejects where its outcome is false or a fault, and nowhere else.
package expr
