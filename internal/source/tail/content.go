package tail

import (
	"os"
	"sync/atomic"

	"github.com/rtwatch/rtwatch/internal/source"
)

// descriptor is an open file that several contents are read from. The last of
// its users closes it.
type descriptor struct {
	*os.File
	users atomic.Int32
}

// use adds a user, while there is one already or none yet.
func (d *descriptor) use() *descriptor {
	d.users.Add(1)
	return d
}

// drop takes a user away.
func (d *descriptor) drop() error {
	if d.users.Add(-1) > 0 {
		return nil
	}
	return d.Close()
}

// content is what a file held until it was truncated, as source.File reads it:
// in the file, and after copytruncate in the copy that was kept of it.
type content struct {
	from atomic.Pointer[descriptor]
	file *source.File
}

// newContent returns the content of a descriptor, with one holder.
func newContent(name string, d *descriptor) *content {
	c := &content{}
	c.from.Store(d.use())
	c.file = source.NewFile(name, c, func() error { return c.from.Load().drop() })
	return c
}

// ReadAt reads once more if the content moved meanwhile: what was read may be
// what its old file holds now.
func (c *content) ReadAt(p []byte, off int64) (int, error) {
	for {
		d := c.from.Load()
		n, err := d.ReadAt(p, off)
		if c.from.Load() == d {
			return n, err
		}
	}
}

// move has the content read from d. The caller holds the file.
func (c *content) move(d *descriptor) {
	_ = c.from.Swap(d.use()).drop() // only read from
}
