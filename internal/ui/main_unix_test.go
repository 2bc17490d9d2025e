//go:build unix

package ui

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// childVariable has this test binary run childScreen with its value instead of
// tests.
const childVariable = "RTWATCH_TEST_SCREEN"

func TestMain(m *testing.M) {
	if file := os.Getenv(childVariable); file != "" {
		if err := childScreen(file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}
