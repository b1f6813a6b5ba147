module github.com/paramgen/paramgen

go 1.23.0

require github.com/google/go-cmp v0.7.0

require golang.org/x/exp v0.0.0-20250218142911-aa4b98e5adaa
