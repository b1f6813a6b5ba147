package paramgen

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/shellquote"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// piece is a part of a template: text, or a place.
type piece struct {
	text      string // without a place
	place     string // "args", "id", "index", or "value"
	parameter int    // of a value
}

func shellLayout(s *space, style *style) (layout, error) {
	if style.template == "" {
		return layout{}, errors.New("paramgen: format shell needs a template, such as 'python -m sglang.launch_server {args}'; see WithTemplate, or -template")
	}
	pieces, err := s.pieces(style.template)
	if err != nil {
		return layout{}, err
	}
	l := layout{none: "#!/usr/bin/env bash\n", end: "\n"}
	l.head = l.none
	at := slices.IndexFunc(pieces, func(p piece) bool { return p.place == "args" })
	if at < 0 {
		l.open = opening(pieces)
		l.cell = func(b []byte, _ int, _ any) ([]byte, error) { return b, nil }
		return l, nil
	}
	args, err := argsLayout(s, style)
	l.trim, l.cell = args.trim, args.cell
	l.open, l.close = opening(pieces[:at]), opening(pieces[at+1:])
	return l, err
}

// quoted reports whether what fills in the place can be in quotes. An id never is, nor the index of a valid combination.
func (p *piece) quoted() bool { return p.place == "args" || p.place == "value" }

// opening returns what fills in the pieces.
func opening(pieces []piece) func(r *rows, b []byte, c Combination) ([]byte, error) {
	return func(r *rows, b []byte, c Combination) ([]byte, error) {
		for _, p := range pieces {
			var err error
			if b, err = p.append(r, b, c); err != nil {
				return nil, err
			}
		}
		return b, nil
	}
}

func (p *piece) append(r *rows, b []byte, c Combination) ([]byte, error) {
	switch p.place {
	case "id":
		return r.identify().appendID(b, c), nil
	case "index":
		return r.identify().appendIndex(b, c, "''"), nil
	case "args":
		return c.appendArgs(b)
	case "value":
		v := c.at(p.parameter)
		if v == nil {
			return append(b, "''"...), nil
		}
		word := value.Text(v)
		if err := checkWord(word); err != nil {
			return nil, &ParameterError{r.space.params[p.parameter].name, err}
		}
		return shellquote.Append(b, word), nil
	}
	return append(b, p.text...), nil
}

// appendArgs appends all arguments on one line, quoted for a shell.
func (c Combination) appendArgs(b []byte) ([]byte, error) {
	start := len(b)
	for i := range c.space().params {
		before := len(b)
		if before > start {
			b = append(b, ' ')
		}
		from := len(b)
		var err error
		if b, err = c.space().shellWords(b, i, c.at(i)); err != nil {
			return nil, err
		}
		if len(b) == from {
			b = b[:before]
		}
	}
	return b, nil
}

// places finds names in braces, with what stands before that makes them something else.
var places = regexp.MustCompile(`\$\{|\{\{[A-Za-z_][A-Za-z0-9_]*\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// pieces reads a template.
func (s *space) pieces(template string) ([]piece, error) {
	var faults []error
	if strings.ContainsAny(template, "\n\r\x00") {
		faults = append(faults, errors.New("paramgen: a template is one line, without NUL bytes"))
	}
	var all []piece
	var shell shellquote.Reader
	done := 0
	for _, m := range places.FindAllStringSubmatchIndex(template, -1) {
		all = append(all, piece{text: template[done:m[0]]})
		shell.Read(template[done:m[0]])
		done = m[1]
		switch whole := template[m[0]:m[1]]; {
		case m[2] >= 0:
			p, err := s.place(template[m[2]:m[3]])
			if err == nil && p.quoted() && !shell.Safe() {
				err = fmt.Errorf("paramgen: %s comes with quotes of its own and cannot stand inside quotes, backquotes, ${…} or arithmetic of the template, nor behind case, [[ or <<; take those away", whole)
			}
			all, faults = append(all, p), append(faults, err)
			shell.Read("x")
		case whole == "${":
			all = append(all, piece{text: whole})
			shell.Read(whole)
		default:
			all = append(all, piece{text: whole[1 : len(whole)-1]})
			shell.Read(whole)
		}
	}
	return append(all, piece{text: template[done:]}), errors.Join(faults...)
}

func (s *space) place(name string) (piece, error) {
	if i, is := s.index[name]; is {
		return piece{place: "value", parameter: i}, nil
	}
	if name == "args" || name == "id" || name == "index" {
		return piece{place: name}, nil
	}
	return piece{}, fmt.Errorf("%w; a template has {args}, {id}, {index} and parameters, and {{%s}} for {%[2]s} itself",
		unknown("place", name, append([]string{"args", "id", "index"}, s.names()...)), text.Truncate(name))
}
