package cover

import "container/heap"

// arrange sorts rows so that each one covers the most tuples that no earlier row covers. It also
// returns the number of these tuples for each row. The first fixed rows keep their positions;
// other rows that cover nothing new are dropped.
//
// Invariant: the numbers in the heap are upper bounds, because taking a row never increases what
// another one adds. So only the top row is counted again, until it stays on top (accelerated
// greedy: Minoux 1978).
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
	adds, position int
	row            []int32
}

type queue []ranked

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].adds > q[j].adds || q[i].adds == q[j].adds && q[i].position < q[j].position
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(ranked)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}
