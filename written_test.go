package paramgen_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
)

// A form is a parameter with a value, and its arguments.
type form struct {
	p    paramgen.Parameter
	v    any
	args string // separated by |
}

// forms are parameters of each form. The lists that are several words come last.
func forms() []form {
	p := paramgen.Param
	return []form{
		{p("max_seqs", nil, 8).Flag("--max-num-seqs"), 8, "--max-num-seqs|8"},
		{p("m", nil, -1, "a b").Flag("-m"), -1, "-m=-1"},
		{p("cuda_graph", nil, false, true).Flag("--cuda-graph", "--no-cuda-graph"), false, "--no-cuda-graph"},
		{p("on", false, true), true, "--on"},
		{p("eq", nil, true, false, "x").Flag("--eq="), false, "--eq=false"},
		{p("joined", nil, []int{1, 2}, []string{"-a", "b"}).Join(","), []string{"-a", "b"}, "--joined=-a,b"},
		{p("repeated", nil, []int{-1, 2}).Repeat(), []int{-1, 2}, "--repeated=-1|--repeated|2"},
		{p("var", nil, 4).Env("VAR"), 4, ""},
		{p("list_env", []int{1, 2}).Env("LIST").Join(":"), []int{1, 2}, ""},
		{p("label", "a", "b").NoFlag(), "a", ""},
		{p("where", "x y").Positional(), "x y", "x y"},
		{p("files", []string{"a", "b"}).Positional(), []string{"a", "b"}, "a|b"},
		{p("sizes", nil, []int{1, 2, 4}, []any{}), []int{1, 2, 4}, "--sizes|1|2|4"},
	}
}

func TestArgsOfForms(t *testing.T) {
	for _, f := range forms() {
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(f.p)))
		c, err := g.Combination(map[string]any{f.p.Name(): f.v})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(c.Args(), "|"); got != f.args {
			t.Errorf("%v has the arguments %s, want %s", c, got, f.args)
		}
	}
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(forms()[7].p, forms()[8].p)))
	var all []string
	for c := range g.All() {
		all = append(all, strings.Join(c.Env(), " "))
	}
	if diff := cmp.Diff([]string{"LIST=1:2", "VAR=4 LIST=1:2"}, all); diff != "" {
		t.Error(diff)
	}
}

func TestWrittenFaults(t *testing.T) {
	p := paramgen.Param
	for _, tt := range []struct {
		params []paramgen.Parameter
		want   string
	}{
		{[]paramgen.Parameter{p("a", 1).Flag("x")}, `parameter "a": has the flag "x"; a flag begins with a dash`},
		{[]paramgen.Parameter{p("a", 1).Flag("--")}, `has the flag "--"`},
		{[]paramgen.Parameter{p("a", 1).Flag("--a b")}, `has the flag "--a b"`},
		{[]paramgen.Parameter{p("a", 1).Flag("=")}, `has the flag "-"`},
		{[]paramgen.Parameter{p("a", true).Flag("--a", "no-a")}, `has the flag "no-a"`},
		{[]paramgen.Parameter{p("a", true).Flag("--a", "--a")}, `has the flag "--a" for false besides "--a"`},
		{[]paramgen.Parameter{p("a", true).Flag("--a=", "--no-a")}, `has the flag "--no-a" for false besides "--a="`},
		{[]paramgen.Parameter{p("a", true).Flag("--a", "--b", "--c")}, `has 3 flags`},
		{[]paramgen.Parameter{p("a", 1).Env("1A")}, `has the environment variable "1A"`},
		{[]paramgen.Parameter{p("a", []int{1}).Env("A")}, `has the list [1], and an environment variable takes one value; use Join`},
		{[]paramgen.Parameter{p("a", []int{1}).Flag("--a=")}, `and a flag that ends with = takes one value`},
		{[]paramgen.Parameter{p("a", []int{1, -2})}, `has the list [1,-2], in which -2 would be read as a flag; use Join or Repeat`},
		{[]paramgen.Parameter{p("a", []string{"x,y"}).Join(",")}, `which has the separator "," in an element`},
		{[]paramgen.Parameter{p("a", 1, -1).Positional()}, `has the value -1, which would be read as a flag`},
		{[]paramgen.Parameter{p("a", 1).InGroup("{")}, `is in the group "{"`},
		{[]paramgen.Parameter{p("a", nil, 1).Positional(), p("b", 1).Positional()}, `parameter "b": is a positional argument after "a", which can be unset`},
		{[]paramgen.Parameter{p("a", []int{1}), p("b", 1).Positional()}, `parameter "b": is a positional argument after the list of "a"`},
		{[]paramgen.Parameter{p("a", []int{1}).Positional(), p("b", []int{1}).Positional()}, `after the list of "a"`},
	} {
		_, err := paramgen.New(paramgen.WithParameters(tt.params...))
		var fault *paramgen.ParameterError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %s", err, tt.want)
		}
	}
}

