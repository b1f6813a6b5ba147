package effects

import "math"

// A Value is what is known about the rows with one value of a parameter.
type Value struct {
	Rows int // how many rows have the value

	// Effect is the difference of Y between the value and the parameter's other values, with an
	// interval of 95 %. It is unknown if there are too few rows.
	Effect, Low, High float64
	Known             bool
	// Groups is the number of groups of rows that differ in the parameter alone and have the
	// value. The effect is the mean of what the groups have. If Groups is 0, the effect is what is
	// left of Y without the predicted effects of the other parameters.
	Groups int
}

// values describes the values of a parameter. left is Y without the effects of the others.
func (d *Data) values(p int, left []float64) []Value {
	values := make([]Value, d.Domains[p])
	for _, row := range d.Rows {
		values[row[p]].Rows++
	}
	if len(d.Y) > len(values) {
		d.adjusted(p, left, values)
	}
	d.matched(p, values)
	return values
}

// adjusted compares the means of left between a value and the others.
func (d *Data) adjusted(p int, left []float64, values []Value) {
	sums := make([]float64, len(values))
	all := 0.0
	for i, row := range d.Rows {
		sums[row[p]] += left[i]
		all += left[i]
	}
	within, seen := d.within(p, left)
	freedom := float64(len(left)) - seen
	for v := range values {
		n, others := float64(values[v].Rows), float64(len(left)-values[v].Rows)
		if n == 0 || others == 0 || freedom < 1 {
			continue
		}
		effect := sums[v]/n - (all-sums[v])/others
		values[v].set(effect, math.Sqrt(within/freedom*(1/n+1/others)), freedom)
	}
}

func (v *Value) set(effect, deviation, freedom float64) {
	margin := float64(student(freedom) * deviation)
	v.Effect, v.Low, v.High, v.Known = effect, effect-margin, effect+margin, true
}

func (v *Value) multiply(size float64) {
	v.Effect *= size
	v.Low *= size
	v.High *= size
}

// matched replaces effects by those of groups of rows that differ in the parameter alone. The
// deviation of what groups have is taken to be the same for all values.
func (d *Data) matched(p int, values []Value) {
	groups := d.groups(p)
	sums, squares, counts := make([]float64, len(values)), make([]float64, len(values)), make([]float64, len(values))
	for _, g := range groups {
		all := 0.0
		for _, i := range g {
			all += d.Y[i]
		}
		for _, i := range g {
			v, y := d.Rows[i][p], d.Y[i]
			e := y - (all-y)/float64(len(g)-1)
			sums[v] += e
			squares[v] += float64(e * e)
			counts[v]++
		}
	}
	var around, freedom float64
	for v, n := range counts {
		if n > 0 {
			around += squares[v] - float64(sums[v]*sums[v])/n
			freedom += n - 1
		}
	}
	if freedom < 2 {
		return
	}
	for v, n := range counts {
		if n > 0 {
			values[v].set(sums[v]/n, math.Sqrt(max(0, around)/freedom/n), freedom)
			values[v].Groups = int(n)
		}
	}
}

// groups returns the sets of two and more rows that differ in the parameter alone.
func (d *Data) groups(p int) [][]int {
	number := map[string]int{}
	var groups [][]int
	var key []byte
	for i, row := range d.Rows {
		key = key[:0]
		for q, v := range row {
			if q != p {
				key = append(key, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
			}
		}
		g, known := number[string(key)]
		if !known {
			g = len(groups)
			number[string(key)] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	several := groups[:0]
	for _, g := range groups {
		if len(g) > 1 {
			several = append(several, g)
		}
	}
	return several
}

// student returns the quantile 0.975 of Student's distribution, from an expansion about the normal
// distribution (Abramowitz and Stegun 1964, 26.7.5) whose error is below 1 % from 3 degrees on.
func student(freedom float64) float64 {
	switch freedom {
	case 1:
		return 12.7062
	case 2:
		return 4.3027
	}
	n := 1 / freedom
	return 1.959964 + float64(n*(2.372271+float64(n*(2.822486+float64(n*(2.555852+float64(n*1.589534)))))))
}
