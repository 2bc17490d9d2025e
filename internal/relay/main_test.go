package relay

import (
	"testing"

	"go.uber.org/goleak"
)

// rueidis asks once more for the nodes of a Cluster, a second late, and ends then.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*call).DelayDo.func1"))
}
