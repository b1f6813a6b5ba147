package expr

import "testing"

// published holds the rules of published spaces (Kernel Tuner's gemm, CLTune's convolution).
var published = map[string][]string{
	"gemm": {
		"KWG % KWI == 0", "MWG % (MDIMC * VWM) == 0", "NWG % (NDIMC * VWN) == 0", "MWG % (MDIMA * VWM) == 0", "NWG % (NDIMB * VWN) == 0",
		"KWG % (MDIMC * NDIMC / MDIMA) == 0", "KWG % (MDIMC * NDIMC / NDIMB) == 0", "MWG != 128 || NWG != 128 || MDIMC != 8 || NDIMC != 8",
	},
	"conv": {
		"LOCAL == 2 && TBX_XL == TBX + (6 + WPTX - 1) / WPTX || LOCAL != 2 && TBX_XL == TBX",
		"LOCAL == 2 && TBY_XL == TBY + (6 + WPTY - 1) / WPTY || LOCAL != 2 && TBY_XL == TBY",
		"WPTX % VECTOR == 0 && (LOCAL != 2 || 6 % VECTOR == 0)", "PADDING == 0 || LOCAL != 0",
		"LOCAL == 0 || (TBY * WPTY + 6) * (TBX * WPTX + 6 + PADDING) * 4 <= 49152", "TBX_XL * TBY_XL <= 1024",
	},
	"dedispersion": {"32 <= block_size_x * block_size_y <= 1024", "tile_size_x > 1 || tile_stride_x == 0", "tile_size_y > 1 || tile_stride_y == 0"},
}

func BenchmarkParse(b *testing.B) {
	for _, s := range []string{"gemm", "conv", "dedispersion"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				for _, text := range published[s] {
					if _, err := Parse(text); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkLoad parses and binds the rules of a space and makes their machines.
func BenchmarkLoad(b *testing.B) {
	domain := []Value{Int(1), Int(2), Int(4), Int(8), Int(16), Int(32), Int(64)}
	for _, s := range []string{"gemm", "conv", "dedispersion"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				for _, text := range published[s] {
					load(b, text, domain)
				}
			}
		})
	}
}

func load(b *testing.B, text string, domain []Value) {
	e := parse(b, text)
	var vars [16]int
	var domains [16][]Value
	n := len(e.Names())
	for i := range n {
		vars[i], domains[i] = i, domain
	}
	atoms, err := e.Bind(vars[:n], domains[:n])
	if err != nil {
		b.Fatal(err)
	}
	for _, a := range atoms {
		a.Machine(a.Vars())
	}
}

// BenchmarkExpand makes a machine, expands every state and reports the time per value.
func BenchmarkExpand(b *testing.B) {
	for name, s := range map[string]space{"hotspot": hotspot, "sum": eight(" + ", " <= 160"), "product": eight(" * ", " <= 1000000")} {
		b.Run(name, func(b *testing.B) {
			a := s.bind(b)[0]
			total := 0
			for range b.N {
				_, steps := explore(a, a.Vars())
				total += steps
			}
			b.ReportMetric(float64(total)/float64(b.N), "steps/op")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(total), "ns/step")
		})
	}
}
