package index

// Batcher is implemented by a [Matcher] that matches many events in less time than
// one by one.
type Batcher interface {
	// AppendBatch appends to dst[i] what AppendMatches would append for events[i],
	// and returns dst. Both slices have the same length. The events were encoded
	// with the index's dictionary, after the last change of the index, each by an
	// Encoder of its own, so that all are valid at the same time. They and the slices
	// are the caller's: nothing is kept. In the steady state nothing is allocated but
	// what the elements of dst need.
	AppendBatch(dst [][]ID, events []*Event) [][]ID
}
