// Package paramgen answers questions about the valid combinations of parameters, however many
// there are.
//
// A server such as SGLang has tens of tuning parameters, and rules that make many combinations of
// their values invalid. The valid combinations are far too many to list (10^18 for 33 parameters)
// and far too many to run, since one benchmark takes minutes. Multiplying all values, filtering
// and keeping the first N does not help: it does not end on a large space, and the first N are
// nearly alike. A tuning campaign asks other questions: how many combinations are there, which are
// a hundred random ones, which few show every pair of values, which are the share of one
// machine of sixteen, why is this one invalid, what do the rules leave of a value.
//
// So the space is never listed. [New] compiles it into a small exact representation, a decision
// diagram, and every answer is read from that:
//
//	g, err := paramgen.New(
//		paramgen.WithParameters(
//			paramgen.Param("tp_size", 1, 2, 4, 8),
//			paramgen.Param("dp_size", 1, 2, 4),
//			paramgen.Param("max_running_requests", nil, 128, 256),
//		),
//		paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8")),
//	)
//	if err != nil {
//		return err
//	}
//	fmt.Println(g.Count()) // 27
//	for c := range g.Sample(10, 1) {
//		run(c.ID(), c.Args())
//	}
//
// # Spaces
//
// A space is parameters and rules. [New] makes a [Generator] from options, and [Generator.With]
// derives another one:
//
//   - parameters: [Param], [Parameter.Describe], [Parameter.When]; numeric values by [Range] and
//     [Pow2]
//   - rules: [Expr], [Forbid], [If], [Tuples], [Relate], [Func], or any [Rule]; [Named] gives a
//     rule another name, and [Optional] allows it to name parameters that do not exist
//   - options: [WithParameters], [WithValues], [WithOrder], [WithRules], [WithoutParameters],
//     [WithoutRules], [WithBudget]
//   - spaces from elsewhere: files by [Load] (and [Generator.WriteSpace]), the parameters and
//     rules of SGLang by package [github.com/paramgen/paramgen/sglang]
//
// # Questions
//
//   - how many: [Generator.Count], [Generator.Theoretical]
//   - which: [Generator.All], [Generator.From], [Generator.Shard]; at random [Generator.Sample],
//     also with [Weights] or [Balanced]; by score [Generator.Best]; [Filter] for conditions that
//     cannot be rules
//   - one: [Generator.At] by its index, [Generator.Index] for its index, [Generator.Combination]
//     by its values
//   - the fewest that show every pair of values: [Generator.Cover]; what others show:
//     [Generator.Coverage]
//   - why is it invalid: [Generator.Check]; what is valid instead: [Generator.Nearest]
//   - what differs little from it: [Generator.Neighbours], [Generator.OneAtATime]
//   - what is the space, and what do the rules do: [Generator.Info], [Generator.Report]; what does
//     another space change: [Generator.Diff]
//
// A [Combination] is read by [Combination.Get], [Value] or [Decode], named for benchmarks by
// [Combination.String], joined to its results by [Combination.ID], and run with
// [Combination.Args].
//
// # Files and machines
//
// [Generator.Write] and [Generator.WriteFile] write any sequence of combinations in any [Format]:
// JSON, CSV, command-line arguments, configuration files, and the matrices of CI systems and
// schedulers. [Generator.WriteFolder] writes a file for each combination. Package
// [github.com/paramgen/paramgen/shard] reads a process's share of the work from the environment
// that Slurm, Kubernetes or SkyPilot sets, and package [github.com/paramgen/paramgen/results]
// reads measured results and joins them to their combinations.
//
// # Guarantees
//
// Every answer is exact. Counts and indices are big integers, arithmetic in expressions is exact
// at every width, and there is no approximate mode: a space that cannot be compiled within its
// budget is a [*BudgetError] that names the rules responsible.
//
// Every answer is the same for the same space, on every machine and with any number of goroutines.
// The order of enumeration is that of nested loops over the parameters as declared, the last one
// fastest, and an index is a position in this order. Seeded output and IDs do not change between
// releases.
//
// Generators and combinations are immutable and safe for concurrent use. A sequence can be walked
// any number of times, by several goroutines at once, and can be left at any time. Walking cannot
// fail: faults of a space are returned by New, all at once, and faults of arguments by the method
// that makes the sequence.
//
// # Cost of rules
//
// Time and memory follow how strongly the rules link the parameters, not how many combinations
// there are. Parameters that no rule links cost nothing.
//
//   - Expr, Forbid, Tuples, and If with expressions are analysed. Bounds on partial assignments
//     and shared sub-expressions keep large arithmetic rules small: one over eight parameters of
//     forty values costs thousands of steps, not 40^8. A conjunction costs as much as several
//     rules.
//   - Func, Relate and other Go code is run on partial combinations that record what it reads,
//     once for each case that it distinguishes: at most the product of the numbers of values of
//     the parameters that it reads. Reading fewer parameters, and returning earlier, is cheaper.
//   - A rule that reads everything, such as one that calls [Combination.Map], costs a walk over
//     all combinations, within the budget.
//
// After New, only Check calls rules. A walk takes a few nanoseconds for each combination; At and
// Sample take about a microsecond for each.
package paramgen
