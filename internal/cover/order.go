package cover

import "container/heap"

// arrange orders rows so that each shows the most tuples that no row before it shows, and returns with them how many
// those are. The first fixed rows stay where they are; others that show nothing new are dropped.
//
// What a row adds only shrinks while others are taken, so the row on top of a heap is counted anew and sinks, until one
// stays on top (the accelerated greedy: Minoux 1978).
func arrange(b *builder, rows [][]int32, fixed int) ([][]int32, []int) {
	var out [][]int32
	var adds []int
	for _, r := range rows[:fixed] {
		out, adds = append(out, r), append(adds, b.use(r))
	}
	h := make(queue, 0, len(rows))
	for i, r := range rows[fixed:] {
		h = append(h, ranked{b.worth(r), i, r})
	}
	heap.Init(&h)
	for len(h) > 0 && h[0].adds > 0 {
		if n := b.worth(h[0].row); n < h[0].adds {
			h[0].adds = n
			heap.Fix(&h, 0)
			continue
		}
		r := heap.Pop(&h).(ranked)
		b.use(r.row)
		out, adds = append(out, r.row), append(adds, r.adds)
	}
	return out, adds
}

type ranked struct {
	adds, place int
	row         []int32
}

type queue []ranked

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].adds > q[j].adds || q[i].adds == q[j].adds && q[i].place < q[j].place
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(ranked)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}
