package diagram

// sweep drops the nodes that no root leads to: those made under an edge that turned out dead.
// Afterwards no node counts more than its root. Cost: one pass over the edges.
func sweep(order []int32, levels []level) {
	number := make(map[int32][]int32, len(order)) // new numbers by variable; -1 unless reached
	reach := func(v, n int32) {
		if number[v] == nil {
			number[v] = make([]int32, levels[v].nodes.len())
		}
		number[v][n] = 1
	}
	for _, v := range order {
		l := &levels[v]
		if l.parent < 0 && l.root != dead {
			reach(v, l.root)
		}
		for n, reached := range number[v] {
			if reached == 0 {
				continue
			}
			for e := range l.edges(int32(n)) {
				for i, kid := range l.kids {
					reach(kid, e[2+i])
				}
			}
		}
	}
	for p := len(order) - 1; p >= 0; p-- {
		levels[order[p]].keep(number[order[p]], number)
	}
}

// keep rebuilds the level from the nodes that were reached and leaves their new numbers in reached. Children come first, so
// that their new numbers are known.
func (l *level) keep(reached []int32, number map[int32][]int32) {
	old := l.nodes
	l.nodes = table[int32]{}
	var words []int32
	for n := range reached {
		if reached[n] == 0 {
			continue
		}
		words = append(words[:0], old.tuple(int32(n))...)
		for at := 0; at < len(words); at += l.stride() {
			for i, kid := range l.kids {
				words[at+2+i] = number[kid][words[at+2+i]]
			}
		}
		reached[n], _ = l.nodes.intern(words)
	}
	if l.parent < 0 && l.root != dead {
		l.root = reached[l.root]
	}
}
