package diagram

import "testing"

// TestTupleTable interns so many tuples that some have one hash, and expects each to be itself.
func TestTupleTable(t *testing.T) {
	const n = 1 << 18
	var words table[uint64]
	hashes := map[int32]bool{}
	for i := range uint64(n) {
		k, fresh := words.intern([]uint64{i})
		if !fresh || k != int32(i) {
			t.Fatalf("tuple %d has the number %d, new %v", i, k, fresh)
		}
		hashes[words.hash[k]] = true
	}
	for i := range uint64(n) {
		if k, fresh := words.intern([]uint64{i}); fresh || k != int32(i) {
			t.Fatalf("tuple %d has the number %d later, new %v", i, k, fresh)
		}
	}
	if len(hashes) == n {
		t.Error("all hashes differ; take more tuples")
	}
}
