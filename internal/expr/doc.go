// Package expr reads rule expressions over parameters and compiles them to small deterministic
// automata.
//
// A rule such as
//
//	max_running_requests*512 <= max_total_tokens
//
// is parsed once ([Parse]). It can then be evaluated for a combination ([Expr.Eval]), explained
// ([Expr.Explain]) and bound to the domains of its parameters ([Expr.Bind]). Bind checks types and
// splits the rule at && into atoms. The [Machine] of an atom decides the parameters one at a time,
// in any order that the caller chooses. A state holds only the values of finished
// sub-expressions, and bounds on the undecided parameters end the run as soon as the outcome is
// certain. A rule over eight parameters of forty values therefore costs thousands of steps instead
// of 40^8.
//
// The steps of an expression through the package:
//
//	text ── lex.go, parse.go ──> tree (Expr) ── eval.go, explain.go ──> outcome, explanation
//	          │ bind.go, check.go, width.go: types and sizes
//	          │ compile*.go: constants folded, sums and products as lists
//	          v
//	        graph (Atom) ── machine.go, program.go ──> Machine ── expand.go ──> states
//
// # Language
//
// The language has Go's operators, precedence and literals. Newlines are blanks, and there are no
// comments. An expression consists of parameters by name, param("any name") for names that are not
// identifiers, nil, true, false, integers of any size, floats, strings,
//
//	== != < <= > >=   + - * / %   && || !   ( )
//	min max abs   int(condition)   oneof(x, a, b)   set(x)
//
// implications a -> b, which bind weaker than || and to the right, and chains: 32 <= x*y <= 1024
// means (32 <= x*y) && (x*y <= 1024).
//
// # Meaning
//
// Integer arithmetic is exact; / and % of integers truncate. Arithmetic with a float operand is
// float64 arithmetic. Comparing an integer with a float is exact. min and max return one of their
// operands unchanged; if an integer and a float are equal, the float. A non-zero float literal
// that float64 would round to zero or infinity is an error.
//
// Arithmetic and order with an unset operand are unknown. == and != compare an unset parameter, or
// nil, as a value of its own. If an operand is computed and unset, as in x+1 == 3, the comparison
// is unknown. && and || follow Kleene's three-valued logic from left to right: a false left
// operand of && and a true one of || skip the right operand. a -> b is b if a is true, true if a
// is false, and unknown if a is unknown.
//
// Division by zero is a fault, and so is a value of the wrong type. A fault that is evaluated
// makes the whole rule reject. A rule rejects if its outcome is false or a fault, and accepts
// otherwise.
package expr
