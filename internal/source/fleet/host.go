package fleet

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/source"
)

// host is what is known of one.
type host struct {
	name   string
	keys   exchange.Keys
	feeds  map[string]*feed // by source; "" is its samples
	beat   int64            // its last sign of life, ms by its own clock
	heard  time.Time        // when beat was seen to change, by ours
	silent bool
	there  bool // in the registry

	lines, errs   int // since the last table
	perSec, fails float64
	cpu, load     string
}

// look reads the registry, and now and then every host's sources. It sends the
// table of hosts.
func (w *watch) look(ctx context.Context) error {
	now := w.now()
	asking, cancel := context.WithTimeout(ctx, answerFor)
	defer cancel()
	all, err := w.client.Do(asking, w.client.B().Arbitrary("ZRANGE").Keys(exchange.Hosts).
		Args("0", strconv.Itoa(maxHosts-1), "REV", "WITHSCORES").Build()).AsZScores()
	if err != nil {
		return err
	}
	var fresh []*host
	there := make(map[string]bool, len(all))
	for _, x := range all {
		h := w.hosts[x.Member]
		if h == nil {
			if exchange.CheckHost(x.Member) != nil {
				continue // no rtwatch push wrote that
			}
			h = &host{name: x.Member, keys: exchange.HostKeys(x.Member), feeds: map[string]*feed{}}
			h.feeds[""] = newFeed(h, "")
			w.hosts[x.Member] = h
			h.heard = now
			if age := now.Sub(time.UnixMilli(int64(x.Score))); age > silentAfter {
				h.heard, h.silent = now.Add(-age), true // until it changes
			}
			fresh, w.changed = append(fresh, h), true
		} else if int64(x.Score) != h.beat {
			h.heard = now
		}
		h.beat = int64(x.Score)
		there[x.Member] = true
	}
	for name, h := range w.hosts {
		w.changed = w.changed || h.there != there[name]
		// Its place in its streams is kept, for when it comes back.
		if h.there = there[name]; !h.there && len(w.hosts) > 2*maxHosts {
			delete(w.hosts, name)
		}
	}
	if now.Sub(w.listed) >= sourcesEvery {
		fresh, w.listed = slices.Collect(maps.Values(w.hosts)), now
	}
	if err := w.list(asking, fresh); err != nil {
		return err
	}
	return w.tell(ctx, now)
}

// list asks hosts for their sources.
func (w *watch) list(ctx context.Context, hosts []*host) error {
	for part := range slices.Chunk(hosts, readAtOnce) {
		commands := make(rueidis.Commands, len(part))
		for i, h := range part {
			commands[i] = w.client.B().Arbitrary("ZRANGE").Keys(h.keys.Sources()).Args("0", strconv.Itoa(maxSources-1), "REV").Build()
		}
		for i, answer := range w.client.DoMulti(ctx, commands...) {
			names, err := answer.AsStrSlice()
			if err != nil {
				return err
			}
			for _, name := range names {
				if h := part[i]; name != "" && h.feeds[name] == nil && len(h.feeds) <= maxSources {
					h.feeds[name] = newFeed(h, name)
					w.changed = true
				}
			}
		}
	}
	return nil
}

// tell sends the table of hosts, those first that have just fallen silent, and says who has fallen silent or come back.
func (w *watch) tell(ctx context.Context, now time.Time) error {
	passed := now.Sub(w.looked).Seconds()
	afresh := w.looked.IsZero()
	w.looked = now
	table := source.Table{Name: "hosts", Columns: []string{"host", "load", "cpu", "errors/s", "lines/s", "last seen"}}
	var gone, back []string
	var first, last []source.Row
	for _, name := range slices.Sorted(maps.Keys(w.hosts)) {
		h := w.hosts[name]
		if !h.there {
			continue
		}
		if !afresh {
			h.perSec, h.fails = float64(h.lines)/passed, float64(h.errs)/passed
			h.lines, h.errs = 0, 0
		}
		age := now.Sub(h.heard)
		switch silent := age > silentAfter; {
		case silent && !h.silent:
			gone = append(gone, name)
			h.silent = true
		case !silent && h.silent:
			back = append(back, name)
			h.silent = false
		}
		row := source.Row{ID: name, Score: float64(h.beat), Cells: []string{
			name, h.load, h.cpu, strconv.FormatFloat(h.fails, 'f', 1, 64), strconv.FormatFloat(h.perSec, 'f', 1, 64),
			fmt.Sprintf("%ds", int(age.Seconds())),
		}}
		switch {
		case !h.silent:
			table.Rows = append(table.Rows, row)
			continue
		case age < newlySilent:
			first = append(first, row)
		default:
			last = append(last, row)
		}
		// What it said is no longer true.
		copy(row.Cells[1:], []string{"", "", "", "", "silent " + age.Round(time.Second).String()})
	}
	table.Rows = slices.Concat(first, table.Rows, last)
	for _, name := range [...]string{"load", "cpu"} {
		withoutEmpty(&table, name)
	}
	b := source.Batch{Source: w.Name(), At: now, Tables: []source.Table{table}}
	if len(gone) > 0 {
		b.Notices = append(b.Notices, source.Notice{Severity: source.Warn, Text: "no sign of life for " + silentAfter.String() + " from " + some(gone)})
	}
	if len(back) > 0 {
		b.Notices = append(b.Notices, source.Notice{Text: "there again: " + some(back)})
	}
	if !source.Send(ctx, w.out, b) {
		return ctx.Err()
	}
	return nil
}

// withoutEmpty takes a column away in which no row has anything.
func withoutEmpty(t *source.Table, name string) {
	i := slices.Index(t.Columns, name)
	if slices.ContainsFunc(t.Rows, func(r source.Row) bool { return r.Cells[i] != "" }) {
		return
	}
	t.Columns = slices.Delete(t.Columns, i, i+1)
	for k := range t.Rows {
		t.Rows[k].Cells = slices.Delete(t.Rows[k].Cells, i, i+1)
	}
}

// some names a few of many.
func some(names []string) string {
	if more := len(names) - maxNamed; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:maxNamed], ", "), more)
	}
	return strings.Join(names, ", ")
}
