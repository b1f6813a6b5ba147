package expr

import (
	"fmt"
	"strings"
	"testing"
)

// TestManyNames: a name is the same one however many there are before it.
func TestManyNames(t *testing.T) {
	var terms []string
	for i := range 80 {
		terms = append(terms, fmt.Sprintf("n%d > 0", i%40))
	}
	names := parse(t, strings.Join(terms, " && ")).Names()
	if len(names) != 40 {
		t.Fatalf("%d names", len(names))
	}
	for i, n := range names {
		if n.Name != fmt.Sprint("n", i) {
			t.Errorf("name %d is %s", i, n.Name)
		}
	}
}
