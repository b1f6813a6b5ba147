package paramgen

// lenientRule is a rule for spaces that may lack some of its parameters: those read as unset, as removed ones do.
type lenientRule struct{ Rule }

func (r *lenientRule) Allow(c Combination) bool { return r.Rule.Allow(c.lenient()) }

// lenient returns the combination as a lenient rule sees it. Only one that is being learned from tells the difference.
func (c Combination) lenient() Combination {
	s := c.space()
	if s.probe == nil {
		return c
	}
	return Combination{from: &block{space: s.lenient()}, tail: c.tail}
}

// lenient returns the space as one in which every unknown parameter was removed.
func (s *space) lenient() *space {
	l := *s
	l.tolerant = true
	return &l
}

// absent reports whether a name that is no parameter reads as unset instead of being a fault.
func (s *space) absent(name string) bool { return s.tolerant || s.removed[name] }
