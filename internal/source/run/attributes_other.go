//go:build !unix

package run

import "syscall"

func attributes() *syscall.SysProcAttr { return nil }
