package results

import "github.com/paramgen/paramgen"

// Values returns the fields of the record that are parameters of g, by name: what [paramgen.Include], [paramgen.Generator.Combination] and
// [paramgen.Generator.Check] take. A cell of CSV that could be a number or a string is what the parameter has.
func (r *Record) Values(g *paramgen.Generator) map[string]any { return r.values(parameters(g)) }
