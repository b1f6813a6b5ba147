package report

// A Map shows how often the values of different parameters occur together in valid combinations.
type Map struct {
	// Parameters are those of the map, in declared order. Omitted is how many others there are:
	// the map has room for 800 values and prefers parameters with forbidden pairs.
	Parameters []string `json:"parameters"`
	Omitted    int      `json:"omitted,omitempty"`
	// Cells has a row for each value of the parameters. Cell j of row i, for j ≤ i, is one of:
	//
	//	.  both values are of one parameter
	//	-  one of the values is dead
	//	x  forbidden: no valid combination has both
	//	0  less than half as often as if the values were independent
	//	1  less often
	//	2  as often, within 5 %
	//	3  more often
	//	4  more than twice as often
	Cells []string `json:"cells"`
}
