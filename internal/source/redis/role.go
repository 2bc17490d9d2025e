package redis

import "github.com/redis/rueidis"

// fetchAt is fetch, and says where in the replication stream the windows were
// as it returns them.
func (l *link) fetchAt(keys []string, window int) (replies []reply, at int64, err error) {
	commands := rueidis.Commands{l.client.B().Multi().Build(), l.client.B().Role().Build()}
	for _, k := range keys {
		commands = append(commands, l.read(k, window-1))
	}
	results := l.client.DoMulti(l.ctx, append(commands, l.client.B().Exec().Build())...)
	for _, r := range results[:len(results)-1] { // OK, and QUEUED
		if err := r.Error(); err != nil {
			return nil, 0, l.reason(err)
		}
	}
	messages, err := results[len(results)-1].ToArray()
	if err != nil {
		return nil, 0, l.reason(err)
	}
	if len(messages) != 1+len(keys) {
		return nil, 0, fault("a transaction of %d answers", len(messages))
	}
	if at, err = streamOffset(messages[0].ToArray()); err != nil {
		return nil, 0, err
	}
	replies = make([]reply, len(keys))
	for i := range replies {
		scores, err := messages[1+i].AsZScores()
		if err := l.take(&replies[i], keys[i], scores, err); err != nil {
			return nil, 0, err
		}
	}
	return replies, at, nil
}

// written asks how long the server's replication stream is by now.
func (l *link) written() (int64, error) {
	at, err := streamOffset(l.client.Do(l.ctx, l.client.B().Role().Build()).ToArray())
	return at, l.reason(err)
}

// streamOffset reads the answer to ROLE.
// https://redis.io/docs/latest/commands/role/
func streamOffset(role []rueidis.RedisMessage, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	place := map[int]int{3: 1, 5: 4}[len(role)] // a master's answer, a replica's
	if place == 0 {
		return 0, fault("a role of %d parts", len(role))
	}
	at, err := role[place].AsInt64()
	if err != nil {
		return 0, fault("a role without an offset")
	}
	return at, nil
}
