package hugemem

import "golang.org/x/sys/unix"

// advise asks for huge pages. A kernel that has none, or is not to give any,
// refuses, and that is as well.
//
// The heap may have used this memory before, on small pages, which a kernel is slow to
// join: so the slice, which is all zeros, gives them back, and has huge ones when it is
// written.
func advise(b []byte) {
	p := inner(b)
	if len(p) == 0 {
		return
	}
	if unix.Madvise(p, unix.MADV_HUGEPAGE) == nil {
		_ = unix.Madvise(p, unix.MADV_DONTNEED)
	}
}
