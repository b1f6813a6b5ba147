package sglang_test

import (
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// TestGroups puts the parameters of a load generator beside those of a server: no release has
// them.
func TestGroups(t *testing.T) {
	load := paramgen.Param("request_rate", 4)
	space := func(p paramgen.Parameter) (*paramgen.Generator, error) {
		return paramgen.New(sglang.Default(), sglang.Release(sglang.Newest), paramgen.WithParameters(p, paramgen.Param("ep_size", 1, 2).InGroup(sglang.Group)))
	}
	if _, err := space(load); err == nil || !strings.Contains(err.Error(), "--request-rate") {
		t.Errorf("error %v for a flag that a release lacks", err)
	}
	g, err := space(load.InGroup("bench"))
	if err != nil {
		t.Fatal(err)
	}
	for c := range g.Sample(3, 1) {
		if got := strings.Join(c.Args("bench"), " "); got != "--request-rate 4" {
			t.Errorf("arguments %s", got)
		}
		if got := strings.Join(c.Args(sglang.Group), " "); !strings.HasPrefix(got, "--ep-size ") {
			t.Errorf("arguments %s", got)
		}
	}
}

// TestMemo asks for the same flags again, and for values of other types.
func TestMemo(t *testing.T) {
	var first string
	for i := range 3 {
		g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithValues("tp_size", []any{2, int64(2), uint8(2)}[i])))
		c, err := g.At(g.Count().Sub(g.Count(), g.Count()))
		if err != nil {
			t.Fatal(err)
		}
		if args := strings.Join(c.Args(), " "); first == "" {
			first = args
		} else if args != first || !strings.Contains(args, "--tp-size 2") {
			t.Errorf("arguments %s, then %s", first, args)
		}
	}
	if n := testing.AllocsPerRun(20, func() { paramgen.Must(paramgen.New(sglang.Default())) }); n > 560 { // 464, and some more under the race detector; 717 without the memo
		t.Errorf("New allocates %v times", n)
	}
}
