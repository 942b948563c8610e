//go:build !amd64 || purego

package kernel

// ClassifyJSON tells the bytes of src, at most 512 of them, by class; what is missing
// it takes for spaces. It returns which words have high bytes and backslashes.
func ClassifyJSON(g *JSONGroup, src []byte) (high, backslash uint8) { return classifyJSON(g, src) }

// FindJSON finds the tokens in the first words of a group of which the quotes that are
// escaped have been taken away, puts them into the words of the masks from at on,
// and checks the grammar, context and the insides of literals and strings aside. The
// other words are of spaces, if there are any, and may or may not be looked at.
func FindJSON(g *JSONGroup, c *JSONCarry, to JSONMasks, at, words int) JSONVerdict {
	return findJSON(g, c, to, at, words)
}
