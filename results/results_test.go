package results_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

var space = paramgen.Must(paramgen.New(
	paramgen.WithParameters(
		paramgen.Param("tp_size", 1, 2, 4),
		paramgen.Param("backend", nil, "fa3", "16"),
		paramgen.Param("ratio", 1.0, 0.5),
		paramgen.Param("overlap", false, true),
	),
	paramgen.WithRules(paramgen.Expr(`!overlap || backend != nil`)),
))

func read(t *testing.T, text string) *results.Table {
	t.Helper()
	table, err := results.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func at(i int) paramgen.Combination {
	for c := range space.All() {
		if i == 0 {
			return c
		}
		i--
	}
	panic("past the end")
}

func ids(table *results.Table) (all []string) {
	for _, r := range table.Records {
		all = append(all, r.ID)
	}
	return all
}

func TestRead(t *testing.T) {
	const a, b = "0123456789ab", "123456789012"
	for _, tt := range []struct {
		name, text string
		ids        []string
		malformed  []int // lines
	}{
		{"lines", `{"id": "` + a + `", "x": 1}` + "\n\n" + `{"tag": "` + b + `"}` + "\r\n", []string{a, b}, nil},
		{"an array", `[{"id": "` + a + `"}, {"id": "` + b + `"}]`, []string{a, b}, nil},
		{"CSV", "id,x\n" + a + ",1\n" + b + ",2\n", []string{a, b}, nil},
		{"CSV of two lines in a cell", "x,id\n\"1\n2\"," + a + "\r\n", []string{a}, nil},
		{"a byte order mark", "\ufeff" + `{"id": "` + a + `"}`, []string{a}, nil},
		{"no line end", `{"id": "` + a + `"}`, []string{a}, nil},
		{"truncated last line", `{"id": "` + a + `"}` + "\n" + `{"id": "` + b + `", "x"`, []string{a}, []int{2}},
		{"truncated and joined to another", `{"id": "` + a + `", "x": {"y": 1}{"id": "` + b + `"}` + "\n", []string{b}, []int{1}},
		{"truncated after an object", `{"id": "` + a + `"}` + "\n" + `{"id": "` + b + `", "x": {"id": "` + b + `", "y": 1}`, []string{a}, []int{2}},
		{"complete within truncated", `{"id": "` + a + `", "x": {"id": "` + b + `"}` + "\n" + `{"id": "` + b + `"}`, []string{b}, []int{1}},
		{"truncated after an object, then other text", `{"id": "` + a + `"}{"id": "` + b + `", "x": {"id": "` + b + `"}Killed`, []string{a}, []int{1}},
		{"truncated within a word", `{"x": 1, "thr{"x": 2, "thr": 5}` + "\n", []string{""}, []int{1}},
		{"many objects after a truncated one", `{"x"{"id": "` + b + `"` + strings.Repeat(`, "y": {"z": "\\\"{"}`, 99) + "}\n", []string{b}, []int{1}},
		{"two records in a line", `{"id": "` + a + `"} {"id": "` + b + `"}`, []string{a, b}, nil},
		{"complete, then truncated", `{"id": "` + a + `", "x": 1}{"id": "` + b + `", "x`, []string{a}, []int{1}},
		{"complete, then other text", `{"id": "` + a + `"} ended` + "\n", []string{a}, []int{1}},
		{"other text, then complete", `{"id": "` + b + `"}` + "\nrunning " + `{"id": "` + a + `"}` + "\n", []string{b}, []int{2}},
		{"an empty object", `{"id": "` + a + `"}` + "\n{}\n", []string{a}, []int{2}},
		{"truncated first CSV cell", "id,x\n" + a[:5] + b + ",1\n", []string{""}, nil},
		{"truncated CSV row joined to another", "id,x\n" + a + "," + b + ",1\n" + b + ",2\n", []string{b}, []int{2}},
		{"truncated quoted CSV cell joined to another", "id,x\n" + a + ",\"1" + b + ",2\n" + a + ",\"3\"\n" + b + ",4\n", []string{b}, []int{2}},
		{"truncated number in CSV", "id,x\n" + a + ",1\n" + b + ",12", []string{a}, []int{3}},
		{"truncated CSV row", "id,x\n" + a + ",1\n" + b + "\n", []string{a}, []int{3}},
		{"truncated quoted CSV cell", "id,x\n" + a + ",1\n" + b + ",\"1\n2", []string{a}, []int{3}},
		{"repeated header", "id,x\n" + a + ",1\nid,x\n" + b + ",2\n", []string{a, b}, []int{3}},
		{"other text between", `{"id": "` + a + `"}` + "\nTraceback\n" + `{"id": "` + b + `"}` + "\n", []string{a, b}, []int{2}},
		{"NaN and Infinity", `{"id": "` + a + `", "x": NaN, "y": [-Infinity, "NaN\""]}` + "\n", []string{a}, nil},
		{"other ids", `{"id": 17}` + "\n" + `{"id": "` + strings.ToUpper(a) + `"}` + "\n", []string{"", ""}, nil},
		{"empty", "", nil, nil},
		{"a header alone", "id,x\n", nil, nil},
	} {
		table := read(t, tt.text)
		var malformed []int
		for _, m := range table.Malformed {
			malformed = append(malformed, m.Line)
		}
		if d := cmp.Diff(tt.ids, ids(table)); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
		if d := cmp.Diff(tt.malformed, malformed); d != "" {
			t.Errorf("%s: malformed %s", tt.name, d)
		}
	}
}

// TestTruncated cuts a record everywhere. It never counts as a record. What is appended to it
// does, except at the marks, where it can be a value within the truncated record.
func TestTruncated(t *testing.T) {
	const a, b = "0123456789ab", "123456789012"
	marked := `{"id":¦ ¦"` + a + `", "x":¦1,"y":¦[¦-2,¦ ¦{"id":¦"` + a + `"},¦-0.5e+7], "t\\\"":¦ ¦{"tag":¦"{[,: \u00e9é"}}`
	line, values := "", map[int]bool{}
	for _, part := range strings.Split(marked, "¦") {
		line += part
		values[len(line)] = true
	}
	record := `{"id": "` + b + `", "x": {"y": 1}}` + "\n"
	for cut := 1; cut < len(line); cut++ {
		half := line[:cut]
		want := []string{b, b}
		if values[cut] {
			want = want[1:]
		}
		for text, want := range map[string][]string{record + half: {b}, half + "\n" + record: {b}, half + record + record: want} {
			table := read(t, text)
			if d := cmp.Diff(want, ids(table)); d != "" || len(table.Malformed) != 1 || table.Malformed[0].Err != results.ErrTruncated {
				t.Errorf("%q: malformed %v, ids %s", text, table.Malformed, d)
			}
		}
		checkTruncatedTwice(t, line, half, strings.TrimSpace(record), values)
	}
	if got := read(t, line); len(got.Malformed) > 0 || got.Records[0].ID != a {
		t.Errorf("%s is %+v", line, got)
	}
}

// checkTruncatedTwice appends a second truncated record and three complete ones around both.
func checkTruncatedTwice(t *testing.T, line, half, record string, values map[int]bool) {
	t.Helper()
	for cut := 1; cut < len(line); cut++ {
		want := 3
		if values[cut] {
			want--
		}
		text := record + half + line[:cut] + record + record
		table := read(t, text)
		if n := len(table.Records); n != want || len(table.Malformed) == 0 {
			t.Fatalf("%q: %d records, want %d, malformed %v", text, n, want, table.Malformed)
		}
	}
}

func TestReadNothing(t *testing.T) {
	for _, text := range []string{"hello\n{", "{hello}\n{\n", "[1, 2]", "[{\"id\": 1}", "[{\"id\": 1},]", "[{\"id\": 1}] 2", "[{\"id\": 1} {\"id\": 2}]", "[{\"id\": 1},\n2]", "\"a\nb", "id,x\r0123456789ab,1\r"} {
		if table, err := results.Read(strings.NewReader(text)); err == nil && len(table.Records) > 0 {
			t.Errorf("%q: %v", text, table.Records)
		} else if err == nil || !strings.HasPrefix(err.Error(), "results: ") {
			t.Errorf("%q: error %v", text, err)
		}
	}
}

// TestLine checks the lines of records in every format.
func TestLine(t *testing.T) {
	for text, want := range map[string][]int{
		"{\"x\": 1}\n\n{\"x\": 2} {\"x\": 3}\n":                 {1, 3, 3},
		"\n[\n  {\"x\": NaN},\n  {\n    \"x\": 2\n  }\n, {}]\n": {3, 4, 7},
		"x,y\n\"1\n2\",3\n4,5\n":                                {2, 4},
	} {
		var got []int
		for _, r := range read(t, text).Records {
			got = append(got, r.Line)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: lines %v, want %v", text, got, want)
		}
	}
	err := read(t, "[{\"x\": 1}, {\"x\": 2},\n{\"x\": 3}]").Identify(space)
	if err == nil || !strings.Contains(err.Error(), "line 1, 2:") {
		t.Error(err)
	}
}

// TestMalformed checks line, text and cause.
func TestMalformed(t *testing.T) {
	half := `{"id": "0123456789ab", "x"`
	table := read(t, `{"id": "123456789012"}`+"\n"+half)
	if got := table.Malformed[0]; got.Text != half || !errors.Is(&got, results.ErrTruncated) || !strings.Contains(got.Error(), "line 2") {
		t.Errorf("%+v: %v", got, &got)
	}
	if table.IDs()["0123456789ab"] {
		t.Error("counts as run")
	}
	if got := read(t, "id,x\n0123456789ab,1\n\r\n\n12,3,4\n").Malformed[0]; got.Text != "12,3,4" || got.Line != 5 {
		t.Errorf("%+v", got)
	}
}

// every counts every record as done.
func every(*results.Record) bool { return true }

// TestSkip stops a sweep at every byte. The combinations without a complete result are left.
func TestSkip(t *testing.T) {
	for _, format := range []paramgen.Format{paramgen.FormatJSONL, paramgen.FormatCSV} {
		var whole bytes.Buffer
		if _, err := space.Write(&whole, format, space.All()); err != nil {
			t.Fatal(err)
		}
		for cut := range whole.Len() {
			table, err := results.Read(bytes.NewReader(whole.Bytes()[:cut]))
			if err != nil && format == paramgen.FormatJSONL && bytes.IndexByte(whole.Bytes()[:cut], '\n') >= 0 {
				t.Fatal(cut, err)
			}
			if err != nil {
				continue
			}
			if err := table.Identify(space); err != nil {
				t.Fatal(cut, err)
			}
			left := 0
			for range table.Skip(space.All(), every) {
				left++
			}
			if n := int(space.Count().Int64()); left != n-len(table.Records) {
				t.Fatalf("%s cut at %d: %d results, %d left of %d", format, cut, len(table.Records), left, n)
			}
		}
	}
}

func TestJoin(t *testing.T) {
	c, d := at(7), at(11)
	for _, tt := range []struct {
		name, text string
		seq        iter.Seq[paramgen.Combination]
	}{
		{"ids", fmt.Sprintf("{\"id\": %q}\n{\"id\": %q}\n", c.ID(), d.ID()), space.All()},
		{"indices", fmt.Sprintf("id,index\n%s,7\n%s,11\n", c.ID(), d.ID()), nil},
		{"indices of a selection", fmt.Sprintf("id,index\n%s,7\n%s,11\n", c.ID(), d.ID()), slices.Values([]paramgen.Combination{d, c})},
		{"values", marshal(c) + "\n" + marshal(d), nil},
		{"values and other ids", strings.Replace(marshal(c)+"\n"+marshal(d), "{", `{"id": 3, `, 2), nil},
	} {
		rows, err := results.Join(space, read(t, tt.text), tt.seq)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []string
		for _, r := range rows {
			got = append(got, r.Combination.String())
		}
		if diff := cmp.Diff([]string{c.String(), d.String()}, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func marshal(c paramgen.Combination) string {
	b, _ := c.MarshalJSON()
	return string(b)
}

type word string

// TestJoinCSV joins exported CSV with its combinations. Ambiguous cells are errors unless an id
// or an index decides.
func TestJoinCSV(t *testing.T) {
	for _, tt := range []struct {
		a    paramgen.Parameter
		open string // cells that can be two values, with what they can be
	}{
		{paramgen.Param("a", nil, "", "x"), `[a "" nil or ""]`},
		{paramgen.Param("a", "", "x").When(paramgen.Expr("b > 1")), `[a "" nil or ""]`},
		{paramgen.Param("a", "", "x"), `[]`},
		{paramgen.Param("a", 1, "1", "2.0", 3), `[a "1" 1 or "1"]`},
		{paramgen.Param("a", 1.0, "1", "1.0"), `[a "1.0" 1.0 or "1.0" a "1" 1.0 or "1"]`},
		{paramgen.Param("a", true, "True", "true", false), `[a "True" true or "True" a "true" true or "true"]`},
		{paramgen.Param("a", nil, "nan", "NaN"), `[a "nan" nil or "nan" a "NaN" nil or "NaN"]`},
		{paramgen.Param("a", nil, 2, "2.5", word("3"), uint8(4), float32(0.1), float32(1<<27), int64(9007199254740993), int64(9007199254740992), "x\xff", "\ufffd", time.Second), `[]`},
		{paramgen.Param("tag", 1, 2, word("3")), `[]`},
	} {
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(tt.a, paramgen.Param("b", 1, 2))))
		var plain, full bytes.Buffer
		if _, err := g.Write(&plain, paramgen.FormatCSV, g.All()); err != nil {
			t.Fatal(err)
		}
		if _, err := g.Write(&full, paramgen.FormatCSV, g.All(), paramgen.WithIdentity()); err != nil {
			t.Fatal(err)
		}
		checkJoinCSV(t, g, plain.String(), g.All(), tt.open)
		checkJoinCSV(t, g, full.String(), g.All(), "[]")
		checkJoinCSV(t, g, full.String(), nil, "[]")
		checkJoinCSV(t, g, strings.Replace(full.String(), "id,", "ID,", 1), nil, "[]")
		checkJoinCSV(t, g, strings.Replace(full.String(), "index,", "no,", 1), g.All(), "[]")
	}
}

// checkJoinCSV joins a table of all combinations in order.
func checkJoinCSV(t *testing.T, g *paramgen.Generator, text string, seq iter.Seq[paramgen.Combination], open string) {
	t.Helper()
	rows, err := results.Join(g, read(t, text), seq)
	got, doubtful := []string{}, 0
	for _, fault := range faults(err) {
		e := fault.(*results.CellError)
		_, or, _ := strings.Cut(e.Error(), "can be ")
		or, _, _ = strings.Cut(or, ";")
		got = append(got, fmt.Sprintf("%s %q %s", e.Parameter, e.Cell, or))
		doubtful += len(e.Lines)
	}
	if fmt.Sprint(got) != open || len(rows)+doubtful != int(g.Count().Int64()) {
		t.Errorf("%s%d rows, open %v, want %s", text, len(rows), got, open)
	}
	for _, r := range rows {
		if want, _ := g.At(big.NewInt(int64(r.Record.Line) - 2)); want.ID() != r.Combination.ID() {
			t.Errorf("%sline %d is %v", text, r.Record.Line, r.Combination)
		}
	}
}

// faults returns the errors that are joined.
func faults(err error) []error {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		return slices.Concat(faults(all.Unwrap()[0]), all.Unwrap()[1:])
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func TestValues(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, "1", 2), paramgen.Param("b", word("3"), nil))))
	r := read(t, "a,b,c\n2,3,4\n1,,5\n").Records
	if got, err := r[0].Values(g); err != nil || !cmp.Equal(got, map[string]any{"a": 2, "b": word("3")}) {
		t.Error(got, err)
	}
	var open *results.CellError
	if got, err := r[1].Values(g); !errors.As(err, &open) || !cmp.Equal(got, map[string]any{"a": 1, "b": nil}) {
		t.Error(got, err)
	}
	if !cmp.Equal(*open, results.CellError{Parameter: "a", Cell: "1", Values: []any{1, "1"}, Lines: []int{3}}) {
		t.Errorf("%+v", open)
	}
}

