package main

import (
	"strings"

	"github.com/paramgen/paramgen/results"
)

// flagSpec is a row of the table of flags: all that the command knows about one flag. Parsing,
// the help and the errors about flags that do not go together come from it.
type flagSpec struct {
	name     string
	arg      string                  // the placeholder of its value; "" if it takes none
	usage    string                  // a fragment for the help, of any length
	modes    modes                   // in which it means something
	needs    []string                // at least one of these must be given, if any
	excludes []string                // none of these flags may be given
	set      func(text string) error // parses the value; nil if the flag takes none
}

// section is a part of the table with its heading in the help.
type section struct {
	title string
	flags []flagSpec
	notes string // lines that follow the flags, as they are
}

// Groups of modes.
const (
	exports  = modeList | modeAt | modeNext | modeJoin
	selected = modeList | modeCount | modeJoin | modeCoverage
	skipping = selected &^ modeJoin
	reading  = selected | modeNext | modeEffects
)

// table returns the flags, which parse their values into o.
func (o *options) table() []section {
	return []section{
		{"The space", o.spaceFlags(), valuesHelp + rulesHelp},
		{"What to do; without any of these, write all combinations", o.modeFlags(), ""},
		{"Which combinations; without any of these, all in order", o.selectionFlags(), ""},
		{"A covering array", o.coverFlags(), ""},
		{"Results", o.resultFlags(), ""},
		{"The output", o.outputFlags(), statusHelp},
	}
}

func (o *options) spaceFlags() []flagSpec {
	return []flagSpec{
		{name: "space", arg: "FILE", modes: always, set: literal(&o.space), excludes: []string{"preset"},
			usage: "read the space from a space file (see docs/space-files.md); - is standard input"},
		{name: "preset", arg: "NAME", modes: always, set: literal(&o.preset),
			usage: "start from a preset: default (10 parameters of an SGLang server), throughput (32), devices (18, which fit a number of GPUs) or serving (28, with the rules of the server)"},
		{name: "set", arg: "NAME=V1,V2", modes: always, set: o.values("set"),
			usage: "replace the values of a parameter; repeatable"},
		{name: "add", arg: "NAME=V1,V2", modes: always, set: o.values("add"),
			usage: "add a parameter; repeatable"},
		{name: "drop", arg: "NAME", modes: always, set: o.change("drop"),
			usage: "remove a parameter; repeatable"},
		{name: "rule", arg: "EXPR", modes: always, set: o.change("rule"),
			usage: "add a rule, such as 'tp_size*dp_size <= 8'; repeatable"},
		{name: "sglang-rules", modes: always,
			usage: "add the rules that an SGLang server imposes on its flags"},
		{name: "sglang-distinct", modes: always,
			usage: "add rules that reject combinations which an SGLang server runs like others"},
		{name: "devices", arg: "N", modes: always, set: natural(&o.devices),
			usage: "add the rule that an SGLang server fits on N GPUs"},
		{name: "sglang-release", arg: "NAME", modes: always, set: literal(&o.release),
			usage: "write flags and YAML as that SGLang release takes them, such as v0.5.13, a month (2026-07) or main; the presets are written for v0.5.18, other spaces as they are named"},
		{name: "no-filter", modes: always,
			usage: "ignore the rules of the space, but not those that other flags add"},
	}
}

