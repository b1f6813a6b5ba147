package paramgen

import (
	"fmt"

	"github.com/paramgen/paramgen/internal/near"
	"github.com/paramgen/paramgen/internal/text"
)

// A ParameterError describes a fault of a parameter.
type ParameterError struct {
	Parameter string
	Err       error
}

// Error returns the message.
func (e *ParameterError) Error() string {
	return fmt.Sprintf("paramgen: parameter %q: %s", text.Truncate(e.Parameter), inner(e.Err))
}

// Unwrap returns the cause.
func (e *ParameterError) Unwrap() error { return e.Err }

// A RuleError describes a fault of a rule. Err is or wraps an [*UnknownError], a
// [*ParameterError], an [*ExpressionError], a [*PanicError], a [*BudgetError],
// [ErrNondeterministic] or another error.
type RuleError struct {
	Rule string
	Err  error
}

// Error returns the message.
func (e *RuleError) Error() string {
	return fmt.Sprintf("paramgen: rule %q: %s", text.Truncate(e.Rule), inner(e.Err))
}

// Unwrap returns the cause.
func (e *RuleError) Unwrap() error { return e.Err }

// An UnknownError reports a name that does not exist. Its message has the nearest name, or the
// known names if none is similar.
type UnknownError struct {
	Kind    string // "parameter", "rule", "preset", "format" or "placeholder" of a template
	Name    string
	Nearest string // a known name that is similar, or ""
	known   []string
}

// Error returns the message.
func (e *UnknownError) Error() string {
	hint := ""
	switch {
	case e.Nearest != "":
		hint = fmt.Sprintf("; did you mean %q?", e.Nearest)
	case len(e.known) > 0:
		hint = fmt.Sprintf("; %ss: %s", e.Kind, text.Truncate(text.Names(e.known)))
	}
	return fmt.Sprintf("paramgen: no %s %q%s", e.Kind, text.Truncate(e.Name), hint)
}

func unknown(kind, name string, known []string) *UnknownError {
	e := &UnknownError{Kind: kind, Name: name, Nearest: near.Name(name, known)}
	if e.Nearest == "" && (kind == "parameter" || kind == "rule") { // other kinds list theirs in any case
		e.known = known
	}
	return e
}

// A PanicError holds what a rule panicked with.
type PanicError struct {
	Value any
	Stack []byte
}

// Error returns the message.
func (e *PanicError) Error() string { return "panicked: " + text.Truncate(fmt.Sprint(e.Value)) }

// Unwrap returns the value of the panic, if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// An ExpressionError describes a fault in the text of a rule expression. Its message shows the
// text with a caret below the position.
type ExpressionError struct {
	Text   string
	Offset int // in bytes
	Msg    string
	shown  string
}

// Error returns the message, the text and the caret.
func (e *ExpressionError) Error() string { return e.shown }

// A BudgetError reports that the diagram of the rules needs more nodes than the budget allows;
// see [WithBudget].
type BudgetError struct {
	Budget     int
	Parameters []string // whose values the diagram would have to remember together
	Rules      []string // that link these parameters
}

// Error returns the message, which says what can be changed.
func (e *BudgetError) Error() string {
	return fmt.Sprintf("paramgen: more than %d nodes are needed for parameters %s under rules %s; "+
		"write rules as expressions or let a Func read as few parameters as it can and answer as soon as it can, split rules at &&, "+
		"use fewer values, raise WithBudget, or leave the rule out and use Filter on a sequence",
		e.Budget, text.Names(e.Parameters), text.Names(e.Rules))
}

// split returns the errors that are joined in err, at any depth.
func split(err error) (all []error) {
	many, ok := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
		return nil
	case !ok:
		return []error{err}
	}
	for _, one := range many.Unwrap() {
		all = append(all, split(one)...)
	}
	return all
}

// A RangeError reports an argument that is out of range.
type RangeError struct {
	What      string // the argument, such as "index"
	Got, Want string
}

// Error returns the message.
func (e *RangeError) Error() string {
	return fmt.Sprintf("paramgen: %s is %s, want %s", e.What, text.Truncate(e.Got), text.Truncate(e.Want))
}
