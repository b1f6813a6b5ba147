//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// endless returns a space that takes years to write.
func endless() string {
	space := `{"parameters": [{"name": "z", "values": [1, 2]}`
	for c := 'a'; c < 'z'; c++ {
		space += fmt.Sprintf(`, {"name": "%c", "values": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}`, c)
	}
	return space + "]}"
}

// held returns the names in a folder.
func held(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestReaderGone closes the pipe before, after and long after the first byte: the command ends
// silently, by SIGPIPE on standard output and with status 1 on another pipe.
func TestReaderGone(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		format, output string
		read           int64
	}{
		{"json", "-", 0}, {"csv", "-", 1}, {"jsonl", "-", 100_000}, {"args", "/dev/stdout", 1}, {"yaml", pipe, 0}, {"csv", pipe, 1}, {"env", pipe, 200_000},
	} {
		cmd := child("-space", "-", "-format", test.format, "-output", test.output)
		cmd.Stdin = strings.NewReader(endless())
		var words bytes.Buffer
		cmd.Stderr = &words
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if test.output == pipe {
			if out, err = os.Open(pipe); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := io.CopyN(io.Discard, out, test.read); n != test.read {
			t.Errorf("%+v: %d bytes came, %v", test, n, err)
		}
		out.Close()
		cmd.Wait()
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if byPipe := status.Signaled() && status.Signal() == syscall.SIGPIPE; words.Len() > 0 || !byPipe && status.ExitStatus() != 1 || byPipe && test.output == pipe {
			t.Errorf("%+v: %v, diagnostics %q", test, cmd.ProcessState, words.String())
		}
	}
}

// TestSignalWhileReading: while there is no covering array yet, a signal ends the command at
// once.
func TestSignalWhileReading(t *testing.T) {
	rows := filepath.Join(t.TempDir(), "rows")
	if err := syscall.Mkfifo(rows, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := child("-cover", "1", "-include", rows)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(rows, os.O_WRONLY, 0) // once it is being read
	if err != nil {
		t.Fatal(err)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	patience := time.AfterFunc(10*time.Second, func() { pipe.Close() })
	cmd.Wait()
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !patience.Stop() || !status.Signaled() || status.Signal() != syscall.SIGTERM {
		t.Error(cmd.ProcessState)
	}
}

// TestSignalWithoutReader: the first signal ends the command if its output is a pipe, even one
// that nobody reads.
func TestSignalWithoutReader(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := child("-count", "-output", pipe)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // until it waits
	cmd.Process.Signal(syscall.SIGTERM)
	patience := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
	cmd.Wait()
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !patience.Stop() || !status.Signaled() || status.Signal() != syscall.SIGTERM {
		t.Error(cmd.ProcessState)
	}
}

// TestFileTooLarge limits the size of files to 64 blocks, as a full disk does.
func TestFileTooLarge(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"new", "old"} {
		path := filepath.Join(dir, name)
		want := ""
		if name == "old" {
			want = "old"
			if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd := child("-format", "csv", "-output", path)
		cmd.Args = append([]string{"sh", "-c", `ulimit -f 64 && exec "$0" "$@"`, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/bin/sh"
		words, _ := cmd.CombinedOutput()
		text, _ := os.ReadFile(path)
		if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(words), "file too large") || string(text) != want {
			t.Errorf("%s: %v, words %s, it holds %.20q", name, cmd.ProcessState, words, text)
		}
	}
	if got := held(t, dir); !slices.Equal(got, []string{"old"}) {
		t.Errorf("left behind: %v", got)
	}
}

// smallDisk mounts a disk of 1 MB at $DIR. It needs Linux, a namespace of its own and the right
// to mount.
const smallDisk = `mount -t tmpfs -o size=1m none "$DIR"`

func namespace() []string {
	if os.Getuid() != 0 {
		return []string{"unshare", "-r", "-m"}
	}
	return []string{"unshare", "-m"}
}

// inPlace runs prepare and then a script in which $0 is the command. It fails if prepare does.
func inPlace(t *testing.T, dir, prepare, script string, wrapper ...string) (got result, err error) {
	t.Helper()
	line := append(wrapper, "/bin/sh", "-c", `eval "$PREPARE" || exit`+"\n"+script, os.Args[0])
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = append(child().Env, "DIR="+dir, "PREPARE="+prepare)
	var out, words bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &words
	if err := cmd.Run(); err != nil && out.Len() == 0 {
		return result{}, fmt.Errorf("%w: %s", err, words.String())
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), words.String()}, nil
}

// TestSmallDisk writes a file and a folder without room for them: on a small disk, if it can be
// mounted, and as a process that may write no byte to a file.
func TestSmallDisk(t *testing.T) {
	const script = `"$0" -format csv -output "$DIR/out"; echo "status $?"
"$0" -format yaml -sample 2000 -folder "$DIR/folder"; echo "status $?"
cat "$DIR/out"; ls -A "$DIR"`
	const old = `echo old > "$DIR/out"`
	if got, err := inPlace(t, t.TempDir(), smallDisk+" && "+old, script, namespace()...); err != nil {
		t.Logf("skipping the small disk: %v", err)
	} else {
		got.refused(t, "no space left on device")
	}
	got, err := inPlace(t, t.TempDir(), old+"; ulimit -f 0", script)
	if err != nil {
		t.Fatal(err)
	}
	got.refused(t, "file too large")
}

// refused checks that neither the file nor the folder was written, and that the old file is
// there. A coverage profile of the child may have failed, too.
func (r result) refused(t *testing.T, why string) {
	t.Helper()
	said := regexp.MustCompile(`(?m)^paramgen: .*`+why+"$").FindAllString(r.err, -1)
	if r.out != "status 1\nstatus 1\nold\nout\n" || len(said) != 2 {
		t.Errorf("want twice %q: %+v", why, r)
	}
}

// TestMountPoint: -folder refuses a mount point, such as a container's volume, but accepts a
// folder in it.
func TestMountPoint(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "volume")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	got, err := inPlace(t, dir, smallDisk, `"$0" -sample 3 -folder "$DIR"; echo "status $?"
"$0" -sample 3 -folder "$DIR/new"; echo "status $?"; ls -A "$DIR" "$DIR/.."`, namespace()...)
	if err != nil {
		t.Logf("cannot mount a disk: %v", err)
		return
	}
	if got.out != "status 1\nstatus 0\n"+dir+":\nnew\n\n"+dir+"/..:\nvolume\n" || !strings.Contains(got.err, dir+": cannot replace the folder, which may be a mount point; name a new one in it") {
		t.Errorf("%+v", got)
	}
}

// asOther runs the command as a user without root's rights, who must be able to read the program.
func asOther(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	program := filepath.Join(t.TempDir(), "paramgen")
	code, err := os.ReadFile(cmd.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, code, 0o755); err != nil {
		t.Fatal(err)
	}
	for dir := filepath.Dir(program); len(dir) > len(os.TempDir()); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	const nobody = 65534
	cmd.Path = program
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

// TestReadOnly writes to a folder without permission.
func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "old")
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	for _, args := range [][]string{
		{"-output", path}, {"-output", filepath.Join(dir, "new")}, {"-format", "yaml", "-sample", "3", "-folder", filepath.Join(dir, "folder")},
	} {
		cmd := child(args...)
		asOther(t, cmd)
		words, err := cmd.CombinedOutput()
		if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(words), "permission denied") {
			t.Errorf("%v: %v, %s", args, err, words)
		}
	}
	if text, err := os.ReadFile(path); string(text) != "old" || err != nil || len(held(t, dir)) != 1 {
		t.Errorf("it holds %q, %v, and the folder %v", text, err, held(t, dir))
	}
}

