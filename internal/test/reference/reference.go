// Package reference evaluates rule expressions for tests. It uses Go's own parser, integers of any
// size, and exact fractions to compare floats, and evaluates the syntax tree directly. It shares
// no code with the library, so that tests can compare their results.
package reference

import (
	"errors"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/scanner"
	"go/token"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// A Meaning evaluates an expression. get returns the value of a parameter. Values and results are
// nil (unset or unknown), a bool, a [*big.Int], a float64, a string, a [*List] or a [Fault].
type Meaning func(get func(name string) any) any

// A List is a list of values, none of which is nil or a list.
type List struct{ Elements []any }

// A Fault is a division by zero, or a value of the wrong type.
type Fault struct{}

// term is a sub-expression. leaf says that it is a parameter or a constant: == and != compare it
// as a value even if it is unset.
type term struct {
	Meaning
	leaf bool
}

// Parse reads an expression. It checks the syntax; types are checked during the evaluation.
func Parse(text string) (m Meaning, err error) {
	line, err := oneLine(text)
	if err != nil {
		return nil, err
	}
	tree, err := parser.ParseExpr(line)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r, ok := recover().(refused); ok {
			m, err = nil, errors.New(string(r))
		}
	}()
	return condition(read(tree)).Meaning, nil
}

// refused is the reason why an expression of Go is not a rule.
type refused string

// oneLine returns the tokens separated by blanks, because rules can span lines, and because x<-1
// and x--1 in a rule are operations on a negative number.
func oneLine(text string) (string, error) {
	var s scanner.Scanner
	var faults scanner.ErrorList
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), func(at token.Position, msg string) { faults.Add(at, msg) }, scanner.ScanComments)
	var tokens []string
	minus := token.NoPos // behind the last minus
	for {
		pos, tok, lit := s.Scan()
		afterMinus := pos == minus
		if tok == token.SUB || tok == token.DEC || tok == token.ARROW {
			minus = pos + token.Pos(len(tok.String()))
		}
		switch {
		case tok == token.GTR && afterMinus:
			tokens[len(tokens)-1] = arrow
		case tok == token.COMMENT:
			faults.Add(file.Position(pos), "rules have no comments")
		case tok == token.EOF:
			return strings.Join((&implications{tokens}).all(), " "), faults.Err()
		case tok == token.SEMICOLON && lit == "\n":
		case tok == token.ARROW, tok == token.DEC, tok == token.INC:
			tokens = append(tokens, tok.String()[:1], tok.String()[1:])
		case tok == token.LBRACK:
			tokens = append(tokens, listLiteral, "(")
		case tok == token.RBRACK:
			tokens = append(tokens, ")")
		case lit != "":
			tokens = append(tokens, lit)
		default:
			tokens = append(tokens, tok.String())
		}
	}
}

// listLiteral is the function that stands for a list in brackets, which Go lacks.
const listLiteral = "ǁ"

// An implication in Go's syntax is a call of implies.
const (
	arrow   = "->"
	implies = "ǂ"
)

// implications replaces x -> y by a call.
type implications struct{ tokens []string }

func (r *implications) take() string {
	t := r.tokens[0]
	r.tokens = r.tokens[1:]
	return t
}

func (r *implications) all() []string {
	all := r.operand()
	for len(r.tokens) > 0 { // an error of the parser
		all = append(append(all, r.take()), r.operand()...)
	}
	return all
}

// operands returns the tokens up to the closing parenthesis.
func (r *implications) operands() (all []string) {
	for len(r.tokens) > 0 {
		all = append(all, r.operand()...)
		if len(r.tokens) == 0 {
			break
		}
		all = append(all, r.take())
		if all[len(all)-1] == ")" {
			break
		}
	}
	return all
}

