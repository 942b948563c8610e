package kernel

import "math/bits"

// Layout of a short record, in bits. Its words are its bits, the least first.
//
//	0       32    33                                                 480      512
//	ID      open  field  field  …                                    position
//	              └ attribute, lowest rank, highest rank             of open ones
const (
	ShortWords = 8 // of a short record: a cache line

	shortBits  = 64 * ShortWords
	openBit    = 32
	fieldsAt   = openBit + 1
	positionAt = shortBits - 32
	maxFields  = 16 // of a short record
	windowBits = 57 // that a field may have: then it lies within eight bytes, wherever it begins
	shortAttrs = 128
	openFlag   = 1 << openBit
)

// ShortForm is how ranges of ranks are packed into short records. A record is closed if
// its fields are all that is to be met. An open one has less of them, and the position of
// whatever else there is.
type ShortForm struct {
	// For the kernels, of 16 fields: what bytes each lies in, and how far up.
	bytes  [maxFields][8]uint8
	shifts [maxFields]uint64
	need   [2]uint64 // bits of the fields of closed records, and of open ones

	attrBits, rankBits uint64
	width              uint64 // of a field
	closed, open       int    // fields
}

// Field is a range of ranks of an attribute.
type Field struct {
	Attr, Lo, Hi uint32
}

// NewShortForm returns the form for attribute numbers below attrs and ranks below ranks. It
// says no if there are too many.
func NewShortForm(attrs int, ranks uint32) (*ShortForm, bool) {
	f := &ShortForm{attrBits: uint64(bits.Len(uint(max(attrs, 2) - 1))), rankBits: uint64(bits.Len32(ranks))}
	f.width = f.attrBits + 2*f.rankBits
	if attrs > shortAttrs || f.width > windowBits {
		return nil, false
	}
	f.closed = min(maxFields, int((shortBits-fieldsAt)/f.width))
	f.open = min(maxFields, int((positionAt-fieldsAt)/f.width))
	f.need = [2]uint64{1<<f.closed - 1, 1<<f.open - 1}
	for i := range maxFields {
		at := fieldsAt + uint64(i)*f.width
		f.shifts[i] = at % 8
		for j := range f.bytes[i] {
			f.bytes[i][j] = uint8((at/8 + uint64(j)) % (shortBits / 8))
		}
	}
	return f, true
}

// Fields returns how many fields a record has.
func (f *ShortForm) Fields(open bool) int {
	if open {
		return f.open
	}
	return f.closed
}

// Put writes a record. Fields that are not there are met by every rank.
func (f *ShortForm) Put(record *[ShortWords]uint64, id uint32, fields []Field, open bool, position uint32) {
	*record = [ShortWords]uint64{uint64(id)}
	if open {
		record[0] |= openFlag
		record[ShortWords-1] = uint64(position) << 32
	}
	for i := range f.Fields(open) {
		v := uint64(1<<f.rankBits-1) << (f.attrBits + f.rankBits) // from 0 on to the highest
		if i < len(fields) {
			x := &fields[i]
			v = uint64(x.Attr) | uint64(x.Lo)<<f.attrBits | uint64(x.Hi)<<(f.attrBits+f.rankBits)
		}
		at := fieldsAt + uint64(i)*f.width
		record[at/64] |= v << (at % 64)
		if at%64+f.width > 64 {
			record[at/64+1] |= v >> (64 - at%64)
		}
	}
}

// ShortID returns the ID of a record, whether it is open, and then the position of the
// rest.
func ShortID(record *[ShortWords]uint64) (id uint32, open bool, position uint32) {
	return uint32(record[0]), record[0]&openFlag != 0, uint32(record[ShortWords-1] >> 32)
}

// Field returns the i-th field of a record, and whether it is there.
func (f *ShortForm) Field(record *[ShortWords]uint64, i int) (x Field, ok bool) {
	at := fieldsAt + uint64(i)*f.width
	v := record[at/64] >> (at % 64)
	if at%64+f.width > 64 {
		v |= record[at/64+1] << (64 - at%64)
	}
	mask := uint64(1)<<f.rankBits - 1
	x = Field{
		Attr: uint32(v & (1<<f.attrBits - 1)),
		Lo:   uint32(v >> f.attrBits & mask),
		Hi:   uint32(v >> (f.attrBits + f.rankBits) & mask),
	}
	return x, x.Lo > 0 || uint64(x.Hi) < mask
}

// appendShort is AppendShort in portable Go.
func appendShort[T ~uint32](ids []T, open []uint32, records [][ShortWords]uint64, f *ShortForm, lanes, ranks []uint32) ([]T, []uint32) {
	for _, l := range lanes {
		record := &records[l]
		id, isOpen, _ := ShortID(record)
		met := true
		for i := range f.Fields(isOpen) {
			if x, ok := f.Field(record, i); ok && (ranks[x.Attr] < x.Lo || ranks[x.Attr] > x.Hi) {
				met = false
				break
			}
		}
		switch {
		case !met:
		case isOpen:
			open = append(open, l)
		default:
			ids = append(ids, T(id))
		}
	}
	return ids, open
}
