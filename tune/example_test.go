package tune_test

import (
	"encoding/json"
	"fmt"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
	"github.com/paramgen/paramgen/tune"
)

// A search in one process: propose, run, and propose again with all results.
func ExampleNext() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("workers", 1, 2, 4, 8, 16, 32),
		paramgen.Param("batch", paramgen.Range(8, 256, 8)...),
		paramgen.Param("compress", false, true),
	)))
	throughput := func(c paramgen.Combination) float64 {
		workers, _ := paramgen.Value[float64](c, "workers")
		batch, _ := paramgen.Value[float64](c, "batch")
		return 1000 - 5*(workers-8)*(workers-8) - (batch-128)*(batch-128)/20
	}
	var rows []results.Row
	for len(rows) < 40 {
		next, err := tune.Next(g, rows, 8, tune.Maximize("throughput"))
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, c := range next {
			figure, _ := json.Marshal(throughput(c))
			rows = append(rows, results.NewRow(c, results.Field{Name: "throughput", Value: figure}))
		}
	}
	status, err := tune.Progress(g, rows, tune.Maximize("throughput"))
	fmt.Println(status.Figure, status.Runs, "of", g.Count(), err)
	// Output: 1000 40 of 384 <nil>
}
