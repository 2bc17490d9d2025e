package relay

import (
	"context"
	"strconv"
	"strings"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/exchange"
)

// beat says that the host is alive, and that nobody else may write for it.
func (s *sender) beat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerFor)
	defer cancel()
	now := s.now()
	ms := strconv.FormatInt(now.UnixMilli(), 10)
	lease := strconv.FormatInt(leaseFor.Milliseconds(), 10)
	b, key := s.client.B(), s.keys.Writer()
	commands := rueidis.Commands{
		b.Arbitrary("SET").Keys(key).Args(s.spool.id, "NX", "PX", lease).Build(),
		b.Arbitrary("GET").Keys(key).Build(),
		b.Arbitrary("PEXPIRE").Keys(key).Args(lease).Build(),
		b.Arbitrary("ZADD").Keys(exchange.Hosts).Args(ms, s.options.Host).Build(),
	}
	if s.beaten.IsZero() {
		old := strconv.FormatInt(now.Add(-exchange.KeepHosts).UnixMilli(), 10)
		commands = append(commands, b.Arbitrary("ZREMRANGEBYSCORE").Keys(exchange.Hosts).Args("-inf", old).Build())
	}
	if used := s.usedSources(ms); len(used) > 0 {
		old := strconv.FormatInt(now.Add(-exchange.KeepSources).UnixMilli(), 10)
		commands = append(commands,
			b.Arbitrary("ZADD").Keys(s.keys.Sources()).Args(used...).Build(),
			b.Arbitrary("ZREMRANGEBYSCORE").Keys(s.keys.Sources()).Args("-inf", old).Build())
	}
	for i, answer := range s.client.DoMulti(ctx, commands...) {
		if err := answer.Error(); err != nil && !rueidis.IsRedisNil(err) {
			return err
		}
		if i == 1 {
			if holder, err := answer.ToString(); err == nil && holder != s.spool.id {
				return errTaken
			}
		}
	}
	s.beaten = now
	return nil
}

// usedSources returns scores and names of sources with new lines.
func (s *sender) usedSources(ms string) (args []string) {
	prefix := s.keys.Lines("")
	for key, st := range s.streams {
		if name, ok := strings.CutPrefix(key, prefix); ok && st.used {
			args = append(args, ms, name)
			st.used = false
		}
	}
	return args
}

// leave gives the lease back, so that another process may write at once.
func (s *sender) leave(ctx context.Context) error {
	if err := s.beat(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, answerFor)
	defer cancel()
	_ = s.client.Do(ctx, s.client.B().Arbitrary("DEL").Keys(s.keys.Writer()).Build()).Error() // it runs out by itself
	return nil
}
