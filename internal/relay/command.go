package relay

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/exchange"
)

// stream returns what is known of the stream that a record goes to.
func (s *sender) stream(r *record) *stream {
	key := s.keys.Samples()
	switch r.kind {
	case lines, notice:
		key = s.keys.Lines(r.source)
	case samples:
	case table:
		return nil
	}
	st := s.streams[key]
	if st == nil {
		st = &stream{key: key}
		s.streams[key] = st
	}
	return st
}

// syncStreams asks the server how far the streams of a batch are that were not
// looked at on this connection.
func (s *sender) syncStreams(ctx context.Context, b batch) error {
	var asked []*stream
	var commands rueidis.Commands
	for _, records := range [][]record{b.records, b.lost.notices()} {
		for i := range records {
			if st := s.stream(&records[i]); st != nil && !st.synced {
				st.synced = true
				asked = append(asked, st)
				commands = append(commands, s.client.B().Arbitrary("XINFO", "STREAM").Keys(st.key).Build())
			}
		}
	}
	for i, answer := range s.conn.DoMulti(ctx, commands...) {
		info, err := answer.AsMap()
		if e, ok := rueidis.IsRedisErr(err); ok && (strings.Contains(e.Error(), "no such key") || strings.HasPrefix(e.Error(), "WRONGTYPE")) {
			info, err = nil, nil
		}
		if err == nil {
			err = asked[i].sync(info, s.spool.id, s.keep(asked[i]))
		}
		if err != nil {
			for _, st := range asked {
				st.synced = false
			}
			return err
		}
	}
	return nil
}

// keep is how many lines of a stream are kept.
func (s *sender) keep(st *stream) int {
	if st.key == s.keys.Samples() {
		return s.options.Window
	}
	return s.options.Keep
}

// commands returns what brings a batch to Redis. before gets the state of the
// streams as it was, in case it does not arrive.
func (s *sender) commands(b batch, before map[*stream]stream) (all rueidis.Commands) {
	for _, r := range b.lost.notices() {
		st := s.stream(&r)
		remember(before, st)
		r.number = st.mine // it is none of the spool's, so that it hides none
		all = s.add(all, st, &r)
	}
	for rest := b.records; len(rest) > 0; {
		r := &rest[0]
		if rest = rest[1:]; r.kind == table {
			all = s.members(all, s.keys.Table(r.source), r.at, texts(r.parts))
			continue
		}
		st := s.stream(r)
		if r.number <= st.mine {
			continue // it is there
		}
		for len(rest) > 0 && r.join(&rest[0]) {
			rest = rest[1:]
		}
		remember(before, st)
		if r.kind == samples {
			all = s.series(all, r)
		}
		st.mine = r.number
		all = s.add(all, st, r)
	}
	return all
}

func remember(before map[*stream]stream, st *stream) {
	if _, ok := before[st]; !ok {
		before[st] = *st
	}
}

// add appends the XADD of a record, which trims as well.
func (s *sender) add(all rueidis.Commands, st *stream, r *record) rueidis.Commands {
	e := exchange.Entry{Writer: s.spool.id, Record: r.number, At: r.at}
	switch r.kind {
	case lines:
		e.Kind, e.N, e.Head, e.Open, e.Text = exchange.Lines, int(r.lines), int(r.head), r.open, rueidis.BinaryString(r.parts[0])
	case notice:
		e.Kind, e.Severity, e.Lost, e.Text = exchange.Notice, int(r.severity), r.lost, rueidis.BinaryString(r.parts[0])
	case samples, table:
		e.Kind, e.Values = exchange.Samples, texts(r.parts)
	}
	e.ID = st.id(r.at, e.N)
	args := make([]string, 0, 16+len(e.Values))
	if st.trim > 0 {
		args = append(args, "MAXLEN", "~", strconv.FormatInt(st.trim, 10))
		st.trim = 0
	} else if before, ok := st.mark(e.ID, uint64(s.keep(st))); ok {
		args = append(args, "MINID", "~", before.String())
	}
	args = e.Fields(append(args, e.ID.String()))
	all = append(all, s.client.B().Arbitrary("XADD").Keys(st.key).Args(args...).Build())
	if r.kind != samples && !st.listed {
		all = append(all, s.client.B().Arbitrary("ZADD").Keys(s.keys.Sources()).Args(strconv.FormatInt(r.at, 10), r.source).Build())
		st.listed = true
	}
	st.used = true
	return all
}

// point is a member of a sorted set of a group of series.
type point struct {
	Host   string             `json:"host"`
	Time   int64              `json:"time"` // ms
	Values map[string]float64 `json:"values"`
}

// series appends a ZADD for each group of series in a record of samples.
func (s *sender) series(all rueidis.Commands, r *record) rueidis.Commands {
	var order []string
	groups := map[string]map[string]float64{}
	for i := 0; i+1 < len(r.parts); i += 2 {
		group, name := exchange.Group(string(r.parts[i]))
		v, _, err := exchange.ParseValue(string(r.parts[i+1]))
		if err != nil {
			continue
		}
		if groups[group] == nil {
			groups[group] = map[string]float64{}
			order = append(order, group)
		}
		groups[group][name] = v
	}
	for _, g := range order {
		if member, err := json.Marshal(point{s.options.Host, r.at, groups[g]}); err == nil {
			all = s.members(all, s.keys.Series(g), r.at, []string{string(member)})
		}
	}
	return all
}

// members appends the ZADD of members of one time, and, now and then, what trims
// the set to its window.
func (s *sender) members(all rueidis.Commands, key string, at int64, members []string) rueidis.Commands {
	score := strconv.FormatInt(at, 10)
	args := make([]string, 0, 2*len(members))
	for _, m := range members {
		args = append(args, score, m)
	}
	all = append(all, s.client.B().Arbitrary("ZADD").Keys(key).Args(args...).Build())
	over, known := s.over[key]
	if !known && len(s.over) >= maxSets {
		clear(s.over)
	}
	if s.over[key] = over + len(members); !known || s.over[key] >= max(s.options.Window/trimPart, trimLeast) {
		all = append(all, s.client.B().Arbitrary("ZREMRANGEBYRANK").Keys(key).Args("0", strconv.Itoa(-s.options.Window-1)).Build())
		s.over[key] = 0
	}
	return all
}

// texts returns parts as strings that share their memory.
func texts(parts [][]byte) []string {
	all := make([]string, len(parts))
	for i, p := range parts {
		all[i] = rueidis.BinaryString(p)
	}
	return all
}
