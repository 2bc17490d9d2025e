package load

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestReal compares it with what proc_loadavg(5) says.
func TestReal(t *testing.T) {
	field := func() float64 {
		text, err := os.ReadFile("/proc/loadavg")
		if err != nil {
			t.Skip(err)
		}
		first, _, _ := strings.Cut(string(text), " ")
		v, err := strconv.ParseFloat(first, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	sourcetest.Eventually(t, "the same load as the system's", func() bool {
		before := field()
		load, err := average(t.Context())
		return err == nil && load == before && load == field()
	})
}

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, n := New(), 0.0
		s.read = func(context.Context) (float64, error) {
			if n++; n == 4 {
				return 0, errors.New("none")
			}
			return n, nil
		}
		out := make(chan source.Batch)
		ended := make(chan error)
		began := time.Now()
		go func() { ended <- s.Run(t.Context(), out) }()
		for want := 1.0; want < 4; want++ {
			b := <-out
			if x := b.Samples[0]; len(b.Samples) != 1 || x.Series != "load" || x.Value != want || x.At.Sub(began) != time.Duration(want-1)*every {
				t.Errorf("sample %v after %v", b.Samples, x.At.Sub(began))
			}
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
