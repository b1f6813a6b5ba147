package paramgen

import (
	"fmt"
	"slices"
	"testing"
)

// TestReportOfChain reports dead pairs of a space that is compiled in another order than the declared one, and compares with a question for each pair.
func TestReportOfChain(t *testing.T) {
	const links = 10
	var params []Parameter
	var rules []Rule
	for i := range links {
		params = append(params, Param(fmt.Sprint("a", i), 1, 2))
		rules = append(rules, Expr(fmt.Sprintf("a%d + b%d != 5", i, i)), Expr(fmt.Sprintf("b%d * a%d != 1", i, (i+1)%links)))
	}
	for i := range links {
		params = append(params, Param(fmt.Sprint("b", i), 1, 2, 3))
	}
	g := Must(New(WithParameters(params...), WithRules(rules...)))
	dead := map[[2]Setting]bool{}
	for _, n := range g.Report().Never {
		for _, x := range n.Values[0] {
			for _, y := range n.Values[1] {
				dead[[2]Setting{{n.Parameters[0], x}, {n.Parameters[1], y}}] = true
			}
		}
	}
	oracle, row, checked := g.space.engine.Oracle(), slices.Repeat([]int32{-1}, len(g.space.params)), 0
	for v, p := range g.space.params {
		for w, q := range g.space.params[:v] {
			for x := range p.values {
				for y := range q.values {
					row[v], row[w] = int32(x), int32(y)
					pair := [2]Setting{{q.name, q.values[y]}, {p.name, p.values[x]}}
					if oracle.Completable(row) == dead[pair] {
						t.Errorf("%v: dead is %v", pair, dead[pair])
					}
					checked++
				}
			}
			row[w] = -1
		}
		row[v] = -1
	}
	if len(dead) < 2*links || checked < 1000 {
		t.Errorf("%d dead pairs of %d", len(dead), checked)
	}
}
