// Command sweep is a small HTTP server and a benchmark of it. The script sweep.sh sweeps the flags
// of the server:
//
//	sweep serve --workers 4 --batch-kb 32 --cache-mb 16 --compress
//	sweep bench --id 3f9a0c5e77d1 --out results.jsonl --workers 4 …
//	sweep check --workers 4 …
//
// serve prints its address and serves. bench starts a server with the other flags, puts two loads
// on it, and appends a line for each load, or one that says how the server failed. check starts a
// server and prints one answer.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	commands := map[string]func([]string) error{"serve": serve, "bench": bench, "check": check}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: sweep serve|bench|check flags")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// server answers requests.
type server struct {
	slots    chan struct{} // one for each worker
	batch    []byte
	compress bool
	mutex    sync.Mutex
	cache    map[string][]byte // nil without a cache
	settings string
}

// serve runs a server until it is killed. It fails if its settings need more memory than the
// environment variable MEMORY allows, in MiB.
func serve(args []string) error {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	workers := flags.Int("workers", 1, "")
	batch := flags.Int("batch-kb", 1, "")
	cache := flags.Int("cache-mb", 0, "")
	compress := flags.Bool("compress", false, "")
	flags.Parse(args)
	s := &server{slots: make(chan struct{}, *workers), batch: make([]byte, *batch<<10), compress: *compress, settings: strings.Join(args, " ")}
	if *cache > 0 {
		s.cache = map[string][]byte{}
	}
	need := *workers**batch + 2**cache
	if limit, err := strconv.Atoi(os.Getenv("MEMORY")); err == nil && need > limit {
		return fmt.Errorf("out of memory: %d MiB are needed, and there are %d", need, limit)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return http.Serve(listener, s)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	fmt.Fprintf(w, "%s\n", s.settings)
	w.Write(s.answer(r.URL.Path))
}

func (s *server) answer(path string) []byte {
	s.mutex.Lock()
	answer, known := s.cache[path]
	s.mutex.Unlock()
	if known {
		return answer
	}
	sum := sha256.Sum256(append([]byte(path), s.batch...))
	var b bytes.Buffer
	b.Write(sum[:])
	if s.compress {
		z := gzip.NewWriter(&b)
		z.Write(s.batch)
		z.Close()
	}
	if s.cache != nil {
		s.mutex.Lock()
		s.cache[path] = b.Bytes()
		s.mutex.Unlock()
	}
	return b.Bytes()
}

// start starts a server as a process of its own and returns its address.
func start(args []string) (address string, stop func(), err error) {
	cmd := exec.Command(os.Args[0], append([]string{"serve"}, args...)...)
	var words bytes.Buffer
	cmd.Stderr = &words
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { cmd.Process.Kill(); cmd.Wait() }
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("the server ended: %s", strings.TrimSpace(words.String()))
	}
	return strings.TrimSpace(line), stop, nil
}

// bench appends the results of a configuration.
func bench(args []string) error {
	if len(args) < 4 || args[0] != "--id" || args[2] != "--out" {
		return fmt.Errorf("want --id ID --out FILE and the flags of the server")
	}
	id, path := args[1], args[3]
	address, stop, err := start(args[4:])
	if err != nil {
		return appendLine(path, map[string]any{"id": id, "error": err.Error()})
	}
	defer stop()
	for _, concurrency := range []int{2, 8} {
		figures, err := load(address, concurrency)
		if err != nil {
			return err
		}
		figures["id"] = id
		if err := appendLine(path, figures); err != nil {
			return err
		}
	}
	return nil
}

// appendLine appends a line by one write.
func appendLine(path string, figures map[string]any) error {
	line, err := json.Marshal(figures)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errorOr(err, f.Close())
}

func errorOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// load sends requests from that many clients and returns what was measured.
func load(address string, concurrency int) (map[string]any, error) {
	const each = 8
	times := make([][]float64, concurrency)
	faults := make([]error, concurrency)
	var clients sync.WaitGroup
	begin := time.Now()
	for i := range concurrency {
		clients.Add(1)
		go func() {
			defer clients.Done()
			for n := range each {
				sent := time.Now()
				if _, err := get(fmt.Sprintf("http://%s/%d", address, n)); err != nil {
					faults[i] = err
					return
				}
				times[i] = append(times[i], time.Since(sent).Seconds()*1000)
			}
		}()
	}
	clients.Wait()
	all := slices.Sorted(slices.Values(slices.Concat(times...)))
	for _, err := range faults {
		if err != nil {
			return nil, err
		}
	}
	return map[string]any{"concurrency": concurrency, "completed": len(all),
		"throughput": float64(len(all)) / time.Since(begin).Seconds(), "p99_ms": all[len(all)*99/100]}, nil
}

func get(url string) (string, error) {
	response, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

// check starts a server and prints the settings with which it answers.
func check(args []string) error {
	address, stop, err := start(args)
	if err != nil {
		return err
	}
	defer stop()
	answer, err := get("http://" + address + "/check")
	if err != nil {
		return err
	}
	settings, _, _ := strings.Cut(answer, "\n")
	fmt.Println("serving with " + settings)
	return nil
}
