package paramgen

import "strconv"

func appendJSONString(b []byte, s string) []byte { return strconv.AppendQuote(b, s) }
func appendJSON(b []byte, v any) []byte          { return append(b, text(v)...) }
