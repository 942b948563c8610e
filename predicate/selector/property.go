package selector

import (
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// property reads a property: a name, in Service Bus with a scope before it or given
// to the function property.
func (p *parser) property() (node, error) {
	t := p.tok
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.is(symbol, "(") && t.kind == name {
		return p.call(t)
	}
	if !p.is(symbol, ".") {
		return property{p.path(t.text), t.offset}, nil
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	member := p.tok
	if member.kind != name && member.kind != quoted {
		return nil, p.unexpected()
	}
	path := p.path(member.text)
	switch strings.ToLower(t.text) {
	case "sys":
		path = predicate.JoinPath("sys", member.text)
	case "user":
	default:
		return nil, p.fail(t.offset, "%q is no scope: the scopes are sys and user", brief(t.text))
	}
	return property{path, t.offset}, p.advance()
}

// path returns the path of a property.
func (p *parser) path(name string) string {
	path := predicate.JoinPath(name)
	if p.under != "" {
		path = p.under + "." + path
	}
	return path
}

// call reads property('name'), and says of any other function that it is none.
func (p *parser) call(function token) (node, error) {
	lower := strings.ToLower(function.text)
	if p.dialect == JMS || lower != "property" && lower != "p" {
		return nil, errorAt(p.text, function.offset, "a call of "+brief(function.text), "compare a property with a literal")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	arg := p.tok
	if arg.kind != text {
		return nil, errorAt(p.text, arg.offset, "a computed name", "a name is constant: property('name')")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return property{p.path(arg.text), function.offset}, p.expect(symbol, ")")
}

// exists reads EXISTS(property).
func (p *parser) exists() (node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.expect(symbol, "("); err != nil {
		return nil, err
	}
	if p.tok.kind != name && p.tok.kind != quoted {
		return nil, p.unexpected()
	}
	n, err := p.property()
	if err != nil {
		return nil, err
	}
	return not{isNull{n.(property).path}}, p.expect(symbol, ")")
}
