package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// resolve asks the Sentinels, one after the other, where the server is.
// https://redis.io/docs/latest/develop/reference/sentinel-clients/
func (a address) resolve(ctx context.Context) (address, error) {
	var errs []error
	for _, seed := range a.seeds {
		host, err := a.ask(ctx, seed)
		if err == nil {
			return a.at(host), nil
		}
		errs = append(errs, fmt.Errorf("sentinel %s: %w", seed, err))
	}
	return address{}, telling(errs)
}

// telling returns the error of one that has answered; if none has, the first.
func telling(errs []error) error {
	for _, err := range errs {
		if isReply(err) || errors.Is(err, errNoMaster) || errors.Is(err, errNoSlots) {
			return err
		}
	}
	return errs[0]
}

// errNoMaster is a Sentinel that watches others than the one asked for.
var errNoMaster = errors.New("it knows of no master")

// stays returns why the server is no longer the one at now, once a Sentinel
// says so; or nil once ctx is done.
func (a address) stays(ctx context.Context, now address) error {
	tick := time.NewTicker(sentinelEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		// A Sentinel that is not there decides nothing: the server itself is.
		if is, err := a.resolve(ctx); err == nil && is.host != now.host {
			return fmt.Errorf("the Sentinels have made %s the master", is.host)
		}
	}
}

// ask asks one Sentinel. Most have no password, whatever the server has.
func (a address) ask(ctx context.Context, seed string) (string, error) {
	one := a.at(seed)
	one.db, one.user, one.password = 0, "", ""
	host, err := one.masterOf(ctx, a.master)
	if err != nil && isReply(err) && strings.Contains(err.Error(), "NOAUTH") {
		one.user, one.password = a.user, a.password
		host, err = one.masterOf(ctx, a.master)
	}
	return host, err
}

func (a address) masterOf(ctx context.Context, master string) (string, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	l, err := connect(ctx, cancel, a, func([]string) {})
	if err != nil {
		return "", err
	}
	defer l.close()
	at, err := l.client.Do(ctx, l.client.B().Arbitrary("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master).Build()).AsStrSlice()
	switch {
	case isNil(err):
		return "", fmt.Errorf("%w %q", errNoMaster, master)
	case err != nil:
		return "", l.reason(err)
	case len(at) != 2:
		return "", fault("a master's address of %d parts", len(at))
	}
	return net.JoinHostPort(at[0], at[1]), nil
}
