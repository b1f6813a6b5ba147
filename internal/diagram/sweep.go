package diagram

// sweep drops the nodes that no root leads to: those made under an edge that turned out dead.
// Afterwards no node counts more than its root. Cost: one pass over the edges.
func sweep(order []int32, levels []level) {
	position := make([]int32, len(levels))
	for p, v := range order {
		position[v] = int32(p)
	}
	total := 0
	for _, v := range order {
		total += levels[v].nodes.len()
	}
	numbers := make([]int32, total) // new numbers of the nodes, level after level; 0 unless reached
	number := make([][]int32, len(order))
	for p, v := range order {
		n := levels[v].nodes.len()
		number[p], numbers = numbers[:n], numbers[n:]
	}
	if reach(order, position, levels, number) == total {
		return
	}
	for p := len(order) - 1; p >= 0; p-- {
		levels[order[p]].keep(number[p], position, number)
	}
}

// reach marks the nodes that a root leads to and counts them.
func reach(order, position []int32, levels []level, marks [][]int32) int {
	count := 0
	mark := func(p, n int32) {
		if marks[p][n] == 0 {
			marks[p][n] = 1
			count++
		}
	}
	for p, v := range order {
		l := &levels[v]
		if l.parent < 0 && l.root != dead {
			mark(int32(p), l.root)
		}
		stride := l.stride()
		for n, marked := range marks[p] {
			if marked == 0 || stride == 2 {
				continue
			}
			for words := l.nodes.tuple(int32(n)); len(words) > 0; words = words[stride:] {
				for i, kid := range l.kids {
					mark(position[kid], words[2+i])
				}
			}
		}
	}
	return count
}

// keep rebuilds the level from the nodes that were reached and leaves their new numbers in reached. Children come first, so
// that their new numbers are known. A root keeps its number: it is the only node of its level.
func (l *level) keep(reached []int32, position []int32, number [][]int32) {
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
				words[at+2+i] = number[position[kid]][words[at+2+i]]
			}
		}
		reached[n], _ = l.nodes.intern(words)
	}
}
