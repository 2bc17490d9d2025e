package fleet

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/source"
)

// gather lists the streams of all hosts again, and begins with the new ones: at
// their newest entries.
func (w *watch) gather(ctx context.Context) error {
	w.feeds, w.changed = w.feeds[:0], false
	var fresh []*feed
	for _, h := range w.hosts {
		for _, f := range h.feeds {
			if !h.there || f.bad {
				continue
			}
			w.feeds = append(w.feeds, f)
			if !f.began {
				fresh = append(fresh, f)
			}
		}
	}
	slices.SortFunc(w.feeds, func(a, b *feed) int { return strings.Compare(a.key, b.key) })
	slices.SortFunc(fresh, func(a, b *feed) int { return strings.Compare(a.key, b.key) })
	for part := range slices.Chunk(fresh, startAtOnce) {
		if err := w.begin(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// begin reads the newest entries of streams.
func (w *watch) begin(ctx context.Context, feeds []*feed) error {
	asking, cancel := context.WithTimeout(ctx, answerFor)
	defer cancel()
	commands := make(rueidis.Commands, len(feeds))
	for i, f := range feeds {
		n := w.options.Newest
		if f.samples {
			n = newestSamples
		}
		commands[i] = w.client.B().Arbitrary("XREVRANGE").Keys(f.key).Args("+", "-", "COUNT", strconv.Itoa(max(n, 1))).Build()
	}
	for i, answer := range w.client.DoMulti(asking, commands...) {
		list, err := answer.AsXRangeSlices()
		f := feeds[i]
		if wrong(err) {
			if !w.bad(ctx, f) {
				return ctx.Err()
			}
			continue
		}
		if err != nil {
			return err
		}
		slices.Reverse(list)
		batches, err := f.read(list, w.now())
		f.began = true
		if !f.samples && w.options.Newest == 0 {
			batches = nil // it is enough to know where to go on
		}
		if !w.send(ctx, f, batches, err) {
			return ctx.Err()
		}
	}
	return nil
}

// read reads what is new in all streams. full says that there may be more.
func (w *watch) read(ctx context.Context) (full bool, err error) {
	if len(w.feeds) == 0 {
		return false, nil
	}
	groups := w.groups()
	asking, cancel := context.WithTimeout(ctx, blockFor+answerFor)
	defer cancel()
	var answers []rueidis.RedisResult
	if len(groups) == 1 {
		answers = []rueidis.RedisResult{w.client.Do(asking, w.command(groups[0], true))}
	} else {
		commands := make(rueidis.Commands, len(groups))
		for i, g := range groups {
			commands[i] = w.command(g, false)
		}
		answers = w.client.DoMulti(asking, commands...)
	}
	for i, answer := range answers {
		more, err := w.answer(ctx, groups[i], answer)
		if err != nil {
			return false, err
		}
		full = full || more
	}
	return full, nil
}

// groups are the streams that one command can read: those of a host in a
// Cluster, where they are in one slot, else any readAtOnce.
func (w *watch) groups() (all [][]*feed) {
	if w.client.Mode() != rueidis.ClientModeCluster {
		return slices.Collect(slices.Chunk(w.feeds, readAtOnce))
	}
	for rest := w.feeds; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].host == rest[0].host {
			n++
		}
		all, rest = append(all, rest[:n]), rest[n:]
	}
	return all
}

func (w *watch) command(feeds []*feed, wait bool) rueidis.Completed {
	keys, ids := make([]string, len(feeds)), make([]string, len(feeds))
	for i, f := range feeds {
		keys[i], ids[i] = f.key, f.last.String()
	}
	words := []string{"XREAD", "COUNT", strconv.Itoa(readCount)}
	if wait {
		words = append(words, "BLOCK", strconv.FormatInt(blockFor.Milliseconds(), 10))
	}
	c := w.client.B().Arbitrary(append(words, "STREAMS")...).Keys(keys...).Args(ids...)
	if wait {
		return c.Blocking()
	}
	return c.Build()
}

// answer sends what one command has brought.
func (w *watch) answer(ctx context.Context, feeds []*feed, answer rueidis.RedisResult) (full bool, err error) {
	streams, err := answer.AsXReadSlices()
	switch {
	case rueidis.IsRedisNil(err):
		return false, nil
	case wrong(err):
		return false, w.sort(ctx, feeds)
	case err != nil:
		return false, err
	}
	for _, f := range feeds {
		list := streams[f.key]
		if len(list) == 0 {
			continue
		}
		batches, err := f.read(list, w.now())
		if !w.send(ctx, f, batches, err) {
			return false, ctx.Err()
		}
		full = full || len(list) == readCount
	}
	return full, nil
}

// read takes entries as the server has them. Those that somebody else wrote are
// left out; the error is of the last of them.
func (f *feed) read(list []rueidis.XRangeSlice, now time.Time) (all []source.Batch, fault error) {
	entries := make([]exchange.Entry, 0, len(list))
	last := f.last
	for _, x := range list {
		fields := make([]string, 0, 2*len(x.FieldValues))
		for _, v := range x.FieldValues {
			fields = append(fields, v.Field, v.Value)
		}
		e, err := exchange.ParseEntry(x.ID, fields, f.samples)
		if e.ID != (exchange.ID{}) {
			last = e.ID
		}
		if err != nil {
			fault = err
			continue
		}
		entries = append(entries, e)
	}
	all = f.take(entries, now)
	f.last = last
	return all, fault
}

// send sends what a stream has brought, and says, once, that there was something
// else in it.
func (w *watch) send(ctx context.Context, f *feed, batches []source.Batch, fault error) bool {
	for _, b := range batches {
		if !source.Send(ctx, w.out, b) {
			return false
		}
	}
	if fault == nil || f.strange {
		return true
	}
	f.strange = true
	return w.notice(ctx, source.Notice{Severity: source.Warn, Text: fmt.Sprintf("key %q: %v", f.key, fault)})
}

// sort finds which of several keys is no stream.
func (w *watch) sort(ctx context.Context, feeds []*feed) error {
	asking, cancel := context.WithTimeout(ctx, answerFor)
	defer cancel()
	commands := make(rueidis.Commands, len(feeds))
	for i, f := range feeds {
		commands[i] = w.client.B().Type().Key(f.key).Build()
	}
	for i, answer := range w.client.DoMulti(asking, commands...) {
		kind, err := answer.ToString()
		if err != nil {
			return err
		}
		if kind != "stream" && kind != "none" && !w.bad(ctx, feeds[i]) {
			return ctx.Err()
		}
	}
	return nil
}

// bad gives up a stream that is none, and says so once.
func (w *watch) bad(ctx context.Context, f *feed) bool {
	if f.bad {
		return true // of several that were read at once another one was new
	}
	f.bad, w.changed = true, true
	return w.notice(ctx, source.Notice{Severity: source.Warn, Text: fmt.Sprintf("key %q is no stream: it is left alone", f.key)})
}

// wrong reports whether a key is of another type: there is nothing to read.
func wrong(err error) bool {
	e, ok := rueidis.IsRedisErr(err)
	return ok && strings.HasPrefix(e.Error(), "WRONGTYPE")
}
