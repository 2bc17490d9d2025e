package tail

import (
	"os"

	"golang.org/x/sys/unix"
)

// eventless names the file system of path if writes by others give no events
// there: the other end of a network, or a program, changes it.
func eventless(path string) string {
	var s unix.Statfs_t
	if unix.Statfs(path, &s) != nil {
		return ""
	}
	switch uint32(s.Type) {
	case unix.NFS_SUPER_MAGIC:
		return "NFS"
	case unix.SMB_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC:
		return "SMB"
	case unix.V9FS_MAGIC:
		return "9p"
	case unix.FUSE_SUPER_MAGIC:
		return "FUSE"
	case unix.CEPH_SUPER_MAGIC:
		return "Ceph"
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC:
		return "AFS"
	}
	return ""
}

// pseudo reports whether a file is made up by the kernel when it is read, as
// in /proc: it has no size and does not grow.
func pseudo(path string, s stat) bool {
	if !s.mode.IsRegular() || s.size > 4096 {
		return false
	}
	var fs unix.Statfs_t
	if unix.Statfs(path, &fs) != nil {
		return false
	}
	switch uint32(fs.Type) {
	case unix.PROC_SUPER_MAGIC, unix.SYSFS_MAGIC, unix.CGROUP_SUPER_MAGIC, unix.CGROUP2_SUPER_MAGIC:
		return true
	}
	return false
}

// fifoFlags open a FIFO at once, and keep it open while writers come and go.
const fifoFlags = os.O_RDWR | unix.O_NONBLOCK