// checkJoined joins a text and compares the combinations. It wants an error if none match.
func checkJoined(t *testing.T, g *paramgen.Generator, text string, seq iter.Seq[paramgen.Combination], want string) {
	t.Helper()
	rows, err := results.Join(g, read(t, text), seq)
	got := []string{}
	for _, r := range rows {
		got = append(got, r.Combination.String())
	}
	if fmt.Sprint(got) != want || (err == nil) != (want != "[]") {
		t.Errorf("%s: %v, error %v", text, got, err)
	}
}

// TestJoinByIndex: an index decides only if the other fields match its combination.
func TestJoinByIndex(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, "1"), paramgen.Param("b", nil, 2))))
	for text, want := range map[string]string{
		"index,a\n0,1\n":     "[a=1/b=nil]",
		"index,a,b\n3,1,2\n": "[a=%31/b=2]", // the string
		"index,a,b\n0,1,2\n": "[]",
		"index,a\n1,1\n":     "[]", // b would be 2
		"index,a\n9,1\n":     "[]",
	} {
		checkJoined(t, g, text, nil, want)
	}
	own := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("index", 0, 1), paramgen.Param("a", 1, "1"))))
	var open *results.CellError
	if _, err := results.Join(own, read(t, "index,a\n0,1\n"), nil); !errors.As(err, &open) {
		t.Error(err)
	}
}

