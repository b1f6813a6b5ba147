package paramgen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paramgen/paramgen/internal/value"
)

// FuzzSpace writes space files with parameters, conditions and rules of every kind, and compares what New makes of each with nested loops over
// what encoding/json reads in it.
func FuzzSpace(f *testing.F) {
	seeds(f, 300, 120)
	f.Fuzz(func(t *testing.T, data []byte) {
		w := &spaceWriter{choices: choices{data}}
		text := w.space()
		if _, err := Load(strings.NewReader(text)); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		checkSpaceFile(t, []byte(text))
	})
}

// What a file under the fuzzer may cost.
const (
	fuzzedBytes  = 16 << 10
	fuzzedBudget = 2000
	fuzzedRows   = 2000
)

// checkSpaceFile takes a file through the whole pipeline: it is refused with a place, or New refuses the space by typed errors, or the space has
// just the combinations that it should.
func checkSpaceFile(t *testing.T, data []byte) {
	t.Helper()
	option, err := Load(bytes.NewReader(data))
	if err != nil {
		var fault *FileError
		if !errors.As(err, &fault) || fault.Line < 1 || fault.Column < 1 {
			t.Fatalf("error without a place: %v", err)
		}
		return
	}
	file := rereadSpace(t, data, option)
	if len(data) > fuzzedBytes {
		return
	}
	g, err := New(option, WithBudget(fuzzedBudget))
	if err != nil {
		typed(t, err)
		return
	}
	if g.Count().Cmp(file.most()) > 0 {
		t.Fatalf("%v combinations of %v", g.Count(), file.most())
	}
	if file.most().Cmp(big.NewInt(fuzzedRows)) <= 0 {
		file.compare(t, g)
	}
}

// fuzzedSpace is a space file as encoding/json reads it.
type fuzzedSpace struct {
	Parameters []struct {
		Name, Description string
		When              *string
		Values            []any
	}
	Rules []any
}

// rereadSpace reads the file again, and compares the parameters.
func rereadSpace(t *testing.T, data []byte, option Option) *fuzzedSpace {
	t.Helper()
	file := new(fuzzedSpace)
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	if err := decoder.Decode(file); err != nil {
		t.Fatalf("encoding/json refuses what Load accepts: %v", err)
	}
	var c config
	_ = option(&c) // a parameter given twice
	if len(c.params) != len(file.Parameters) {
		return file
	}
	for i, p := range c.params {
		want := file.Parameters[i]
		if p.name != want.Name || p.description != want.Description || len(p.values) != len(want.Values) || (p.when == nil) != (want.When == nil) {
			t.Fatalf("parameter %d is %v, encoding/json says %v", i, p, want)
		}
		for k := range p.values {
			sameScalar(t, p.values[k], want.Values[k])
		}
	}
	return file
}

// hides reports whether parameter i is unset only where its condition does not hold.
func (s *fuzzedSpace) hides(i int) bool {
	return s.Parameters[i].When != nil && !slices.Contains(s.Parameters[i].Values, nil)
}

// most is the number of rows of the nested loops.
func (s *fuzzedSpace) most() *big.Int {
	n := big.NewInt(1)
	for i, p := range s.Parameters {
		all := int64(len(p.Values))
		if s.hides(i) {
			all++
		}
		n.Mul(n, big.NewInt(all))
	}
	return n
}

// compare walks the nested loops and the generator side by side.
func (s *fuzzedSpace) compare(t *testing.T, g *Generator) {
	t.Helper()
	wide := make([]Parameter, len(s.Parameters))
	for i, p := range g.Parameters() {
		wide[i] = Param(p.name, p.values...)
		if s.hides(i) {
			wide[i] = Param(p.name, append([]any{nil}, p.values...)...)
		}
	}
	product, err := New(WithParameters(wide...))
	if err != nil {
		t.Fatal(err)
	}
	allows := s.meaning(t)
	var valid []Combination
	rejected := Combination{}
	for row := range product.All() {
		if allows(row) {
			valid = append(valid, row)
		} else {
			rejected = row
		}
	}
	if g.Count().Cmp(big.NewInt(int64(len(valid)))) != 0 {
		t.Fatalf("%v combinations, want %d", g.Count(), len(valid))
	}
	k := 0
	for c := range g.All() {
		for i := range wide {
			if c.at(i) != valid[k].at(i) {
				t.Fatalf("combination %d is %v, want %v", k, c, valid[k])
			}
		}
		k++
	}
	s.spot(t, g, valid, rejected)
}

// spot asks about one valid combination and one that is not.
func (s *fuzzedSpace) spot(t *testing.T, g *Generator, valid []Combination, rejected Combination) {
	t.Helper()
	if n := len(valid); n > 0 {
		at := n * 2 / 3
		if i, ok := g.Index(valid[at]); !ok || i.Int64() != int64(at) {
			t.Fatalf("Index of combination %d is %v, %v", at, i, ok)
		}
		if err := g.Check(valid[at].Map()); err != nil {
			t.Fatalf("%v is valid: %v", valid[at], err)
		}
	}
	if rejected.from == nil {
		return
	}
	if i, ok := g.Index(rejected); ok {
		t.Fatalf("%v is rejected and has the index %v", rejected, i)
	}
	var why *CheckError
	if err := g.Check(rejected.Map()); !errors.As(err, &why) || len(why.Rules) == 0 {
		t.Fatalf("%v is rejected: %v", rejected, err)
	}
}

