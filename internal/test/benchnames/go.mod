module github.com/paramgen/paramgen/internal/test/benchnames

go 1.23.0

require github.com/paramgen/paramgen v0.0.0

require (
	github.com/aclements/go-moremath v0.0.0-20210112150236-f10218a38794 // indirect
	golang.org/x/exp v0.0.0-20250218142911-aa4b98e5adaa // indirect
	golang.org/x/perf v0.0.0-20250214215153-c95ad7d5b636
)

replace github.com/paramgen/paramgen => ../../..
