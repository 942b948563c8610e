package hugemem

import "golang.org/x/sys/unix"

// advise asks for huge pages. A kernel that has none, or is not to give any,
// refuses, and that is as well.
func advise(b []byte) {
	p := inner(b)
	if len(p) == 0 {
		return
	}
	if unix.Madvise(p, unix.MADV_HUGEPAGE) == nil {
		// The heap may have used this memory before, on small pages: join them now.
		_ = unix.Madvise(p, unix.MADV_COLLAPSE)
	}
}