// TestOddPlaces writes to unusual paths, valid and invalid.
func TestOddPlaces(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	longest := strings.Repeat("n", 255)
	for link, to := range map[string]string{"loop": "pool", "pool": "loop", "link": "target", "dangling": "nowhere/file", "to folder": "folder"} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(at("folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	before := held(t, dir)
	for _, test := range []struct {
		flag, name string
		err        string // "" if it works
		makes      string // the name that it adds
	}{
		{"-output", "folder", "is a directory", ""},
		{"-output", "to folder", "is a directory", ""},
		{"-output", "loop", "too many levels of symbolic links", ""},
		{"-output", "loop/file", "too many levels of symbolic links", ""},
		{"-output", "dangling", "no such file or directory", ""},
		{"-output", "missing/file", "no such file or directory", ""},
		{"-output", longest + "n", "file name too long", ""},
		{"-output", "nul\x00byte", "invalid argument", ""},
		{"-output", longest, "", longest},
		{"-output", "\x1b[31m\n\u202e", "", "\x1b[31m\n\u202e"},
		{"-output", "link", "", "target"},
		{"-folder", "loop", "too many levels of symbolic links", ""},
		{"-folder", "missing/folder", "no such file or directory", ""},
		{"-folder", longest + "n", "file name too long", ""},
		{"-folder", longest[1:], "", longest[1:]},
		{"-folder", "to folder", "", ""},
	} {
		got := runWith(small, "-space", "-", "-format", "yaml", test.flag, at(test.name))
		if (got.status == 0) != (test.err == "") || !strings.Contains(got.err, test.err) || strings.ContainsAny(got.err, "\x00\x1b\u202e") {
			t.Errorf("%s %.20q: %+v, want %s", test.flag, test.name, got, test.err)
		}
		if test.makes != "" {
			if text := contents(at(test.makes)); strings.HasPrefix(text, "nothing") {
				t.Errorf("%s %.20q: %s", test.flag, test.name, text)
			}
			os.RemoveAll(at(test.makes))
		}
	}
	if now := held(t, dir); !slices.Equal(now, before) {
		t.Errorf("the folder holds %q, before it held %q", now, before)
	}
	if info, err := os.Lstat(at("to folder")); err != nil || info.Mode()&os.ModeSymlink == 0 || len(held(t, at("folder"))) != 6 {
		t.Errorf("%v, %v", info, err)
	}
}

// fill makes files in a new folder, and returns their paths by name.
func fill(t *testing.T, texts map[string]string) (at func(name string) string) {
	t.Helper()
	dir := t.TempDir()
	at = func(name string) string { return filepath.Join(dir, name) }
	for name, text := range texts {
		if err := os.WriteFile(at(name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return at
}

// TestOutputIsInput: -output never replaces a file that is read, under any name.
func TestOutputIsInput(t *testing.T) {
	texts := map[string]string{"space": small, "rows": "a,b\n1,x\n", "base": `{"model_path": "m"}`}
	at := fill(t, texts)
	for link, to := range map[string]string{"link": "space", "rows2": "rows"} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	stdin, err := os.Open(at("space"))
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	for _, test := range []struct {
		args   string // separated by spaces
		output string
		err    string // contained in the diagnostics; "" if it works
	}{
		{"-space " + at("space"), "space", "-output " + at("space") + " would replace the file that -space reads; name another"},
		{"-space " + at("space") + " -count", "link", "that -space reads"},
		{"-space -", "space", "that -space reads"},
		{"-diff " + at("rows"), "rows", "that -diff reads"},
		{"-skip " + at("base") + " -skip " + at("rows"), "rows2", "that -skip reads"},
		{"-join " + at("rows"), "rows", "that -join reads"},
		{"-cover 1 -include " + at("rows2"), "rows", "that -include reads"},
		{"-coverage 1 -of " + at("rows"), "rows", "that -of reads"},
		{"-format yaml -base " + at("base"), "base", "that -base reads"},
		{"-count", "new", ""},
	} {
		args := append(strings.Fields(test.args), "-output", at(test.output))
		var words bytes.Buffer
		status := run(args, stdin, io.Discard, &words)
		if (status == success) != (test.err == "") || !strings.Contains(words.String(), test.err) {
			t.Errorf("%v: %d, %s, want %s", args, status, words.String(), test.err)
		}
	}
	if got := runWith("", "-space", at("space"), "-folder", at("")); got.status != failure || !strings.Contains(got.err, "is not empty") {
		t.Errorf("the folder of the space: %+v", got)
	}
	for name, text := range texts {
		if got, err := os.ReadFile(at(name)); err != nil || string(got) != text {
			t.Errorf("%s is lost: %q, %v", name, got, err)
		}
	}
}

// TestOutputBehindInput appends the output to a file that was read.
func TestOutputBehindInput(t *testing.T) {
	at := fill(t, map[string]string{"space": small, "rows": "a,b,t\n1,x,9\n"})
	rows, err := os.OpenFile(at("rows"), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cmd := child("-space", at("space"), "-skip", at("rows"), "-count", "-output", "/dev/stdout")
	cmd.Stdout = rows
	err = cmd.Run()
	if text, _ := os.ReadFile(at("rows")); err != nil || string(text) != "a,b,t\n1,x,9\n5\n" {
		t.Errorf("%v, it holds %q", err, text)
	}
}

// TestHostileWords: diagnostics contain no control characters from a space or a file name.
func TestHostileWords(t *testing.T) {
	const hostile = `\u001b[31m\u009b\u202e\u0007\u200b`
	space := `{"parameters": [{"name": "` + hostile + `", "values": ["` + hostile + `", 1]}, {"name": "b", "values": [1, 2]}], "rules": [{"name": "` + hostile + `", "expr": "%s"}]}`
	for _, rule := range []string{"b <", "nowhere > 1", "b > 2", "b > 1 && \u202e", `b == \"` + "\u202e" + `\" + 1`} {
		for _, args := range [][]string{{"-count"}, {"-max-combinations", "1"}, {"-check", "b=1"}, {"-report"}, {"-show-info"}, {"-sample", "1"}, {"-drop", "x\x1b\u009b"}} {
			got := runWith(fmt.Sprintf(space, rule), append(args, "-space", "-")...)
			if strings.ContainsAny(got.err, "\x1b\u009b\u202e\u0007\u200b") {
				t.Errorf("%s %v: %q", rule, args, got.err)
			}
		}
	}
	if got := runWith("", "-space", "/nowhere/\x1b[31m\u202e"); strings.ContainsAny(got.err, "\x1b\u202e") || got.status != 1 {
		t.Errorf("%+v", got)
	}
}