// TestJoinMissing: a missing parameter counts as unset, even if its name is misspelled.
func TestJoinMissing(t *testing.T) {
	for text, want := range map[string]string{
		`{"tp_size": 2, "ratio": 1.0, "overlap": false}`:                    "[tp_size=2/backend=nil/ratio=1.0/overlap=false]",
		`{"tp_size": 2, "ratio": 1.0, "overlap": false, "bakcend": "fa3"}`:  "[tp_size=2/backend=nil/ratio=1.0/overlap=false]",
		`{"tp_size": 2, "ratio": 1.0, "overlap": false, "backend": "fa3"}`:  "[tp_size=2/backend=fa3/ratio=1.0/overlap=false]",
		`{"ratio": 1.0, "overlap": false, "backend": "fa3", "tpsize": "2"}`: "[]", // never unset
	} {
		for _, seq := range []iter.Seq[paramgen.Combination]{space.All(), nil} {
			checkJoined(t, space, text, seq, want)
		}
	}
}

// TestJoinWalksNoFurther checks that a selection is walked only up to its last match.
func TestJoinWalksNoFurther(t *testing.T) {
	walked := 0
	seq := paramgen.Filter(space.All(), func(paramgen.Combination) bool { walked++; return true })
	for _, text := range []string{fmt.Sprintf(`{"id": %q, "index": "7"}`, at(7).ID()), marshal(at(7)), fmt.Sprintf(`{"id": %q}`, at(7).ID())} {
		walked = 0
		if _, err := results.Join(space, read(t, text), seq); err != nil || walked != 8 {
			t.Errorf("%s: walked %d, want 8: %v", text, walked, err)
		}
	}
}