// operand returns the tokens up to the comma or the parenthesis that ends an operand.
func (r *implications) operand() (all []string) {
	for len(r.tokens) > 0 && r.tokens[0] != "," && r.tokens[0] != ")" {
		switch t := r.take(); t {
		case arrow:
			return slices.Concat([]string{implies, "("}, all, []string{","}, r.operand(), []string{")"})
		case "(":
			all = append(append(all, t), r.operands()...)
		default:
			all = append(all, t)
		}
	}
	return all
}

func read(e ast.Expr) term {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return read(e.X)
	case *ast.Ident:
		return name(e.Name)
	case *ast.BasicLit:
		return literal(e)
	case *ast.UnaryExpr:
		return unary(e)
	case *ast.BinaryExpr:
		return binary(e)
	case *ast.CallExpr:
		return call(e)
	}
	panic(refused("not allowed in a rule"))
}

func value(v any) term {
	return term{func(func(string) any) any { return v }, true}
}

func name(name string) term {
	switch name {
	case "nil":
		return value(nil)
	case "true", "false":
		return value(name == "true")
	}
	return term{func(get func(string) any) any { return get(name) }, true}
}

func literal(e *ast.BasicLit) term {
	switch e.Kind {
	case token.STRING:
		s, _ := strconv.Unquote(e.Value) // the scanner has checked it
		return value(s)
	case token.INT:
		i, _ := new(big.Int).SetString(e.Value, 0)
		return value(i)
	case token.FLOAT:
		f, _ := constant.Float64Val(constant.MakeFromLiteral(e.Value, token.FLOAT, 0))
		return value(f)
	}
	panic(refused("literal not allowed in a rule"))
}

func unary(e *ast.UnaryExpr) term {
	x := read(e.X)
	switch e.Op {
	case token.NOT:
		c := condition(x)
		return term{func(get func(string) any) any { return not(c.Meaning(get)) }, false}
	case token.SUB:
		return term{func(get func(string) any) any { return negative(x.Meaning(get)) }, false}
	case token.ADD:
		return term{func(get func(string) any) any { return negative(negative(x.Meaning(get))) }, false}
	}
	panic(refused("operator not allowed in a rule"))
}

func binary(e *ast.BinaryExpr) term {
	switch op := e.Op; op {
	case token.LAND, token.LOR:
		x, y := condition(read(e.X)), condition(read(e.Y))
		return connective(op, x, y)
	case token.ADD, token.SUB, token.MUL, token.QUO, token.REM:
		x, y := read(e.X), read(e.Y)
		return term{func(get func(string) any) any { return arithmetic(op, x.Meaning(get), y.Meaning(get)) }, false}
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return chain(e)
	}
	panic(refused("operator not allowed in a rule"))
}

// connective evaluates its right operand unless the left one decides.
func connective(op token.Token, x, y term) term {
	return term{func(get func(string) any) any {
		decisive := op == token.LOR
		left := x.Meaning(get)
		if left == decisive || left == (Fault{}) {
			return left
		}
		right := y.Meaning(get)
		if right == decisive || right == (Fault{}) || left == !decisive {
			return right
		}
		return nil
	}, false}
}

// implication evaluates y only if x is true.
func implication(x, y term) term {
	return term{func(get func(string) any) any {
		switch left := x.Meaning(get); left {
		case true:
			return y.Meaning(get)
		case false:
			return true
		default:
			return left
		}
	}, false}
}

// chain reads x < y, and x < y <= z as x < y && y <= z.
func chain(e *ast.BinaryExpr) term {
	y := read(e.Y)
	left, ok := e.X.(*ast.BinaryExpr)
	if !ok || left.Op.Precedence() != token.EQL.Precedence() {
		return comparison(e.Op, read(e.X), y)
	}
	return connective(token.LAND, chain(left), comparison(e.Op, read(left.Y), y))
}

func comparison(op token.Token, x, y term) term {
	return term{func(get func(string) any) any { return compare(op, x.Meaning(get), y.Meaning(get), x.leaf, y.leaf) }, false}
}

