// Package paramgen knows which combinations of parameters are valid, however many there are.
//
// A server such as SGLang has tens of tuning parameters, and rules that make many combinations of their values invalid. The valid ones are
// far too many to list (10^18 for 33 parameters) and far too many to run, for one benchmark takes minutes. What is wanted are answers: how many
// are there, which is the i-th, a hundred at random, the share of one machine of a thousand, why is this one invalid, what do
// the rules leave of a value. To multiply everything and filter gives none of these, and to keep the first N of it gives the
// N that are most alike.
//
// So the space is never listed. [New] compiles it into a small and exact representation, and everything is a question to that:
//
//	g, err := paramgen.New(sglang.Default(), paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8")))
//	if err != nil {
//		return err
//	}
//	fmt.Println(g.Count()) // 89424
//	for c := range g.Sample(100, 1) {
//		run(c.ID(), c.Args())
//	}
//
// # Spaces
//
// A space is parameters and rules. [New] makes a [Generator] of it from options, and [Generator.With] makes another one of that:
//
//   - parameters: [Param], [Parameter.Describe], [Parameter.When]; numeric values by [Range] and [Pow2]
//   - rules: [Expr], [Forbid], [If], [Tuples], [Relate], [Func], [Devices], or any [Rule]; [Named] renames one
//   - options: [WithParameters], [WithValues], [WithOrder], [WithRules], [WithoutParameters], [WithoutRules], [WithBudget]
//   - spaces that are there: [SGLang], [Preset], [SGLangRules], [SGLangRelease]; a file: [Load]
//
// # Questions
//
//   - how many: [Generator.Count], [Generator.Theoretical]
//   - which: [Generator.All], [Generator.From], [Generator.Shard], [Generator.Sample]; [Filter] for what cannot be a rule
//   - one: [Generator.At] and [Generator.Index] are each other's inverse; [Generator.Combination] is by its values
//   - the fewest that show everything: [Generator.Cover]; what others show: [Generator.Coverage]
//   - why not: [Generator.Check]; what instead: [Generator.Nearest]
//   - what is beside one: [Generator.Neighbours], [Generator.OneAtATime]
//   - what it is, and what the rules really do: [Generator.Info], [Generator.Report]; what another space changes: [Generator.Diff]
//
// A [Combination] is read by [Combination.Get], [Value] or [Decode], named for benchmarks by [Combination.String], joined to its results by
// [Combination.ID], and run with [Combination.Args].
//
// # Files and machines
//
// [Generator.Write] and [Generator.WriteFile] write any sequence of combinations in any [Format]: JSON, CSV, command-line arguments and what
// CI systems and schedulers read, with ids ([WithIdentity]), by a template ([WithTemplate]) or over other settings ([WithBase]);
// [Generator.WriteFolder] writes a file each. [ShardFromEnv] takes a process's share of the work
// from Slurm, Kubernetes or SkyPilot. Package results reads back what came out.
//
// # What is promised
//
// Every answer is exact. Counts and indices are big integers, arithmetic in expressions is exact at every width, and there is no approximate
// mode: a space that cannot be compiled within its budget is an error, a [*BudgetError] that says which rules are to blame.
//
// Every answer is the same for the same space, on every machine, with any number of goroutines. The order of enumeration is that of nested loops over
// the parameters as declared, the last one fastest, and an index is a place in this order. What a seed gives and what an
// ID is stay the same in all releases.
//
// Generators and combinations never change and are safe for concurrent use. A sequence can be walked any number of times, by several goroutines
// at once, and can be left at any time.
//
// What can fail, fails in New, where all faults are reported at once; sequences cannot fail. Methods that return nothing but a sequence panic with a
// [*RangeError] where their arguments are out of range; all others return it.
//
// # What rules cost
//
// Memory and time follow how entangled the rules are, not how many combinations there are. Parameters that no rule links, directly or by way of
// others, cost nothing.
//
//   - Expr, Forbid and Tuples, and If of expressions, are analysed. Bounds and finished sub-expressions keep also large arithmetic
//     rules small: one over eight parameters of forty values costs thousands of steps and not 40^8. An expression that is a conjunction is as
//     good as several rules.
//   - Func, Relate and other Go code is run on partial combinations that watch what it reads, once for each case that it tells apart: the
//     product of the numbers of values of those few parameters that it looks at, at most. Reading less, and answering earlier, is cheaper.
//   - A rule that reads everything, as one does that calls [Combination.Map], costs a walk over all combinations, within the budget.
//
// Once it is compiled, no rule is asked any more, but by Check. A walk takes a few nanoseconds a combination; going to an index or drawing
// one at random takes about a microsecond.
package paramgen
