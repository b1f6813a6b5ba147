package paramgen

// Optional returns a rule for spaces that may lack some of its parameters: those read as unset, as
// removed ones do, and are no fault.
func Optional(rule Rule) Rule { return &optionalRule{rule} }

type optionalRule struct{ Rule }

func (r *optionalRule) Allow(c Combination) bool { return r.Rule.Allow(c.optional()) }

func (r *optionalRule) String() string { return ruleText(r.Rule) }

// optional returns the combination as an optional rule reads it. It differs only while the rule is
// being learned.
func (c Combination) optional() Combination {
	s := c.space()
	if s.probe == nil {
		return c
	}
	return Combination{from: &block{space: s.optional()}, tail: c.tail}
}

// optional returns the space as one in which every unknown parameter was removed.
func (s *space) optional() *space {
	l := *s
	l.optionalNames = true
	return &l
}

// absent reports whether a name that is no parameter reads as unset instead of being a fault.
func (s *space) absent(name string) bool { return s.optionalNames || s.removed[name] }
