package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source"
)

// fleet is one Run on a cluster: a watch for each master, of the keys in its
// slots. When a node has gone or slots have moved, all watches end, the keys
// go to their new nodes, and watches of those begin: that is rare, and costs a
// connection and a fetch of each window.
type fleet struct {
	*Source
	out    chan<- source.Batch
	roster *roster
	health *health

	nodes []string // all that were ever known, the one that answered last first
	link  *link    // to that one, if not nil
}

// topology says which master has which slots.
type topology struct {
	masters []string // that have any, sorted
	owner   [slots]uint16
	nodes   []string // masters and replicas
}

func (t *topology) equal(o *topology) bool {
	return t.owner == o.owner && slices.Equal(t.masters, o.masters)
}

// ownerOf returns a test for the keys that a master has. What is in slots that
// nobody has is the first one's, who will say so.
func (t *topology) ownerOf(master int) func(name string) bool {
	return func(name string) bool { return int(t.owner[slotOf(name)]) == master }
}

// runCluster watches a cluster, as Run.
func (s *Source) runCluster(ctx context.Context, r *roster, h *health, out chan<- source.Batch) error {
	h.many = true
	f := &fleet{Source: s, out: out, roster: r, health: h, nodes: slices.Clone(s.server.seeds)}
	defer f.hangUp()
	tries := s.backoff()
	for {
		t, err := f.topology(ctx)
		if err == nil {
			tries.Reset()
			err = f.watch(ctx, t)
			if err != nil || ctx.Err() != nil {
				return err
			}
			continue
		}
		if ctx.Err() != nil {
			return nil
		}
		if text := verdict(err); text != "" && !h.isSynced() {
			return source.Permanent(errors.New(text))
		}
		w := &watch{Source: s, out: out, health: h, node: s.Name()}
		w.down(ctx, err)
		if !tries.Wait(ctx) {
			return nil
		}
	}
}

// watch watches the masters of t until ctx is done or there are others. An
// error is one that ends the Run.
func (f *fleet) watch(ctx context.Context, t *topology) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		wg     sync.WaitGroup
		failed = make(chan error, len(t.masters))
		lost   = make(chan struct{}, 1)
		all    []*watch
	)
	for i, node := range t.masters {
		w := &watch{
			Source: f.Source, out: f.out, roster: f.roster, health: f.health,
			keys: f.roster.of(t.ownerOf(i)), node: node, needMaster: true, lost: lost, back: f.health.isSynced(),
		}
		w.locate = func(context.Context) (address, error) { return f.server.at(node), nil }
		if len(w.keys) > 0 || len(f.patterns) > 0 {
			all = append(all, w)
		}
	}
	var nodes []string
	for _, w := range all {
		nodes = append(nodes, w.node)
	}
	f.health.expect(nodes, f.now())
	defer wg.Wait()
	defer cancel()
	for _, w := range all {
		wg.Go(func() { failed <- w.run(ctx) })
	}
	tick := time.NewTicker(nodesSoon)
	defer tick.Stop()
	next := f.now().Add(nodesEvery)
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			if err != nil {
				return err
			}
		case <-lost:
			next = f.now()
		case <-tick.C:
		}
		if now := f.now(); now.Before(next) && f.health.isWell() {
			continue
		}
		next = f.now().Add(nodesEvery)
		if is, err := f.topology(ctx); err == nil && !is.equal(t) {
			return nil
		}
	}
}

// topology asks the nodes, one after the other, until one answers.
func (f *fleet) topology(ctx context.Context) (*topology, error) {
	var errs []error
	for i, node := range f.nodes {
		t, err := f.ask(ctx, node)
		if err == nil {
			f.nodes = slices.Insert(slices.Delete(f.nodes, i, i+1), 0, node)
			for _, n := range t.nodes {
				if !slices.Contains(f.nodes, n) && len(f.nodes) < maxNodes {
					f.nodes = append(f.nodes, n)
				}
			}
			return t, nil
		}
		f.hangUp()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		errs = append(errs, fmt.Errorf("node %s: %w", node, err))
	}
	return nil, telling(errs)
}

// ask asks one node, over the link that is kept if it is to that one.
func (f *fleet) ask(ctx context.Context, node string) (*topology, error) {
	if f.link == nil {
		linkCtx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
		stop := context.AfterFunc(ctx, func() { cancel(ctx.Err()) })
		defer stop()
		l, err := connect(linkCtx, cancel, f.server.at(node), func([]string) {})
		if err != nil {
			return nil, err
		}
		f.link = l
	}
	result := f.link.client.Do(ctx, f.link.client.B().ClusterSlots().Build())
	ranges, err := result.ToArray()
	if err != nil {
		return nil, f.link.reason(err)
	}
	return parseSlots(ranges, node)
}

func (f *fleet) hangUp() {
	if f.link != nil {
		f.link.close()
		f.link = nil
	}
}

// parseSlots reads the answer to CLUSTER SLOTS of a node.
// https://redis.io/docs/latest/commands/cluster-slots/
func parseSlots(ranges []rueidis.RedisMessage, asked string) (*topology, error) {
	type part struct {
		first, last int64
		master      string
	}
	var parts []part
	t := &topology{}
	for i := range ranges {
		r, err := ranges[i].ToArray()
		if err != nil || len(r) < 3 {
			return nil, fault("a range of slots without a node")
		}
		first, err1 := r[0].AsInt64()
		last, err2 := r[1].AsInt64()
		if err1 != nil || err2 != nil || first < 0 || last >= slots || first > last {
			return nil, fault("a strange range of slots")
		}
		for k, m := range r[2:] {
			addr, err := nodeAddr(m, asked)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(t.nodes, addr) {
				t.nodes = append(t.nodes, addr)
			}
			if k == 0 {
				parts = append(parts, part{first, last, addr})
				t.masters = append(t.masters, addr)
			}
		}
	}
	if len(parts) == 0 {
		return nil, errNoSlots
	}
	slices.Sort(t.masters)
	t.masters = slices.Compact(t.masters)
	for _, p := range parts {
		owner := uint16(slices.Index(t.masters, p.master)) //nolint:gosec // fewer than slots
		for s := p.first; s <= p.last; s++ {
			t.owner[s] = owner
		}
	}
	return t, nil
}

// errNoSlots is a node that was never made part of a cluster.
var errNoSlots = errors.New("the cluster's slots belong to nobody yet")

// nodeAddr reads the address of a node. Where it has no host, it is that of the
// node that was asked.
func nodeAddr(m rueidis.RedisMessage, asked string) (string, error) {
	n, err := m.ToArray()
	if err != nil || len(n) < 2 {
		return "", fault("a node without an address")
	}
	host, _ := n[0].ToString() // or null
	port, err := n[1].AsInt64()
	if err != nil || port < 1 || port > 65535 {
		return "", fault("a node without a port")
	}
	if host == "" || host == "?" {
		host, _, _ = net.SplitHostPort(asked)
	}
	return net.JoinHostPort(host, strconv.FormatInt(port, 10)), nil
}
