package main

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// testTexts returns in words what a predicate asks of its attribute.
func testTexts(p *predicate.Predicate) []string {
	literals := p.Literals
	if literals == nil {
		literals = []predicate.Literal{p.Literal}
	}
	var texts []string
	for i := range literals {
		text := literalText(&literals[i], p.Attr.View)
		if p.Single {
			text += ", if that is the only value"
		}
		texts = append(texts, text)
	}
	return texts
}

func literalText(l *predicate.Literal, view predicate.View) string {
	var parts []string
	// A residual test is of strings anyway.
	if len(l.Tests) == 0 || !l.Set.Equal(predicate.SetOf(predicate.OfKind(predicate.KindString))) {
		parts = append(parts, setText(l.Set, view))
	}
	for _, t := range l.Tests {
		parts = append(parts, t.Key())
	}
	text := strings.Join(parts, " and ")
	if l.All {
		text += ", every value"
	}
	return text
}

// setText says which values are in the set.
func setText(s predicate.RangeSet, view predicate.View) string {
	var parts []string
	if s.Contains(predicate.Value{}) {
		parts = append(parts, "absent or null")
	}
	present := predicate.Present()
	s = s.Intersect(present)
	switch holes := present.Minus(s); {
	case s.Empty():
	case holes.Empty():
		parts = append(parts, "any value")
	case s.Contains(predicate.Bool(false)) && s.Contains(predicate.Object()):
		parts = append(parts, "any value but "+kindsText(holes, view))
	default:
		parts = append(parts, kindsText(s, view))
	}
	if len(parts) == 0 {
		return "no value"
	}
	return strings.Join(parts, " or ")
}

// kindsText says, kind by kind, which values are in a set of present ones.
func kindsText(s predicate.RangeSet, view predicate.View) string {
	var parts []string
	for _, k := range []predicate.Kind{
		predicate.KindBool, predicate.KindNumber, predicate.KindString, predicate.KindObject,
	} {
		all := predicate.OfKind(k)
		whole := predicate.SetOf(all)
		of := s.Intersect(whole)
		if of.Empty() {
			continue
		}
		holes := whole.Minus(of)
		switch ranges := of.Ranges(); {
		case holes.Empty():
			parts = append(parts, "any "+k.String())
		case ranges[0].Lo == all.Lo && ranges[len(ranges)-1].Hi == all.Hi:
			parts = append(parts, "any "+k.String()+" but "+rangesText(holes.Ranges(), all, view))
		default:
			parts = append(parts, rangesText(ranges, all, view))
		}
	}
	return strings.Join(parts, " or ")
}

// rangesText says which values are in ranges of one kind, all.
func rangesText(ranges []predicate.Range, all predicate.Range, view predicate.View) string {
	texts := make([]string, len(ranges))
	for i, r := range ranges {
		texts[i] = rangeText(r, all, view)
	}
	if len(texts) == 1 {
		return texts[0]
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " or " + texts[last]
}

func rangeText(r, all predicate.Range, view predicate.View) string {
	if v, ok := r.Point(); ok {
		return valueText(v, view)
	}
	lo, hi := valueText(r.Lo.Value, view), valueText(r.Hi.Value, view)
	prefix := r.Lo.Value.Kind() == predicate.KindString && r.Lo.Value.Text() != "" && r == predicate.WithPrefix(r.Lo.Value.Text())
	switch {
	case prefix && (view == predicate.Reversed || view == predicate.FoldedReversed):
		return "endsWith " + lo
	case prefix && view != predicate.Address:
		return "startsWith " + lo
	case r.Lo == all.Lo && r.Hi.Above:
		return "<= " + hi
	case r.Lo == all.Lo:
		return "< " + hi
	case r.Hi == all.Hi && r.Lo.Above:
		return "> " + lo
	case r.Hi == all.Hi:
		return ">= " + lo
	}
	open, closing := "[", ")"
	if r.Lo.Above {
		open = "("
	}
	if r.Hi.Above {
		closing = "]"
	}
	return open + lo + ", " + hi + closing
}

// valueText returns a value that is the image of another in a view as it was
// before, save that it is in lower case.
func valueText(v predicate.Value, view predicate.View) string {
	if v.Kind() != predicate.KindString {
		return v.String()
	}
	switch view {
	case predicate.Reversed, predicate.FoldedReversed:
		text := []byte(v.Text())
		slices.Reverse(text)
		return strconv.Quote(string(text))
	case predicate.Address:
		if text := v.Text(); len(text) > 0 {
			if addr, ok := netip.AddrFromSlice([]byte(text[1:])); ok {
				return addr.String()
			}
		}
		return "no address"
	default:
		return v.String()
	}
}

// attributeText names the attribute that a predicate tests.
func attributeText(a predicate.Attribute) string {
	switch a.View {
	case predicate.Reversed:
		a.View = predicate.Plain
	case predicate.FoldedReversed:
		a.View = predicate.Folded
	default:
	}
	return a.String()
}
