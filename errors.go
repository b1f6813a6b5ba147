package paramgen

import (
	"fmt"

	"github.com/paramgen/paramgen/internal/near"
	"github.com/paramgen/paramgen/internal/text"
)

// A ParameterError says what is wrong with a parameter. [New] returns one for each fault, joined.
type ParameterError struct {
	Parameter string
	Err       error
}

// Error says what is wrong.
func (e *ParameterError) Error() string {
	return fmt.Sprintf("paramgen: parameter %q: %s", text.Truncate(e.Parameter), inner(e.Err))
}

// Unwrap returns the cause, for [errors.Is] and [errors.As].
func (e *ParameterError) Unwrap() error { return e.Err }

// A RuleError says what is wrong with a rule. Err is, or wraps, an [*UnknownError], an [*ExpressionError], a [*PanicError], a
// [*BudgetError], [ErrNondeterministic] or a plain error.
type RuleError struct {
	Rule string
	Err  error
}

// Error says what is wrong.
func (e *RuleError) Error() string {
	return fmt.Sprintf("paramgen: rule %q: %s", text.Truncate(e.Rule), inner(e.Err))
}

// Unwrap returns the cause, for [errors.Is] and [errors.As].
func (e *RuleError) Unwrap() error { return e.Err }

// An UnknownError says that there is nothing of that name: no such parameter, rule, preset or place.
type UnknownError struct {
	Kind    string // "parameter", "rule", "preset" or "place" of a template
	Name    string
	Nearest string // a known name that looks like it, or ""
}

// Error says what is wrong.
func (e *UnknownError) Error() string {
	hint := ""
	if e.Nearest != "" {
		hint = fmt.Sprintf("; did you mean %q?", e.Nearest)
	}
	return fmt.Sprintf("paramgen: no %s %q%s", e.Kind, text.Truncate(e.Name), hint)
}

func unknown(kind, name string, known []string) *UnknownError {
	return &UnknownError{Kind: kind, Name: name, Nearest: near.Name(name, known)}
}

// A PanicError carries what a rule panicked with.
type PanicError struct {
	Value any
	Stack []byte
}

// Error says what is wrong.
func (e *PanicError) Error() string { return "panicked: " + text.Truncate(fmt.Sprint(e.Value)) }

// Unwrap returns the panic's value, if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// An ExpressionError is a fault in the text of a rule expression. Its message shows the text with a caret under the place.
type ExpressionError struct {
	Text   string
	Offset int // in bytes
	Msg    string
	shown  string
}

// Error says what is wrong.
func (e *ExpressionError) Error() string { return e.shown }

// A BudgetError says that the rules entangle the parameters more than the budget allows; see [WithBudget].
type BudgetError struct {
	Budget     int
	Parameters []string // that would have to be remembered together
	Rules      []string // that link them
}

// Error says what is wrong.
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

// A RangeError says that a number given to a method is outside its range. Methods that return only an iterator panic with it.
type RangeError struct {
	What      string // the argument, such as "index"
	Got, Want string
}

// Error says what is wrong.
func (e *RangeError) Error() string {
	return fmt.Sprintf("paramgen: %s is %s, want %s", e.What, text.Truncate(e.Got), text.Truncate(e.Want))
}
