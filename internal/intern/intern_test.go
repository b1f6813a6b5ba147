package intern

import "testing"

// TestTable interns enough tuples for equal hashes, twice, and checks that each keeps its number.
func TestTable(t *testing.T) {
	const n = 1 << 18
	var table Table[uint64]
	hashes := map[int32]bool{}
	for i := range uint64(n) {
		k, fresh := table.Intern([]uint64{i})
		if !fresh || k != int32(i) {
			t.Fatalf("tuple %d has number %d, new %v", i, k, fresh)
		}
		hashes[table.hash[k]] = true
	}
	for i := range uint64(n) {
		if k, fresh := table.Intern([]uint64{i}); fresh || k != int32(i) {
			t.Fatalf("tuple %d has number %d the second time, new %v", i, k, fresh)
		}
	}
	if len(hashes) == n {
		t.Error("all hashes differ: use more tuples")
	}
}

// TestReset reuses a table for tuples of other lengths, the empty one included.
func TestReset(t *testing.T) {
	var table Table[int64]
	table.Reset()
	for round := range 3 {
		for length := range 20 {
			for again := range 2 {
				tuple := make([]int64, length)
				for i := range tuple {
					tuple[i] = int64(round - i)
				}
				if k, fresh := table.Intern(tuple); k != int32(length) || fresh != (again == 0) {
					t.Fatalf("round %d: tuple %d has number %d, new %v", round, length, k, fresh)
				}
				if got := table.Tuple(int32(length)); !equal(got, tuple) {
					t.Fatalf("round %d: tuple %d is %v", round, length, got)
				}
			}
		}
		clone := table.Clone()
		table.Reset()
		if table.Len() != 0 || table.Words() != 0 || clone.Len() != 20 || clone.Words() != 190 {
			t.Fatalf("%d tuples of %d words, in the clone %d of %d", table.Len(), table.Words(), clone.Len(), clone.Words())
		}
	}
}
