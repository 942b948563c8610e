package forms

// Backlog is the slots that wait to be built into a structure that is built all at
// once: until then they are looked at one by one. The zero Backlog is empty.
type Backlog struct {
	slots []uint32
	at    []uint32 // by slot: its position in slots + 1, 0 if it does not wait
}

// Add has the slot wait; it does not yet.
func (b *Backlog) Add(slot uint32) {
	b.slots = append(b.slots, slot)
	if n := int(slot) + 1; n > len(b.at) {
		b.at = append(b.at, make([]uint32, n-len(b.at))...)
	}
	b.at[slot] = uint32(len(b.slots))
}

// Remove has the slot wait no more, and says whether it did.
func (b *Backlog) Remove(slot uint32) bool {
	if !b.Has(slot) {
		return false
	}
	i, end := b.at[slot]-1, len(b.slots)-1
	last := b.slots[end]
	b.slots[i], b.at[last] = last, i+1
	b.slots, b.at[slot] = b.slots[:end], 0
	return true
}

// Has says whether the slot waits.
func (b *Backlog) Has(slot uint32) bool { return int(slot) < len(b.at) && b.at[slot] != 0 }

// Len returns how many slots wait.
func (b *Backlog) Len() int { return len(b.slots) }

// Slots returns the slots that wait, in no order. They are the backlog's, and valid
// until the next change.
func (b *Backlog) Slots() []uint32 { return b.slots }
