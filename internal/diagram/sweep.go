package diagram

import "github.com/paramgen/paramgen/internal/intern"

// sweep drops the nodes that no root reaches. They were made for an edge that turned out dead.
// Afterwards no node has a greater count than its root. Cost: one pass over the edges.
func sweep(order []int32, levels []level) {
	position := make([]int32, len(levels))
	for p, v := range order {
		position[v] = int32(p)
	}
	total := 0
	for _, v := range order {
		total += levels[v].nodes.Len()
	}
	numbers := make([]int32, total) // by level and node: its new number; 0 unless reached
	number := make([][]int32, len(order))
	for p, v := range order {
		n := levels[v].nodes.Len()
		number[p], numbers = numbers[:n], numbers[n:]
	}
	if reach(order, position, levels, number) == total {
		return
	}
	for p := len(order) - 1; p >= 0; p-- {
		levels[order[p]].keep(number[p], position, number)
	}
}

// reach marks the nodes that a root reaches and returns how many there are.
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
		if len(l.kids) == 0 {
			continue
		}
		for n, marked := range marks[p] {
			if marked == 0 {
				continue
			}
			for e := range l.edges(int32(n)) {
				for i, kid := range l.kids {
					mark(position[kid], e[2+i])
				}
			}
		}
	}
	return count
}

// keep rebuilds the level from the nodes that were reached, and stores their new numbers in
// reached. Children must be done first. A root keeps its number, as the only node of its level.
func (l *level) keep(reached []int32, position []int32, number [][]int32) {
	old := l.nodes
	l.nodes = intern.Table[int32]{}
	var words []int32
	for n := range reached {
		if reached[n] == 0 {
			continue
		}
		words = append(words[:0], old.Tuple(int32(n))...)
		for at := 0; at < len(words); at += l.stride() {
			for i, kid := range l.kids {
				words[at+2+i] = number[position[kid]][words[at+2+i]]
			}
		}
		reached[n], _ = l.nodes.Intern(words)
	}
}
