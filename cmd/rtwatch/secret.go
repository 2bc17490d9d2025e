package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/web"
)

const (
	// maxSecret is the largest file that a password or certificates are read from.
	maxSecret = 1 << 20
	// secretWithin is how long one may take that a program writes into a pipe.
	secretWithin = 5 * time.Second
	// leastToken is the shortest token in bytes: 64 bits, in hexadecimal digits.
	leastToken = 16
)

// small reads a file that must not be large. It may be a pipe, as a shell makes
// of <(pass show rtwatch): it is read for a while, and never waited for.
func small(path string) ([]byte, fs.FileInfo, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, nil, err
	}
	_ = file.SetReadDeadline(time.Now().Add(secretWithin)) // a file on disk has none
	text, err := io.ReadAll(io.LimitReader(file, maxSecret+1))
	if err == nil && len(text) > maxSecret {
		err = fmt.Errorf("%s has too many bytes, expected at most %d", quote(path), maxSecret)
	}
	return text, info, err
}

// firstLine is the first line of a file.
func firstLine(path string) (string, fs.FileInfo, error) {
	text, info, err := small(path)
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(line, "\r"), info, err
}

// readToken returns the token of a file, or else of the environment; or else a new one.
func readToken(path string) (string, error) {
	token, from := os.Getenv("RTWATCH_TOKEN"), "$RTWATCH_TOKEN"
	if path != "" {
		from = "--http-token-file " + quote(path)
		line, info, err := firstLine(path)
		if err != nil {
			return "", usage("--http-token-file: %w", err)
		}
		if !private(info) {
			return "", usageError{fmt.Errorf("%s can be read by others", from), "chmod 600 " + quote(path)}
		}
		token = strings.TrimSpace(line)
	} else if token == "" {
		return web.NewToken(), nil
	}
	// The error must not quote it. The signs are those of RFC 6750.
	if len(token) < leastToken || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=") != "" {
		return "", usageError{fmt.Errorf("%s: want at least %d letters and digits (and -._~+/=)", from, leastToken), "openssl rand -hex 32 makes one"}
	}
	return token, nil
}
