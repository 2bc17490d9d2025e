package tail

import (
	"os"

	"github.com/nxadm/tail"
	"golang.org/x/sys/windows"
)

// lookAt returns what is at path, symbolic links followed. Windows tells a
// file's identity only through a handle.
func lookAt(path string) (stat, error) {
	info, err := os.Stat(path)
	if err != nil {
		return stat{}, err
	}
	if !info.Mode().IsRegular() {
		return stat{size: info.Size(), mode: info.Mode(), changed: info.ModTime()}, nil
	}
	f, err := tail.OpenFile(path)
	if err != nil {
		return stat{}, &os.PathError{Op: "open", Path: path, Err: err}
	}
	defer f.Close()
	return lookIn(f)
}

// lookIn returns what is open as f.
func lookIn(f *os.File) (stat, error) {
	info, err := f.Stat()
	if err != nil {
		return stat{}, err
	}
	s := stat{size: info.Size(), mode: info.Mode(), changed: info.ModTime()}
	var by windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(windows.Handle(f.Fd()), &by); err != nil {
		return stat{}, err
	}
	s.id = identity{uint64(by.VolumeSerialNumber), uint64(by.FileIndexHigh)<<32 | uint64(by.FileIndexLow)}
	return s, nil
}