// condition converts a value to a condition.
func condition(x term) term {
	return term{func(get func(string) any) any {
		v := x.Meaning(get)
		if _, ok := v.(bool); ok || v == nil {
			return v
		}
		return Fault{}
	}, x.leaf}
}

// operands holds the least and the largest number of arguments of each function.
var operands = map[string][2]int{
	"min": {1, 1 << 20}, "max": {1, 1 << 20}, "abs": {1, 1}, "int": {1, 1},
	"oneof": {2, 1 << 20}, "set": {1, 1}, "param": {1, 1}, "len": {1, 1}, "contains": {2, 2},
}

func call(e *ast.CallExpr) term {
	f, ok := e.Fun.(*ast.Ident)
	if !ok || e.Ellipsis.IsValid() {
		panic(refused("call not allowed in a rule"))
	}
	if f.Name == implies && len(e.Args) == 2 {
		return implication(condition(read(e.Args[0])), condition(read(e.Args[1])))
	}
	if f.Name == listLiteral {
		return list(e.Args)
	}
	if n := operands[f.Name]; len(e.Args) < max(n[0], 1) || len(e.Args) > n[1] {
		panic(refused("wrong number of arguments"))
	}
	if f.Name == "param" {
		return parameter(e.Args[0])
	}
	var args []term
	for _, arg := range e.Args {
		args = append(args, read(arg))
	}
	return function(f.Name, args, e.Args)
}

// parameter reads param("any name").
func parameter(e ast.Expr) term {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		panic(refused("param without a name in quotes"))
	}
	s, _ := literal(lit).Meaning(nil).(string)
	return term{func(get func(string) any) any { return get(s) }, true}
}

func function(name string, args []term, trees []ast.Expr) term {
	x := args[0]
	switch name {
	case "min", "max":
		return extreme(name, args)
	case "abs":
		return term{func(get func(string) any) any { return absolute(x.Meaning(get)) }, false}
	case "int":
		c := condition(x)
		return term{func(get func(string) any) any { return number(c.Meaning(get)) }, false}
	case "len":
		return term{func(get func(string) any) any { return length(x.Meaning(get)) }, false}
	case "contains":
		return term{func(get func(string) any) any { return contains(x.Meaning(get), args[1].Meaning(get)) }, false}
	case "set":
		if !isParameter(trees[0]) {
			panic(refused("set takes a parameter"))
		}
		return term{func(get func(string) any) any { return x.Meaning(get) != nil }, false}
	}
	return oneOf(x, args[1:])
}

// list reads a list of constants.
func list(trees []ast.Expr) term {
	l := &List{}
	for _, tree := range trees {
		inner := ast.Unparen(tree)
		if u, ok := inner.(*ast.UnaryExpr); ok && u.Op == token.SUB {
			inner = u.X
		}
		_, literal := inner.(*ast.BasicLit)
		name, word := inner.(*ast.Ident)
		if !literal && (!word || name.Name != "true" && name.Name != "false") {
			panic(refused("a list of anything but constants"))
		}
		v := read(tree).Meaning(nil)
		if v == (Fault{}) {
			panic(refused("a list with a fault"))
		}
		l.Elements = append(l.Elements, v)
	}
	return value(l)
}

func isParameter(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name != "nil" && e.Name != "true" && e.Name != "false"
	case *ast.CallExpr:
		f, ok := e.Fun.(*ast.Ident)
		return ok && f.Name == "param"
	}
	return false
}

func extreme(name string, args []term) term {
	return term{func(get func(string) any) any {
		best := args[0].Meaning(get)
		for _, arg := range args {
			best = pick(name, best, arg.Meaning(get))
		}
		return best
	}, false}
}

// oneOf reads oneof(x, a, b) as x == a || x == b.
func oneOf(x term, candidates []term) term {
	either := comparison(token.EQL, x, candidates[0])
	for _, c := range candidates[1:] {
		either = connective(token.LOR, either, comparison(token.EQL, x, c))
	}
	return either
}
