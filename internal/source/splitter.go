package source

import "bytes"

// Splitter cuts a stream of bytes into blocks at its line ends. It holds back
// a line whose end has not come yet, up to MaxHeld bytes. Its memory is
// bounded by one slab whatever the input. Not safe for concurrent use.
//
// Read into Space, tell Wrote how much came, Take what is complete:
//
//	n, err := r.Read(s.Space())
//	s.Wrote(n)
//	block, ok := s.Take()
//
// The zero Splitter is ready, at offset 0.
type Splitter struct {
	slab   []byte      // its len bytes were read and not yet taken
	offset int64       // of slab[0] in the stream
	open   bool        // the last block taken ended in an open line
	spare  chan []byte // slabs that came back through Block.Recycle
}

// Space returns room for the next read, never empty.
func (s *Splitter) Space() []byte {
	if s.slab == nil {
		s.slab = s.newSlab()
	}
	return s.slab[len(s.slab):cap(s.slab)]
}

// Wrote says that n bytes were read into Space.
func (s *Splitter) Wrote(n int) { s.slab = s.slab[:len(s.slab)+n] }

// Held is the number of bytes that wait for their line's end.
func (s *Splitter) Held() int { return len(s.slab) }

// Restart starts the splitter over at a position of the stream (after a
// truncation, or for a new file). What is held back is dropped: Flush first.
func (s *Splitter) Restart(offset int64) {
	s.slab, s.offset, s.open = s.slab[:0], offset, false
}

// Release gives the slab's memory back if nothing is held in it: for inputs
// that fall quiet.
func (s *Splitter) Release() {
	if len(s.slab) == 0 {
		s.slab = nil
	}
}

// Take returns the complete lines read so far, and the beginning of a line
// that is too long to hold. ok is false if there is nothing to send yet.
func (s *Splitter) Take() (b Block, ok bool) {
	end := bytes.LastIndexByte(s.slab, '\n') + 1
	if len(s.slab)-end > MaxHeld {
		return s.cut(len(s.slab), true), true
	}
	if end == 0 {
		return Block{}, false
	}
	return s.cut(end, false), true
}

// Flush returns everything read so far, the half line too. open says whether
// the rest of that line may still come; without it the line ends here, where
// its input does. ok is false if nothing is held.
func (s *Splitter) Flush(open bool) (b Block, ok bool) {
	if len(s.slab) == 0 {
		s.open = s.open && open
		return Block{}, false
	}
	half := s.slab[len(s.slab)-1] != '\n'
	return s.cut(len(s.slab), half && open), true
}

// cut takes the first n bytes as a block. A block that fills most of the slab
// takes the slab with it; a small one is copied, so that a block never keeps
// much more memory alive than it shows.
func (s *Splitter) cut(n int, open bool) Block {
	b := Block{Offset: s.offset, Open: open}
	rest := s.slab[n:]
	if n >= slabSize/2 {
		if s.spare == nil {
			s.spare = make(chan []byte, spareSlabs)
		}
		b.Data, b.slabs = s.slab[:n], s.spare
		s.slab = append(s.newSlab(), rest...)
	} else {
		b.Data = append(make([]byte, 0, n), s.slab[:n]...)
		s.slab = s.slab[:copy(s.slab, rest)]
	}
	if s.open {
		b.Head = bytes.IndexByte(b.Data, '\n') + 1
		if b.Head == 0 {
			b.Head = n
		}
	}
	b.Lines = countLines(b.Data[b.Head:])
	s.offset += int64(n)
	s.open = open
	return b
}

// newSlab returns an empty slab, one that came back if there is one.
func (s *Splitter) newSlab() []byte {
	select {
	case slab := <-s.spare:
		return slab
	default:
		return make([]byte, 0, slabSize)
	}
}