// TestWrittenInFiles writes each form to a space file and reads it back.
func TestWrittenInFiles(t *testing.T) {
	for _, f := range forms() {
		for _, p := range []paramgen.Parameter{f.p, f.p.InGroup("serve").NoID()} {
			g := paramgen.Must(paramgen.New(paramgen.WithParameters(p)))
			var first, second strings.Builder
			if err := g.WriteSpace(&first); err != nil {
				t.Fatal(err)
			}
			space, err := paramgen.Load(strings.NewReader(first.String()))
			if err != nil {
				t.Fatal(err)
			}
			h := paramgen.Must(paramgen.New(space))
			if err := h.WriteSpace(&second); err != nil || first.String() != second.String() {
				t.Errorf("%s is read and written as %s, %v", first.String(), second.String(), err)
			}
			for i, c := range enumerate(g) {
				if d := enumerate(h)[i]; !slices.Equal(c.Args(), d.Args()) || !slices.Equal(c.Env(), d.Env()) || c.ID() != d.ID() {
					t.Errorf("%v has the arguments %q, and %q when read from a file", c, c.Args(), d.Args())
				}
			}
		}
	}
	for text, want := range map[string]string{
		`"flag": 1`: "1:57: expected a flag such as", `"flag": true`: "1:57: expected a flag such as", `"flag": ["--x"]`: `1:57: "flag" has 1 flags`,
		`"flag": "--x", "env": "X"`: "1:17: a parameter has at most one of the keys", `"join": ""`: `1:17: "join" is empty`, `"join": ",", "repeat": true`: `at most one of the keys "join" and "repeat"`,
		`"flags": "--x"`: `did you mean "flag"?`, `"id": 1`: "expected true or false", `"group": 1`: "expected a string",
	} {
		_, err := paramgen.Load(strings.NewReader(`{"parameters": [{"name": "x", "values": [1, 2], "a": 0}]}`[:47] + ` ` + text + `}]}`))
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "line 1, column ", "1:"), want) {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
}

func enumerate(g *paramgen.Generator) (all []paramgen.Combination) {
	for c := range g.All() {
		all = append(all, c)
	}
	return all
}

func TestNoID(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("run", 1, 2, 3).NoID())))
	plain := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2))))
	ids := map[string]int{}
	for c := range g.All() {
		ids[c.ID()]++
	}
	for c := range plain.All() {
		if ids[c.ID()] != 3 {
			t.Errorf("%d combinations have the id of %v, want 3", ids[c.ID()], c)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(writtenWith(t, g, paramgen.FormatJSONL, paramgen.WithIdentity())), "\n") {
		if id := line[len(`{"id":"`):][:12]; ids[id] != 3 {
			t.Errorf("%s has another id", line)
		}
	}
}

// serving is a space of a server and its load.
func serving() *paramgen.Generator {
	return paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("port", 8000).Flag("--port").InGroup("serve"),
		paramgen.Param("seqs", 8, 16).InGroup("serve"),
		paramgen.Param("threads", 4).Env("OMP").InGroup("serve"),
		paramgen.Param("to_port", 8000).Flag("--port").InGroup("bench"),
		paramgen.Param("rate", 1, 2).InGroup("bench"))))
}

