package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRun writes the table of three releases: one argument that all have alike, one that was
// renamed, one whose choices grew, and one that came back.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"flags-main.json": `{"release": "main@db57", "date": "2026-01-01", "config_keys_refused": ["new"], "arguments": [
			{"flags": ["--tp-size", "--tensor-parallel-size"], "dest": "tp_size", "action": "store", "type": "int", "default": 1},
			{"flags": ["--old"], "dest": "new", "action": "DeprecatedAliasStoreAction", "type": "str", "default": "==SUPPRESS=="},
			{"flags": ["--back"], "dest": "back", "action": "store_true", "nargs": 0, "const": true, "default": false}]}`,
		"flags-v0.9.json": `{"release": "v0.9", "date": "2026-02-01", "config_keys_refused": [], "arguments": [
			{"flags": ["--tp-size", "--tensor-parallel-size"], "dest": "tp_size", "action": "store", "type": "int", "default": 1},
			{"flags": ["--kind"], "dest": "kind", "action": "store", "type": "str", "nargs": "+", "choices": ["a", "<b>"]}]}`,
		"flags-v0.10.json": `{"release": "v0.10", "date": "2025-12-01", "config_keys_refused": [], "arguments": [
			{"flags": ["--back"], "dest": "back", "action": "store_true", "nargs": 0, "const": true, "default": false},
			{"flags": ["--kind"], "dest": "kind", "action": "store", "type": "str", "nargs": "+", "choices": ["a"]},
			{"flags": ["--tp-size", "--tensor-parallel-size"], "dest": "tensor_parallel_size", "action": "store", "type": "int", "default": 1}]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var got strings.Builder
	if err := run(dir, &got); err != nil {
		t.Fatal(err)
	}
	want := `{"release":"v0.10","date":"2025-12-01"}
{"release":"v0.9","date":"2026-02-01"}
{"release":"main","date":"2026-01-01","refused":["new"]}
{"from":"v0.10","to":"v0.10","flags":["--back"],"action":"store_true"}
{"from":"main","to":"main","flags":["--back"],"action":"store_true"}
{"from":"v0.10","to":"v0.10","flags":["--kind"],"nargs":"+","choices":["a"]}
{"from":"v0.9","to":"v0.9","flags":["--kind"],"nargs":"+","choices":["a","<b>"]}
{"from":"main","to":"main","flags":["--old"],"dest":"new","action":"DeprecatedAliasStoreAction"}
{"from":"v0.10","to":"v0.10","flags":["--tp-size","--tensor-parallel-size"],"dest":"tensor_parallel_size","type":"int","default":1}
{"from":"v0.9","to":"main","flags":["--tp-size","--tensor-parallel-size"],"type":"int","default":1}
`
	if d := cmp.Diff(want, got.String()); d != "" {
		t.Error(d)
	}
	if err := run(t.TempDir(), &got); err == nil {
		t.Error("a folder without files is no error")
	}
}
