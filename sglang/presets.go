package sglang

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/near"
	"github.com/paramgen/paramgen/internal/text"
)

//go:embed presets/*.json
var files embed.FS

// Preset returns the space of that name. Like any other, it can be changed by the options after
// it:
//
//   - default: the ten parameters of [Default]
//   - throughput: 32 parameters that decide a server's throughput on given GPUs. Some are active
//     only under a condition: hicache_* with enable_hierarchical_cache, torch_compile_max_bs with
//     enable_torch_compile, radix_eviction_policy without disable_radix_cache, and dsa_* with the
//     attention_backend dsa, which only models with sparse attention have
//   - devices: 14 of these, and tensor, pipeline and data parallelism within 8 GPUs;
//     WithRules([Devices](16)) makes them 16
//   - serving: 28 parameters that are tuned in 2026: memory and cache types, speculative
//     decoding, expert parallelism and data parallel attention, CUDA graphs for prefill and
//     decoding, within 8 GPUs. It includes [Rules]
//
// All include [Release] of [Newest], which takes every value. Older releases lack some: New then
// names the values. The presets are space files, in the folder presets, as [paramgen.Load] reads
// them. Another name is a [*paramgen.UnknownError].
func Preset(name string) (paramgen.Option, error) {
	if name == "default" {
		return Default(), nil
	}
	file, err := files.Open("presets/" + name + ".json")
	if err != nil {
		return nil, unknown(name)
	}
	defer file.Close()
	space, err := paramgen.Load(file)
	if err != nil {
		return nil, err
	}
	if name == "serving" {
		return join(nil, space, paramgen.WithRules(Rules()...), newest()), nil
	}
	return join(nil, space, newest()), nil
}

func unknown(name string) error {
	err := &paramgen.UnknownError{Kind: "preset", Name: name, Nearest: near.Name(name, Presets())}
	if err.Nearest == "" {
		return fmt.Errorf("%w; presets: %s", err, text.Names(Presets()))
	}
	return err
}

// Presets returns the names of all presets, sorted.
func Presets() []string {
	names := []string{"default"}
	entries, _ := files.ReadDir("presets") // embedded, so there is no error
	for _, f := range entries {
		names = append(names, strings.TrimSuffix(f.Name(), path.Ext(f.Name())))
	}
	slices.Sort(names)
	return names
}
