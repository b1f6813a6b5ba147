// Package diagram compiles rules over integer domains into an exact, compact representation of
// all assignments that satisfy them. The representation answers how many assignments there are,
// which one has index i, which index an assignment has, which follow it, and whether a partial
// assignment can be completed.
//
// A space is a forest. The variables form elimination trees (Liu 1990): once a variable and its
// ancestors are decided, the subtrees below it are independent. Over each tree stands an AND/OR
// multi-valued decision diagram (Mateescu, Dechter and Marinescu 2008), which is a structured
// decision-DNNF. A node of variable v chooses a value of v. An edge covers an interval of values
// and leads to one node for each child of v in the tree. The compiler builds nodes from states;
// a state is what remains of each pending rule. Equal states share a node, and equivalent nodes
// are merged. See the drawing at compiler.
//
// Variables and values are integers from 0. The package does not know what they mean.
package diagram

// A Constraint is one rule over some variables.
type Constraint interface {
	// Vars returns the variables that the rule may depend on, ascending and distinct.
	Vars() []int
	// Machine returns the rule as a state machine that reads the values of the variables
	// in the given order, a permutation of Vars.
	Machine(order []int) Machine
}

// A Machine is a deterministic automaton over the values of a rule's variables.
// Level k decides the k-th variable.
type Machine interface {
	// Start returns the state before any variable is decided.
	Start() int32
	// Expand sets next[x] to the successor of pending state s of the level for value x.
	// After the last level every state is Reject or Accept.
	Expand(level int, s int32, next []int32)
}

// A Pruner is a Machine that can skip values: Expand need not set next[x] of a level if live[x]
// was false in Prune. Prune is called before the first Expand.
type Pruner interface {
	Prune(level int, live []bool)
}

// A Releaser is a Machine with resources to free after its last use.
type Releaser interface{ Release() }

// The final states of every [Machine]. Pending states are greater and are numbered by level.
const (
	Reject int32 = 0
	Accept int32 = 1
)

// A Problem is a set of variables and the rules over them.
type Problem struct {
	Domains     []int // number of values of each variable, at least 1
	Constraints []Constraint
	Budget      int // limit on the nodes of one part; 0 means DefaultBudget

	lowered *limits // set by tests
}

// limits bound memory independently of the budget. Tests lower them.
type limits struct{ ordered, context, words int }

func (p *Problem) limits() limits {
	if p.lowered != nil {
		return *p.lowered
	}
	return limits{maxOrdered, maxContext, maxWords}
}

// DefaultBudget keeps a compilation under one gibibyte and one minute.
const DefaultBudget = 1 << 21
