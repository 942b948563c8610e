// Package textindex finds which of very many wildcard patterns and regular expressions
// match a string, in time linear in the string, while they are added and removed.
//
// # Terms
//
//	pattern   literal parts with * between them: a*b*c, *x* for "contains x"
//	word      a part that is not empty; the same word of several patterns is one
//	extent    the string that leads from the root of the trie of words to a node
//	handle    the prefix of an extent under which a table knows the node
//	state     a prefix of some pattern, up to and with one of its words
//	class     a set of characters; of those beyond ASCII it may hold more than was said
//	window    classes of characters that follow one another, perhaps where the string
//	          begins or ends: ^[a-z][0-9]
//	key       a pattern, or up to three windows all of which are to be there
//	number    a key's number, dense from 1; equal keys have one number
//
// # From a string to the patterns that match it
//
//	s ──▶ each place i ──filter──▶ longest extent at i ──parents──▶ words, each once,
//	        (4 bytes)               (O(log) look-ups)                with its first place
//	                                                                   │
//	                root ──word──▶ state, matched up to p ──word──▶ state …   ──▶ numbers
//
// The words of all patterns are in one compacted trie. A table maps the hash of
// each node's handle to the node; which prefix of the extent is the handle is chosen
// so that the longest extent with which s[i:] begins is found by a binary search on
// lengths, whatever the words: a z-fast trie. All words that occur at i are on the way
// from there to the root, and the walk ends at the first node that an earlier place has
// found. So a string of n bytes costs O(n log L + w) with words of at most L bytes of
// which w occur in it, also where each of a, aa, aaa … is a word, and it is a million
// times a.
//
// The leftmost match of each part, after those before it, is as good as any other: so a
// state has but one place p, the least end of a match. States form a trie too, and
// patterns that begin alike share them. From a state that is reached, either its next
// words are looked up among those that occur, or these among its next words, whichever
// are fewer; where a word occurs at or after p is searched for only if it occurs before
// p, and remembered.
//
// # A handful of patterns
//
// Up to eight patterns are tried one after the other instead: most fail by the first or the
// last eight bytes of the string, in two nanoseconds.
//
// # Windows
//
// Windows are in tries of classes, one for each place in the string, and of whole strings
// for each length. From each place of the string all ways are followed whose classes
// have the characters there: a node of many ways has, for each character, a bit for each
// of them. What is visited is the beginnings of windows that match, and windows that begin
// alike share them. A key of several windows is a way through joints, from its
// window with the fewest of them: it is followed as long as the next window was found.
//
// # Changes
//
// One goroutine changes a Set, any number match meanwhile, without locks. All that
// they read is either immutable, or an atomic pointer that goes from one state to
// another, both of which serve all patterns added before. A node that comes between
// two others needs up to three stores; their order, and that a search asks for the
// handle that both states share before the one that only the new state has, make
// each order of reading them right (see words.split).
//
// Removal takes the number away from its state at once. The words and states stay
// until as many patterns are gone as are left; then all is built again, which comes
// to a constant number of insertions for each removal.
//
// # Invariants
//
//	I1  Each node but the root is in the table under its handle, and nothing else is.
//	I2  A node's extent is a proper prefix of those of its children, which differ in
//	    the byte that follows.
//	I3  The filter passes the first bytes of each word.
//	I4  A state is reached at most once in a match, so that no number is found twice.
//	I5  Each window of a key is in the trie of its place, and joints lead from the first
//	    to all of the key.
//	I6  A handful is all patterns of the set, or there is none.
//
// # Cost
//
// About 200 bytes a pattern of one word and the text of the word. Adding takes one or
// two microseconds and the time of hashing the words. A match of a short string in
// which little occurs takes some 100 nanoseconds, most of them cache misses once there
// are hundreds of thousands of words. It allocates nothing but what the scratch of a
// Matcher comes to grow, 8 bytes for each byte of the string among that.
//
// A handful of patterns takes the time of as many calls of strings.Contains, or less.
//
// # Regular expressions
//
// FromRegexp gives keys one of which matches wherever the expression does, from the
// literals and classes that it requires; often they match nowhere else, and else package
// regexp is asked about what they let pass. So what an expression costs depends on how
// many strings nearly match it, and not on how it is built: (a|aa)*b is one more pattern.
//
// The bounds: 16 keys, and what many alternatives share in place of more; 32 classes a
// window, 4096 bytes of literals, 1024 elements; beyond them something is left
// out, and the keys let more pass. An expression that says less than a bit of each string
// that it matches, as [^,]* does, has no key and is tried by itself; it matches nearly
// everything. The worst for windows is very many expressions that differ in little but the
// classes of one place, most of which have the character there.
//
// A key of windows takes 250 bytes where expressions are no more than alike and exact, and
// up to 800 with joints; reading an expression and adding its keys some ten
// microseconds, about what it takes to compile it.
//
// # Sources
//
// Belazzougui, Boldi and Vigna, Dynamic z-fast tries, SPIRE 2010, for the search; the
// walk that ends at what has been found, the states over it and the changes under
// readers are ours. Left out are the signatures that save the extents, as exactness is
// needed. The literals of regular expressions: Cox, Regular expression matching with a
// trigram index, 2012, which keeps trigrams where this keeps the literals' order, and
// knows of no classes.
// Automata of all patterns (Aho and Corasick, CACM 1975, or the products of Event
// Ruler and Quamina) match in one step a byte, but either cannot be changed or grow
// without bound with the number of wildcards.
package textindex
