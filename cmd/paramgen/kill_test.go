package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var long = flag.Bool("long", false, "prove what is otherwise sampled")

// leftover is what a run that is killed may leave beside its output.
var leftover = regexp.MustCompile(`^\.paramgen-[0-9a-f]{16}\.tmp$`)

// killed is a command that is killed while it writes to a place, and what may be there afterwards.
type killed struct {
	args    []string
	place   string       // the name in the folder that it runs in
	restore func(string) // makes the place what it was before
	before  string       // what the place says then
	after   string       // what it says after a whole run
}

// says is all that is at a path: a file, or the files of a folder with their names.
func says(path string) string {
	sum := sha256.New()
	err := filepath.WalkDir(path, func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%q %v\n", strings.TrimPrefix(name, path), d.IsDir())
		if d.IsDir() {
			return nil
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(sum, f)
		return err
	})
	if err != nil {
		return "nothing: " + strings.TrimPrefix(err.Error(), path)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// measure runs the command to its end and returns how long it took.
func (k *killed) measure(t *testing.T, dir string) time.Duration {
	t.Helper()
	path := filepath.Join(dir, k.place)
	k.restore(path)
	k.before = says(path)
	start := time.Now()
	cmd := child(k.args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	took := time.Since(start)
	if k.after = says(path); k.after == k.before {
		t.Fatalf("%v changes nothing", k.args)
	}
	return took
}

// at kills a run after some time and reports whether what it wrote is there.
func (k *killed) at(t *testing.T, dir string, when time.Duration) (written bool) {
	t.Helper()
	path := filepath.Join(dir, k.place)
	k.restore(path)
	cmd := child(k.args...)
	cmd.Dir = dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(when)
	cmd.Process.Kill()
	cmd.Wait()
	now := says(path)
	if now != k.before && now != k.after {
		t.Errorf("killed after %v, %v leaves %s, before it was %s, and a whole run makes %s", when, k.args, now, k.before, k.after)
	}
	return now == k.after
}

// TestKill kills a real process, as kill -9 does, at moments spread over one and a half of its life: the path is what it was or what it should become,
// and what is left beside it has its name and disturbs nobody.
func TestKill(t *testing.T) {
	kills := 10
	if *long {
		kills = 200
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, k := range []killed{
		{args: []string{"-format", "csv", "-output", "out"}, place: "out",
			restore: func(path string) { must(os.WriteFile(path, []byte(strings.Repeat("old\n", 1<<20)), 0o666)) }},
		{args: []string{"-format", "yaml", "-sample", "200", "-folder", "out"}, place: "out",
			restore: func(path string) { must(os.RemoveAll(path)); must(os.Mkdir(path, 0o777)) }},
	} {
		dir := t.TempDir()
		whole := (k.measure(t, dir) + k.measure(t, dir)) / 2
		after, left := 0, 0
		for i := range kills {
			if k.at(t, dir, whole*time.Duration(3*i+1)/time.Duration(2*kills)) {
				after++
			}
		}
		entries, err := os.ReadDir(dir)
		must(err)
		for _, e := range entries {
			if e.Name() != k.place {
				left++
				if !leftover.MatchString(e.Name()) {
					t.Errorf("left behind: %s", e.Name())
				}
			}
		}
		k.measure(t, dir)
		if now, err := os.ReadDir(dir); err != nil || len(now) != left+1 {
			t.Errorf("a later run finds %d left over, and leaves %d", left, len(now)-1)
		}
		t.Logf("%v: %d kills in %v, %d before the renaming, of which %d left something behind, %d after it", k.args, kills, whole*3/2, kills-after, left, after)
	}
}