func TestJoinFaults(t *testing.T) {
	known := fmt.Sprintf(`{"id": %q}`+"\n", at(3).ID())
	indexed := fmt.Sprintf(`{"id": %q, "index": 3}`+"\n", at(3).ID())
	shard, _ := space.Shard(0, 2)
	last := int(space.Count().Int64()) - 1
	for _, tt := range []struct {
		text, want string
		rows       int
		seq        iter.Seq[paramgen.Combination]
	}{
		{known + `{"x": 1}`, "line 2: neither a field id of 12 hexadecimal digits nor values of parameters", 1, space.All()},
		{known + `{"id": "0123456789ab"}`, "1 of 2 records match no combination of this selection, the first in line 2 with id 0123456789ab", 1, space.All()},
		{known + `{"tp_size": 3, "ratio": 1.0, "overlap": false}`, "1 of 2 records match no combination of this selection, the first in line 2 by its values", 1, space.All()},
		{known + `{"tp_size": "1", "ratio": 1.0, "overlap": false}`, "the first in line 2 by its values", 1, space.All()},
		{known + `{"id": "0123456789ab"}` + "\n" + `{"x": 1}`, "line 3: neither a field id of 12 hexadecimal digits nor values of parameters; write the id with each result, or name the field that has it\nresults: 1 of 3 records match", 1, space.All()},
		{known + fmt.Sprintf(`{"id": %q, "index": %d}`, at(last).ID(), last), "the first in line 2 with id " + at(last).ID(), 1, shard},
		{known + marshal(at(last)), "the first in line 2 with id " + at(last).ID(), 1, shard},
		{indexed + known + marshal(at(3)) + `{"id": "0123456789ab"}`, "1 of 4 records match no combination of this selection, the first in line 3", 3, nil},
		{indexed + `{"tp_size": 1, "ratio": 1.0, "overlap": true}`, "the first in line 2 with id", 1, nil}, // the rules reject it
	} {
		rows, err := results.Join(space, read(t, tt.text), tt.seq)
		if err == nil || !strings.Contains(err.Error(), tt.want) || len(rows) != tt.rows {
			t.Errorf("%s: %d rows, %v", tt.text, len(rows), err)
		}
	}
	var unmatched *results.UnmatchedError
	var anonymous *results.IdentityError
	_, err := results.Join(space, read(t, `{"id": "0123456789ab"}`), space.All())
	if !errors.As(err, &unmatched) || len(unmatched.Records) != 1 {
		t.Error(err)
	}
	if _, err = results.Join(space, read(t, `{"x": 1}`), space.All()); !errors.As(err, &anonymous) || !slices.Equal(anonymous.Lines, []int{1}) {
		t.Error(err)
	}
}