func TestGroups(t *testing.T) {
	g := serving()
	c, _ := g.At(g.Count().Sub(g.Count(), g.Count()))
	if got := fmt.Sprint(c.Args("serve"), c.Args("bench"), c.Env("bench"), c.Env("serve")); got != "[--port 8000 --seqs 8] [--port 8000 --rate 1] [] [OMP=4]" {
		t.Errorf("arguments %s", got)
	}
	if got := writtenWith(t, g, paramgen.FormatArgs, paramgen.WithGroup("bench")); !strings.HasPrefix(got, "--port 8000 --rate 1\n--port 8000 --rate 2\n") {
		t.Errorf("arguments %s", got)
	}
	if got := writtenWith(t, g, paramgen.FormatYAML, paramgen.WithGroup("bench")); !strings.Contains(got, "\n\"port\": 8000\n\"rate\": 2\n") || strings.Contains(got, "seqs") {
		t.Errorf("a file %s", got)
	}
	script := writtenWith(t, g, paramgen.FormatShell, paramgen.WithTemplate("{env:serve} serve {args:serve} & bench {args:bench}"))
	if !strings.Contains(script, "\nOMP=4 serve --port 8000 --seqs 16 & bench --port 8000 --rate 2\n") {
		t.Errorf("a script %s", script)
	}
	for _, tt := range []struct {
		format  paramgen.Format
		options []paramgen.WriteOption
		want    string
	}{
		{paramgen.FormatArgs, []paramgen.WriteOption{paramgen.WithGroup("bensh")}, `no group "bensh"; did you mean "bench"?; the groups are serve, bench`},
		{paramgen.FormatShell, []paramgen.WriteOption{paramgen.WithTemplate("x {args:sirve}")}, `no group "sirve"; did you mean "serve"?`},
		{paramgen.FormatGitHub, nil, `parameter "to_port": is written as the flag --port, as parameter "port" is; give one of them another with Flag or Env, or another name, or write one group at a time`},
		{paramgen.FormatYAML, nil, `parameter "to_port": is written as the entry port, as parameter "port" is`},
		{paramgen.FormatArgs, []paramgen.WriteOption{paramgen.WithGroup("serve")}, `parameter "threads": is an environment variable, which arguments cannot set`},
		{paramgen.FormatShell, []paramgen.WriteOption{paramgen.WithTemplate("x {args:serve}")}, `parameter "threads": is an environment variable, which the template does not set`},
		{paramgen.FormatJSON, []paramgen.WriteOption{paramgen.WithGroup("serve")}, "takes no group; use args, env, yaml, github, argo"},
		{paramgen.FormatCSV, []paramgen.WriteOption{paramgen.OmitUnset()}, "takes no unset; use json, jsonl"},
	} {
		if _, err := g.Write(&strings.Builder{}, tt.format, g.All(), tt.options...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.format, err, tt.want)
		}
	}
	defer func() {
		var unknown *paramgen.UnknownError
		if err, _ := recover().(error); !errors.As(err, &unknown) || unknown.Kind != "group" {
			t.Errorf("Args of a group that does not exist panics with %v", err)
		}
	}()
	c.Args("nowhere")
}

// TestDuplicates compares the pairs with the arguments of all combinations, in random spaces.
func TestDuplicates(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 4))
	rules := []string{"a == b", "a != nil || c", "set(b) != set(a)", "!(a == false && c)", "a == nil || b == nil", "c || b != false", "d == 1 || a == nil", "int(b == nil) + int(a == nil) == 1"}
	found := 0
	for range 300 {
		domain := func() []any {
			d := []any{nil, false, true}
			rng.Shuffle(3, func(i, j int) { d[i], d[j] = d[j], d[i] })
			return d[:1+rng.IntN(3)]
		}
		options := []paramgen.Option{paramgen.WithParameters(paramgen.Param("a", domain()...), paramgen.Param("b", domain()...), paramgen.Param("c", false, true),
			paramgen.Param("d", 1, 2, []int{}).Repeat(), paramgen.Param("e", false, true).When(paramgen.Expr("c")), paramgen.Param("label", 1, 2).NoFlag())}
		for range 1 + rng.IntN(3) {
			options = append(options, paramgen.WithRules(paramgen.Expr(rules[rng.IntN(len(rules))])))
		}
		g := paramgen.Must(paramgen.New(options...))
		pairs, err := g.Duplicates()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range pairs {
			a, _ := p.A.Get(p.Parameter)
			b, _ := p.B.Get(p.Parameter)
			if fmt.Sprint(a) == fmt.Sprint(b) || !slices.Equal(p.A.Args(), p.B.Args()) || g.Check(p.A.Map()) != nil || g.Check(p.B.Map()) != nil {
				t.Fatalf("%v and %v are no duplicates", p.A, p.B)
			}
			got = append(got, p.Parameter)
		}
		if want := duplicated(g); !slices.Equal(got, want) {
			t.Fatalf("duplicates by %v, want %v, in %v", got, want, g.Parameters())
		}
		found += len(got)
	}
	if found < 100 {
		t.Errorf("only %d duplicates", found)
	}
}

