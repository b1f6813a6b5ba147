package paramgen

import "github.com/paramgen/paramgen/internal/shellquote"

// Limits of GitHub Actions on a matrix and on the outputs of a job, and of Argo on what it captures.
const (
	githubEntries = 256
	githubBytes   = 1 << 20
	argoBytes     = 256 << 10
)

func githubLayout(s *space, _ *style) (layout, error) {
	return layout{
		head: `{"include":[`, between: ",", tail: "]}\n", none: `{"include":[]}` + "\n",
		mostRows: githubEntries, mostBytes: githubBytes, format: FormatGitHub,
		cell: jsonCell(s, true, "", ":"),
	}.matrix(s)
}

func argoLayout(s *space, _ *style) (layout, error) {
	cell := jsonCell(s, true, "", ":")
	return layout{
		head: "[", between: ",", tail: "]\n", none: "[]\n", mostBytes: argoBytes, format: FormatArgo,
		cell: func(b []byte, column int, v any) ([]byte, error) {
			if v == nil {
				v = ""
			}
			return cell(b, column, v)
		},
	}.matrix(s)
}

// matrix completes a layout of objects that hold all that a task needs. The index is a string: these systems read numbers as floats.
func (l layout) matrix(s *space) (layout, error) {
	l.open = func(r *rows, b []byte, c Combination) ([]byte, error) {
		b = r.identify().appendID(append(b, `{"id":"`...), c)
		b = append(b, `","index":"`...)
		return append(r.identify().appendIndex(b, c, ""), '"'), nil
	}
	l.close = func(_ *rows, b []byte, c Combination) ([]byte, error) {
		args, err := c.shellArgs()
		if err != nil {
			return nil, err
		}
		b = appendJSONString(append(b, `,"args":`...), string(args))
		return append(b, '}'), nil
	}
	return l, s.reserve("id", "index", "args")
}

// shellArgs returns the arguments on one line, quoted for a shell.
func (c Combination) shellArgs() ([]byte, error) {
	var b []byte
	for name, v := range c.All() {
		for _, word := range c.space().appendFlags(nil, name, v) {
			if err := checkWord(word); err != nil {
				return nil, &ParameterError{name, err}
			}
			if len(b) > 0 {
				b = append(b, ' ')
			}
			b = shellquote.Append(b, word)
		}
	}
	return b, nil
}
