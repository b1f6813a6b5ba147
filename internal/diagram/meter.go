package diagram

// meter counts what a compilation has made against the budget. A state and a node count one each, and long ones more, so
// that the budget bounds memory; steps bound time.
type meter struct {
	budget, made, steps int
	blame               int32 // variable at which the budget ran out
	over                bool
}

const (
	wordsANode  = 32 // that a node may have before it counts as more
	stepsANode  = 16 // edges tried and rule states left, a node of the budget
	valuesAStep = 8  // values that a rule's machine expands in the time of a step
)

func (m *meter) state(v int32, words int) { m.add(v, 1+words/wordsANode, 1) }

func (m *meter) edges(v int32, words int) { m.add(v, 1+words/wordsANode, 0) }

func (m *meter) step(v int32, work int) { m.add(v, 0, work) }

func (m *meter) add(v int32, made, steps int) {
	m.made += made
	m.steps += steps
	if !m.over && (m.made > m.budget || m.steps > stepsANode*m.budget) {
		m.over, m.blame = true, v
	}
}

// rule counts one expansion of a rule's machine over so many values.
func (m *meter) rule(v int32, values int) { m.add(v, 1, 1+values/valuesAStep) }
