package randspace

import (
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/reference"
)

// A term is a random expression. binding is the precedence of its outermost operator, as in Go.
// Terms have parentheses only where they are needed.
type term struct {
	text    string
	binding int
}

// Precedences of terms that are not binary operations.
const (
	unary  = 6
	atomic = 7
)

// in returns the text as an operand whose precedence must be at least binding.
func (t term) in(binding int) string {
	if t.binding < binding {
		return "(" + t.text + ")"
	}
	return t.text
}

// expression returns a random rule expression. One in sixteen is deep.
func (m *maker) expression() Rule {
	depth := 2
	if m.IntN(16) == 0 {
		depth = 5
	}
	return expression(m.proposition(depth).text)
}

// expression returns the rule of an expression, with its meaning by package reference.
func expression(text string) Rule {
	means, err := reference.Parse(text)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", text, err))
	}
	return Rule{Rule: paramgen.Expr(text), text: text, Means: func(r Row) any {
		return means(func(name string) any { return plain(r[name]) })
	}}
}

// operand returns a parameter that has a value of a kind or is never set, and whether there is
// one.
func (m *maker) operand(kind func(any) bool) (term, bool) {
	for _, i := range m.Perm(len(m.params)) {
		p := m.params[i]
		if slices.ContainsFunc(p.Values, kind) || m.every(p.Name, func(any) bool { return false }) {
			return term{spelled(p.Name), atomic}, true
		}
	}
	return term{}, false
}

// spelled returns a parameter's name in the syntax of expressions.
func spelled(name string) string {
	if token.IsIdentifier(name) && name != "nil" {
		return name
	}
	return "param(" + strconv.Quote(name) + ")"
}

// numbers holds the constants of arithmetic. The first six are small.
var numbers = []string{"0", "1", "2", "7", "0.5", "2.0", "-3", "9223372036854775807", "18446744073709551616", "9007199254740993", "1e300"}

func (m *maker) constantNumber() term {
	most := len(numbers)
	if m.IntN(4) > 0 {
		most = 6
	}
	text := numbers[m.IntN(most)]
	if text[0] == '-' {
		return term{text, unary}
	}
	return term{text, atomic}
}

func (m *maker) number(depth int) term {
	if p, ok := m.operand(isNumber); ok && m.IntN(4) > 0 && (depth == 0 || m.IntN(3) == 0) {
		return p
	}
	if depth == 0 {
		return m.constantNumber()
	}
	x, y := m.number(depth-1), m.number(depth-1)
	switch op := []string{"+", "-", "*", "/", "%", "min", "max", "abs", "negate", "int"}[m.IntN(10)]; op {
	case "min", "max":
		return call(op, x, y)
	case "abs":
		return call(op, x)
	case "negate":
		return term{"-" + x.in(atomic), unary}
	case "int":
		return call(op, m.proposition(depth-1))
	default:
		return infix(op, x, y)
	}
}

// bindings holds the precedences of Go's operators except comparisons, which have 3. A comparison
// is never an operand of a comparison.
var bindings = map[string]int{"||": 1, "&&": 2, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5}

func infix(op string, x, y term) term {
	binding, ok := bindings[op]
	if !ok {
		return term{x.in(4) + " " + op + " " + y.in(4), 3}
	}
	return term{x.in(binding) + " " + op + " " + y.in(binding+1), binding}
}

func call(name string, args ...term) term {
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = a.text
	}
	return term{name + "(" + strings.Join(texts, ", ") + ")", atomic}
}

func (m *maker) proposition(depth int) term {
	if depth == 0 || m.IntN(2) == 0 {
		return m.comparison(depth)
	}
	x, y := m.proposition(depth-1), m.proposition(depth-1)
	switch m.IntN(6) {
	case 0:
		return term{"!" + x.in(atomic), unary}
	case 1, 2:
		return infix("&&", x, y)
	case 3:
		return infix("==", x, y)
	}
	return infix("||", x, y)
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
		return infix(relations[4+m.IntN(2)], p, term{"nil", atomic})
	case 3:
		return call("set", p)
	case 4:
		links := infix(op, m.number(depth), m.number(depth)).text
		return term{links + " " + relations[m.IntN(len(relations))] + " " + m.number(depth).in(4), 3}
	case 5:
		return call("oneof", m.number(depth), m.number(0), m.number(0))
	}
	return infix(op, m.number(depth), m.number(depth))
}

func (m *maker) ofString(op string) term {
	s, ok := m.operand(isString)
	if !ok {
		s = term{`"b"`, atomic}
	}
	return infix(op, s, term{strconv.Quote([]string{"a", "b", ""}[m.IntN(3)]), atomic})
}

func (m *maker) ofBool() term {
	if b, ok := m.operand(isBool); ok {
		return b
	}
	return term{fmt.Sprint(m.IntN(2) == 0), atomic}
}
