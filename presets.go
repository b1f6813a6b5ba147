package paramgen

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
)

//go:embed presets/*.json
var presetFiles embed.FS

// Preset adds a space of that name from the library. Spaces and rules can be added and replaced as with any other:
//
//   - sglang: the ten parameters of [SGLang]
//   - throughput: the 33 parameters that decide an SGLang server's throughput on given GPUs. What only matters under a
//     condition is active only there: hicache_* with enable_hierarchical_cache, torch_compile_max_bs with enable_torch_compile,
//     radix_eviction_policy without disable_radix_cache, and nsa_* with an attention_backend nsa, which is to be added where there is
//     such a model: WithValues("attention_backend", "nsa")
//   - devices: 15 of these, and tensor, pipeline and data parallelism within 8 GPUs; WithRules([Devices](16)) makes them 16
//
// The names are those of the server's flags, with underscores. The spaces are in the format of [Load], in the folder presets of the
// library's source.
func Preset(name string) Option {
	return func(c *config) error {
		if name == "sglang" {
			return SGLang()(c)
		}
		file, err := presetFiles.Open("presets/" + name + ".json")
		if err != nil {
			c.lacking = true
			return noPreset(name)
		}
		defer file.Close()
		option, err := Load(file)
		if err != nil {
			return err
		}
		return option(c)
	}
}

func noPreset(name string) error {
	err := unknown("preset", name, Presets())
	if err.Nearest == "" {
		return fmt.Errorf("%w; there are %s", err, text.Names(Presets()))
	}
	return err
}

// Presets returns the names of all presets.
func Presets() []string {
	names := []string{"sglang"}
	files, _ := presetFiles.ReadDir("presets") // embedded: always there
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), path.Ext(f.Name())))
	}
	slices.Sort(names)
	return names
}
