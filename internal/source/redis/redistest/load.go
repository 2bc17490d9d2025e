//go:build unix

package redistest

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// loadWindow is how many members Load keeps in its key.
const loadWindow = 1000

// Load adds rate members a second to the key k of a server, JSON scored by
// time and numbered from 0 by its field n, until ctx is done. It sends what is
// due each millisecond and returns how many members it has added.
func Load(ctx context.Context, addr string, rate int) (added int, err error) {
	conn, err := Connect(addr)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); ; {
		var now time.Time
		select {
		case <-ctx.Done():
			return added, nil
		case now = <-tick.C:
		}
		due := int(now.Sub(began).Seconds()*float64(rate)) - added
		for i := range due {
			score := strconv.FormatInt(now.UnixMicro()+int64(i), 10)
			conn.Queue("ZADD", "k", score, fmt.Sprintf(`{"n":%d,"host":"web1","cpu":{"us":%d.5,"sy":1.25,"id":80},"mem":{"free":123456}}`, added+i, i%100))
		}
		conn.Queue("ZREMRANGEBYRANK", "k", "0", strconv.Itoa(-loadWindow-1))
		for range due + 1 {
			if _, err := conn.Receive(); err != nil {
				return added, err
			}
		}
		added += due
	}
}
