package paramgen

import (
	"errors"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/shellquote"
	"github.com/paramgen/paramgen/internal/value"
)

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
	words := make([][][]byte, len(s.params)) // as in JSON, by parameter and value, rendered when first met
	for i, p := range s.params {
		words[i] = make([][]byte, len(p.values))
	}
	l.close = func(_ *rows, b []byte, c Combination) ([]byte, error) {
		b = append(b, `,"args":"`...)
		start := len(b)
		for i := range words {
			word := &words[i][c.index(i)]
			if *word == nil {
				args, err := s.shellWords(nil, i, c.at(i))
				if err != nil {
					return nil, err
				}
				if !utf8.Valid(args) {
					return nil, &ParameterError{s.params[i].name, errors.New("has a value that is no UTF-8, which JSON has no form for; use another format")}
				}
				text := value.AppendJSONString([]byte{}, string(args))
				*word = text[1 : len(text)-1]
			}
			if len(*word) > 0 && len(b) > start {
				b = append(b, ' ')
			}
			b = append(b, *word...)
		}
		return append(b, `"}`...), nil
	}
	return l, errors.Join(s.reserve("id", "index", "args"), s.distinct(CommandLine))
}

// shellWords appends the arguments of one parameter's value, quoted for a shell.
func (s *space) shellWords(b []byte, i int, v any) ([]byte, error) {
	name := s.params[i].name
	for k, word := range s.words(i, v) {
		if err := checkWord(word); err != nil {
			return nil, &ParameterError{name, err}
		}
		if k > 0 {
			b = append(b, ' ')
		}
		b = shellquote.Append(b, word)
	}
	return b, nil
}
