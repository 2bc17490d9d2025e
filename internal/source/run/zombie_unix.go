//go:build unix && !linux

package run

func onlyZombies(int) bool { return false }
