package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// known holds the sizes that a table of published results has for a model, by the name of the
// column.
type known map[string]int

func (k known) text(column string) string {
	if r, ok := k[column]; ok {
		return strconv.Itoa(r)
	}
	return ""
}

func key(model string, strength int) string { return fmt.Sprint(model, " ", strength) }

// readKnown reads the table in a folder's README.md, if there is one.
func readKnown(folder string) map[string]known {
	out := map[string]known{}
	data, _ := os.ReadFile(filepath.Join(folder, "README.md")) // without it nothing is known
	var head []string
	for _, line := range strings.Split(string(data), "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case cells[0] == "model":
			head = cells
		case head != nil && len(cells) == len(head):
			name, k := readLine(head, cells)
			out[name] = k
		}
	}
	return out
}

func readLine(head, cells []string) (string, known) {
	k, strength := known{}, 0
	for i, h := range head {
		var size int
		if h == "t" {
			strength, _ = strconv.Atoi(cells[i])
		} else if n, _ := fmt.Sscan(cells[i], &size); n > 0 {
			k[h] = size
		}
	}
	return key(cells[0], strength), k
}

// entry is the measurement of a model.
type entry struct {
	known                          known
	greedy, searched, moves        int
	greedySeconds, searchedSeconds float64
}

// counts sums up entries for which published sizes exist.
type counts struct {
	greedy, greedyWins int // models where PICT or IPOG is known, and those where greedy is no larger
	best, bestReached  int // models with a best known size, and those where the search reaches it
	logs               float64
}

func (t *counts) add(e entry) {
	least := math.MaxInt
	for _, column := range []string{"pict", "ipogbdd"} {
		if r, ok := e.known[column]; ok {
			least = min(least, r)
		}
	}
	if least < math.MaxInt {
		t.greedy++
		if e.greedy <= least {
			t.greedyWins++
		}
	}
	if best, ok := e.known["best"]; ok {
		t.best++
		if e.searched <= best {
			t.bestReached++
		}
		t.logs += math.Log(float64(e.searched) / float64(best))
	}
}

func (t *counts) print() {
	fmt.Printf("\n- greedy is at most the smaller of PICT and IPOG on %d of %d models\n", t.greedyWins, t.greedy)
	fmt.Printf("- searched is at most the best known size on %d of %d models; the geometric mean of the ratios is %.4f\n",
		t.bestReached, t.best, math.Exp(t.logs/float64(max(t.best, 1))))
}
