// Package rectangles groups the marked cells of a table into rectangles, for short descriptions.
package rectangles

import "slices"

// A Rectangle is the cells of some rows in some columns, both ascending.
type Rectangle struct{ Rows, Columns []int }

// Group returns rectangles that contain each marked cell once and no other cell. It groups equal
// rows or equal columns, whichever gives fewer rectangles, and rows if both give the same number.
// Cost: the number of cells times the number of rectangles.
func Group(rows, columns int, marked func(row, column int) bool) []Rectangle {
	byRows := alike(rows, columns, marked)
	byColumns := alike(columns, rows, func(column, row int) bool { return marked(row, column) })
	if len(byRows) <= len(byColumns) {
		return byRows
	}
	for i, b := range byColumns {
		byColumns[i] = Rectangle{b.Columns, b.Rows}
	}
	return byColumns
}

// alike groups the rows with the same marked columns, in the order of their first row.
func alike(rows, columns int, marked func(row, column int) bool) []Rectangle {
	var rectangles []Rectangle
	for row := range rows {
		var cells []int
		for column := range columns {
			if marked(row, column) {
				cells = append(cells, column)
			}
		}
		if len(cells) == 0 {
			continue
		}
		at := slices.IndexFunc(rectangles, func(b Rectangle) bool { return slices.Equal(b.Columns, cells) })
		if at < 0 {
			rectangles = append(rectangles, Rectangle{[]int{row}, cells})
			continue
		}
		rectangles[at].Rows = append(rectangles[at].Rows, row)
	}
	return rectangles
}
