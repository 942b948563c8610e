package index

// ByteCounter is implemented by a Matcher in builds with the tag "profile", if its
// algorithm can tell what a match costs of the memory's bandwidth. No Matcher of
// another build implements it, as counting has its cost.
type ByteCounter interface {
	// BytesRead returns how many bytes of the index the matcher has read since it
	// was made, whole cache lines where it reads parts of them.
	BytesRead() uint64
}
