package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/paramgen/paramgen/internal/test/longtest"
)

// leftover matches the files that a killed run may leave in the folder of its output.
var leftover = regexp.MustCompile(`^\.paramgen-[0-9a-f]{16}\.tmp$`)

// killed is a command that is killed while it writes to a path, and the contents that the path
// may then have.
type killed struct {
	args    []string
	place   string       // the name of the output in the folder that it runs in
	restore func(string) // restores the output to what it was before
	before  string       // its contents before
	after   string       // its contents after a complete run
}

// contents returns a hash of a file, or of a folder with the names of its files.
func contents(path string) string {
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

// measure runs the command to its end and returns its duration.
func (k *killed) measure(t *testing.T, dir string) time.Duration {
	t.Helper()
	path := filepath.Join(dir, k.place)
	k.restore(path)
	k.before = contents(path)
	start := time.Now()
	cmd := child(k.args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	took := time.Since(start)
	if k.after = contents(path); k.after == k.before {
		t.Fatalf("%v changes nothing", k.args)
	}
	return took
}

// at kills a run after some time and reports whether the output was written.
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
	now := contents(path)
	if now != k.before && now != k.after {
		t.Errorf("killed after %v, %v leaves %s, want %s or %s", when, k.args, now, k.before, k.after)
	}
	return now == k.after
}

// TestKill kills the command, as kill -9 does, at moments spread over one and a half times its
// duration. The output is the old one or the complete new one, and only temporary files remain,
// which do not disturb later runs.
func TestKill(t *testing.T) {
	kills := 4
	if longtest.Enabled() {
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
			t.Errorf("a later run finds %d temporary files, and leaves %d", left, len(now)-1)
		}
		t.Logf("%v: %d kills in %v, %d before the rename, of which %d left a temporary file, %d after it", k.args, kills, whole*3/2, kills-after, left, after)
	}
}
