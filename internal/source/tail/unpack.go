package tail

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// codec is a way of compression.
type codec int

const (
	plain codec = iota
	gzipped
	bzipped
	xzipped
	zstandard
)

// codecOf tells by its first bytes how a file is compressed. Names lie: logs
// are renamed, and half of them are called .gz before they are compressed.
func codecOf(f io.ReaderAt) (codec, error) {
	var head [10]byte
	n, err := f.ReadAt(head[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return plain, err
	}
	begins := func(magic string) bool { return bytes.HasPrefix(head[:n], []byte(magic)) }
	switch {
	case begins("\x1f\x8b\x08"): // RFC 1952
		return gzipped, nil
	case begins("BZh") && (string(head[4:n]) == "1AY&SY" || string(head[4:n]) == "\x17rE8P\x90"):
		return bzipped, nil
	case begins("\xfd7zXZ\x00"):
		return xzipped, nil
	case begins("\x28\xb5\x2f\xfd"): // RFC 8878
		return zstandard, nil
	}
	return plain, nil
}

// decodable reports whether a compressed file's name promises a codec of ours.
func decodable(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".gz", ".bz2", ".xz", ".zst":
		return true
	}
	return false
}

// What a compressed file may be refused for.
var (
	errUnpackedMost  = fmt.Errorf("it holds more than %d GiB of text: decompress it yourself to read on", unpackedMost>>30)
	errUnpackedRatio = fmt.Errorf("it grows to more than %d times its size: decompress it yourself to read on", unpackedRatio)
	errDictionary    = fmt.Errorf("it needs a dictionary of more than %d MiB: decompress it yourself to read it", xzDictionary>>20)
	errWindow        = fmt.Errorf("it needs a window of more than %d MiB: decompress it yourself to read it", zstdWindow>>20)
)

// unpacked reads the text of a compressed file, in bounded memory and up to
// bounded sizes. What is compressed twice comes out compressed once.
type unpacked struct {
	how  codec
	file *os.File
	most int64 // bytes of text

	text io.Reader // nil: not begun
	in   int64     // bytes read of the file
	out  int64     // bytes of text
}

// unpack decompresses file, which it closes.
func unpack(file *os.File, how codec) *unpacked {
	return &unpacked{how: how, file: file, most: unpackedMost}
}

// Read ends with an error behind the text that could be read.
func (u *unpacked) Read(p []byte) (n int, err error) {
	defer func() { // hostile bytes in others' decoders shall not end the program
		if v := recover(); v != nil {
			n, err = 0, fmt.Errorf("%v", v)
		}
		if errors.Is(err, zstd.ErrWindowSizeExceeded) {
			err = errWindow
		}
		if err != nil && err != io.EOF { //nolint:errorlint // only the very end is none; a wrapped one is in the middle
			err = fmt.Errorf("decompress %q: %w", u.file.Name(), cause(err))
		}
	}()
	if u.text == nil {
		if u.text, err = u.begin(); err != nil {
			return 0, err
		}
	}
	n, err = u.text.Read(p)
	u.out += int64(n)
	switch {
	case u.out > u.most:
		return n - int(u.out-u.most), errUnpackedMost
	case u.out > unpackedFree && u.out/unpackedRatio > u.in:
		return n, errUnpackedRatio
	}
	return n, err
}

// Close closes the file; a Read that is under way fails.
func (u *unpacked) Close() error { return u.file.Close() }

// begin starts the decoder, in this goroutine: none has to be stopped.
func (u *unpacked) begin() (io.Reader, error) {
	in := bufio.NewReaderSize(&packed{u}, scanChunk)
	switch u.how {
	case gzipped:
		return gzip.NewReader(in)
	case bzipped:
		return bzip2.NewReader(in), nil
	case xzipped:
		head, err := in.Peek(xzHead)
		if err == nil {
			err = checkDictionary(head)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return xz.NewReader(in)
	default:
		return zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
	}
}

// packed reads the compressed bytes and counts them.
type packed struct{ *unpacked }

func (p *packed) Read(b []byte) (int, error) {
	n, err := p.file.Read(b)
	p.in += int64(n)
	return n, err
}

// checkDictionary looks into the header of an xz file's first block for the
// size of its dictionary, which its decoder allocates whatever it is:
// .xz file format 1.2, sections 2.1 and 3.1.
func checkDictionary(head []byte) error {
	block := head[12:]
	at := 2
	for _, has := range []byte{block[1] & 0x40, block[1] & 0x80} { // the block's two sizes
		for has != 0 && at < len(block)-1 && block[at]&0x80 != 0 {
			at++
		}
		if has != 0 {
			at++
		}
	}
	for range block[1]&3 + 1 {
		if at+2 >= len(block) {
			return nil
		}
		if block[at] == 0x21 {
			if size, err := lzma.DecodeDictCap(block[at+2]); err == nil && size > xzDictionary {
				return errDictionary
			}
			return nil
		}
		at += 2 + int(block[at+1])
	}
	return nil
}

// unpackFile decompresses file into a temporary file without a name, or closes
// it once ctx is done. With an error the text, if there is any, is what could be
// read; none is kept of one for which there is no room, which others may need.
func unpackFile(ctx context.Context, file *os.File, how codec) (text *os.File, size int64, err error) {
	if text, err = temporary(); err != nil {
		return nil, 0, err
	}
	stop := context.AfterFunc(ctx, func() { _ = file.Close() }) // ends the Read
	defer stop()
	size, err = io.CopyBuffer(struct{ io.Writer }{text}, unpack(file, how), make([]byte, unpackChunk))
	if ctx.Err() != nil {
		size, err = 0, ctx.Err()
	}
	if full := noRoom(err); full != nil {
		size, err = 0, full
	}
	if err != nil && size == 0 {
		_ = text.Close()
		return nil, 0, err
	}
	return text, size, err
}

// noRoom is the error of a write to the temporary file, as its user should read
// it; nil if err is another one.
func noRoom(err error) error {
	var p *fs.PathError
	if !errors.As(err, &p) || p.Op != "write" {
		return nil
	}
	return fmt.Errorf("unpack it to %s: %w: set TMPDIR to a folder with more room", os.TempDir(), p.Err)
}
