// Package e2e tests the real binary as its users meet it: in a terminal (a
// pty with a screen emulator), in a pipe, with real files, a real
// redis-server and the real iostat. It knows none of rtwatch's packages but
// their test helpers.
package e2e
