package main

import (
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var long = flag.Bool("long", false, "prove what is otherwise sampled")

// A killing starts commands that write to a path, and kills each at a moment of its own.
type killing struct {
	t     *testing.T
	path  string
	rng   *rand.Rand
	whole time.Duration // that a command takes which nobody kills
	left  []string      // temporary files and folders of commands that were killed
}

// one starts a command and kills it: half of them after a random time, and half when they have written a random part of size bytes.
func (k *killing) one(size int64, args ...string) {
	k.t.Helper()
	cmd := child(args...)
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	if k.rng.IntN(2) == 0 {
		k.wait(ended, time.Duration(k.rng.Int64N(int64(k.whole*3/2))))
	} else {
		for most := k.rng.Int64N(size); k.temporarySize() <= most && !k.wait(ended, 200*time.Microsecond); {
		}
	}
	cmd.Process.Kill()
	<-ended
	k.left = append(k.left, k.temporaries()...)
}

// wait waits, and reports whether the command ended meanwhile.
func (k *killing) wait(ended chan struct{}, d time.Duration) bool {
	select {
	case <-ended:
		return true
	case <-time.After(d):
		return false
	}
}

// temporaries returns what the command is writing, or has left.
func (k *killing) temporaries() []string {
	found, err := filepath.Glob(filepath.Join(filepath.Dir(k.path), ".paramgen-*.tmp"))
	if err != nil {
		k.t.Fatal(err)
	}
	return slices.DeleteFunc(found, func(path string) bool { return slices.Contains(k.left, path) })
}

// temporarySize returns how much of the temporary file or folder is there, -1 if there is none.
func (k *killing) temporarySize() int64 {
	size := int64(-1)
	for _, path := range k.temporaries() {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			size = max(size, info.Size())
		} else if entries, err := os.ReadDir(path); err == nil {
			size = max(size, int64(len(entries)))
		}
	}
	return size
}

// times returns how many commands to kill.
func times() int {
	if *long {
		return 200
	}
	return 24
}

func startKilling(t *testing.T, name string, args ...string) *killing {
	k := &killing{t: t, path: filepath.Join(t.TempDir(), name), rng: rand.New(rand.NewPCG(1, 2))}
	begin := time.Now()
	if out, err := child(append(args, k.path)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	k.whole = time.Since(begin)
	return k
}

// TestKilledWhileWritingAFile: whenever the command is killed, the file is the old one or the new one, and what was left disturbs nobody.
func TestKilledWhileWritingAFile(t *testing.T) {
	args := []string{"-format", "jsonl", "-sample", "60000", "-seed", "1", "-output"}
	k := startKilling(t, "combinations.jsonl", args...)
	texts := map[string]string{"1": read(t, k.path), "2": runWith("", "-format", "jsonl", "-sample", "60000", "-seed", "2").out}
	current, changed := "1", 0
	for n := range times() {
		seed := []string{"2", "1"}[n%2]
		args[5] = seed
		k.one(int64(len(texts[seed])), append(args, k.path)...)
		switch read(t, k.path) {
		case texts[current]:
		case texts[seed]:
			current = seed
			changed++
		default:
			t.Fatalf("command %d was killed, and the file is neither the old nor the new one", n)
		}
	}
	if len(k.left) == 0 {
		t.Error("no command was killed while it wrote")
	}
	if out, err := child(append(args, k.path)...).CombinedOutput(); err != nil || read(t, k.path) != texts[args[5]] {
		t.Errorf("after all that: %v\n%s", err, out)
	}
	t.Logf("%d killed: %d left a temporary file behind, %d had replaced the file", times(), len(k.left), changed)
}

// TestKilledWhileWritingAFolder: the folder has all files, or is not there.
func TestKilledWhileWritingAFolder(t *testing.T) {
	args := []string{"-format", "yaml", "-sample", "400", "-folder"}
	k := startKilling(t, "configs", args...)
	want, finished := folder(t, k.path), 0
	for n := range times() {
		if err := os.RemoveAll(k.path); err != nil {
			t.Fatal(err)
		}
		k.one(int64(len(want)), append(args, k.path)...)
		if got := folder(t, k.path); len(got) > 0 {
			finished++
			if !maps.Equal(got, want) {
				t.Fatalf("command %d was killed, and the folder has %d files", n, len(got))
			}
		}
	}
	if len(k.left) == 0 {
		t.Error("no command was killed while it wrote")
	}
	t.Logf("%d killed: %d left a temporary folder behind, %d had finished", times(), len(k.left), finished)
}

// folder returns the files of a folder, none if there is no such folder.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		files[e.Name()] = read(t, filepath.Join(dir, e.Name()))
	}
	return files
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestWhatIsLeftHasAName: the temporary names are documented, so that a person knows what may be removed.
func TestWhatIsLeftHasAName(t *testing.T) {
	if text := read(t, filepath.Join("..", "..", "SECURITY.md")); !strings.Contains(text, ".paramgen-*.tmp") {
		t.Error("SECURITY.md does not say what a killed command leaves behind")
	}
}
