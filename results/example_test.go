package results_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// The results of three benchmarks, the last of which was killed while it wrote.
const written = `{"id": "838ecc88df23", "throughput": 1010.5, "p99_ms": 80}
{"id": "c19c7f366f0a", "throughput": 1890.0, "p99_ms": 95}
{"id": "4a8b`

func sweep() (*paramgen.Generator, *results.Table) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 1, 2, 4))))
	table, err := results.Read(strings.NewReader(written))
	if err != nil {
		panic(err)
	}
	return g, table
}

// An interrupted sweep continues with the combinations that have no result.
func ExampleTable_Skip() {
	g, table := sweep()
	for _, m := range table.Malformed {
		fmt.Println(&m)
	}
	for c := range table.Skip(g.All()) {
		fmt.Println("to run:", c)
	}
	// Output:
	// line 3 is ignored: truncated record: {"id": "4a8b
	// to run: tp_size=4
}

func ExampleJoin() {
	g, table := sweep()
	rows, err := results.Join(g, table, g.All())
	if err != nil {
		panic(err)
	}
	if _, err := results.WriteCSV(os.Stdout, rows); err != nil {
		panic(err)
	}
	// Output:
	// id,tp_size,throughput,p99_ms
	// 838ecc88df23,1,1010.5,80
	// c19c7f366f0a,2,1890.0,95
}

func ExampleBest() {
	g, table := sweep()
	rows, err := results.Join(g, table, g.All())
	if err != nil {
		panic(err)
	}
	best, err := results.Best(rows, 1, results.Metric{Name: "throughput"})
	if err != nil {
		panic(err)
	}
	fmt.Println(best[0].Combination)
	// Output: tp_size=2
}

// Neither result dominates the other: one has more throughput, the other less latency.
func ExamplePareto() {
	g, table := sweep()
	rows, err := results.Join(g, table, g.All())
	if err != nil {
		panic(err)
	}
	front, err := results.Pareto(rows, results.Metric{Name: "throughput"}, results.Metric{Name: "p99_ms", Min: true})
	if err != nil {
		panic(err)
	}
	for _, r := range front {
		fmt.Println(r.Combination)
	}
	// Output:
	// tp_size=2
	// tp_size=1
}

// Two runs of one configuration are merged, a limit is applied, and the winner is written as
// flags.
func ExampleMerge() {
	g, table := sweep()
	again, err := results.Read(strings.NewReader(`{"id": "838ecc88df23", "throughput": 990, "p99_ms": 85}`))
	if err != nil {
		panic(err)
	}
	table.Records = append(table.Records, again.Records...)
	rows, err := results.Join(g, table, g.All())
	if err != nil {
		panic(err)
	}
	rows, err = results.Where(results.Merge(rows), "p99_ms < 90")
	if err != nil {
		panic(err)
	}
	throughput := results.Metric{Name: "throughput"}
	best, err := results.Best(rows, 1, throughput)
	if err != nil {
		panic(err)
	}
	results.WriteTable(os.Stdout, best, throughput)
	g.Write(os.Stdout, paramgen.FormatArgs, results.Combinations(best))
	// Output:
	// id            runs    throughput
	// 838ecc88df23     2  1000.25 ± 1%
	// in all rows: tp_size=1
	// --tp-size 1
}
