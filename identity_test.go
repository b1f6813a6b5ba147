package paramgen_test

import (
	"encoding/json"
	"iter"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

func TestIdentityReadsBack(t *testing.T) {
	g := strange("line\nend")
	want := expected(t, g, func(c paramgen.Combination, fields map[string]any) {
		fields["id"], fields["index"] = c.ID(), json.Number(index(t, g, c))
	})
	for _, tt := range []struct {
		format  paramgen.Format
		program string
	}{
		{paramgen.FormatJSON, "print(json.dumps(json.loads(text)))"},
		{paramgen.FormatJSONL, "print(json.dumps([json.loads(line) for line in text.split('\\n') if line]))"},
	} {
		if d := cmp.Diff(want, python(t, tt.program, writtenWith(t, g, tt.format, paramgen.WithIdentity()))); d != "" {
			t.Errorf("%s: %s", tt.format, d)
		}
	}
	var byJQ []map[string]any
	out := feed(t, writtenWith(t, g, paramgen.FormatJSONL, paramgen.WithIdentity()), "jq", "-s", "-c", ".")
	if err := json.Unmarshal([]byte(out), &byJQ); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, byJQ); d != "" {
		t.Errorf("jq: %s", d)
	}
	table := expected(t, g, func(c paramgen.Combination, fields map[string]any) {
		for name, v := range fields {
			fields[name] = strings.Trim(csvField(v), `"`)
			if s, ok := v.(string); ok {
				fields[name] = s
			}
		}
		fields["id"], fields["index"] = c.ID(), index(t, g, c)
	})
	got := python(t, "import io\nprint(json.dumps(list(csv.DictReader(io.StringIO(text, newline='')))))", writtenWith(t, g, paramgen.FormatCSV, paramgen.WithIdentity()))
	if d := cmp.Diff(table, got); d != "" {
		t.Errorf("csv: %s", d)
	}
}

// TestIdentityOfAnySequence: ids and indices are right wherever combinations come from, in blocks and one by one.
func TestIdentityOfAnySequence(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	long := paramgen.Must(paramgen.New(mustPreset("throughput"), paramgen.WithParameters(paramgen.Param("more", paramgen.Range(1, 100000, 1)...))))
	i := long.Count()
	i.Sub(i, big.NewInt(500))
	other := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithOrder("attention_backend", "tp_size")))
	near, err := g.Nearest(map[string]any{"tp_size": 8, "dp_size": 4, "attention_backend": "triton"})
	if err != nil {
		t.Fatal(err)
	}
	first, err := g.At(new(big.Int))
	if err != nil {
		t.Fatal(err)
	}
	for name, seq := range map[string]struct {
		g   *paramgen.Generator
		seq iter.Seq[paramgen.Combination]
	}{
		"all":                 {g, g.All()},
		"some":                {g, paramgen.Filter(g.All(), func(c paramgen.Combination) bool { n, _ := paramgen.Value[int](c, "tp_size"); return n > 2 })},
		"a sample":            {g, g.Sample(500, 1)},
		"a shard":             {g, must(g.Shard(3, 977))},
		"past 64 bits":        {long, must(long.From(i))},
		"another generator's": {g, must(other.Shard(5, 500))},
		"the nearest": {g, func(yield func(paramgen.Combination) bool) {
			near(func(c paramgen.Combination, _ []paramgen.Change) bool { return yield(c) })
		}},
		"neighbours": {g, must(g.Neighbours(first))},
		"around":     {g, must(g.OneAtATime(first))},
	} {
		var b strings.Builder
		if _, err := seq.g.Write(&b, paramgen.FormatCSV, seq.seq, paramgen.WithIdentity()); err != nil {
			t.Fatal(name, err)
		}
		lines := strings.Split(b.String(), "\n")
		k := 0
		for c := range seq.seq {
			k++
			if k%50 != 1 && k > 100 {
				continue
			}
			if want := c.ID() + "," + index(t, seq.g, c) + ","; !strings.HasPrefix(lines[k], want) {
				t.Fatalf("%s, line %d: %s, want %s", name, k, lines[k], want)
			}
		}
	}
	rejected, err := g.Combination(map[string]any{"max_prefill_tokens": 4096, "chunked_prefill_size": 8192, "tp_size": 1, "dp_size": 1, "disable_radix_cache": false, "disable_cuda_graph": false})
	if err != nil {
		t.Fatal(err)
	}
	for f, want := range map[paramgen.Format]string{paramgen.FormatJSONL: `"index":null,`, paramgen.FormatCSV: rejected.ID() + ",,", paramgen.FormatEnv: "PARAMGEN_INDEX=\n", paramgen.FormatYAML: "index unknown"} {
		var b strings.Builder
		if _, err := g.Write(&b, f, func(yield func(paramgen.Combination) bool) { yield(rejected) }, paramgen.WithIdentity()); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %v %s", f, err, b.String())
		}
	}
}
