package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// FuzzWords writes each list of values or assignments that it can parse, and parses it again.
func FuzzWords(f *testing.F) {
	for _, text := range []string{"1, 2.50,nil", `"a, b",'it is',"\u00e9\n"`, "a=1,b='x y' , c =True", "-0,1e3,0x1,1_0,+1,.5,01,18446744073709551615", " ,", `'"' ,"'"`, "\t1,[1],{},é,\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words, err := split(text)
		if !strings.ContainsAny(text, `"'[]`) {
			checkBareWords(t, text, words, err)
		}
		if err == nil {
			checkWords(t, words)
		}
		if all, err := assignments(nil, text); err == nil {
			checkAssignments(t, all)
		}
	})
}

// checkBareWords compares the words of a list without quotes with the texts between its commas.
func checkBareWords(t *testing.T, text string, words []word, err error) {
	t.Helper()
	pieces := strings.Split(text, ",")
	for i, p := range pieces {
		pieces[i] = strings.Trim(p, " ")
	}
	if (err != nil) != slices.Contains(pieces, "") {
		t.Fatalf("%q: %v", text, err)
	}
	for i, w := range words {
		if w.quoted || w.text != pieces[i] || len(words) != len(pieces) {
			t.Fatalf("%q: %v", text, words)
		}
	}
}

func checkWords(t *testing.T, words []word) {
	t.Helper()
	spelled := make([]string, len(words))
	var values []any
	for i, w := range words {
		spelled[i] = w.spelled()
		v, err := w.value()
		if err != nil {
			continue
		}
		checkValue(t, w, v)
		if !slices.ContainsFunc(values, func(other any) bool { return reflect.DeepEqual(other, v) }) {
			values = append(values, v)
		}
	}
	if again, err := split(strings.Join(spelled, " , ")); err != nil || !reflect.DeepEqual(again, words) {
		t.Fatalf("%v is written %q and read %v, %v", words, spelled, again, err)
	}
	for _, v := range values {
		again, err := split(spell(v))
		if err != nil || len(again) != 1 {
			t.Fatalf("%#v is written %s and read %v, %v", v, spell(v), again, err)
		}
		if got, err := again[0].choose(paramgen.Param("x", values...)); err != nil || !reflect.DeepEqual(got, v) {
			t.Fatalf("%#v is written %s and chosen as %#v, %v", v, spell(v), got, err)
		}
	}
}

// spelled returns a word as it is typed.
func (w word) spelled() string {
	if w.quoted {
		return strconv.Quote(w.text)
	}
	return w.text
}