// duplicated returns the parameters, other than labels, by which two combinations of the same
// arguments differ.
func duplicated(g *paramgen.Generator) (names []string) {
	all := enumerate(g)
	for _, p := range g.Parameters()[:5] {
		differs := func(c, d paramgen.Combination) bool {
			v, _ := c.Get(p.Name())
			w, _ := d.Get(p.Name())
			return fmt.Sprint(v) != fmt.Sprint(w) && slices.Equal(c.Args(), d.Args())
		}
		if slices.ContainsFunc(all, func(c paramgen.Combination) bool {
			return slices.ContainsFunc(all, func(d paramgen.Combination) bool { return differs(c, d) })
		}) {
			names = append(names, p.Name())
		}
	}
	return names
}

func TestDuplicatesBudget(t *testing.T) {
	var params []paramgen.Parameter
	var sum []string
	for i := range 12 {
		params = append(params, paramgen.Param(fmt.Sprint("p", i), nil, false, true))
		sum = append(sum, fmt.Sprintf("%d*int(p%d == true)", 1<<i, i))
	}
	space := []paramgen.Option{paramgen.WithParameters(params...), paramgen.WithRules(paramgen.Expr(strings.Join(sum, " + ")+" < 3000"), paramgen.Expr("p0 == p11 || p1 == nil"))}
	for budget := 8; ; budget += budget / 4 {
		g, err := paramgen.New(append(space, paramgen.WithBudget(budget))...)
		if err != nil {
			continue
		}
		_, err = g.Duplicates()
		var over *paramgen.BudgetError
		if !errors.As(err, &over) || len(over.Parameters) == 0 || over.Budget != budget {
			t.Errorf("error %v", err)
		}
		return
	}
}

// ExampleParameter_InGroup writes the commands of a server and of its load.
func ExampleParameter_InGroup() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("max_num_seqs", 64, 128).InGroup("serve"),
		paramgen.Param("prefix_caching", true, false).Flag("--prefix-caching", "--no-prefix-caching").InGroup("serve"),
		paramgen.Param("cudagraph_sizes", []int{1, 2, 4}).InGroup("serve"),
		paramgen.Param("threads", 8).Env("OMP_NUM_THREADS").InGroup("serve"),
		paramgen.Param("request_rate", 4).InGroup("bench"),
		paramgen.Param("gpu", "H100").NoFlag(),
	)))
	for c := range g.Sample(1, 3) {
		fmt.Println(c.Env("serve"), c.Args("serve"))
		fmt.Println(c.Args("bench"))
	}
	// Output:
	// [OMP_NUM_THREADS=8] [--max-num-seqs 128 --no-prefix-caching --cudagraph-sizes 1 2 4]
	// [--request-rate 4]
}

// ExampleOmitUnset writes parameters as `vllm bench sweep serve --serve-params` reads them.
func ExampleOmitUnset() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("max_num_seqs", nil, 64),
		paramgen.Param("enable_prefix_caching", false, true),
	)))
	if _, err := g.Write(os.Stdout, paramgen.FormatJSONL, g.All(), paramgen.OmitUnset()); err != nil {
		panic(err)
	}
	// Output:
	// {"enable_prefix_caching":false}
	// {"enable_prefix_caching":true}
	// {"max_num_seqs":64,"enable_prefix_caching":false}
	// {"max_num_seqs":64,"enable_prefix_caching":true}
}

// ExampleGenerator_Duplicates finds a switch whose unset value and false are the same command.
func ExampleGenerator_Duplicates() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 1, 2), paramgen.Param("mixed_chunk", nil, false, true))))
	pairs, err := g.Duplicates()
	if err != nil {
		panic(err)
	}
	for _, p := range pairs {
		fmt.Println(p.Parameter, p.A.Args(), p.B.Args())
	}
	// Output: mixed_chunk [--tp-size 1] [--tp-size 1]
}
