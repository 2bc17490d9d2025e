// Package exchange is what hosts that push and processes that watch them agree
// on in Redis: the names of keys, the form of entries, and how to connect. It
// holds no state and starts nothing but what rueidis does.
//
// All keys of a host have its name as their hash tag, so that a Cluster keeps
// them in one slot: a host's batch is one transaction, and hosts spread over
// the nodes by themselves. Only the registry is one key for all.
//
//	rtwatch:hosts                  sorted set: host, scored by last sign of life, ms
//	rtwatch:{web1}:sources         sorted set: source, scored by its last line, ms
//	rtwatch:{web1}:lines:app.log   stream: blocks of lines, notices
//	rtwatch:{web1}:samples         stream: all numbers of one source at one time
//	rtwatch:{web1}:series:cpu      sorted set by ms: {"host","time","values"}
//	rtwatch:{web1}:table:iostat    sorted set by ms: {"host","time","id","score","values"}
//	rtwatch:{web1}:writer          who may write, for some seconds
package exchange

import (
	"errors"
	"fmt"
	"strings"
)

// Hosts is the registry: a sorted set of hosts, scored by when each was last
// heard of, in milliseconds of its own clock.
const Hosts = "rtwatch:hosts"

// Keys are the names of one host's keys.
type Keys struct{ prefix string }

// HostKeys returns the keys of a host.
func HostKeys(host string) Keys { return Keys{"rtwatch:{" + host + "}:"} }

// Sources is the sorted set of the host's sources of lines.
func (k Keys) Sources() string { return k.prefix + "sources" }

// Lines is the stream of a source's lines.
func (k Keys) Lines(source string) string { return k.prefix + "lines:" + source }

// Samples is the stream of the host's numbers.
func (k Keys) Samples() string { return k.prefix + "samples" }

// Series is the sorted set of a group of series, such as "cpu".
func (k Keys) Series(group string) string { return k.prefix + "series:" + group }

// Table is the sorted set of a table's rows.
func (k Keys) Table(name string) string { return k.prefix + "table:" + name }

// Writer is the string that says who may write.
func (k Keys) Writer() string { return k.prefix + "writer" }

// CheckHost says whether a name can be that of a host: it becomes a hash tag, a
// folder's name, and a part of what others see.
func CheckHost(name string) error {
	bad := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._-", r)
	}
	switch {
	case name == "":
		return errors.New("the host has no name: give it one with --host")
	case len(name) > maxHost || strings.ContainsFunc(name, bad) || strings.Trim(name, ".") == "":
		return fmt.Errorf("--host %q: want letters, digits and . _ -, at most %d", name, maxHost)
	}
	return nil
}

// Group splits the name of a series into the group that shares a sorted set and
// the name within it: "disk.sda.util" is "util" of "disk.sda".
func Group(series string) (group, name string) {
	if i := strings.LastIndexByte(series, '.'); i > 0 && i < len(series)-1 {
		return series[:i], series[i+1:]
	}
	return series, "value"
}
