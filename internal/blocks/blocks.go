// Package blocks puts the cells of a table into rectangles that a person can read.
package blocks

import "slices"

// A Block is all cells of some rows in some columns, both ascending.
type Block struct{ Rows, Columns []int }

// Group returns blocks that hold each marked cell of the table once and no other. Rows that are marked alike are one block, or
// columns, whichever gives fewer; rows in doubt. Cost: the cells, times the blocks.
func Group(rows, columns int, marked func(row, column int) bool) []Block {
	byRows := alike(rows, columns, marked)
	byColumns := alike(columns, rows, func(column, row int) bool { return marked(row, column) })
	if len(byRows) <= len(byColumns) {
		return byRows
	}
	for i, b := range byColumns {
		byColumns[i] = Block{b.Columns, b.Rows}
	}
	return byColumns
}

// alike groups the rows by their marked columns, in order of their first row.
func alike(rows, columns int, marked func(row, column int) bool) []Block {
	var blocks []Block
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
		at := slices.IndexFunc(blocks, func(b Block) bool { return slices.Equal(b.Columns, cells) })
		if at < 0 {
			blocks = append(blocks, Block{[]int{row}, cells})
			continue
		}
		blocks[at].Rows = append(blocks[at].Rows, row)
	}
	return blocks
}
