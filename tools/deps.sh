#!/bin/sh
# Installs the programs that the tests run, where it may. What it cannot
# install it names: the tests that need it are skipped then, and fail in CI.
set -u

missing=
need() { # need PROGRAM: is it there?
	command -v "$1" >/dev/null 2>&1 || missing="$missing $1"
}
need redis-server
need iostat
need tmux
need chromium
need curl
need strace
[ -n "$missing" ] || exit 0

echo "the tests want:$missing"
if command -v apt-get >/dev/null 2>&1; then
	sudo=
	if [ "$(id -u)" != 0 ]; then
		sudo="sudo -n"
		$sudo true 2>/dev/null || { echo "as root: apt-get install redis-server sysstat tmux chromium curl strace"; exit 0; }
	fi
	# A server of Debian's own need not run: the tests start theirs.
	$sudo apt-get update -qq
	$sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq redis-server sysstat tmux chromium curl strace >/dev/null
elif command -v brew >/dev/null 2>&1; then
	brew install --quiet redis tmux # macOS has an iostat of its own
else
	echo "install them to run every test"
fi
exit 0
