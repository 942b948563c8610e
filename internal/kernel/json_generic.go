//go:build !amd64 || purego

package kernel

// ClassifyJSON tells the bytes of src by class: dst has a block for each 64 of them,
// the last perhaps of fewer, which it takes for followed by spaces.
func ClassifyJSON(dst []JSONBlock, src []byte) { classifyJSON(dst, src) }
