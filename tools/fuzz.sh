#!/bin/sh
# Runs every fuzz target for the time given: fuzz.sh 1m
set -eu
time=${1:-1m}
for file in $(grep -rl --include='*_test.go' '^func Fuzz' cmd internal); do
	dir=$(dirname "$file")
	for name in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		echo "$dir $name"
		go test "./$dir" -run '^$' -fuzz "^$name\$" -fuzztime "$time" -fuzzminimizetime 2s
	done
done
