package paramgen

// The three published spaces that are walked by hand: nested loops as a careful person writes them, each rule as early as it can be, an
// owned row for each combination. They are what walking is measured against.

type handRow = [11]int32

// rowBlock hands out rows from shared blocks, as cheaply as a slice of rows can.
type rowBlock struct{ free []handRow }

func (b *rowBlock) next() *handRow {
	if len(b.free) == 0 {
		b.free = make([]handRow, 512)
	}
	r := &b.free[0]
	b.free = b.free[1:]
	return r
}

func loopHotspot(yield func(*handRow)) {
	var rows rowBlock
	widths := []int32{1, 2, 4, 8, 16, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800, 832, 864, 896, 928, 960, 992, 1024}
	for _, bx := range widths {
		for _, by := range []int32{1, 2, 4, 8, 16, 32} {
			if bx*by < 32 || bx*by > 1024 {
				continue
			}
			for tx := int32(1); tx <= 10; tx++ {
				for ty := int32(1); ty <= 10; ty++ {
					for ttf := int32(1); ttf <= 10; ttf++ {
						area := (bx*tx + ttf*2) * (by*ty + ttf*2)
						if area*2*4 > 49152 {
							continue
						}
						for lut := int32(1); lut <= 10; lut++ {
							if ttf%lut != 0 {
								continue
							}
							for sh := int32(0); sh < 2; sh++ {
								memory := area * (2 + sh) * 4
								if memory > 49152 {
									continue
								}
								for bpsm := int32(0); bpsm < 5; bpsm++ {
									if bpsm != 0 && memory*bpsm > 102400 {
										continue
									}
									r := rows.next()
									*r = handRow{4096, 4096, bx, by, tx, ty, ttf, 10, lut, sh, bpsm}
									yield(r)
								}
							}
						}
					}
				}
			}
		}
	}
}

func loopExpdist(yield func(*handRow)) {
	var rows rowBlock
	for _, bx := range []int32{1024, 512, 256, 128, 64, 32} {
		for _, by := range []int32{1, 2, 4, 8, 16, 32} {
			if bx*by > 1024 {
				continue
			}
			for tx := int32(1); tx <= 8; tx++ {
				for ty := int32(1); ty <= 8; ty++ {
					for shared := int32(0); shared < 3; shared++ {
						for ux := int32(1); ux <= tx; ux++ {
							if tx%ux != 0 {
								continue
							}
							for uy := int32(1); uy <= ty; uy++ {
								if ty%uy != 0 {
									continue
								}
								for column := int32(0); column < 2; column++ {
									if column == 0 && shared == 2 {
										continue
									}
									for n := int32(1); n <= 1024; n *= 2 {
										if column == 0 && n > 1 {
											break
										}
										r := rows.next()
										*r = handRow{bx, by, tx, ty, shared, ux, uy, column, 0, n}
										yield(r)
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

type gemmRow = [17]int32

func loopGemm(yield func(*gemmRow)) {
	var free []gemmRow
	sizes, dims, vectors, bits := []int32{16, 32, 64, 128}, []int32{8, 16, 32}, []int32{1, 2, 4, 8}, []int32{0, 1}
	for _, mwg := range sizes {
		for _, nwg := range sizes {
			for _, kwg := range []int32{16, 32} {
				for _, mdimc := range dims {
					for _, ndimc := range dims {
						if mwg == 128 && nwg == 128 && mdimc == 8 && ndimc == 8 {
							continue
						}
						for _, mdima := range dims {
							if kwg%(mdimc*ndimc/mdima) != 0 {
								continue
							}
							for _, ndimb := range dims {
								if kwg%(mdimc*ndimc/ndimb) != 0 {
									continue
								}
								for _, vwm := range vectors {
									if mwg%(mdimc*vwm) != 0 || mwg%(mdima*vwm) != 0 {
										continue
									}
									for _, vwn := range vectors {
										if nwg%(ndimc*vwn) != 0 || nwg%(ndimb*vwn) != 0 {
											continue
										}
										for _, strm := range bits {
											for _, strn := range bits {
												for _, sa := range bits {
													for _, sb := range bits {
														if len(free) == 0 {
															free = make([]gemmRow, 512)
														}
														r := &free[0]
														free = free[1:]
														*r = gemmRow{0, mwg, nwg, kwg, mdimc, ndimc, mdima, ndimb, 2, vwm, vwn, strm, strn, sa, sb, 1, 32}
														yield(r)
													}
												}
											}
										}
									}
								}
							}
						}
					}
				}
			}
		}
	}
}
