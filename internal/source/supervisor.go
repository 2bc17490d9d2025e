package source

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// Permanent marks an error that another try cannot mend, such as a wrong
// password: the supervisor does not call Run again after it.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Supervisor keeps sources running. The zero Supervisor is ready.
type Supervisor struct {
	// Panicked, if set, is told the value and stack of a panic in a source.
	Panicked func(source string, value any, stack []byte)

	// Beside are sources that never end by themselves. They end with the others,
	// or if Lasting is set once ctx is done. How they end does not count.
	Beside  []Source
	Lasting bool

	now    func() time.Time
	jitter func(bound time.Duration) time.Duration
}

// Run runs every source in a goroutine of its own until all have ended or
// ctx is done, and closes out behind the last of them. A source that fails or
// panics is run again after a growing, jittered delay, and a notice says so. Run returns the errors of the sources that failed for
// good, joined, if none of the others ended well; else nil.
func (s *Supervisor) Run(ctx context.Context, out chan<- Batch, sources ...Source) error {
	if s.now == nil {
		s.now = time.Now
	}
	if s.jitter == nil {
		s.jitter = rand.N[time.Duration]
	}
	defer close(out)
	errs := make([]error, len(sources))
	var wg sync.WaitGroup
	for i, src := range sources {
		wg.Go(func() { errs[i] = s.keep(ctx, src, out) })
	}
	beside, end := context.WithCancel(ctx)
	defer end()
	var others sync.WaitGroup
	for _, src := range s.Beside {
		others.Go(func() { _ = s.keep(beside, src, out) })
	}
	wg.Wait()
	if s.Lasting {
		<-ctx.Done()
	}
	end()
	others.Wait()
	for _, err := range errs {
		if err == nil {
			return nil
		}
	}
	return errors.Join(errs...)
}

// keep runs one source until it ends, fails for good, or ctx is done.
func (s *Supervisor) keep(ctx context.Context, src Source, out chan<- Batch) error {
	tries := Backoff{Min: backoffMin, Max: backoffMax, Jitter: s.jitter}
	for {
		began := s.now()
		err := s.once(ctx, src, out)
		if ctx.Err() != nil {
			return nil
		}
		if err == nil {
			Send(ctx, out, notice(src, Notice{State: StateEnded}))
			return nil
		}
		if errors.As(err, new(permanent)) {
			Send(ctx, out, notice(src, Notice{State: StateFailed, Severity: Fail, Text: err.Error()}))
			return named(src, err)
		}
		if s.now().Sub(began) >= backoffReset {
			tries.Reset()
		}
		half := tries.bound() / 2
		wait := half + s.jitter(half)
		text := fmt.Sprintf("%v; next try in %v", err, wait.Round(10*time.Millisecond))
		if !Send(ctx, out, notice(src, Notice{State: StateWaiting, Severity: Warn, Text: text})) {
			return nil
		}
		if !sleep(ctx, wait) {
			return nil
		}
	}
}

// named puts the source's name before an error that lacks it.
func named(src Source, err error) error {
	if strings.Contains(err.Error(), src.Name()) {
		return err
	}
	return fmt.Errorf("%s: %w", src.Name(), err)
}

// once runs src and turns a panic into an error.
func (s *Supervisor) once(ctx context.Context, src Source, out chan<- Batch) (err error) {
	defer func() {
		if v := recover(); v != nil {
			if s.Panicked != nil {
				s.Panicked(src.Name(), v, debug.Stack())
			}
			err = fmt.Errorf("crashed: %v (a bug in rtwatch, please report it)", v)
		}
	}()
	return src.Run(ctx, out)
}

func notice(src Source, n Notice) Batch {
	return Batch{Source: src.Name(), Notices: []Notice{n}}
}
