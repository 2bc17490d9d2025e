package tail

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// bzip2Text is "1\n2\n3\n", by bzip2 -9: Go's library only reads it.
const bzip2Text = "QlpoOTFBWSZTWRJdn4oAAAHIAAAQOAAgACGaaDNNHLeLuSKcKEgJLs/FAA=="

// pack compresses text as the ending of name says.
func pack(t testing.TB, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch filepath.Ext(name) {
	case ".gz":
		w = gzip.NewWriter(&b)
	case ".zst":
		w, err = zstd.NewWriter(&b)
	case ".xz":
		w, err = xz.WriterConfig{DictCap: 1 << 20}.NewWriter(&b)
	default:
		t.Fatalf("nothing writes %s", name)
	}
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func relicAt(t *testing.T, name string, start Start) relic {
	t.Helper()
	s, err := lookAt(name)
	must(t, err)
	return relic{name: name, id: s.id, size: s.size, changed: s.changed, start: start}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line %d, %x\n", i, i*i*7919)
	}
	return b.String()
}

// TestUnpack opens files of every codec, whatever they are called.
func TestUnpack(t *testing.T) {
	long := numbered(100_000)
	bz, err := base64.StdEncoding.DecodeString(bzip2Text)
	must(t, err)
	for _, c := range []struct {
		name  string
		bytes []byte
		want  string
	}{
		{"a.gz", pack(t, "a.gz", long), long},
		{"a.zst", pack(t, "a.zst", long), long},
		{"a.xz", pack(t, "a.xz", long), long},
		{"a.bz2", bz, "1\n2\n3\n"},
		{"two.bz2", append(bytes.Clone(bz), bz...), "1\n2\n3\n1\n2\n3\n"},
		{"two members.gz", append(pack(t, "a.gz", "1\n"), pack(t, "a.gz", "2\n")...), "1\n2\n"},
		{"two frames.zst", append(pack(t, "a.zst", "1\n"), pack(t, "a.zst", "2\n")...), "1\n2\n"},
		{"two streams.xz", append(pack(t, "a.xz", "1\n"), pack(t, "a.xz", "2\n")...), "1\n2\n"},
		{"empty.gz", pack(t, "a.gz", ""), ""},
		{"really gzip.log", pack(t, "a.gz", "1\n"), "1\n"},
		{"no gzip.gz", []byte("1\n"), "1\n"},
		{"nothing.gz", nil, ""},
		{"packed twice.gz", pack(t, "a.gz", string(pack(t, "a.gz", "1\n"))), string(pack(t, "a.gz", "1\n"))},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), c.name)
			must(t, os.WriteFile(path, c.bytes, 0o600))
			f, from, to, err := relicAt(t, path, Start{FromLine: 1}).open(t.Context())
			must(t, err)
			defer f.Close()
			if got, err := io.ReadAll(io.NewSectionReader(f, from, to-from)); err != nil || string(got) != c.want {
				t.Errorf("reads %d bytes, %.20q, %v, want %d", len(got), got, err, len(c.want))
			}
			r, err := relicAt(t, path, Start{LastLines: 1}).reader(t.Context())
			must(t, err)
			defer r.Close()
			last := c.want[strings.LastIndexByte(strings.TrimSuffix(c.want, "\n"), '\n')+1:]
			if got, err := io.ReadAll(r); err != nil || string(got) != last && !strings.HasPrefix(c.name, "packed") {
				t.Errorf("the last line is %.20q, %v, want %q", got, err, last)
			}
		})
	}
}

