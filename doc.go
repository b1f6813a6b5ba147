package paramgen
