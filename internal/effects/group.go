package effects

// mostColumns limits the number of values of all parameters that a model distinguishes: estimating
// it costs the cube of that number, and many values have few rows each.
const mostColumns = 240

// grouped returns the data with neighbouring values of a parameter as one, if there are too many
// values, and the group of each value by parameter. A parameter with few values keeps them.
func (d *Data) grouped() (*Data, [][]int) {
	seen := make([][]bool, len(d.Domains))
	for p, n := range d.Domains {
		seen[p] = make([]bool, n)
		for _, row := range d.Rows {
			seen[p][row[p]] = true
		}
	}
	limit := groupLimit(seen)
	out := &Data{Y: d.Y}
	groups := make([][]int, len(d.Domains))
	for p := range d.Domains {
		n := 0
		groups[p], n = split(seen[p], limit)
		out.Domains = append(out.Domains, n)
	}
	for _, row := range d.Rows {
		of := make([]int, len(row))
		for p, v := range row {
			of[p] = groups[p][v]
		}
		out.Rows = append(out.Rows, of)
	}
	return out, groups
}

// groupLimit returns how many groups a parameter can have: the most that mostColumns allows, but
// at least two.
func groupLimit(seen [][]bool) int {
	limit := 2
	for {
		columns, larger := 0, false
		for _, values := range seen {
			n := count(values)
			columns += min(n, limit+1)
			larger = larger || n > limit
		}
		if columns > mostColumns || !larger {
			return limit
		}
		limit++
	}
}

func count(values []bool) (n int) {
	for _, occurs := range values {
		if occurs {
			n++
		}
	}
	return n
}

// split numbers the groups of a parameter's values. If no more values occur than limit, each value
// is a group. Otherwise the values that occur are in groups of nearly equal size, and a value that
// does not occur is in the group of one before it.
func split(occurs []bool, limit int) (groups []int, n int) {
	groups = make([]int, len(occurs))
	total := count(occurs)
	if total <= limit {
		for v := range groups {
			groups[v] = v
		}
		return groups, len(groups)
	}
	before := 0
	for v, yes := range occurs {
		if yes {
			before++
		}
		groups[v] = max(before-1, 0) * limit / total
	}
	return groups, limit
}