// TestUnpackBroken reads what there is of broken files, and says what is wrong.
func TestUnpackBroken(t *testing.T) {
	text := numbered(100_000)
	for _, name := range []string{"a.gz", "a.zst", "a.xz"} {
		whole := pack(t, name, text)
		flipped := bytes.Clone(whole)
		flipped[len(flipped)*3/4] ^= 0xff
		for what, data := range map[string][]byte{
			"cut":     whole[:len(whole)*3/4],
			"end cut": whole[:len(whole)-1],
			"flipped": flipped,
			"garbage": append(bytes.Clone(whole), "garbage, and more of it"...),
		} {
			t.Run(what+" "+name, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), name)
				must(t, os.WriteFile(path, data, 0o600))
				f, from, to, err := relicAt(t, path, Start{FromLine: 1}).open(t.Context())
				if err == nil || !strings.Contains(err.Error(), "decompress") || !strings.Contains(err.Error(), name) {
					t.Errorf("the error is %v", err)
				}
				if f == nil {
					t.Fatal("nothing could be read")
				}
				defer f.Close()
				got, err := io.ReadAll(io.NewSectionReader(f, from, to-from))
				must(t, err)
				if len(got) < len(text)/4 || what != "flipped" && !strings.HasPrefix(text, string(got)) {
					t.Errorf("%d of %d bytes could be read", len(got), len(text))
				}
				r, err := relicAt(t, path, Start{FromLine: 1}).reader(t.Context())
				must(t, err)
				defer r.Close()
				if streamed, err := io.ReadAll(r); err == nil || len(streamed) < len(text)/4 {
					t.Errorf("%d bytes could be read, %v", len(streamed), err)
				}
			})
		}
		t.Run("only a head "+name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			must(t, os.WriteFile(path, whole[:10], 0o600))
			if f, _, _, err := relicAt(t, path, Start{FromLine: 1}).open(t.Context()); err == nil || f != nil {
				t.Errorf("opened %v, %v", f, err)
			}
		})
	}
}

