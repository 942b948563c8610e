package hem

// Options are the sizes of an [Index]. The zero value has the defaults.
type Options struct {
	// Groups is into how many groups the values of an attribute are divided, fewer
	// where there are not as many ends. 0 stands for 128; 16384 is the most.
	Groups int
	// Rows is how many rows there are at most, of all attributes: attributes get
	// fewer groups, and those with the fewest terms lists alone, so that a conjunction
	// takes no more than Rows/8 bytes of them. 0 stands for 32 times Groups, and at
	// least 4096.
	Rows int
}

const (
	defaultGroups = 128
	mostGroups    = 1 << 14
	leastRows     = 4096
	rowsPerGroup  = 32
)

func (o Options) withDefaults() Options {
	if o.Groups <= 0 {
		o.Groups = defaultGroups
	}
	o.Groups = min(o.Groups, mostGroups)
	if o.Rows <= 0 {
		o.Rows = max(leastRows, rowsPerGroup*o.Groups)
	}
	return o
}
