package iostat

import (
	"flag"
	"os"
	"os/exec"
	"testing"

	"go.uber.org/goleak"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// needIostat skips a test where there is no iostat, and fails it in CI.
func needIostat(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("iostat"); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatal("iostat is not installed")
	}
	t.Skip("iostat is not installed")
}

func newSource(t *testing.T, o Options) *Source {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