// TestUnpackBounds stops at a file that is out of proportion.
func TestUnpackBounds(t *testing.T) {
	bomb := func(name string, size int) *os.File {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		must(t, os.WriteFile(path, pack(t, name, strings.Repeat("\x00", size)), 0o600))
		file, _, err := openRegular(path)
		must(t, err)
		t.Cleanup(func() { file.Close() })
		return file
	}
	t.Run("ratio", func(t *testing.T) {
		n, err := io.Copy(io.Discard, unpack(bomb("a.zst", 64<<20), zstandard))
		if !errors.Is(err, errUnpackedRatio) || n < unpackedFree || n > unpackedFree+(1<<20) {
			t.Errorf("%d bytes, %v", n, err)
		}
	})
	t.Run("a small one may", func(t *testing.T) {
		n, err := io.Copy(io.Discard, unpack(bomb("a.zst", unpackedFree), zstandard))
		if err != nil || n != unpackedFree {
			t.Errorf("%d bytes, %v", n, err)
		}
	})
	for _, over := range []int{-1, 0, 1} {
		t.Run(fmt.Sprintf("text %+d", over), func(t *testing.T) {
			const most = 1 << 20
			u := unpack(bomb("a.gz", most+over), gzipped)
			u.most = most
			n, err := io.Copy(io.Discard, u)
			if want := int64(min(most, most+over)); n != want || errors.Is(err, errUnpackedMost) != (over > 0) {
				t.Errorf("%d bytes, %v, want %d", n, err, want)
			}
		})
	}
	t.Run("window", func(t *testing.T) {
		var b bytes.Buffer
		w, err := zstd.NewWriter(&b, zstd.WithWindowSize(2*zstdWindow), zstd.WithSingleSegment(false))
		must(t, err)
		for range 3 { // a frame of unknown size
			_, err = w.Write(make([]byte, 1<<20))
			must(t, err)
			must(t, w.Flush())
		}
		must(t, w.Close())
		path := filepath.Join(t.TempDir(), "a.zst")
		must(t, os.WriteFile(path, b.Bytes(), 0o600))
		_, _, _, err = relicAt(t, path, Start{FromLine: 1}).open(t.Context())
		if !errors.Is(err, errWindow) {
			t.Errorf("the error is %v", err)
		}
	})
	for over, want := range map[int]error{0: nil, 1: errDictionary} {
		t.Run(fmt.Sprintf("dictionary %d", over), func(t *testing.T) {
			var b bytes.Buffer
			w, err := xz.WriterConfig{DictCap: xzDictionary + over}.NewWriter(&b)
			must(t, err)
			_, err = w.Write([]byte("1\n"))
			must(t, err)
			must(t, w.Close())
			path := filepath.Join(t.TempDir(), "a.xz")
			must(t, os.WriteFile(path, b.Bytes(), 0o600))
			f, _, _, err := relicAt(t, path, Start{FromLine: 1}).open(t.Context())
			if !errors.Is(err, want) {
				t.Errorf("the error is %v", err)
			}
			if f != nil {
				must(t, f.Close())
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		text, _, err := unpackFile(ctx, bomb("a.gz", 1<<20), gzipped)
		if text != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("unpacked %v, %v", text, err)
		}
	})
}

// FuzzUnpack decodes anything without a panic, a leak or too much text.
// There is no room for the text: the error says what to do, and names no file
// that nobody knows.
func TestNoRoom(t *testing.T) {
	err := noRoom(fmt.Errorf("copy: %w", &fs.PathError{Op: "write", Path: "rtwatch-123", Err: syscall.ENOSPC}))
	if err == nil || !errors.Is(err, syscall.ENOSPC) || strings.Contains(err.Error(), "rtwatch-123") || !strings.Contains(err.Error(), "TMPDIR") {
		t.Errorf("the error is %v", err)
	}
	for _, other := range []error{nil, io.ErrUnexpectedEOF, &fs.PathError{Op: "read", Err: syscall.EIO}} {
		if err := noRoom(other); err != nil {
			t.Errorf("%v becomes %v", other, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for _, name := range []string{"a.gz", "a.zst", "a.xz"} {
		f.Add(pack(f, name, numbered(100)))
	}
	bz, _ := base64.StdEncoding.DecodeString(bzip2Text)
	f.Add(bz)
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "a")
		must(t, os.WriteFile(path, data, 0o600))
		file, _, err := openRegular(path)
		must(t, err)
		defer file.Close()
		how, err := codecOf(file)
		must(t, err)
		if how == plain {
			return
		}
		u := unpack(file, how)
		u.most = 1 << 20
		if n, _ := io.Copy(io.Discard, u); n > u.most {
			t.Errorf("%d bytes came", n)
		}
	})
}

// TestCompressedArgument names compressed files among others.
func TestCompressedArgument(t *testing.T) {
	dir := t.TempDir()
	a, b, c := filepath.Join(dir, "a.gz"), filepath.Join(dir, "b.log"), filepath.Join(dir, "c.gz")
	text := numbered(50_000)
	must(t, os.WriteFile(a, pack(t, a, text), 0o600))
	put(t, b, "b\n")
	broken := pack(t, c, text)
	must(t, os.WriteFile(c, broken[:len(broken)/2], 0o600))
	t.Run("all of it", func(t *testing.T) {
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{a, b, c}, Start: Start{FromLine: 1}, NoFollow: true}))
		if err := r.Wait(); err == nil || !strings.Contains(err.Error(), c) {
			t.Errorf("Run returned %v", err)
		}
		if r.Text(a) != text || r.Text(b) != "b\n" || len(r.Text(c)) < len(text)/4 || !strings.HasPrefix(text, r.Text(c)) {
			t.Errorf("got %d, %d and %d bytes", len(r.Text(a)), len(r.Text(b)), len(r.Text(c)))
		}
		if got := strings.Join(r.Labels(), " "); got != strings.Join([]string{a, b, c}, " ") {
			t.Errorf("in the order %s", got)
		}
		if !r.Noticed("unexpected EOF") {
			t.Errorf("told %+v", r.Notices())
		}
	})
	t.Run("the last lines", func(t *testing.T) {
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{a}, Start: Start{LastLines: 2}}))
		must(t, r.Wait())
		if want := strings.Join(strings.SplitAfter(text, "\n")[49_998:], ""); r.Text(a) != want {
			t.Errorf("got %q, want %q", r.Text(a), want)
		}
	})
	t.Run("to look back at", func(t *testing.T) {
		out := make(chan source.Batch, 10)
		must(t, newSource(t, Options{Paths: []string{a}, Past: true}).Run(t.Context(), out))
		if p := (<-out).Past; p == nil || lookBack(t, p) != text {
			t.Errorf("the past is %+v", p)
		}
	})
}

func BenchmarkUnpack(b *testing.B) {
	text := strings.Repeat(numbered(100_000), 10)
	for _, name := range []string{"a.gz", "a.zst", "a.xz"} {
		b.Run(name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), name)
			if err := os.WriteFile(path, pack(b, name, text), 0o600); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				file, _, err := openRegular(path)
				if err != nil {
					b.Fatal(err)
				}
				how, _ := codecOf(file)
				if n, err := io.Copy(io.Discard, unpack(file, how)); err != nil || n != int64(len(text)) {
					b.Fatal(n, err)
				}
				file.Close()
			}
		})
	}
}
