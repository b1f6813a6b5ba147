package results

import (
	"bytes"
	"io"
)

// lines reads a text line by line from a buffer that it uses again.
type lines struct {
	r     io.Reader
	buf   []byte
	pos   int // of the next line in buf
	line  []byte
	first int // number of the current line, from 1
	count int // of lines before the next
	atEnd bool
	err   error
}

func newLines(r io.Reader) *lines {
	in := &lines{r: r, buf: make([]byte, 0, 4<<10), first: 1}
	for len(in.buf) < 3 && !in.atEnd {
		in.fill()
	}
	in.buf = bytes.TrimPrefix(in.buf, []byte("\ufeff"))
	return in
}

// next advances to the next line, which ends with its line end or with the text.
func (in *lines) next() bool {
	from := in.pos
	for {
		if i := bytes.IndexByte(in.buf[from:], '\n'); i >= 0 {
			return in.take(from + i + 1)
		}
		if in.atEnd {
			return in.pos < len(in.buf) && in.take(len(in.buf))
		}
		from = len(in.buf) - in.pos
		in.fill()
	}
}

func (in *lines) take(end int) bool {
	in.line, in.pos = in.buf[in.pos:end], end
	in.first += in.count
	in.count = 1
	return true
}

// fill drops what is before pos and reads more.
func (in *lines) fill() {
	rest := in.buf[in.pos:]
	if len(in.buf) == cap(in.buf) && (len(rest) == cap(in.buf) || cap(in.buf) < maxBlock) {
		in.buf = append(make([]byte, 0, 2*cap(in.buf)), rest...)
	} else {
		in.buf = append(in.buf[:0], rest...)
	}
	in.pos = 0
	for {
		n, err := in.r.Read(in.buf[len(in.buf):cap(in.buf)])
		in.buf = in.buf[:len(in.buf)+n]
		if err != nil {
			in.atEnd = true
			if err != io.EOF {
				in.err = err
			}
		}
		if err != nil || n > 0 {
			return
		}
	}
}

// rest returns the current line and all text after it.
func (in *lines) rest() []byte {
	in.pos -= len(in.line)
	for !in.atEnd {
		in.fill()
	}
	text := in.buf[in.pos:]
	in.pos = len(in.buf)
	return text
}

// reader returns a reader of the current line and all text after it.
func (in *lines) reader() io.Reader {
	text := in.buf[in.pos-len(in.line):]
	in.pos = len(in.buf)
	if in.atEnd {
		return bytes.NewReader(text)
	}
	return io.MultiReader(bytes.NewReader(text), in.r)
}