// modeFlags are the flags that choose a mode.
func (o *options) modeFlags() []flagSpec {
	return []flagSpec{
		{name: "count", modes: modeCount,
			usage: "print the number of selected combinations"},
		{name: "at", arg: "I", modes: modeAt | modeJoin | modeCoverage, set: o.setIndex,
			excludes: []string{"sample", "cover", "shard", "skip", "max-combinations"},
			usage:    "write the combination with index I, counted from 0"},
		{name: "check", arg: "NAME=VALUE,...", modes: modeCheck, set: assigned(&o.check),
			usage: "is this combination valid, or can these values be completed, and in how many ways? If not, print why and which rules conflict, and exit with status 1; repeatable"},
		{name: "near", arg: "NAME=VALUE,...", modes: modeNear, set: assigned(&o.near),
			usage: "print the valid combinations that differ in the fewest parameters, and what to change; repeatable"},
		{name: "report", modes: modeReport,
			usage: "print what the rules leave of each value and pair of values, and why; -format json is for programs, -format html a page with a picture"},
		{name: "diff", arg: "FILE", modes: modeDiff, set: literal(&o.diff),
			usage: "print what the space in FILE adds and removes; -format json is for programs"},
		{name: "show-info", modes: modeInfo,
			usage: "print parameters, rules and counts; -format json is for programs, -format space a space file of the current space"},
		{name: "next", arg: "N", modes: modeNext, set: natural(&o.next), needs: []string{"metric"},
			usage: "write N combinations to run next in a search for the best -metric, judged by the results of -join; standard error says how far the search is"},
		{name: "join", arg: "FILE", modes: modeJoin | modeNext | modeEffects, set: more(&o.join),
			usage: "write the results in FILE, or in a folder of such files, with their configurations: as jsonl (default), csv or table; in other formats the configurations alone; repeatable"},
		{name: "coverage", arg: "T", modes: modeCoverage, set: natural(&o.measured),
			needs: []string{"of", "at", "sample", "cover", "shard", "skip", "max-combinations"},
			usage: "print how many of the possible combinations of T values the selected combinations contain, and which are missing; -format json is for programs"},
		{name: "version", modes: always,
			usage: "print the version"},
	}
}

func (o *options) selectionFlags() []flagSpec {
	return []flagSpec{
		{name: "sample", arg: "N", modes: selected, set: natural(&o.sample),
			usage: "N different combinations at random, each set of N equally likely"},
		{name: "seed", arg: "S", modes: selected | modeNext, set: o.setSeed, needs: []string{"sample", "next"},
			usage: "the seed of the sample or of the search (default 1); a seed always gives the same combinations"},
		{name: "balanced", modes: selected, needs: []string{"sample"},
			usage: "make the values of each parameter about equally frequent in the sample, also of branches with few combinations"},
		{name: "shard", arg: "I/N", modes: selected, set: o.shard.parse,
			usage: "part I of N, counted from 0, of all combinations, of the sample or of the covering array; auto or auto/N takes them from a Slurm array, a Kubernetes Indexed Job or SkyPilot"},
		{name: "id", arg: "ID", modes: selected, set: o.setID, excludes: []string{"at"},
			usage: "only the combination with this id, of which 6 digits are enough; repeatable"},
		{name: "skip", arg: "FILE", modes: skipping, set: more(&o.skip),
			usage: "leave out the combinations that have a result in FILE: JSON, JSON Lines, CSV or TSV with ids or configurations, or a folder of such files; repeatable. A result without a number for each -metric is that of a failed run and does not count; without -metric, one with a field error or without figures"},
		{name: "retry", modes: skipping, needs: []string{"skip"},
			usage: "only the combinations that have no results in the files of -skip but those of failed runs"},
		{name: "repeat", arg: "K", modes: exports &^ modeNext, set: o.setRepeat,
			usage: "write each combination K times, with a number: {repetition} of a template, PARAMGEN_REPETITION, after the index of -ids, in names of files; with -skip, as often as is missing"},
		{name: "max-combinations", arg: "N", modes: selected | modeNear, set: natural(&o.max),
			usage: "the first N of the selection; neighbours in order are much alike, -sample is not"},
	}
}

func (o *options) coverFlags() []flagSpec {
	return []flagSpec{
		{name: "cover", arg: "T", modes: selected, set: natural(&o.strength), excludes: []string{"sample"},
			usage: "few combinations that contain every possible combination of values of any T parameters, the most useful first"},
		{name: "improve", arg: "MOVES", modes: selected, set: natural(&o.moves), needs: []string{"cover"},
			usage: "search for a smaller array by so many changes of a value; the first interrupt ends the search"},
		{name: "include", arg: "FILE", modes: selected | modeNext, set: more(&o.include), needs: []string{"cover", "next"},
			usage: "rows that come first, which the others complete, or the baseline of a search: JSON, JSON Lines or CSV with all parameters or some; repeatable"},
		{name: "strength", arg: "T:NAME,NAME", modes: selected, set: o.setGroup, needs: []string{"cover", "coverage"},
			usage: "cover these parameters with strength T as well; repeatable"},
		{name: "of", arg: "FILE", modes: modeCoverage, set: more(&o.of),
			excludes: []string{"at", "sample", "cover", "shard", "skip", "max-combinations"},
			usage:    "the coverage of the combinations in FILE: JSON, JSON Lines or CSV; repeatable"},
	}
}

// readers are the flags with files of results.
var readers = []string{"join", "skip"}

