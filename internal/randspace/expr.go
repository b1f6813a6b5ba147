package randspace

import (
	"fmt"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
)

// A term is a random expression as text and as what it means. bare says that it is a parameter or a constant, whose being unset is a value
// to == and !=. binding is the precedence of its outermost operator, as in Go.
type term struct {
	text    string
	means   Meaning
	bare    bool
	binding int
}

// Precedences that are no binary operator's.
const (
	unary  = 6
	atomic = 7
)

// in returns the text as an operand that must bind at least so tightly.
func (t term) in(binding int) string {
	if t.binding < binding {
		return "(" + t.text + ")"
	}
	return t.text
}

// expression returns a random rule expression.
func (m *maker) expression() Rule {
	t := m.proposition(2)
	return Rule{Rule: paramgen.Expr(t.text), Means: func(r Row) any { return truth(t.means(r)) }, expression: true}
}

// plain returns a value as expressions see it: nil, a bool, an int64, a float64 or a string.
func plain(v any) any {
	switch r := reflect.ValueOf(v); {
	case v == nil:
		return nil
	case r.Kind() == reflect.Float32:
		f, _ := strconv.ParseFloat(strconv.FormatFloat(r.Float(), 'g', -1, 32), 64)
		return f
	case r.CanInt():
		return r.Int()
	case r.CanUint():
		return int64(r.Uint())
	}
	return v
}

// operand returns a parameter that has a value of a kind or is never set, if there is one.
func (m *maker) operand(kind func(any) bool) (term, bool) {
	for _, i := range m.Perm(len(m.params)) {
		p := m.params[i]
		if slices.ContainsFunc(p.Values, kind) || m.every(p.Name, func(any) bool { return false }) {
			return parameter(p.Name), true
		}
	}
	return term{}, false
}

func parameter(name string) term {
	spelled := name
	if !token.IsIdentifier(name) || name == "nil" {
		spelled = "param(" + strconv.Quote(name) + ")"
	}
	return term{spelled, func(r Row) any { return plain(r[name]) }, true, atomic}
}

func constant(text string, v any) term { return term{text, func(Row) any { return v }, true, atomic} }

// numbers are the constants of arithmetic.
var numbers = []term{
	constant("0", int64(0)), constant("1", int64(1)), constant("2", int64(2)), constant("7", int64(7)), constant("0.5", 0.5), constant("2.0", 2.0),
}

func (m *maker) number(depth int) term {
	if p, ok := m.operand(isNumber); ok && m.IntN(4) > 0 && (depth == 0 || m.IntN(3) == 0) {
		return p
	}
	if depth == 0 {
		return numbers[m.IntN(len(numbers))]
	}
	x, y := m.number(depth-1), m.number(depth-1)
	switch op := []string{"+", "-", "*", "/", "%", "min", "max", "abs", "negate", "int"}[m.IntN(10)]; op {
	case "min", "max":
		return call(op, func(r Row) any { return arithmetic(op, x.means(r), y.means(r)) }, x, y)
	case "abs":
		return call(op, func(r Row) any { return magnitude(x.means(r)) }, x)
	case "negate":
		return term{"-" + x.in(atomic), func(r Row) any { return arithmetic("-", int64(0), x.means(r)) }, false, unary}
	case "int":
		c := m.proposition(depth - 1)
		return call(op, func(r Row) any { return number(c.means(r)) }, c)
	default:
		return infix(op, x, y, func(r Row) any { return arithmetic(op, x.means(r), y.means(r)) })
	}
}

// bindings are the precedences of Go's operators; comparisons have 3.
var bindings = map[string]int{"||": 1, "&&": 2, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5}

func infix(op string, x, y term, means Meaning) term {
	binding, ok := bindings[op]
	if !ok {
		return term{x.in(4) + " " + op + " " + y.in(4), means, false, 3}
	}
	return term{x.in(binding) + " " + op + " " + y.in(binding+1), means, false, binding}
}

func call(name string, means Meaning, args ...term) term {
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = a.text
	}
	return term{name + "(" + strings.Join(texts, ", ") + ")", means, false, atomic}
}

func (m *maker) proposition(depth int) term {
	if depth == 0 || m.IntN(2) == 0 {
		return m.comparison(depth)
	}
	x, y := m.proposition(depth-1), m.proposition(depth-1)
	switch m.IntN(6) {
	case 0:
		return term{"!" + x.in(atomic), func(r Row) any { return not(truth(x.means(r))) }, false, unary}
	case 1, 2:
		return infix("&&", x, y, func(r Row) any { return and(truth(x.means(r)), func() any { return truth(y.means(r)) }) })
	case 3:
		return relation("==", x, y)
	}
	return infix("||", x, y, func(r Row) any { return or(truth(x.means(r)), func() any { return truth(y.means(r)) }) })
}

var relations = []string{"<", "<=", ">", ">=", "==", "!="}

func (m *maker) comparison(depth int) term {
	op := relations[m.IntN(len(relations))]
	switch p, _ := m.operand(func(any) bool { return true }); m.IntN(9) {
	case 0:
		return m.ofString(op)
	case 1:
		return m.ofBool()
	case 2:
		return relation(relations[4+m.IntN(2)], p, constant("nil", nil))
	case 3:
		return call("set", func(r Row) any { return p.means(r) != nil }, p)
	case 4:
		return chain(op, relations[m.IntN(len(relations))], m.number(depth), m.number(depth), m.number(depth))
	case 5:
		return oneOf(m.number(depth), m.number(0), m.number(0))
	}
	return relation(op, m.number(depth), m.number(depth))
}

func (m *maker) ofString(op string) term {
	s, ok := m.operand(isString)
	if !ok {
		s = constant(`"b"`, "b")
	}
	text := []string{"a", "b", ""}[m.IntN(3)]
	return relation(op, s, constant(strconv.Quote(text), text))
}

func (m *maker) ofBool() term {
	if b, ok := m.operand(isBool); ok {
		return b
	}
	b := m.IntN(2) == 0
	return constant(fmt.Sprint(b), b)
}

// compared is what a comparison of two terms means.
func compared(op string, x, y term) Meaning {
	return func(r Row) any { return compare(op, x.means(r), y.means(r), x.bare, y.bare) }
}

func relation(op string, x, y term) term { return infix(op, x, y, compared(op, x, y)) }

func chain(op1, op2 string, x, y, z term) term {
	first, second := compared(op1, x, y), compared(op2, y, z)
	return term{x.in(4) + " " + op1 + " " + y.in(4) + " " + op2 + " " + z.in(4), func(r Row) any {
		return and(first(r), func() any { return second(r) })
	}, false, 3}
}

func oneOf(x, y, z term) term {
	first, second := compared("==", x, y), compared("==", x, z)
	return call("oneof", func(r Row) any { return or(first(r), func() any { return second(r) }) }, x, y, z)
}
