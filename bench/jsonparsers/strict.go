package main

// flaw is what may be wrong with a document where nothing is wanted of it.
type flaw struct {
	name string
	docs []string
}

// flaws are what a matcher must refuse, or two of them may take one document for two
// different events.
var flaws = []flaw{
	{"grammar", []string{
		`{"properties":{"STREET":"A"},"x":[1,]}`, `{"properties":{"STREET":"A"},"x":{"y":1,2}}`, `{"properties":{"STREET":"A"},"x":tru}`,
		`{"properties":{"STREET":"A"}`, `{"properties":{"STREET":"A"}} x`, `{"properties":{"STREET":"A"},"x":[1}}`,
	}},
	{"numbers", []string{`{"x":01}`, `{"x":1.}`, `{"x":-}`, `{"x":1e}`, `{"x":+1}`}},
	{"strings", []string{"{\"x\":\"\n\"}", `{"x":"\q"}`, `{"x":"\u12g4"}`}},
	{"UTF-8", []string{"{\"x\":\"\xff\"}", "{\"x\":\"\xed\xa0\x80\"}"}},
	{"surrogates", []string{`{"x":"\ud800"}`, `{"x":"\udc00\ud800"}`}},
	{"range", []string{`{"x":1e400}`}},
}

// refuses says whether the parser refuses all documents of the flaw. One that panics
// does not.
func refuses(p parser, f flaw) bool {
	for _, doc := range f.docs {
		if accepts(p, doc) {
			return false
		}
	}
	return true
}

func accepts(p parser, doc string) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = true
		}
	}()
	_, err := p.read([]byte(doc))
	return err == nil
}