func (o *options) resultFlags() []flagSpec {
	return []flagSpec{
		{name: "best", arg: "K", modes: modeJoin, set: natural(&o.best), needs: []string{"metric"}, excludes: []string{"pareto"},
			usage: "keep the K best results by the first -metric"},
		{name: "pareto", modes: modeJoin, needs: []string{"metric"},
			usage: "keep the results that no other beats in every -metric"},
		{name: "effects", modes: modeEffects, needs: []string{"metric"},
			usage: "print which parameters determine the first -metric of the results of -join, and how; -format json is for programs, -format html a page with pictures, which draws a second -metric against the first"},
		{name: "metric", arg: "NAME", modes: reading, set: o.addMetric, needs: []string{"best", "pareto", "next", "skip", "effects"},
			usage: "compare results by this field: NAME or max:NAME, or min:NAME if less is better; dots lead into objects; repeatable"},
		{name: "where", arg: "EXPR", modes: modeJoin | modeNext | modeEffects, set: o.addWhere,
			usage: "keep the results of which this is true, such as 'p99_ttft_ms < 200 && completed > 0', a rule over fields and parameters; a limit of the search with -next; repeatable"},
		{name: "by", arg: "FIELD", modes: selected, set: more(&o.by), needs: []string{"best", "pareto", "skip"},
			usage: "a field with the load of a run, such as request_rate: -best and -pareto keep runs of a configuration apart that differ in it, and merge others to their median; -skip wants a result for each load; repeatable"},
		{name: "results-profile", arg: "NAME", modes: reading, set: o.setProfile, needs: readers,
			usage: "the files of -join and -skip are those of a benchmark of " + strings.Join(results.Profiles(), " or ") + ": the id is in the tag, run name or label, and a run without a completed request failed"},
		{name: "id-field", arg: "NAME", modes: reading, set: o.reads(results.IDField), needs: readers,
			usage: "the field of these files whose text begins with the id"},
		{name: "values-under", arg: "NAME", modes: reading, set: o.reads(results.ValuesUnder), needs: readers,
			usage: "the field of these files whose members are the values of parameters, such as server_args"},
		{name: "ignore-inactive", modes: reading, needs: readers,
			usage: "ignore the values that these files have for inactive parameters"},
		{name: "pending", arg: "FILE", modes: modeNext, set: more(&o.pending), needs: []string{"next"},
			usage: "combinations that are queued or being run: ids, or results with ids or configurations; repeatable"},
		{name: "budget", arg: "N", modes: modeNext, set: natural(&o.budget), needs: []string{"next"},
			usage: "end the search after N runs; if repeated runs differ, the last eighth of them repeats the best four"},
	}
}

func (o *options) outputFlags() []flagSpec {
	return []flagSpec{
		{name: "format", arg: "F", modes: always &^ (modeCount | modeCheck | modeNear), set: o.setFormat,
			usage: "json (default), jsonl, csv, args, env, yaml, github, argo or shell"},
		{name: "ids", modes: exports,
			usage: "put id and index first in json, jsonl and csv; the other formats have them already or have no place for them"},
		{name: "group", arg: "NAME", modes: exports, set: more(&o.group),
			usage: "write only the parameters of this group, as args, env, yaml, or the args of github and argo; repeatable"},
		{name: "omit-unset", modes: exports,
			usage: "leave unset parameters out of json and jsonl, as 'vllm bench sweep' reads them, instead of writing null"},
		{name: "template", arg: "TEXT", modes: exports, set: literal(&o.template),
			usage: "the command line of -format shell, such as 'bench {args} --out {id}.json', with {args}, {args:GROUP}, {env}, {id}, {index}, {repetition} and {NAME} of a parameter"},
		{name: "base", arg: "FILE", modes: exports, set: literal(&o.base),
			usage: "a JSON object of settings; -format yaml merges each combination over it"},
		{name: "output", arg: "FILE", modes: always, set: literal(&o.output),
			usage: "write to a file, whole or not at all, but never to a file that is read; - is standard output"},
		{name: "quiet", modes: always,
			usage: "print no warnings, notes and progress, only errors"},
		{name: "folder", arg: "DIR", modes: exports, set: literal(&o.folder), excludes: []string{"output"},
			usage: "write one file per combination into a new or empty folder (default format yaml)"},
		{name: "by-index", modes: exports, needs: []string{"folder"},
			usage: "name these files by index instead of id"},
	}
}