// spell returns a value as it is typed, unambiguously.
func spell(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case string:
		return strconv.Quote(v)
	case float64:
		return strconv.FormatFloat(v, 'e', -1, 64)
	case []any:
		words := make([]string, len(v))
		for i, e := range v {
			words[i] = spell(e)
		}
		return "[" + strings.Join(words, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// checkValue compares the value of a bare word with the value that encoding/json decodes.
func checkValue(t *testing.T, w word, got any) {
	t.Helper()
	var want any
	d := json.NewDecoder(strings.NewReader(w.text))
	d.UseNumber()
	err := d.Decode(&want)
	if _, more := d.Token(); w.quoted || err != nil || more != io.EOF {
		return
	}
	number, ok := want.(json.Number)
	if !ok {
		return
	}
	exact, _ := new(big.Rat).SetString(number.String())
	if f, ok := got.(float64); ok {
		if double, _ := number.Float64(); f != double || !strings.ContainsAny(w.text, ".eE") {
			t.Fatalf("%s is %v", w.text, got)
		}
	} else if r, ok := new(big.Rat).SetString(fmt.Sprint(got)); !ok || r.Cmp(exact) != 0 || strings.ContainsAny(w.text, ".eE") {
		t.Fatalf("%s is %T %v", w.text, got, got)
	}
}

func checkAssignments(t *testing.T, all []assignment) {
	t.Helper()
	var spelled []string
	for _, a := range all {
		spelled = append(spelled, a.name+" = "+a.word.spelled())
	}
	if again, err := assignments(nil, strings.Join(spelled, " ,")); err != nil || !reflect.DeepEqual(again, all) {
		t.Fatalf("%v is written %q and read %v, %v", all, spelled, again, err)
	}
}

// FuzzCommand runs arguments twice, in a folder with some files: those that picks selects from
// fuzzedArgs, then the lines of text. The status is 0, 1 or 2; other statuses than 0 come with
// diagnostics; bad usage writes no data; and both runs do the same.
func FuzzCommand(f *testing.F) {
	for _, args := range []string{
		"-count", "-format\ncsv", "-format\nargs\n-sample\n3\n-seed\n7", "-h", "-version", "-at\n1\n-format\njsonl\n-ids", "-shard\n1/3\n-format\nenv", "-shard\nauto",
		"-check\na=1,b=x", "-check\na=3", "-near\na=3,b='7'", "-report", "-report\n-format\nhtml", "-show-info", "-show-info\n-format\njson", "-show-info\n-format\nspace", "-diff\nother", "-diff\nother\n-format\njson",
		"-add\nc=1,2.5,nil,\"p q\"\n-rule\na < 2 || c != nil\n-drop\nb", "-no-filter\n-max-combinations\n2", "-devices\n2\n-sglang-rules", "-sglang-release\n2025-11\n-format\nyaml",
		"-format\nshell\n-template\nrun {args} --id {id} {b}", "-format\nyaml\n-base\nbase", "-folder\nout\n-by-index", "-output\nout\n-format\ngithub", "-format\nargo",
		"-skip\nrows", "-join\nresults\n-best\n1\n-metric\nmin:m", "-join\nresults\n-pareto\n-metric\nm\n-format\ncsv", "-join\nrows", "-cover\n2", "-cover\n2\n-improve\n9\n-include\nrows",
		"-coverage\n2\n-of\nrows", "-coverage\n1\n-cover\n1\n-format\njson", "-strength\n3:a,b,d\n-cover\n1", "-space\nother\n-count", "-preset\nthroughput\n-count", "-space\n/dev/zero",
	} {
		f.Add(args, []byte{})
	}
	for i := range byte(len(fuzzedArgs)) {
		f.Add("", []byte{i, i * 37})
	}
	b := &sandbox{dir: f.TempDir(), files: map[string]string{
		"space":   `{"parameters": [{"name": "a", "values": [1, 2, 3]}, {"name": "b", "values": [null, "x", "7"]}, {"name": "d", "values": [true, false], "when": "a > 1"}], "rules": ["a < 3 || b != nil"]}`,
		"other":   `{"parameters": [{"name": "a", "values": [2, 3, 4]}, {"name": "b", "values": [null, "x"]}], "rules": [{"forbid": {"a": 3, "b": "x"}}]}`,
		"rows":    "a,b,d\n1,x,\n2,,True\n",
		"results": "{\"a\": 1, \"b\": \"x\", \"d\": null, \"m\": 3}\n{\"a\": 2, \"b\": \"x\", \"d\": true, \"m\": 2.5}\n{\"id\": \"0123456789ab\", \"m\"",
		"base":    `{"model_path": "m", "a": 7, "list": [1, null]}`,
	}}
	f.Fuzz(func(t *testing.T, text string, picks []byte) {
		args := []string{"-space", "space"}
		for _, p := range picks[:min(len(picks), 6)] {
			args = append(args, strings.Split(fuzzedArgs[int(p)%len(fuzzedArgs)], "\n")...)
		}
		if text != "" {
			args = append(args, strings.Split(text, "\n")...)
		}
		if b.harmless(t, args) {
			b.twice(t, args)
		}
	})
}

// fuzzedArgs are flags with values that are valid, or nearly.
var fuzzedArgs = []string{
	"-space\nother", "-space\n-", "-space\nmissing", "-add\nc=1,2.5,nil", "-set\nb=nil,\"p q\",'-x'", "-add\nd=1", "-drop\nb", "-drop\nx", "-rule\na < 2", "-rule\na*2 <= 4 || b == nil",
	"-rule\nd && b != \"x\"", "-rule\nfalse", "-rule\na <", "-preset\nthroughput", "-sglang-rules", "-devices\n2", "-sglang-release\n2025-11", "-no-filter",
	"-sample\n3", "-sample\n99999999999", "-seed\n7", "-shard\n1/3", "-shard\n2/9223372036854775807", "-shard\nauto/2", "-max-combinations\n2", "-max-combinations\n0", "-at\n4", "-at\n99999999999999999999",
	"-skip\nrows", "-skip\nresults", "-cover\n1", "-cover\n2", "-cover\n3", "-cover\n9", "-improve\n9", "-include\nrows", "-include\nresults", "-strength\n2:a,b", "-strength\n3:a,b,d", "-strength\n1:x",
	"-coverage\n1", "-coverage\n2", "-of\nrows", "-of\nspace", "-format\njson", "-format\njsonl", "-format\ncsv", "-format\nargs", "-format\nenv", "-format\nyaml", "-format\ngithub", "-format\nargo",
	"-format\nshell", "-format\nhtml", "-format\nspace", "-ids", "-template\nrun {args} --id {id}", "-template\n{b} {index} {a}", "-template\n{x}", "-base\nbase", "-base\nrows", "-output\nout", "-output\nrows", "-output\n-",
	"-output\n.", "-folder\nout", "-folder\nmissing/out", "-by-index", "-join\nresults", "-join\nrows", "-best\n1", "-best\n0", "-metric\nm", "-metric\nmin:m", "-metric\nmax:a", "-metric\nb", "-pareto",
	"-count", "-show-info", "-check\na=1,b=x", "-check\na=3", "-check\na=3,b='7',d=true", "-check\nx=1", "-near\na=3,b='7'", "-near\na=9,d=nil", "-report", "-diff\nother", "-diff\nrows", "-version",
}

// sandbox is a folder that the command runs in.
type sandbox struct {
	dir   string
	files map[string]string
	ready bool
}

// inside calls do in the folder, with the files restored.
func (b *sandbox) inside(t *testing.T, do func()) {
	t.Helper()
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chdir(b.dir); err != nil {
		t.Fatal(err)
	}
	defer os.Chdir(home)
	if !b.ready {
		b.fill(t)
	}
	do()
}

func (b *sandbox) fill(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		os.RemoveAll(e.Name())
	}
	for name, text := range b.files {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	b.ready = true
}

// The largest spaces that are run.
const (
	fuzzedRows   = 1000
	fuzzedParams = 8
)

// harmless reports whether the arguments stay in the folder and are cheap to run, as bad usage
// is.
func (b *sandbox) harmless(t *testing.T, args []string) (yes bool) {
	t.Helper()
	o, err := parse(args)
	if err != nil || o.given["version"] {
		return true
	}
	for _, path := range slices.Concat([]string{o.space, o.base, o.output, o.folder, o.diff}, o.skip, o.join, o.include, o.of) {
		if path != "" && path != "-" && !filepath.IsLocal(path) {
			return false
		}
	}
	if o.moves > 100 || tall(o.strength) || tall(o.measured) || slices.ContainsFunc(o.groups, func(g group) bool { return tall(g.strength) }) {
		return false
	}
	b.inside(t, func() { yes = fewRows(o) })
	return yes
}

// tall reports whether a strength takes long. A strength beyond the parameters is an error.
func tall(strength int) bool { return strength > 3 && strength <= fuzzedParams }

// fewRows reports whether the space without its rules is small or cannot be built.
func fewRows(o *options) bool {
	wide := *o
	wide.given = maps.Clone(o.given)
	wide.given["no-filter"] = true
	for _, flag := range []string{"sglang-rules", "sglang-distinct", "devices"} {
		delete(wide.given, flag)
	}
	wide.changes = slices.DeleteFunc(slices.Clone(o.changes), func(c change) bool { return c.flag == "rule" })
	g, err := (&command{options: &wide, stdin: strings.NewReader("")}).generator()
	return err != nil || len(g.Parameters()) <= fuzzedParams && g.Theoretical().Cmp(big.NewInt(fuzzedRows)) <= 0
}

// narrowPipe is a pipe whose reader closes it after one mebibyte.
type narrowPipe struct {
	bytes.Buffer
	closed bool
}

func (p *narrowPipe) Write(data []byte) (int, error) {
	if p.closed = p.closed || p.Len()+len(data) > 1<<20; p.closed {
		return 0, io.ErrClosedPipe
	}
	return p.Buffer.Write(data)
}

// outcome is the result of a run and the files in the folder.
type outcome struct {
	result
	closed bool
	files  map[string]string
}

func (b *sandbox) run(t *testing.T, args []string) (o outcome) {
	t.Helper()
	b.inside(t, func() {
		var out narrowPipe
		var diagnostics bytes.Buffer
		status := run(args, strings.NewReader(b.files["other"]), &out, &diagnostics)
		o = outcome{result{status, out.String(), diagnostics.String()}, out.closed, nil}
		if slices.ContainsFunc(args, func(a string) bool { return strings.Contains(a, "output") || strings.Contains(a, "folder") }) {
			o.files = b.left(t)
			b.ready = false
		}
	})
	return o
}

// left returns the files in the folder.
func (b *sandbox) left(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func (b *sandbox) twice(t *testing.T, args []string) {
	t.Helper()
	o := b.run(t, args)
	answered := o.status == failure && o.err == "" && (o.out != "" || o.closed || o.files != nil)
	switch {
	case o.status < success || o.status > badUsage:
		t.Fatalf("%q: status %d", args, o.status)
	case o.status == badUsage && o.out != "":
		t.Fatalf("%q: bad usage writes %q", args, o.out)
	case o.status == badUsage && o.files != nil && !maps.Equal(o.files, b.files):
		t.Fatalf("%q: bad usage leaves %q", args, o.files)
	case o.status != success && !answered && !strings.HasPrefix(o.err, "paramgen: "):
		t.Fatalf("%q: status %d with the diagnostics %q", args, o.status, o.err)
	}
	if again := b.run(t, args); again.result != o.result || !maps.Equal(again.files, o.files) {
		t.Fatalf("%q:\n%+v, and again\n%+v", args, o, again)
	}
}
