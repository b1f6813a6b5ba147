package diagram

import (
	"cmp"
	"slices"
)

// A part is a set of variables that rules link, with the rules over them. Parts are independent of each other.
// The variables that no rule speaks of are one part together, without rules.
type part struct {
	vars  []int32 // ascending
	rules []int   // indices into Problem.Constraints
	order []int32 // in which it is compiled
	dead  bool    // a rule rejects everything, also where there is no variable to show it
}

// parts groups the variables by the rules' scopes: connected components, by smallest variable.
// A variable with one value is decided from the start and links nothing.
func (p *Problem) parts(scopes [][]int) []*part {
	leader := make([]int32, len(p.Domains))
	for v := range leader {
		leader[v] = int32(v)
	}
	find := func(v int32) int32 {
		for leader[v] != v {
			leader[v] = leader[leader[v]]
			v = leader[v]
		}
		return v
	}
	ruled := make([]bool, len(p.Domains))
	for _, s := range scopes {
		for _, v := range s {
			ruled[v] = true
			a, b := find(int32(v)), find(int32(s[0]))
			leader[max(a, b)] = min(a, b)
		}
	}
	free := &part{}
	at := map[int32]*part{}
	var all []*part
	for v := range p.Domains {
		q := free
		if lead := find(int32(v)); ruled[v] {
			if q = at[lead]; q == nil {
				q = &part{}
				at[lead] = q
			}
		}
		if len(q.vars) == 0 {
			all = append(all, q)
		}
		q.vars = append(q.vars, int32(v))
	}
	if len(all) == 0 {
		all = append(all, free)
	}
	for i, s := range scopes {
		q := all[0] // a rule without variables rejects all or nothing, wherever it stands
		if len(s) > 0 {
			q = at[find(int32(s[0]))]
		}
		q.rules = append(q.rules, i)
	}
	return all
}

// scopes returns, for each rule, its variables that have a choice.
func (p *Problem) scopes() [][]int {
	scopes := make([][]int, len(p.Constraints))
	var all []int
	for i, c := range p.Constraints {
		from := len(all)
		for _, v := range c.Vars() {
			if p.Domains[v] > 1 {
				all = append(all, v)
			}
		}
		scopes[i] = all[from:len(all):len(all)]
	}
	return scopes
}

// compile makes the levels of a part in the given order.
func (p *Problem) compile(q *part, order []int32, position []int32, levels []level, budget int) error {
	for at, v := range order {
		position[v] = int32(at)
	}
	spent := &meter{budget: budget}
	rules := newResiduals(position, spent)
	conjuncts, supports, err := p.trace(q, rules, position)
	if err != nil {
		return err
	}
	q.dead = slices.Contains(conjuncts, never)
	conjuncts = rules.conjoin(conjuncts, supports)
	if spent.over {
		return p.blame(q, p.eliminate(order, supports, position), spent, supports)
	}
	c := &compiler{tree: p.eliminate(order, supports, position), rules: rules, levels: levels, spent: spent}
	if c.tree == nil {
		return q.tooLarge(budget)
	}
	for at, v := range order {
		levels[v] = level{size: int32(p.Domains[v]), parent: c.parent[at], kids: c.kids[at]}
	}
	c.roots(conjuncts)
	if spent.over {
		return p.blame(q, c.tree, spent, supports)
	}
	sweep(order, levels)
	if !tallyAll(order, levels, p.limits().digits) {
		return q.tooLarge(budget)
	}
	return nil
}

// tooLarge blames all of a part.
func (q *part) tooLarge(budget int) error {
	e := &BudgetError{Budget: budget, Constraints: q.rules}
	for _, v := range q.vars {
		e.Variables = append(e.Variables, int(v))
	}
	return e
}

// trace returns what each rule of a part is before anything is decided, and the variables that it depends on.
func (p *Problem) trace(q *part, rules *residuals, position []int32) (conjuncts []residual, supports [][]int, err error) {
	conjuncts, supports = make([]residual, len(q.rules)), make([][]int, len(q.rules))
	alive := make(alive, len(q.vars))
	for _, k := range p.byWork(q.rules) {
		i := q.rules[k]
		f := rules.trace(p.Constraints[i], p.Domains, p.inOrder(i, position), alive)
		if rules.spent.over {
			return nil, nil, &BudgetError{Budget: rules.spent.budget, Variables: p.Constraints[i].Vars(), Constraints: []int{i}}
		}
		conjuncts[k], supports[k] = f, rules.support(f)
		if f > always {
			alive.bury(rules, f, supports[k], p.Domains)
		}
	}
	return conjuncts, supports, nil
}

// inOrder returns the variables of rule i as they are decided, those without a choice first.
func (p *Problem) inOrder(i int, position []int32) []int {
	vars := slices.Clone(p.Constraints[i].Vars())
	slices.SortStableFunc(vars, func(a, b int) int {
		if c := cmp.Compare(min(p.Domains[a], 2), min(p.Domains[b], 2)); c != 0 {
			return c
		}
		return cmp.Compare(position[a], position[b])
	})
	return vars
}

// conjoin makes one residual of those with the same support: together they are no wider than the widest of them may be,
// and a state that holds one instead of hundreds is found sooner.
func (r *residuals) conjoin(fs []residual, supports [][]int) []residual {
	byScope := make([]int, len(fs))
	for i := range byScope {
		byScope[i] = i
	}
	slices.SortStableFunc(byScope, func(a, b int) int { return slices.Compare(supports[a], supports[b]) })
	var all []residual
	for i := 0; i < len(byScope); {
		j := i + 1
		for j < len(byScope) && slices.Equal(supports[byScope[i]], supports[byScope[j]]) {
			j++
		}
		group := make([]residual, 0, j-i)
		for _, k := range byScope[i:j] {
			group = append(group, fs[k])
		}
		all = append(all, r.balanced(group))
		i = j
	}
	return all
}

// balanced conjoins by halves, so that large residuals meet late and seldom.
func (r *residuals) balanced(fs []residual) residual {
	if len(fs) == 1 {
		return fs[0]
	}
	return r.and(r.balanced(fs[:len(fs)/2]), r.balanced(fs[len(fs)/2:]))
}

// blame names the rules that cross the variable at which the budget ran out, and what they join.
func (p *Problem) blame(q *part, t *tree, spent *meter, supports [][]int) error {
	if t == nil {
		return q.tooLarge(spent.budget)
	}
	e := &BudgetError{Budget: spent.budget}
	at := t.position[spent.blame]
	for k, s := range supports {
		before, after := false, false
		for _, v := range s {
			before = before || t.position[v] < at
			after = after || t.below(t.position[v], at)
		}
		if before && after || slices.Contains(s, int(spent.blame)) {
			e.Constraints = append(e.Constraints, q.rules[k])
			e.Variables = append(e.Variables, s...)
		}
	}
	slices.Sort(e.Variables)
	e.Variables = slices.Compact(e.Variables)
	return e
}
