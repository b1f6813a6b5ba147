// Command serving-load measures servers under load. The space has two groups of parameters: serve
// for the server, and bench for the load. The server's come first, so combinations of one server
// follow one another, and a server is started only when its arguments change.
//
//	go run . -space space.json -serve 'vllm serve MODEL' \
//	  -bench 'vllm bench serve' -ready 'startup complete'
//
// The bench prints a JSON object for each run. Each is printed with the id of its combination, as
// package results reads it.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
)

func main() {
	space := flag.String("space", "space.json", "the space file")
	serve := flag.String("serve", "", "the command of the server")
	bench := flag.String("bench", "", "the command of the load generator")
	ready := flag.String("ready", "ready", "the text that the server prints when it is ready")
	flag.Parse()
	if err := run(os.Stdout, *space, *ready, strings.Fields(*serve), strings.Fields(*bench)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run measures all combinations.
func run(w io.Writer, space, ready string, serve, bench []string) error {
	g, err := load(space)
	if err != nil {
		return err
	}
	var s *server
	defer func() { s.stop() }()
	for c := range g.All() {
		command := append(slices.Clone(serve), c.Args("serve")...)
		if env := c.Env("serve"); s == nil || !slices.Equal(s.command, command) || !slices.Equal(s.env, env) {
			s.stop()
			if s, err = start(command, env, ready); err != nil {
				return err
			}
		}
		if err := measure(w, c, append(slices.Clone(bench), c.Args("bench")...)); err != nil {
			return err
		}
	}
	return nil
}

func load(path string) (*paramgen.Generator, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	space, err := paramgen.Load(file)
	if err != nil {
		return nil, err
	}
	return paramgen.New(space)
}

// measure runs the load generator and prints its result with the id.
func measure(w io.Writer, c paramgen.Combination, command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Stderr = append(os.Environ(), c.Env("bench")...), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%v: %w", command, err)
	}
	result := map[string]any{}
	if err := json.Unmarshal(out, &result); err != nil {
		return fmt.Errorf("%v: %w", command, err)
	}
	result["id"] = c.ID()
	return json.NewEncoder(w).Encode(result)
}

// A server is a process that runs.
type server struct {
	command, env []string
	process      *exec.Cmd
}

// start starts a server and waits until it is ready.
func start(command, env []string, ready string) (*server, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), ready) {
			go io.Copy(io.Discard, out) // so that the server does not block
			return &server{command, env, cmd}, nil
		}
	}
	return nil, fmt.Errorf("%v ended before it was ready: %w", command, cmd.Wait())
}

// stop ends the server, if there is one.
func (s *server) stop() {
	if s != nil {
		s.process.Process.Kill()
		s.process.Wait() // it was killed
	}
}
