package main

import (
	"fmt"
	"strings"
)

const usageHelp = `paramgen lists, counts, samples, splits and checks the valid combinations of a parameter space.

  paramgen [flags]

Without flags it writes all combinations of the default preset, ten parameters of an SGLang server,
as JSON. Flags can be written -flag or --flag.
`

const valuesHelp = `-set, -drop and -rule take effect in their order. Values are nil (the flag is left out), true,
false, numbers or strings; quotes make anything a string: -set 'x=nil,1,2.5,auto,"a, b"'
`

const rulesHelp = `
Rules are expressions in Go's syntax over the names of parameters:
  x*y + 1 <= 2*z              + - * / % and == != < <= > >=; integers are exact
  32 <= x*y <= 1024           a chain of comparisons
  a == "on" || !(b && c)      logic
  min(x, y) max(x, y) abs(x)
  oneof(x, 1, 2, 4)           x is one of these values
  set(x)                      x is not nil
  int(x > 1)                  1 if the condition holds, else 0
  param("odd name")           a parameter whose name is not an identifier
Arithmetic and order with an unset value are unknown; a rule rejects only what is definitely false.
`

const statusHelp = `
Data goes to standard output, diagnostics go to standard error. The exit status is 0, 1 if the
answer is no or the command failed, or 2 for bad usage.
`

// Columns of the help.
const (
	helpWidth  = 100
	helpIndent = 19
)

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
	margin := "\n" + strings.Repeat(" ", helpIndent)
	return fmt.Sprintf("%-*s%s\n", helpIndent, head, strings.Join(wrap(f.usage, helpWidth-helpIndent), margin))
}

// wrap breaks a text into lines of at most width bytes.
func wrap(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	return append(lines, line)
}
