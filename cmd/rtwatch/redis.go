package main

import (
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/rtwatch/rtwatch/internal/source/redis"
)

// redisFiles name what is read from files to connect to Redis.
type redisFiles struct{ password, ca string }

// register adds the flags.
func (f *redisFiles) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.password, "password-file", "", "read the password from `FILE` (default: $REDIS_PASSWORD)")
	flags.StringVar(&f.ca, "tls-ca", "", "trust the certificates in `FILE` (PEM), and no others")
}

// read returns what they hold. A password is the file's first line; without a
// file it is $REDIS_PASSWORD.
func (f redisFiles) read() (password string, ca []byte, err error) {
	password = os.Getenv("REDIS_PASSWORD")
	if f.password != "" {
		if password, _, err = firstLine(f.password); err != nil {
			return "", nil, usage("--password-file: %w", err)
		}
		if password == "" {
			return "", nil, usage("--password-file %s: its first line is empty", quote(f.password))
		}
	}
	if f.ca != "" {
		if ca, _, err = small(f.ca); err != nil {
			return "", nil, usage("--tls-ca: %w", err)
		}
	}
	return password, ca, nil
}

// isRedis reports whether a --with SPEC is the address of a Redis server.
func isRedis(spec string) bool {
	scheme, _, ok := strings.Cut(spec, "://")
	return ok && slices.Contains(redis.Schemes(), scheme)
}

// redisSpec takes what the flags of rtwatch redis set out of an address:
// redis://HOST?keys=K&top=true. Hosts may be several, so that net/url reads
// only what stands behind the question mark.
func redisSpec(spec string) (redis.Options, error) {
	address, query, _ := strings.Cut(spec, "?")
	// Errors do not quote the address: it may hold a password.
	fail := func(format string, args ...any) (redis.Options, error) {
		return redis.Options{}, usage("--with redis://…: "+format, args...)
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		return fail("want redis://HOST?keys=K (or streams=, channels=), with & between settings")
	}
	o := redis.Options{Window: redis.DefaultWindow, ID: redis.DefaultID}
	var files redisFiles
	texts := map[string]*string{
		"by": &o.By, "id": &o.ID, "via": &o.Via, "from": &o.From, "password-file": &files.password, "tls-ca": &files.ca,
	}
	lists := map[string]*[]string{"keys": &o.Keys, "streams": &o.Streams, "channels": &o.Channels, "view": &o.Views}
	for name, values := range q {
		value := values[0]
		text, list := texts[name], lists[name]
		switch {
		case text != nil:
			*text = value
		case list != nil:
			if value != "" {
				*list = strings.Split(value, ",")
			}
		case name == "window":
			if o.Window, err = strconv.Atoi(value); err != nil {
				return fail("window %s is not a number", quote(value))
			}
		case name == "top":
			if o.Top, err = strconv.ParseBool(value); err != nil {
				return fail("top %s is neither true nor false", quote(value))
			}
		default:
			continue // a setting of the address itself
		}
		q.Del(name)
	}
	if o.URL = address; len(q) > 0 {
		o.URL += "?" + q.Encode()
	}
	o.Password, o.CA, err = files.read()
	return o, err
}
