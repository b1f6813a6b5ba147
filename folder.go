package paramgen

import (
	"bytes"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/paramgen/paramgen/internal/atomicfile"
	"github.com/paramgen/paramgen/internal/text"
)

// WriteFolder writes each combination of seq to a file of its own in the folder dir, such as the YAML that SGLang's --config takes or the
// env file of a container. The files have the id for a name, or under [WithIndexNames] the index, and end in the format's name. All of them are
// written or none: the folder must be new or empty, and gets its name when it is whole and on the disk. As it is replaced, it cannot be the
// current folder or a mount point, such as a container's volume; name a new one in that. A process that is killed leaves a temporary
// folder beside it, named as the files of [Generator.WriteFile] are.
//
// A combination that comes twice is an error, as is one without an index where that names it.
func (g *Generator) WriteFolder(dir string, format Format, seq iter.Seq[Combination], options ...WriteOption) (n int, err error) {
	l, style, err := g.space.layout(format, options)
	if err != nil {
		return 0, err
	}
	err = atomicfile.Folder(dir, func(dir string) error {
		f := folder{rows: newRows(nil, g.space, l), dir: dir, style: style, width: len(g.Count().String())}
		for c := range seq {
			if err := f.write(c); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// folder writes files of one combination each.
type folder struct {
	*rows
	dir   string
	style *style
	width int // of an index
}

func (f *folder) write(c Combination) error {
	if _, own := f.space.block(c); !own {
		own, err := f.foreign(c)
		if err != nil {
			return err
		}
		c = own
	}
	name, err := f.name(c)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	f.w, f.done, f.held = &text, 0, 0
	if _, err := f.rows.write(func(yield func(Combination) bool) { yield(c) }); err != nil {
		return err
	}
	return writeNew(filepath.Join(f.dir, name+"."+string(f.style.format)), text.Bytes())
}

// name returns what the file of c is called, without its ending.
func (f *folder) name(c Combination) (string, error) {
	if !f.style.byIndex {
		return string(f.identify().appendID(nil, c)), nil
	}
	index := string(f.identify().appendIndex(nil, c, ""))
	if index == "" {
		return "", fmt.Errorf("paramgen: the rules reject %s, so it has no index to name a file; name files by id", text.Truncate(c.String()))
	}
	return strings.Repeat("0", max(0, f.width-len(index))) + index, nil
}

// writeNew makes a file that must not be there.
func writeNew(path string, text []byte) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return &fs.PathError{Op: "write", Path: filepath.Base(path), Err: err.(*fs.PathError).Err}
	}
	_, err = file.Write(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