// TestWrite compares written rows with their text and reads them back.
func TestWrite(t *testing.T) {
	c := at(27)
	text := fmt.Sprintf(`{"id": %q, "x": 0.50, "tp_size": %s, "ratio": 7, "deep": {"p99": 3}, "note": "a, \"b\""}`, c.ID(), field(c, "tp_size"))
	rows, err := results.Join(space, read(t, text), space.All())
	if err != nil {
		t.Fatal(err)
	}
	var lines, table bytes.Buffer
	if n, err := results.WriteJSONL(&lines, rows); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	want := fmt.Sprintf(`{"id": %q, "tp_size": 4, "backend": "16", "ratio": 1.0, "overlap": true, "x": 0.50, "result.ratio": 7, "deep": {"p99": 3}, "note": "a, \"b\""}`+"\n", c.ID())
	if d := cmp.Diff(want, lines.String()); d != "" {
		t.Error(d)
	}
	if n, err := results.WriteCSV(&table, rows); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	want = "id,tp_size,backend,ratio,overlap,x,result.ratio,deep,note\n" + c.ID() + `,4,16,1.0,True,0.50,7,"{""p99"": 3}","a, ""b"""` + "\n"
	if d := cmp.Diff(want, table.String()); d != "" {
		t.Error(d)
	}
	for _, text := range []string{lines.String(), table.String()} {
		if again, err := results.Join(space, read(t, text), space.All()); err != nil || again[0].Combination.ID() != c.ID() {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestWriteNames has fields with the names of parameters. Equal values are omitted, others
// renamed.
func TestWriteNames(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("seed", int64(9007199254740993)), paramgen.Param("word", "é<"), paramgen.Param("digits", "16"),
		paramgen.Param("set", true), paramgen.Param("part", 0.5))))
	for c := range g.All() {
		own := fmt.Sprintf(`{"id": %q, `, c.ID()) + `"seed": 9007199254740993, "word": "é<", "digits": "16", "set": true, "part": 0.5`
		for text, more := range map[string]string{
			`{"id": "ID", "seed": 9007199254740993.00, "word": "\u00e9\u003c", "set": true, "part": 5e-1}`: "",
			`{"id": "ID", "seed": 9007199254740992, "digits": 16, "part": null}`:                           `, "result.seed": 9007199254740992, "result.digits": 16, "result.part": null`,
			`{"id": "ID", "seed": 1e9999999, "set": "true"}`:                                               `, "result.seed": 1e9999999, "result.set": "true"`,
			`{"id": "ID", "result.seed": 3, "seed": 1, "result.result.seed": 2}`:                           `, "result.seed": 3, "result.result.result.seed": 1, "result.result.seed": 2`,
			`{"tag": "ID", "id": 17}`:                      `, "tag": "ID", "result.id": 17`,
			"id,digits,word,set\nID,16,é<,True\n":          "",
			"id,digits,word,set,seed\nID,16.0,é,False,1\n": `, "result.digits": 16.0, "result.word": "é", "result.set": false, "result.seed": 1`,
		} {
			text, more = strings.ReplaceAll(text, "ID", c.ID()), strings.ReplaceAll(more, "ID", c.ID())
			rows, err := results.Join(g, read(t, text), g.All())
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			_, err = results.WriteJSONL(&b, rows)
			if d := cmp.Diff(own+more+"}\n", b.String()); err != nil || d != "" {
				t.Errorf("%s: %v %s", text, err, d)
			}
		}
	}
}

