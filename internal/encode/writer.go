package encode

import (
	"bytes"
	"fmt"
	"io"
)

// flushAt is how many bytes are gathered before they are written.
const flushAt = 64 << 10

// A Writer writes rows. Each value is rendered when it first occurs.
type Writer struct {
	w      io.Writer
	table  *Table
	layout layout
	cells  [][][]byte // by column and value
	row    *Row       // that is being added
	block  int        // of the last row
	begin  []byte     // its text up to the end of its head
	buf    []byte     // whole rows only
	names  *Namer
	empty  bool // no cell of the row has any text
	held   int  // rows in buf
	done   int  // rows in w
}

// NewWriter returns a writer of a format, or what keeps the table from being written in it.
func (f *Format) NewWriter(w io.Writer, t *Table, o *Options) (*Writer, error) {
	l, err := f.layout(t, o)
	if err != nil {
		return nil, err
	}
	e := &Writer{w: w, table: t, layout: l, cells: make([][][]byte, len(t.Columns)), buf: make([]byte, 0, min(l.maxBytes, flushAt))}
	for i, c := range t.Columns {
		e.cells[i] = make([][]byte, len(c.Values))
	}
	return e, nil
}

// Reset makes a closed writer write to w from the beginning.
func (w *Writer) Reset(to io.Writer) { w.w, w.done, w.held = to, 0, 0 }

// Names returns what identifies the rows.
func (w *Writer) Names() *Namer {
	if w.names == nil {
		w.names = newNamer(w.table)
	}
	return w.names
}

// Count returns how many rows were added, and how many of them have been written.
func (w *Writer) Count() (added, written int) { return w.done + w.held, w.done }

// Add adds a row, which it does not keep.
func (w *Writer) Add(row *Row) (err error) {
	l := &w.layout
	if l.maxRows > 0 && w.held == l.maxRows {
		return &LimitError{fmt.Sprintf("%d entries", l.maxRows)}
	}
	before := l.between
	if w.done+w.held == 0 {
		before = l.head
	}
	if w.buf, err = w.appendRow(append(w.buf, before...), row); err != nil {
		return err
	}
	w.held++
	switch {
	case l.maxBytes > 0 && len(w.buf)+len(l.tail) > l.maxBytes:
		return &LimitError{fmt.Sprintf("%d KiB", l.maxBytes>>10)}
	case l.maxBytes == 0 && len(w.buf) >= flushAt:
		return w.flush()
	}
	return nil
}

// Close writes what is left.
func (w *Writer) Close() error {
	end := w.layout.tail
	if w.done+w.held == 0 {
		end = w.layout.none
	}
	w.buf = append(w.buf, end...)
	return w.flush()
}

// appendRow appends a row, with what the layout puts around its cells.
func (w *Writer) appendRow(b []byte, row *Row) (_ []byte, err error) {
	w.row = row
	if row.Block != w.block {
		w.block = row.Block
		if w.begin, err = w.appendCells(append(w.begin[:0], w.layout.begin...), 0, row.Head); err != nil {
			return nil, err
		}
	}
	if w.layout.open != nil {
		if b, err = w.layout.open(w, b); err != nil {
			return nil, err
		}
	}
	start := len(b)
	if b, err = w.appendCells(append(b, w.begin...), len(row.Head), row.Tail); err != nil {
		return nil, err
	}
	w.empty = len(b) == start
	if l := &w.layout; l.trim != "" && (!w.empty || l.trim == ",") {
		b = bytes.TrimSuffix(b, []byte(l.trim))
	}
	if w.layout.close != nil {
		if b, err = w.layout.close(w, b); err != nil {
			return nil, err
		}
	}
	return append(b, w.layout.end...), nil
}

// appendCells appends the cells of adjacent columns.
func (w *Writer) appendCells(b []byte, first int, row []int32) ([]byte, error) {
	for i, v := range row {
		cell := w.cells[first+i][v]
		if cell == nil {
			var err error
			if cell, err = w.render(first+i, int(v)); err != nil {
				w.block = 0
				return nil, err
			}
		}
		b = append(b, cell...)
	}
	return b, nil
}

func (w *Writer) render(column, value int) ([]byte, error) {
	cell, err := w.layout.cell([]byte{}, column, value)
	if err != nil {
		return nil, &ColumnError{column, err}
	}
	w.cells[column][value] = cell
	return cell, nil
}

func (w *Writer) flush() error {
	n, err := w.w.Write(w.buf)
	if err == nil && n < len(w.buf) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return err
	}
	w.done, w.held, w.buf = w.done+w.held, 0, w.buf[:0]
	return nil
}
