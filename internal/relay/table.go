package relay

import (
	"encoding/json"
	"hash/maphash"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

type tableName struct{ source, name string }

// rows is a table: its newest state, and what was sent of it.
type rows struct {
	newest source.Table
	at     time.Time
	fresh  bool // newest was not sent yet
	sent   time.Time
	sums   map[string]uint64 // of each row as it was sent, by ID
}

var seed = maphash.MakeSeed()

// keepTable keeps a table until it is sent. It is changed too often to send
// each state: the newest one counts.
func (r *Relay) keepTable(src string, t source.Table, at time.Time) {
	name := tableName{src, t.Name}
	have := r.tables[name]
	switch {
	case t.Gone:
		delete(r.tables, name)
		return
	case have == nil && len(r.tables) >= maxTables:
		return
	case have == nil:
		have = &rows{sums: map[string]uint64{}}
		r.tables[name] = have
	}
	have.newest, have.at, have.fresh = t, at, true
}

// sendTables spools the rows that have changed of tables whose time has come,
// or of all. It returns whether some must wait.
func (r *Relay) sendTables(all bool) (waiting bool) {
	now := r.now()
	for name, t := range r.tables {
		switch {
		case !t.fresh:
		case all || now.Sub(t.sent) >= tableEvery:
			r.sendTable(name.name, t)
			t.sent, t.fresh = now, false
		default:
			waiting = true
		}
	}
	return waiting
}

// row is a member of a table's sorted set.
type row struct {
	Host   string         `json:"host"`
	Time   int64          `json:"time"` // ms
	ID     string         `json:"id"`
	Score  float64        `json:"score"`
	Values map[string]any `json:"values"`
}

func (r *Relay) sendTable(name string, t *rows) {
	b := record{kind: table, at: t.at.UnixMilli(), source: name}
	sums := make(map[string]uint64, len(t.sums))
	for i, x := range t.newest.Rows {
		if i == tableRows || !finite(x.Score) {
			continue
		}
		sum := hash(x)
		if sums[x.ID] = sum; t.sums[x.ID] == sum {
			continue
		}
		m := row{Host: r.options.Host, Time: b.at, ID: x.ID, Score: x.Score, Values: map[string]any{}}
		for j, cell := range x.Cells {
			if j < len(t.newest.Columns) {
				m.Values[t.newest.Columns[j]] = value(cell)
			}
		}
		if member, err := json.Marshal(m); err == nil {
			b.parts = append(b.parts, member)
		}
	}
	t.sums = sums
	if len(b.parts) > 0 {
		r.spool.append(&b)
	}
}

// value is a cell in JSON: a number where it is one.
func value(cell string) any {
	if v, err := strconv.ParseFloat(cell, 64); err == nil && finite(v) {
		return v
	}
	return cell
}

func hash(x source.Row) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	h.WriteString(strconv.FormatFloat(x.Score, 'g', -1, 64))
	for _, c := range x.Cells {
		h.WriteByte(0)
		h.WriteString(c)
	}
	return h.Sum64()
}
