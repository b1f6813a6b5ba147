package paramgen

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

func envLayout(s *space, _ *style) (layout, error) {
	var faults []error
	for _, p := range s.params {
		if !isIdentifier(p.name) {
			faults = append(faults, &ParameterError{p.name, errors.New("is no name for an environment variable: letters, digits and _, no digit first")})
		}
	}
	faults = append(faults, s.reserve("PARAMGEN_ID", "PARAMGEN_INDEX"))
	return layout{between: "\n", open: openEnv, cell: func(b []byte, column int, v any) ([]byte, error) {
		if v == nil {
			return b, nil
		}
		value := value.Text(v)
		if strings.ContainsAny(value, "\n\r\x00") || !utf8.ValidString(value) {
			return nil, fmt.Errorf("the value %q has no form in an env file, which knows no quotes; use another format", text.Truncate(value))
		}
		return append(append(append(append(b, s.params[column].name...), '='), value...), '\n'), nil
	}}, errors.Join(faults...)
}

func openEnv(r *rows, b []byte, c Combination) ([]byte, error) {
	b = append(r.identify().appendID(append(b, "PARAMGEN_ID="...), c), "\nPARAMGEN_INDEX="...)
	return append(r.identify().appendIndex(b, c, ""), '\n'), nil
}

func isIdentifier(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
