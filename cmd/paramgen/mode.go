package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
)

// modes is a set of modes.
type modes uint

// The modes of the command.
const (
	modeList modes = 1 << iota // the default
	modeCount
	modeAt
	modeCheck
	modeNear
	modeReport
	modeDiff
	modeInfo
	modeNext
	modeEffects
	modeJoin
	modeCoverage

	always modes = 1<<iota - 1
)

// Formats of one mode only.
const (
	formatHTML  paramgen.Format = "html"
	formatSpace paramgen.Format = "space"
	formatTable paramgen.Format = "table"
)

// mode is one thing that the command does.
type mode struct {
	bit     modes
	flag    string            // chooses the mode; "" for the default
	text    bool              // it writes text unless a format is given
	formats []paramgen.Format // what -format can be
	run     func(*command, *paramgen.Generator) (yes bool, err error)
}

// modeTable returns the modes. The first whose flag is given applies.
func modeTable() []mode {
	const json, jsonl, csv = paramgen.FormatJSON, paramgen.FormatJSONL, paramgen.FormatCSV
	return []mode{
		{bit: modeCheck, flag: "check", run: (*command).checkValues},
		{bit: modeNear, flag: "near", run: (*command).nearest},
		{bit: modeReport, flag: "report", text: true, formats: []paramgen.Format{json, formatHTML}, run: (*command).report},
		{bit: modeDiff, flag: "diff", text: true, formats: []paramgen.Format{json}, run: (*command).difference},
		{bit: modeInfo, flag: "show-info", text: true, formats: []paramgen.Format{json, formatSpace}, run: (*command).showInfo},
		{bit: modeCount, flag: "count", run: withSelection((*command).countSelection)},
		{bit: modeNext, flag: "next", formats: paramgen.Formats(), run: (*command).proposeNext},
		{bit: modeEffects, flag: "effects", text: true, formats: []paramgen.Format{json, formatHTML}, run: (*command).effects},
		{bit: modeJoin, flag: "join", formats: append([]paramgen.Format{jsonl, csv, formatTable}, paramgen.Formats()...), run: withSelection((*command).joinResults)},
		{bit: modeCoverage, flag: "coverage", text: true, formats: []paramgen.Format{json}, run: withSelection((*command).measure)},
		{bit: modeAt, flag: "at", formats: paramgen.Formats(), run: withSelection((*command).export)},
		{bit: modeList, formats: paramgen.Formats(), run: withSelection((*command).export)},
	}
}

// combine chooses the mode and checks that the flags go together.
func (o *options) combine(table []flagSpec) error {
	all := modeTable()
	o.mode = all[slices.IndexFunc(all, func(m mode) bool { return m.flag == "" || o.given[m.flag] })]
	for _, check := range []func(flagSpec) error{o.checkMode, o.checkExcludes, o.checkNeeds} {
		for _, f := range table {
			if !o.given[f.name] {
				continue
			}
			if err := check(f); err != nil {
				return err
			}
		}
	}
	if err := o.checkFormat(all); err != nil {
		return err
	}
	return o.checkRowFormat()
}

// writesRows reports whether -join writes rows with their figures, rather than configurations.
func (o *options) writesRows() bool {
	return slices.Contains([]paramgen.Format{paramgen.FormatJSONL, paramgen.FormatCSV, formatTable}, o.format)
}

// checkRowFormat checks that flags about configurations are not given for rows.
func (o *options) checkRowFormat() error {
	if o.mode.bit != modeJoin || !o.writesRows() {
		return nil
	}
	for _, name := range []string{"ids", "template", "base", "folder", "by-index", "repeat"} {
		if o.given[name] {
			return fmt.Errorf("-%s is for configurations, and -join writes results as %s; add a -format such as args", name, o.format)
		}
	}
	return nil
}

// checkMode checks that a flag means something in the mode.
func (o *options) checkMode(f flagSpec) error {
	switch {
	case f.modes&o.mode.bit != 0:
		return nil
	case o.mode.flag != "":
		return fmt.Errorf("-%s and -%s exclude each other", o.mode.flag, f.name)
	}
	var chosen []string
	for _, m := range modeTable() {
		if f.modes&m.bit != 0 {
			chosen = append(chosen, m.flag)
		}
	}
	return fmt.Errorf("-%s requires %s", f.name, alternatives(chosen))
}

func (o *options) checkExcludes(f flagSpec) error {
	for _, other := range f.excludes {
		if o.given[other] {
			return fmt.Errorf("-%s and -%s exclude each other", f.name, other)
		}
	}
	return nil
}

func (o *options) checkNeeds(f flagSpec) error {
	if f.needs != nil && !o.givenAny(f.needs) {
		return fmt.Errorf("-%s requires %s", f.name, alternatives(f.needs))
	}
	return nil
}

func (o *options) givenAny(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return o.given[name] })
}

// alternatives lists flags: "-a, -b or -c".
func alternatives(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return "-" + names[0]
	}
	return "-" + strings.Join(names[:last], ", -") + " or -" + names[last]
}

// checkFormat checks that the mode has the format, and sets the default.
func (o *options) checkFormat(all []mode) error {
	m := o.mode
	switch {
	case !o.given["format"] && o.given["folder"]:
		o.format = paramgen.FormatYAML
	case !o.given["format"] && len(m.formats) > 0:
		o.format = m.formats[0]
	}
	if !o.given["format"] || slices.Contains(m.formats, o.format) {
		return nil
	}
	if o.format == formatHTML || o.format == formatSpace || o.format == formatTable {
		i := slices.IndexFunc(all, func(m mode) bool { return slices.Contains(m.formats, o.format) })
		return fmt.Errorf("-format %s requires -%s", o.format, all[i].flag)
	}
	names := make([]string, len(m.formats))
	for i, f := range m.formats {
		names[i] = string(f)
	}
	prefix := ""
	if m.text {
		prefix = "text, or -format "
	}
	return fmt.Errorf("-%s writes %s%s, not %s", m.flag, prefix, strings.Join(names, " or "), o.format)
}