// TestWriteIndented writes indented JSON as one line.
func TestWriteIndented(t *testing.T) {
	text := fmt.Sprintf("[\n  {\n    \"id\": %q,\n    \"x\": {\r\n      \"y\": [\n 1.0,\r 2],\n \"z\": \"a\\n b\"\n    }\n  }\n]\n", at(3).ID())
	rows, err := results.Join(space, read(t, text), space.All())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := results.WriteJSONL(&b, rows); err != nil || !strings.HasSuffix(b.String(), `, "x": {"y":[1.0,2],"z":"a\n b"}}`+"\n") || strings.ContainsAny(strings.TrimSpace(b.String()), "\r\n") {
		t.Errorf("%q, error %v", b.String(), err)
	}
}

// TestWriteReserved has a parameter with the name of the id field.
func TestWriteReserved(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("id", 7, 1))))
	rows, err := results.Join(g, read(t, `{"id": 7, "x": 1}`), g.All())
	if len(rows) != 1 || err != nil {
		t.Fatal(rows, err)
	}
	for _, write := range []func(io.Writer, []results.Row, ...results.Metric) (int, error){results.WriteJSONL, results.WriteCSV} {
		var b bytes.Buffer
		var fault *paramgen.ParameterError
		if n, err := write(&b, rows); n != 0 || b.Len() > 0 || !errors.As(err, &fault) || fault.Parameter != "id" {
			t.Errorf("%d rows, %q: %v", n, b.String(), err)
		}
	}
}

