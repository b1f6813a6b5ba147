package gp

// A Feature is a coordinate of the points, which depends on the value of one variable.
type Feature struct {
	Variable int
	// At holds the coordinate of each value, in units in which the distance between the most
	// distant values is about 1.
	At []float64
	// Category says that any two different coordinates have the distance 1.
	Category bool
}

// apart returns the squared distance of two values.
func (f *Feature) apart(a, b int32) float64 {
	d := f.At[a] - f.At[b]
	if f.Category && d != 0 {
		return 1
	}
	return float64(d * d)
}

// Points are rows of values, one of each variable, which share storage.
type Points struct {
	Width  int // number of variables
	Values []int32
}

// Len returns the number of rows.
func (p *Points) Len() int {
	if p.Width == 0 {
		return 0
	}
	return len(p.Values) / p.Width
}

// Row returns a row, which belongs to the points.
func (p *Points) Row(i int) []int32 { return p.Values[i*p.Width : (i+1)*p.Width] }

// Add appends a row.
func (p *Points) Add(row []int32) { p.Values = append(p.Values, row...) }
