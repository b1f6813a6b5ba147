package diagram

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// agreeing counts the rows that agree with the decided values of row.
func agreeing(rows [][]int32, row []int32) int64 {
	n := int64(0)
	for _, r := range rows {
		agrees := true
		for v, x := range row {
			agrees = agrees && (x < 0 || x == r[v])
		}
		if agrees {
			n++
		}
	}
	return n
}

func countOf(t *testing.T, p Problem) *big.Int {
	t.Helper()
	s, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return s.Count()
}

func TestRestrictAndNot(t *testing.T) {
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 4))
		p, rules := randomProblem(t, rng)
		rows := brute(p.Domains, rules)
		row := make([]int32, len(p.Domains))
		for v := range row {
			row[v] = int32(rng.IntN(p.Domains[v]+1)) - 1
		}
		if got, want := countOf(t, p.Restrict(row)), agreeing(rows, row); got.Cmp(big.NewInt(want)) != 0 {
			t.Fatalf("seed %d: %v assignments given %v, want %d", seed, got, row, want)
		}
		if len(p.Constraints) == 0 {
			continue
		}
		others := brute(p.Domains, rules[1:])
		p.Constraints[0] = Not(p.Constraints[0])
		if got, want := countOf(t, p), int64(len(others)-len(rows)); got.Cmp(big.NewInt(want)) != 0 {
			t.Fatalf("seed %d: %v assignments that only rule 0 rejects, want %d", seed, got, want)
		}
	}
}

func TestEmbedding(t *testing.T) {
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 5))
		p, rules := randomProblem(t, rng)
		f := &Embedding{Vars: rng.Perm(len(p.Domains)), Sizes: p.Domains}
		q := Problem{Domains: make([]int, len(p.Domains))}
		var kept [][]int32
		for v, d := range p.Domains {
			values := make([]int32, 1+rng.IntN(d))
			for y, x := range rng.Perm(d)[:len(values)] {
				values[y] = int32(x)
			}
			kept = append(kept, values)
			q.Domains[f.Vars[v]] = len(values)
		}
		f.Values = kept
		for _, c := range p.Constraints {
			q.Constraints = append(q.Constraints, f.Embed(c))
		}
		s, err := Compile(q)
		if err != nil {
			t.Fatal(err)
		}
		inside := map[string]bool{}
		for _, row := range brute(p.Domains, rules) {
			inside[string(bytesOf(row))] = true
		}
		n := 0
		for _, row := range brute(q.Domains, nil) {
			old := make([]int32, len(row))
			for v := range old {
				old[v] = kept[v][row[f.Vars[v]]]
			}
			if _, in := s.Cursor().Rank(row); in != inside[string(bytesOf(old))] {
				t.Fatalf("seed %d: embedded row %v: valid is %v", seed, row, in)
			} else if in {
				n++
			}
		}
		if s.Count().Int64() != int64(n) {
			t.Fatalf("seed %d: %v embedded assignments, want %d", seed, s.Count(), n)
		}
	}
}

func bytesOf(row []int32) []byte {
	b := make([]byte, len(row))
	for i, x := range row {
		b[i] = byte(x)
	}
	return b
}

// TestSettled checks which partial rows settle a nogood.
func TestSettled(t *testing.T) {
	c := Nogood([]int{0, 2}, []int32{1, 1})
	for _, test := range []struct {
		row  []int32
		want bool
	}{{[]int32{-1, -1, -1}, false}, {[]int32{1, -1, -1}, false}, {[]int32{0, -1, -1}, true}, {[]int32{1, 0, 0}, true}, {[]int32{1, 0, 1}, false}} {
		if got := Settled(c, test.row); got != test.want {
			t.Errorf("Settled(%v) = %v", test.row, got)
		}
	}
}
