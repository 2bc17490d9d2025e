package relay

import (
	"testing"

	"go.uber.org/goleak"
)

// rueidis asks once more for the nodes of a Cluster, a second late, and closes
// connections that it no longer needs five seconds late; both end by themselves.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*call).DelayDo.func1"),
		goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*clusterClient)._refresh.func2"))
}