func field(c paramgen.Combination, name string) string {
	v, _ := c.Get(name)
	return fmt.Sprint(v)
}

func rowsOf(t *testing.T, figures []string) []results.Row {
	t.Helper()
	var text strings.Builder
	for i, f := range figures {
		fmt.Fprintf(&text, "{\"id\": %q, %s}\n", at(i).ID(), f)
	}
	rows, err := results.Join(space, read(t, text.String()), space.All())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func lines(rows []results.Row) (all []int) {
	for _, r := range rows {
		all = append(all, r.Record.Line)
	}
	return all
}

func TestBest(t *testing.T) {
	rows := rowsOf(t, []string{`"x": 3`, `"x": 5, "deep": {"p99": 2}`, `"error": "killed"`, `"x": 5`, `"x": "9"`, `"x": 1e999`, `"x": NaN`})
	for _, tt := range []struct {
		metric string
		k      int
		want   []int
	}{
		{"x", 2, []int{2, 4}}, {"max:x", 9, []int{2, 4, 1}}, {"min:x", 1, []int{1}}, {"min:x", -1, nil}, {"deep.p99", 3, []int{2}},
		{"min:ratio", 2, []int{2, 5}}, // a parameter
	} {
		m, err := results.ParseMetric(tt.metric)
		if err != nil {
			t.Fatal(err)
		}
		best, err := results.Best(rows, tt.k, m)
		if d := cmp.Diff(tt.want, lines(best)); err != nil || d != "" {
			t.Errorf("%s: %v %s", tt.metric, err, d)
		}
	}
	var unknown *results.MetricError
	if _, err := results.Best(rows, 1, results.Metric{Name: "y"}); !errors.As(err, &unknown) || !strings.Contains(err.Error(), "the numeric fields are x") {
		t.Error(err)
	}
	if _, err := results.ParseMetric("min:"); err == nil {
		t.Error("a metric without a name")
	}
}

// TestPareto compares with the definition on random metrics with many ties.
func TestPareto(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		var figures []string
		var of [][]int
		for range 1 + r.IntN(20) {
			f := []int{r.IntN(5), r.IntN(5), r.IntN(5)}
			of = append(of, f)
			figures = append(figures, fmt.Sprintf(`"a": %d, "b": %d, "c": %d`, f[0], f[1], f[2]))
		}
		metrics := []results.Metric{{Name: "a", Min: r.IntN(2) == 0}, {Name: "b"}, {Name: "c", Min: true}}[:1+r.IntN(3)]
		front, err := results.Pareto(rowsOf(t, figures), metrics...)
		if err != nil {
			t.Fatal(err)
		}
		got := lines(front)
		slices.Sort(got)
		if d := cmp.Diff(paretoTwin(of, metrics), got); d != "" {
			t.Fatalf("%v by %v: %s", figures, metrics, d)
		}
	}
}

