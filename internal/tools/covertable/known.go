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
type known map[string]result

type result struct {
	size    int
	seconds float64
}

func (k known) text(column string) string {
	if r, ok := k[column]; ok {
		return strconv.Itoa(r.size)
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
		var r result
		if h == "t" {
			strength, _ = strconv.Atoi(cells[i])
		} else if n, _ := fmt.Sscanf(cells[i], "%d (%f s)", &r.size, &r.seconds); n > 0 {
			k[h] = r
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
	greedy, greedyWins            int     // models where PICT or IPOG is known, and those where greedy is no larger
	seconds, ipogSeconds, slowest float64 // over models where IPOG is known; of any model
	best, bestReached             int     // models with a best known size, and those where the search reaches it
	logs                          float64
	auto, autoSearched, smaller   int // sizes over models where AutoCCAG is known; models where the search is smaller
}

func (t *counts) add(e entry) {
	t.slowest = max(t.slowest, e.greedySeconds)
	pict, hasPict := e.known["pict"]
	ipog, hasIpog := e.known["ipogbdd"]
	if hasPict || hasIpog {
		least := pict.size
		if !hasPict || hasIpog && ipog.size < least {
			least = ipog.size
		}
		t.greedy++
		if e.greedy <= least {
			t.greedyWins++
		}
	}
	if hasIpog {
		t.seconds += e.greedySeconds
		t.ipogSeconds += ipog.seconds
	}
	if b, ok := e.known["best"]; ok {
		t.best++
		if e.searched <= b.size {
			t.bestReached++
		}
		t.logs += math.Log(float64(e.searched) / float64(b.size))
	}
	if a, ok := e.known["autoccag"]; ok {
		t.auto += a.size
		t.autoSearched += e.searched
		if e.searched < a.size {
			t.smaller++
		}
	}
}

func (t *counts) print() {
	fmt.Printf("\n- greedy is at most the smaller of PICT and IPOG on %d of %d models\n", t.greedyWins, t.greedy)
	fmt.Printf("- greedy takes %.2f s in total, IPOG %.2f s; the slowest model takes %.2f s\n", t.seconds, t.ipogSeconds, t.slowest)
	fmt.Printf("- searched is at most the best known size on %d of %d models; the geometric mean of the ratios is %.4f\n",
		t.bestReached, t.best, math.Exp(t.logs/float64(max(t.best, 1))))
	fmt.Printf("- searched has %d rows in total, AutoCCAG %d; it is smaller on %d models\n", t.autoSearched, t.auto, t.smaller)
}
