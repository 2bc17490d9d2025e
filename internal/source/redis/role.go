package redis

import "github.com/redis/rueidis"

// doPlaced is do in one transaction with ROLE.
func (l *link) doPlaced(commands rueidis.Commands) (results []rueidis.RedisResult, at int64, err error) {
	all := rueidis.Commands{l.client.B().Multi().Build(), l.client.B().Role().Build()}
	all = append(all, commands...)
	answers := l.client.DoMulti(l.ctx, append(all, l.client.B().Exec().Build())...)
	for _, r := range answers[:len(answers)-1] { // OK, and QUEUED
		if err := r.Error(); err != nil {
			return nil, 0, l.reason(err)
		}
	}
	messages, err := answers[len(answers)-1].ToArray()
	if err != nil {
		return nil, 0, l.reason(err)
	}
	if len(messages) != 1+len(commands) {
		return nil, 0, fault("a transaction of %d answers", len(messages))
	}
	if at, err = replicationOffset(messages[0].ToArray()); err != nil {
		return nil, 0, err
	}
	for _, m := range messages[1:] {
		results = append(results, rueidis.NewResult(m, nil))
	}
	return results, at, nil
}

// written asks how long the server's replication stream is by now.
func (l *link) written() (int64, error) {
	at, err := replicationOffset(l.client.Do(l.ctx, l.client.B().Role().Build()).ToArray())
	return at, l.reason(err)
}

// replicationOffset reads the answer to ROLE.
// https://redis.io/docs/latest/commands/role/
func replicationOffset(role []rueidis.RedisMessage, err error) (int64, error) {
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
