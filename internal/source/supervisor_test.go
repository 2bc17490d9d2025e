package source

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script is a source whose runs are the given functions, in turn; the last
// one again and again.
type script struct {
	runs []func(ctx context.Context, out chan<- Batch) error
	n    int
}

func (s *script) Name() string { return "script" }

func (s *script) Run(ctx context.Context, out chan<- Batch) error {
	run := s.runs[min(s.n, len(s.runs)-1)]
	s.n++
	return run(ctx, out)
}

func fails(err error) func(context.Context, chan<- Batch) error {
	return func(context.Context, chan<- Batch) error { return err }
}

func ends(context.Context, chan<- Batch) error { return nil }

func waits(ctx context.Context, _ chan<- Batch) error { <-ctx.Done(); return nil }

// supervise runs sources in a bubble of fake time until they have all ended,
// and returns their notices and what Run returned.
func supervise(t *testing.T, s *Supervisor, limit time.Duration, sources ...Source) (notices []Notice, at []time.Duration, err error) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		began := time.Now()
		out := make(chan Batch)
		done := make(chan struct{})
		go func() {
			defer close(done)
			for b := range out {
				notices = append(notices, b.Notices...)
				at = append(at, time.Since(began))
			}
		}()
		err = s.Run(ctx, out, sources...)
		<-done
	})
	return notices, at, err
}

func TestSupervisorRestartsWithGrowingDelays(t *testing.T) {
	s := &Supervisor{jitter: func(bound time.Duration) time.Duration { return bound }}
	src := &script{runs: []func(context.Context, chan<- Batch) error{fails(errors.New("broken"))}}
	notices, at, err := supervise(t, s, 5*time.Minute, src)
	if err != nil {
		t.Errorf("Run = %v, want nil when the context ends", err)
	}
	want := []time.Duration{0, 250 * time.Millisecond, 750 * time.Millisecond, 1750 * time.Millisecond}
	for i, w := range want {
		if at[i] != w {
			t.Errorf("try %d came after %v, want %v", i, at[i], w)
		}
	}
	if gap := at[len(at)-1] - at[len(at)-2]; gap != backoffMax {
		t.Errorf("the last delay is %v, want the bound %v", gap, backoffMax)
	}
	if n := notices[0]; n.State != StateWaiting || !strings.Contains(n.Text, "broken; next try in 250ms") {
		t.Errorf("first notice %+v", n)
	}
}

func TestSupervisorForgetsOldFailures(t *testing.T) {
	s := &Supervisor{jitter: func(bound time.Duration) time.Duration { return bound }}
	broken := fails(errors.New("broken"))
	healthy := func(ctx context.Context, _ chan<- Batch) error {
		<-time.After(backoffReset) // of synctest's clock
		return errors.New("broken at last")
	}
	src := &script{runs: []func(context.Context, chan<- Batch) error{broken, broken, broken, healthy, ends}}
	notices, _, _ := supervise(t, s, time.Hour, src)
	if n := notices[3]; !strings.Contains(n.Text, "at last; next try in 250ms") {
		t.Errorf("after a long healthy run: %q", n.Text)
	}
	if n := notices[4]; n.State != StateEnded {
		t.Errorf("last notice %+v, want the end", n)
	}
}

func TestSupervisorRecoversPanics(t *testing.T) {
	var crashed string
	s := &Supervisor{Panicked: func(source string, value any, stack []byte) {
		crashed = source + ": " + value.(string) + string(stack)
	}}
	src := &script{runs: []func(context.Context, chan<- Batch) error{
		func(context.Context, chan<- Batch) error { panic("ouch") },
		ends,
	}}
	notices, _, err := supervise(t, s, time.Hour, src)
	if err != nil || len(notices) != 2 || !strings.Contains(notices[0].Text, "crashed: ouch") {
		t.Errorf("notices %+v, error %v; want a crash and a good second run", notices, err)
	}
	if !strings.HasPrefix(crashed, "script: ouch") || !strings.Contains(crashed, "supervisor_test.go") {
		t.Errorf("Panicked was told %q", crashed)
	}
}

func TestSupervisorError(t *testing.T) {
	wrong := Permanent(errors.New("wrong password"))
	one := func(run func(context.Context, chan<- Batch) error) Source {
		return &script{runs: []func(context.Context, chan<- Batch) error{run}}
	}
	for name, c := range map[string]struct {
		sources []Source
		want    string
	}{
		"the only source fails for good": {[]Source{one(fails(wrong))}, "script: wrong password"},
		"all fail for good":              {[]Source{one(fails(wrong)), one(fails(wrong))}, "script: wrong password\nscript: wrong password"},
		"another ends well":              {[]Source{one(fails(wrong)), one(ends)}, ""},
		"another goes on":                {[]Source{one(fails(wrong)), one(waits)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := supervise(t, &Supervisor{}, time.Minute, c.sources...)
			if got := errText(err); got != c.want {
				t.Errorf("Run = %q, want %q", got, c.want)
			}
		})
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestPermanentKeepsTheError(t *testing.T) {
	cause := errors.New("cause")
	if !errors.Is(Permanent(cause), cause) || Permanent(nil) != nil {
		t.Error("Permanent hides its cause or makes an error of nil")
	}
}
