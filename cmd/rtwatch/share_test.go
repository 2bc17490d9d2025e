package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
	"github.com/rtwatch/rtwatch/internal/ui"
)

// serve serves a store beside a screen.
func serve(t *testing.T, f *serveFlags) (*service, *store.Store, *ui.Shared) {
	t.Helper()
	s, err := f.listen()
	if err != nil {
		t.Fatal(err)
	}
	st, batches := store.New(store.Options{}), make(chan source.Batch)
	w := &watch{process: process{err: os.Stderr}, flags: &watchFlags{}, screen: true}
	s.connect(st, w, nil)
	ctx, cancel := context.WithCancel(context.Background())
	fed, stored := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(fed)
		_ = s.feed.Run(ctx, batches)
		close(batches)
	}()
	go func() {
		defer close(stored)
		st.Run(batches)
	}()
	stop := s.start(ctx, w)
	t.Cleanup(func() {
		stop()
		cancel()
		<-fed
		<-stored
	})
	return s, st, w.shared
}

func TestSharedTells(t *testing.T) {
	t.Setenv("RTWATCH_TOKEN", "0123456789abcdef")
	for _, c := range []struct {
		name          string
		flags         serveFlags
		link          string
		local, remote bool
	}{
		{"this machine", serveFlags{addr: "127.0.0.1:0"}, "/#token=0123456789abcdef", true, false},
		{"without a token", serveFlags{addr: "127.0.0.1:0", open: true}, "/", true, false},
		{"all machines", serveFlags{addr: "0.0.0.0:0", insecure: true}, "/#token=0123456789abcdef", true, true},
		{"with a name", serveFlags{addr: "0.0.0.0:0", insecure: true, hosts: []string{"shop.example"}}, "/#token=0123456789abcdef", false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, st, shared := serve(t, &c.flags)
			if !strings.HasSuffix(shared.Link, shared.Place+c.link) || shared.Local != c.local || shared.Remote != c.remote || !shared.Posting {
				t.Errorf("%+v", shared)
			}
			if n := st.Snapshot().Next; n != 0 {
				t.Errorf("the store has %d lines of it", n)
			}
		})
	}
}

// Who looks is told, and what the screen shows comes to them.
func TestSharedAudience(t *testing.T) {
	_, _, shared := serve(t, &serveFlags{addr: "127.0.0.1:0", open: true})
	q, err := query.Parse("level>=warn", query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	shared.Present(ui.Shown{Filter: q, Seq: 5})
	r, err := http.Get(shared.Link + "events")
	if err != nil {
		t.Fatal(err)
	}
	receives(t, shared.Changed)
	n := 0
	for _, v := range shared.Audience().Viewers {
		if v.Way == "events" {
			n = v.N
		}
	}
	if n != 1 {
		t.Errorf("%+v", shared.Audience())
	}
	var text strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(text.String(), `{"type":"present","filter":"level\u003e=warn","cursor":"`) {
		n, err := r.Body.Read(buf)
		if text.Write(buf[:n]); err != nil {
			t.Fatalf("%v after %s", err, text.String())
		}
	}
	r.Body.Close()
	receives(t, shared.Changed)
}

// What ends the server is shown on the screen, not written over it.
func TestServerErrorsAreShown(t *testing.T) {
	s, st, shared := serve(t, &serveFlags{addr: "127.0.0.1:0"})
	if err := s.listeners[0].Close(); err != nil {
		t.Fatal(err)
	}
	receives(t, shared.Changed)
	if err := shared.Audience().Err; err == nil {
		t.Error("the screen is told of no error")
	}
	r := st.NewReader(!store.Hold)
	defer r.Close()
	for late := time.After(time.Minute); ; {
		snap := st.Snapshot()
		if lines := snap.Lines(nil, 0, 10); len(lines) > 0 {
			if l := lines[0]; !l.Notice || l.Severity != source.Fail || !strings.Contains(string(l.Text), "not served any more") {
				t.Errorf("%+v", l)
			}
			return
		}
		select {
		case <-r.Changed():
		case <-late:
			t.Fatal("no notice")
		}
	}
}

// What only serves ends when it no longer can, with the reason.
func TestHeadlessEndsWithItsServer(t *testing.T) {
	f := serveFlags{addr: "127.0.0.1:0", headless: true}
	s, err := f.listen()
	if err != nil {
		t.Fatal(err)
	}
	st := store.New(store.Options{})
	w := &watch{process: process{err: os.Stderr}, flags: &watchFlags{serve: f}}
	s.connect(st, w, nil)
	stop := s.start(t.Context(), w)
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.listeners[0].Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.wait(ctx, st, &outcome{done: make(chan struct{})}); err == nil || !strings.Contains(err.Error(), `--http "127.0.0.1:0": `) {
		t.Errorf("it ends with %v", err)
	}
}

// A flag without a command is told where flags belong.
func TestFlagWithoutCommand(t *testing.T) {
	root := newRoot(process{})
	root.SetArgs([]string{"--http", ":0"})
	var wrong usageError
	if err := root.Execute(); !errors.As(err, &wrong) || !strings.Contains(wrong.hint, "rtwatch tail") {
		t.Errorf("%v, hint %q", err, wrong.hint)
	}
}

func receives(t *testing.T, changed <-chan struct{}) {
	t.Helper()
	select {
	case <-changed:
	case <-time.After(time.Minute):
		t.Fatal("nothing has changed")
	}
}
