package main

import (
	"fmt"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
)

const usageHelp = `paramgen lists, counts, samples, splits and checks the valid combinations of a parameter space.

  paramgen [flags]

Without flags it writes all combinations of the default preset, ten parameters of an SGLang server,
as JSON. Flags can be written -flag or --flag.
`

const valuesHelp = `-set, -add, -drop and -rule take effect in their order. Values are nil (the flag is left out), true,
false, numbers or strings; quotes make anything a string: -set 'x=nil,1,2.5,auto,"a, b"'
8..64..8 is a range in steps of 8, 2**0..2**5 the powers of two from 1 to 32.
A value in brackets is a list: -set 'x=[1,2],[4]'
`

const rulesHelp = `
Rules are expressions in Go's syntax over the names of parameters:
  x*y + 1 <= 2*z              + - * / % and == != < <= > >=; integers are exact
  32 <= x*y <= 1024           a chain of comparisons
  a == "on" || !(b && c)      logic
  a == "on" -> b > 1          if the left side holds, the right one must
  min(x, y) max(x, y) abs(x)
  oneof(x, 1, 2, 4)           x is one of these values
  set(x)                      x is not nil
  int(x > 1)                  1 if the condition holds, else 0
  len(x) > 2, contains(x, 4)  the length and the elements of a list; x == [1, 2]
  param("odd name")           a parameter whose name is not an identifier
Arithmetic and order with an unset value are unknown; a rule rejects only what is definitely false.
`

const statusHelp = `
Data goes to standard output, diagnostics go to standard error. The exit status is 0, 1 if the
answer is no or the command failed, or 2 for bad usage.
`

// helpIndent is the column of the usage of flags.
const helpIndent = 19

// help returns the text of -h.
func help() string {
	var b strings.Builder
	b.WriteString(usageHelp)
	for _, s := range newOptions().table() {
		fmt.Fprintf(&b, "\n%s:\n", s.title)
		for _, f := range s.flags {
			b.WriteString(f.help())
		}
		b.WriteString(s.notes)
	}
	return b.String()
}

// help returns the lines about a flag.
func (f flagSpec) help() string {
	head := strings.TrimRight("  -"+f.name+" "+f.arg, " ")
	if len(head)+2 > helpIndent {
		head += "\n" + strings.Repeat(" ", helpIndent)
	}
	line, rest := text.Split(f.usage, text.Width-helpIndent)
	lines := fmt.Sprintf("%-*s%s\n", helpIndent, head, line)
	for rest != "" {
		line, rest = text.Split(rest, text.Width-helpIndent)
		lines += strings.Repeat(" ", helpIndent) + line + "\n"
	}
	return lines
}
