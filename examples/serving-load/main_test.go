package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// TestMain makes the test binary the server or the load generator, if its first argument says so.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "serve" {
		serve(os.Args[2], os.Args[3:])
	}
	if len(os.Args) > 2 && os.Args[1] == "bench" {
		bench(os.Args[2], os.Args[3:])
	}
	os.Exit(m.Run())
}

// serve is a server. It writes its arguments to a file and waits.
func serve(state string, args []string) {
	for i, arg := range args {
		switch known := map[string]bool{"--max-num-seqs": true, "--enable-prefix-caching": true, "--no-enable-prefix-caching": true, "--cudagraph-capture-sizes": true}; {
		case strings.HasPrefix(arg, "-") && !known[arg], i == 0 && !strings.HasPrefix(arg, "-"):
			fmt.Println("unknown argument", arg)
			os.Exit(2)
		}
	}
	log, err := os.OpenFile(state, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(log, os.Getenv("OMP_NUM_THREADS"), strings.Join(args, " "))
	fmt.Println("loading")
	fmt.Println("server is ready")
	time.Sleep(time.Minute)
}

// bench is a load generator. It prints what the server runs with, and its own arguments.
func bench(state string, args []string) {
	f := flag.NewFlagSet("bench", flag.ExitOnError)
	rate, prompts := f.Float64("request-rate", 0, ""), f.Int("num-prompts", 0, "")
	f.Parse(args)
	log, _ := os.ReadFile(state)
	servers := strings.Split(strings.TrimSpace(string(log)), "\n")
	json.NewEncoder(os.Stdout).Encode(map[string]any{"server": servers[len(servers)-1], "rate": fmt.Sprint(*rate), "prompts": *prompts})
	os.Exit(0)
}

// TestSweep runs the whole space with small fake programs and joins the results.
func TestSweep(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	state := t.TempDir() + "/servers"
	var out bytes.Buffer
	if err := run(&out, "space.json", "ready", []string{self, "serve", state}, []string{self, "bench", state}); err != nil {
		t.Fatal(err)
	}
	g, err := load("space.json")
	if err != nil {
		t.Fatal(err)
	}
	log, _ := os.ReadFile(state)
	if servers, runs := strings.Count(string(log), "\n"), strings.Count(out.String(), "\n"); servers*3 != runs || int64(runs) != g.Count().Int64() {
		t.Errorf("%d servers, %d runs of %v combinations", servers, runs, g.Count())
	}
	table, err := results.Read(&out)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := results.Join(g, table, g.All())
	if err != nil || int64(len(rows)) != g.Count().Int64() {
		t.Fatalf("%d results are joined, %v", len(rows), err)
	}
	for _, r := range rows {
		checkRow(t, &r)
	}
}

// checkRow compares what the programs ran with and the combination.
func checkRow(t *testing.T, r *results.Row) {
	t.Helper()
	text := map[string]string{}
	for _, f := range r.Record.Fields() {
		text[f.Name] = strings.Trim(string(f.Value), `"`)
	}
	if want := "4 " + strings.Join(r.Combination.Args("serve"), " "); text["server"] != want {
		t.Errorf("server %s, want %s", text["server"], want)
	}
	if rate, ok := paramgen.Value[int](r.Combination, "request_rate"); ok && text["rate"] != fmt.Sprint(rate) || !ok && text["rate"] != "+Inf" {
		t.Errorf("rate %s of %v", text["rate"], r.Combination)
	}
	if text["prompts"] != "100" {
		t.Errorf("%s prompts", text["prompts"])
	}
}

func TestFailures(t *testing.T) {
	self, _ := os.Executable()
	state := t.TempDir() + "/servers"
	for _, serve := range [][]string{{"/nonexistent"}, {self, "serve", state, "--bad"}} {
		if err := run(&bytes.Buffer{}, "space.json", "ready", serve, []string{self, "bench", state}); err == nil {
			t.Errorf("%v is no error", serve)
		}
	}
	if err := run(&bytes.Buffer{}, "space.json", "ready", []string{self, "serve", state}, []string{self, "bench", state, "--bad"}); err == nil {
		t.Error("a load generator that fails is no error")
	}
}