func paretoTwin(of [][]int, metrics []results.Metric) (front []int) {
	beats := func(x, y []int) bool {
		better := false
		for i, m := range metrics {
			d := x[i] - y[i]
			if m.Min {
				d = -d
			}
			if d < 0 {
				return false
			}
			better = better || d > 0
		}
		return better
	}
	for i, x := range of {
		if !slices.ContainsFunc(of, func(y []int) bool { return beats(y, x) }) {
			front = append(front, i+1)
		}
	}
	return front
}

// FuzzRead writes and reads back whatever was joined.
func FuzzRead(f *testing.F) {
	f.Add(`{"id": "0123456789ab", "x": 1}`)
	f.Add("id,x\n0123456789ab,1\n")
	f.Add(`[{"id": "0123456789ab"}]`)
	f.Add(`{"id": "0123456789ab", "x": {"y": "\"{` + marshal(at(7)) + marshal(at(8)))
	f.Add("index,backend,tp_size\n3,16,1\n4,,2.0\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := results.Read(strings.NewReader(text))
		if err != nil {
			return
		}
		rows, _ := results.Join(space, table, space.All())
		var out bytes.Buffer
		if n, err := results.WriteJSONL(&out, rows); n != len(rows) || err != nil {
			t.Fatal(n, err)
		}
		again, err := results.Read(&out)
		if err != nil || len(again.Records) != len(rows) {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

// TestRunsOfFailedLoads does not take a combination as done if one of its loads only failed.
func TestRunsOfFailedLoads(t *testing.T) {
	const text = `{"id":"3f65f4060aea","request_rate":1,"m":1}
{"id":"3f65f4060aea","request_rate":8,"error":"timeout"}
{"id":"28c3b43c3421","error":"did not start"}
`
	table, err := results.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	runs := table.Runs([]string{"request_rate"})
	if n := runs["3f65f4060aea"].Done; n != 0 {
		t.Errorf("%d runs are done, want 0: one load failed", n)
	}
	if n := table.Runs(nil)["3f65f4060aea"].Done; n != 1 {
		t.Errorf("%d runs are done, want 1 if loads are not told apart", n)
	}
}