// meaning returns what the file says of a row, read here for a second time. Only expressions are the library's own, evaluated one by one.
func (s *fuzzedSpace) meaning(t *testing.T) func(Combination) bool {
	var all []func(Combination) bool
	for i, p := range s.Parameters {
		if p.When == nil {
			continue
		}
		condition, hides, name := Expr(*p.When), s.hides(i), p.Name
		all = append(all, func(c Combination) bool {
			v, _ := c.Get(name)
			if holds(condition, c) {
				return v != nil || !hides
			}
			return v == nil
		})
	}
	for _, r := range s.Rules {
		if text, ok := r.(string); ok {
			all = append(all, Expr(text).Allow)
			continue
		}
		all = append(all, ruleMeaning(r.(map[string]any)))
	}
	return func(c Combination) bool {
		return !slices.ContainsFunc(all, func(allows func(Combination) bool) bool { return !allows(c) })
	}
}

func ruleMeaning(r map[string]any) func(Combination) bool {
	if text, ok := r["expr"].(string); ok {
		return Expr(text).Allow
	}
	if forbidden, ok := r["forbid"].(map[string]any); ok {
		return func(c Combination) bool {
			for name, v := range forbidden {
				if !sets(c, name, v) {
					return true
				}
			}
			return false
		}
	}
	if tuples, ok := r["tuples"].(map[string]any); ok {
		names := tuples["parameters"].([]any)
		return func(c Combination) bool {
			return slices.ContainsFunc(tuples["rows"].([]any), func(row any) bool {
				for k, v := range row.([]any) {
					if !sets(c, names[k].(string), v) {
						return false
					}
				}
				return true
			})
		}
	}
	return If(Expr(r["if"].(string)), Expr(r["then"].(string))).Allow
}

// sets reports whether a combination has a value that stands in a file.
func sets(c Combination, name string, want any) bool {
	v, _ := c.Get(name)
	if number, is := want.(json.Number); is {
		r := rational(v)
		return r != nil && r.Cmp(written64(number)) == 0
	}
	return v == want // nil in an optional rule about a parameter that is not there
}

// written64 returns the number that a file says: an integer, or the double next to it.
func written64(number json.Number) *big.Rat {
	if !strings.ContainsAny(string(number), ".eE") {
		r, _ := new(big.Rat).SetString(string(number))
		return r
	}
	double, _ := number.Float64()
	return new(big.Rat).SetFloat64(double)
}

// A spaceWriter writes space files, by choice.
type spaceWriter struct {
	choices
	names  []string
	family []int // of each parameter
}

// Families of values, as they stand in files; no two of a family are equal.
var fuzzFamilies = [][]string{
	{"1", "2", "3", "4", "8", "0", "-1", "16", "7", "100"},
	{"1", "2.0", "0.5", "-1.5", "0", "3", "1e3", "2.5"},
	{"9223372036854775807", "-9223372036854775808", "18446744073709551615", "9007199254740993", "9007199254740992.0", "1e300", "4611686018427387904", "0"},
	{"false", "true"},
	{`"a"`, `"b"`, `""`, `"1"`, `"ab"`, `"\u00e9\n"`},
	{"1", `"a"`, "true", "2.5", `"1"`, "false", "0"},
}

const fuzzBools, fuzzTexts = 3, 4

// names of parameters; the rule about devices reads some.
var fuzzNames = []string{"a", "b", "tp_size", "dp_size", "pp_size", "enable_dp_attention", "c d", "größe", `q"`, "nil"}

func (w *spaceWriter) space() string {
	var params, rules []string
	for i := range 1 + w.of(5) {
		params = append(params, w.parameter(i))
	}
	for i := range w.of(6) {
		rules = append(rules, w.rule(i))
	}
	return `{"parameters": [` + strings.Join(params, ",\n") + "],\n" + `"rules": [` + strings.Join(rules, ",\n") + "]}"
}

func (w *spaceWriter) parameter(i int) string {
	name := fuzzNames[w.of(len(fuzzNames))]
	if slices.Contains(w.names, name) {
		name += strconv.Itoa(i)
	}
	family := w.of(len(fuzzFamilies))
	values := w.some(fuzzFamilies[family], 5)
	if w.of(3) == 0 {
		values = slices.Insert(values, w.of(len(values)+1), "null")
	}
	text := fmt.Sprintf(`{"name": %s, "values": [%s]`, quotedJSON(name), strings.Join(values, ", "))
	if i > 0 && w.of(4) == 0 {
		text += `, "when": ` + quotedJSON(w.condition(2))
	}
	w.names, w.family = append(w.names, name), append(w.family, family)
	return text + "}"
}

