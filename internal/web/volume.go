package web

import (
	"net/http"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// count counts the records of the view by level in n spans of time. done is false
// if some are not counted yet.
func (v *view) count(from, to time.Time, n int) (bars []store.Bar, done bool) {
	st := v.server.store
	bars, done = st.Volume(nil, from, to, n)
	if v.query == nil {
		return bars, done
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.volume == nil && !v.over {
		v.volume = st.VolumeOf(v.query, v.account)
	}
	if v.over {
		return make([]store.Bar, n), false
	}
	bars, sure := v.volume.Count(bars[:0], from, to, n)
	return bars, done && sure // else nobody knows yet where the log begins and ends
}

// closeVolume ends the counting for good.
func (v *view) closeVolume() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.over = true
	if v.volume != nil {
		v.volume.Close()
	}
}

// volume answers with how many records of each level there are in a view, over
// time.
func (s *Server) volume(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	v, err := s.hub.view(selection{Filter: q.Get("filter"), Level: q.Get("level"), Sources: q["source"], Mute: q["mute"]})
	if err != nil {
		refuseView(w, err)
		return
	}
	defer s.hub.release(v)
	first, last, ok := s.store.Extent()
	if !ok {
		first, last = s.began, s.now()
	}
	from, to, n, err := s.between(r, first, last.Add(time.Millisecond))
	if err != nil {
		wrong(w, http.StatusBadRequest, err)
		return
	}
	out := struct {
		From    int64        `json:"from"`
		To      int64        `json:"to"`
		Levels  []string     `json:"levels"`
		Buckets []*store.Bar `json:"buckets"`
		Done    bool         `json:"done"`
		Some    bool         `json:"filtered"`
	}{From: from.UnixMilli(), To: to.UnixMilli(), Some: v.query != nil}
	for l := line.None; l <= line.Fatal; l++ {
		out.Levels = append(out.Levels, l.String())
	}
	bars, done := v.count(from, to, n)
	for i := range bars {
		out.Buckets = append(out.Buckets, &bars[i])
	}
	f, l, found := s.store.Extent() // it may have been found out meanwhile
	out.Done = done && s.store.Snapshot().Past.Complete && found == ok && f.Equal(first) && l.Equal(last)
	answer(w, http.StatusOK, out)
}
