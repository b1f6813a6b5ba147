package randspace

import (
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// TestShrink shrinks spaces that fail if they contain two values. Those two values remain, and the
// space can be written as a file.
func TestShrink(t *testing.T) {
	for number := range uint64(300) {
		s := New(number)
		if len(s.Parameters) < 2 {
			continue
		}
		p, q := s.Parameters[0], s.Parameters[1]
		fails := func(s Space) bool {
			var has int
			for _, r := range s.Parameters {
				for _, v := range r.Values {
					if r.Name == p.Name && v == p.Values[0] || r.Name == q.Name && v == q.Values[0] {
						has++
					}
				}
			}
			return has == 2
		}
		least := s.Shrink(fails)
		if len(least.Parameters) != 2 || len(least.Rows()) != 1 || len(least.Rules) > 0 {
			t.Fatalf("space %d is shrunk to\n%s", number, least)
		}
		file := least.Filed().File()
		load, err := paramgen.Load(strings.NewReader(file))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if g, err := paramgen.New(load); err != nil || g.Count().Int64() != 1 {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestKinds checks that random spaces contain every kind of part.
func TestKinds(t *testing.T) {
	seen := map[string]bool{}
	for number := range uint64(500) {
		s := New(number)
		for _, r := range s.Rules {
			_, name, _ := strings.Cut(r.Name(), ": ")
			kind, _, _ := strings.Cut(strings.TrimPrefix(name, "named "), " ")
			seen[kind] = true
			seen["expression"] = seen["expression"] || r.Text() != ""
			seen["deep"] = seen["deep"] || strings.Count(r.Text(), "(") > 20
		}
		for _, p := range s.Parameters {
			seen["condition"] = seen["condition"] || p.When != nil
			seen["single value"] = seen["single value"] || len(p.Values) == 1
		}
		seen["no rules"] = seen["no rules"] || len(s.Rules) == 0
		seen["one parameter"] = seen["one parameter"] || len(s.Parameters) == 1
	}
	for _, kind := range strings.Split("lazy whole, always forbid tuples if relate devices expression deep condition", " ") {
		if !seen[kind] {
			t.Errorf("no space has %q", kind)
		}
	}
	for _, kind := range []string{"single value", "no rules", "one parameter"} {
		if !seen[kind] {
			t.Errorf("no space has %q", kind)
		}
	}
}
