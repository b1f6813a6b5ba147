package main

// classics returns models of the literature without rules, which need no file.
func classics() []model {
	free := func(name string, sizes ...int) model { // size, how many, size, how many, …
		m := model{name: name}
		for i := 0; i < len(sizes); i += 2 {
			for range sizes[i+1] {
				m.domains = append(m.domains, sizes[i])
			}
		}
		return m
	}
	return []model{
		free("3^4", 3, 4), free("3^13", 3, 13), free("4^15 3^17 2^29", 4, 15, 3, 17, 2, 29),
		free("4^1 3^39 2^35", 4, 1, 3, 39, 2, 35), free("2^100", 2, 100), free("10^20", 10, 20),
	}
}