// some returns 1 to most different ones of all, as they stand or turned around.
func (w *spaceWriter) some(all []string, most int) []string {
	n := min(1+w.of(most), len(all))
	first := w.of(len(all) - n + 1)
	values := slices.Clone(all[first : first+n])
	if w.of(2) == 0 {
		slices.Reverse(values)
	}
	return values
}

func quotedJSON(s string) string { return string(value.AppendJSONString(nil, s)) }

func (w *spaceWriter) rule(i int) string {
	name := fmt.Sprintf(`{"name": "%d", `, i)
	switch w.of(12) {
	case 0, 1:
		var members []string
		for _, p := range w.parameters(3) {
			members = append(members, quotedJSON(w.names[p])+": "+w.own(p))
		}
		return name + `"forbid": {` + strings.Join(members, ", ") + "}}"
	case 2, 3:
		var names, rows []string
		params := w.parameters(3)
		for _, p := range params {
			names = append(names, quotedJSON(w.names[p]))
		}
		for range 1 + w.of(6) {
			var row []string
			for _, p := range params {
				row = append(row, w.own(p))
			}
			rows = append(rows, "["+strings.Join(row, ", ")+"]")
		}
		return name + fmt.Sprintf(`"tuples": {"parameters": [%s], "rows": [%s]}}`, strings.Join(names, ", "), strings.Join(rows, ", "))
	case 4:
		return name + `"if": ` + quotedJSON(w.condition(2)) + `, "then": ` + quotedJSON(w.condition(2)) + "}"
	case 5:
		return name + `"optional": true, "expr": ` + quotedJSON(w.condition(2)+" || absent == nil") + "}"
	}
	return name + `"expr": ` + quotedJSON(w.condition(3)) + "}"
}

// parameters returns the numbers of 1 to most parameters.
func (w *spaceWriter) parameters(most int) []int {
	n := min(1+w.of(most), len(w.names))
	first := w.of(len(w.names))
	all := make([]int, n)
	for i := range all {
		all[i] = (first + i) % len(w.names)
	}
	return all
}

// own returns a value of a parameter's family, or unset.
func (w *spaceWriter) own(p int) string {
	family := fuzzFamilies[w.family[p]]
	if i := w.of(len(family) + 1); i < len(family) {
		return family[i]
	}
	return "null"
}

// operand returns a parameter of one of these families, as expressions spell it; now and then another one, or the constant.
func (w *spaceWriter) operand(constant string, families ...int) string {
	choice := w.of(32)
	for i := range w.names {
		p := (choice + i) % len(w.names)
		if choice == 31 || choice < 28 && slices.Contains(families, w.family[p]) {
			return spelled(w.names[p])
		}
	}
	return constant
}

func spelled(name string) string {
	if token.IsIdentifier(name) && name != "nil" {
		return name
	}
	return "param(" + strconv.Quote(name) + ")"
}

var fuzzNumbers = []string{"0", "1", "2", "3", "-1", "0.5", "2.0", "8", "1e3", "9223372036854775807", "18446744073709551616", "9007199254740993"}

func (w *spaceWriter) number(depth int) string {
	if depth == 0 {
		return w.operand(fuzzNumbers[w.of(len(fuzzNumbers))], 0, 1, 2, 5)
	}
	x, y := w.number(depth-1), w.number(depth-1)
	switch w.of(12) {
	case 0:
		return "min(" + x + ", " + y + ")"
	case 1:
		return "max(" + x + ", " + y + ")"
	case 2:
		return "abs(" + x + ")"
	case 3:
		return "int(" + w.condition(depth-1) + ")"
	case 4:
		return "-(" + x + ")"
	case 5, 6, 7, 8, 9:
		return "(" + x + " " + string("+-*/%"[w.of(5)]) + " " + y + ")"
	}
	return x
}

var fuzzRelations = []string{"<", "<=", ">", ">=", "==", "!="}

func (w *spaceWriter) condition(depth int) string {
	if depth == 0 {
		return w.operand("true", fuzzBools, 5)
	}
	relation := fuzzRelations[w.of(len(fuzzRelations))]
	switch w.of(12) {
	case 0:
		return "!(" + w.condition(depth-1) + ")"
	case 1, 2:
		return "(" + w.condition(depth-1) + " && " + w.condition(depth-1) + ")"
	case 3, 4:
		return "(" + w.condition(depth-1) + " || " + w.condition(depth-1) + ")"
	case 5:
		return "set(" + w.operand("nil", 0, 1, 2, 3, 4, 5) + ")"
	case 6:
		return w.operand("nil", 0, 1, 2, 3, 4, 5) + " == nil"
	case 7:
		return w.operand(`"b"`, fuzzTexts, 5) + " " + relation + ` "a"`
	case 8:
		return fmt.Sprintf("oneof(%s, %s, %s)", w.number(depth-1), w.number(0), w.number(0))
	case 9:
		return fmt.Sprintf("%s %s %s %s %s", w.number(depth-1), relation, w.number(0), fuzzRelations[w.of(4)], w.number(0))
	}
	return w.number(depth-1) + " " + relation + " " + w.number(depth-1)
}
