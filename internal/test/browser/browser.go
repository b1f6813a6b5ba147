// Package browser opens pages in a headless Chromium, for tests.
package browser

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// A Browser is an installed browser.
type Browser struct {
	t    *testing.T
	path string
	size string
}

// New returns a browser with a window of that size. It skips the test if none is installed.
func New(t *testing.T, width, height int) *Browser {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return &Browser{t, path, strconv.Itoa(width) + "," + strconv.Itoa(height)}
		}
	}
	t.Skip("Chromium is not installed")
	return nil
}

// run opens a file and returns what the browser prints.
func (b *Browser) run(file string, flags ...string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	flags = append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
		"--user-data-dir=" + b.t.TempDir(), "--window-size=" + b.size,
	}, flags...)
	out, err := exec.CommandContext(ctx, b.path, append(flags, (&url.URL{Scheme: "file", Path: file}).String())...).Output()
	if err != nil {
		b.t.Fatalf("%s: %v", b.path, err)
	}
	return string(out)
}

// DOM returns the document of a file after its scripts have run.
func (b *Browser) DOM(file string) string {
	b.t.Helper()
	return b.run(file, "--dump-dom")
}

// Screenshot returns a picture of a file in the light or dark colour scheme.
func (b *Browser) Screenshot(file string, dark bool) image.Image {
	b.t.Helper()
	to := filepath.Join(b.t.TempDir(), "page.png")
	flags := []string{"--screenshot=" + to}
	if dark {
		flags = append(flags, "--blink-settings=preferredColorScheme=0")
	}
	b.run(file, flags...)
	f, err := os.Open(to)
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		b.t.Fatal(err)
	}
	return picture
}

// Pixels counts the pixels of a colour.
func Pixels(picture image.Image, want color.RGBA) int {
	n := 0
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y++ {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
			if color.RGBAModel.Convert(picture.At(x, y)) == want {
				n++
			}
		}
	}
	return n
}
