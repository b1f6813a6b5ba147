package paramgen_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

// A script has a command for each combination, with the id in the name of its result.
func ExampleWithTemplate() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("attention_backend", nil, "fa3"),
		paramgen.Param("disable_radix_cache", true),
	)))
	_, err := g.Write(os.Stdout, paramgen.FormatShell, g.All(), paramgen.WithTemplate("bench --model M {args} --result-filename {id}.jsonl"))
	if err != nil {
		panic(err)
	}
	// Output:
	// #!/usr/bin/env bash
	// bench --model M --disable-radix-cache --result-filename 6cc372b149ff.jsonl
	// bench --model M --attention-backend fa3 --disable-radix-cache --result-filename 18262b5d1306.jsonl
}

func ExampleWithIdentity() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 1, 2))))
	if _, err := g.Write(os.Stdout, paramgen.FormatJSONL, g.All(), paramgen.WithIdentity()); err != nil {
		panic(err)
	}
	// Output:
	// {"id":"838ecc88df23","index":0,"tp_size":1}
	// {"id":"c19c7f366f0a","index":1,"tp_size":2}
}

// Configuration files for SGLang's --config, over settings that all of them share.
func ExampleWithBase() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("tp_size", 2),
		paramgen.Param("chunked_prefill_size", nil, 4096),
	)))
	base := strings.NewReader(`{"model_path": "meta-llama/Llama-3.1-8B-Instruct", "chunked_prefill_size": 2048}`)
	if _, err := g.Write(os.Stdout, paramgen.FormatYAML, g.All(), paramgen.WithBase(base)); err != nil {
		panic(err)
	}
	// Output:
	// ---
	// # id c19c7f366f0a, index 0
	// model-path: "meta-llama/Llama-3.1-8B-Instruct"
	// tp-size: 2
	// ---
	// # id 0a5051e90f0f, index 1
	// model-path: "meta-llama/Llama-3.1-8B-Instruct"
	// tp-size: 2
	// chunked-prefill-size: 4096
}

func ExampleGenerator_WriteFolder() {
	parent, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(parent)
	g := paramgen.Must(paramgen.New(sglang.Default()))
	dir := filepath.Join(parent, "configs")
	n, err := g.WriteFolder(dir, paramgen.FormatYAML, g.Sample(3, 1), paramgen.WithIndexNames())
	if err != nil {
		panic(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		panic(err)
	}
	fmt.Println(n)
	for _, f := range files {
		fmt.Println(filepath.Base(f))
	}
	// Output:
	// 3
	// 019559.yaml
	// 021426.yaml
	// 039236.yaml
}

// A combination can be had by its values, for instance to find where it stands.
func ExampleGenerator_Combination() {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	c, err := g.Combination(map[string]any{"tp_size": 4, "dp_size": 2, "max_prefill_tokens": 16384, "disable_radix_cache": false, "disable_cuda_graph": true})
	if err != nil {
		panic(err)
	}
	index, valid := g.Index(c)
	fmt.Println(c.ID(), index, valid)
	// Output:
	// 1f44b1313b27 1508 true
}
