package expr

import (
	"fmt"
	"strings"
	"testing"
)

func ints(from, to int64) []Value {
	var d []Value
	for i := from; i <= to; i++ {
		d = append(d, Int(i))
	}
	return d
}

// space is a rule with its parameters' domains by name.
type space struct {
	text    string
	domains map[string][]Value
}

func (s space) bind(t testing.TB) []*Atom {
	t.Helper()
	e := parse(t, s.text)
	var vars []int
	var domains [][]Value
	for i, n := range e.Names() {
		if s.domains[n.Name] == nil {
			t.Fatalf("%s has no domain", n.Name)
		}
		vars, domains = append(vars, i), append(domains, s.domains[n.Name])
	}
	atoms, err := e.Bind(vars, domains)
	if err != nil {
		t.Fatal(err)
	}
	return atoms
}

// explore expands every state that can be reached, and returns the states of
// each level.
func explore(a *Atom, order []int) (states []int, steps int) {
	m := a.Machine(order)
	if m.Start() < firstPending {
		return nil, 0
	}
	frontier := []int32{m.Start()}
	for l := range m.levels {
		states = append(states, len(frontier))
		next := make([]int32, len(m.levels[l].domain))
		var after []int32
		seen := map[int32]bool{}
		for _, s := range frontier {
			m.Expand(l, s, next)
			steps += len(next)
			for _, n := range next {
				if n >= firstPending && !seen[n] {
					seen[n] = true
					after = append(after, n)
				}
			}
		}
		frontier = after
	}
	return states, steps
}

func eight(operator, comparison string) space {
	s := space{domains: map[string][]Value{}}
	var names []string
	for i := range 8 {
		names = append(names, name(i))
		s.domains[name(i)] = ints(1, 40)
	}
	s.text = strings.Join(names, operator) + comparison
	return s
}

// hotspot is the published space's largest rule.
var hotspot = space{
	text: "blocks_per_sm == 0 || (block_size_x * tile_size_x + temporal_tiling_factor * 2) * (block_size_y * tile_size_y + temporal_tiling_factor * 2) * (2 + sh_power) * 4 * blocks_per_sm <= 102400",
	domains: map[string][]Value{
		"block_size_x": append([]Value{Int(1), Int(2), Int(4), Int(8), Int(16)}, multiples(32, 32)...),
		"block_size_y": {Int(1), Int(2), Int(4), Int(8), Int(16), Int(32)},
		"tile_size_x":  ints(1, 10), "tile_size_y": ints(1, 10), "temporal_tiling_factor": ints(1, 10),
		"sh_power": ints(0, 1), "blocks_per_sm": ints(0, 4),
	},
}

func multiples(of, n int64) []Value {
	d := ints(1, n)
	for i := range d {
		d[i] = Int(of * int64(i+1))
	}
	return d
}

func TestFewStates(t *testing.T) {
	for _, tt := range []struct {
		space
		steps int
	}{
		{eight(" + ", " <= 160"), 60_000},
		{eight(" * ", " <= 1000000"), 300_000},
		{eight(" * ", " == 720720"), 300_000},
		{space{"min(a, b, c, d) == 3", map[string][]Value{"a": ints(1, 40), "b": ints(1, 40), "c": ints(1, 40), "d": ints(1, 40)}}, 5_000},
		{hotspot, 3_000_000},
	} {
		for _, a := range tt.bind(t) {
			if _, steps := explore(a, a.Vars()); steps > tt.steps {
				t.Errorf("%s: %d steps, want at most %d", a.Text(), steps, tt.steps)
			}
		}
	}
}

// Orders are by variable number: the order of first appearance.
func TestStates(t *testing.T) {
	small := map[string][]Value{"a": ints(1, 4), "b": ints(1, 9), "x": ints(1, 9), "y": ints(1, 9), "z": ints(1, 9), "flag": {Bool(false), Bool(true)},
		"u": {Nil(), Int(1), Int(2)}, "v": {Nil(), Int(1), Int(2)}, "w": {Nil(), Int(1), Int(2)}}
	for _, tt := range []struct {
		text  string
		order []int
		want  string
	}{
		{"a != 1 || b <= 3", []int{0, 1}, "[1 1]"},
		{"a == 1 && x*y < 10 || a == 2 && z > 3", []int{0, 1, 2, 3}, "[1 2 5 1]"},
		{"a == 1 && x*y < 10 || a == 2 && z > 3", []int{3, 0, 1, 2}, "[1 2 1 4]"},
		{"x + y <= z + b", []int{0, 3, 1, 2}, "[1 9 16 8]"},
		{"x + y + z == 27", []int{0, 1, 2}, "[1 1 1]"},
		{"2*x - 3*y > 12", []int{0, 1}, "[1 2]"},
		{"x % 4 == 0 || y % 4 == 0 || z % 4 == 0", []int{0, 1, 2}, "[1 1 1]"},
		{"u > 1 || v > 1 || w > 1", []int{0, 1, 2}, "[1 1 1]"},
		{"flag == (x > 3)", []int{1, 0}, "[1 2]"},
		{"x*y*z <= 3", []int{0, 1, 2}, "[1 2 2]"},
	} {
		var got []string
		for _, a := range (space{tt.text, small}).bind(t) {
			states, _ := explore(a, tt.order[:len(a.Vars())])
			got = append(got, fmt.Sprint(states))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s in order %v: states %s, want %s", tt.text, tt.order, s, tt.want)
		}
	}
}

func TestAtoms(t *testing.T) {
	domains := map[string][]Value{"a": ints(1, 4), "b": ints(1, 9), "c": {Int(5)}, "u": {Nil(), Int(1)}}
	for _, tt := range []struct{ text, want string }{
		{"a < 3 && b > a", "a < 3 [0]; b > a [0 1]"},
		{"2 <= a <= b", "2 <= a [0]; a <= b [0 1]"},
		{"a <= c", ""},
		{"a > c", "a > c []"},
		{"true", ""},
		{"1 > 2 && a < 3", "1 > 2 []; a < 3 [0]"},
		{"b % c == a * 0", "b % c == a * 0 [0]"},
		{"min(a, b) >= 2", "min(a, b) >= 2 [0]; min(a, b) >= 2 [1]"},
		{"min(a, u) >= 2", "min(a, u) >= 2 [0 1]"},
		{"!(a < 3 || b < 3)", "a < 3 [0]; b < 3 [1]"},
		{"a - a == 0 && u - u < 0", "u - u < 0 [1]"},
		{"u == u || a < 2", "u == u || a < 2 [0 1]"},
	} {
		var got []string
		for _, a := range (space{tt.text, domains}).bind(t) {
			got = append(got, fmt.Sprint(a.Text(), " ", a.Vars()))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%s: got %s, want %s", tt.text, s, tt.want)
		}
	}
}

func TestMillionValues(t *testing.T) {
	s := space{"a * b <= 1000000", map[string][]Value{"a": ints(1, 1_000_000), "b": ints(1, 2)}}
	a := s.bind(t)[0]
	m := a.Machine([]int{0, 1})
	next := make([]int32, 1_000_000)
	m.Expand(0, m.Start(), next)
	if next[499_999] != stateAccept || next[500_000] < firstPending || next[999_999] < firstPending {
		t.Errorf("states %v", next[499_998:500_002])
	}
}
