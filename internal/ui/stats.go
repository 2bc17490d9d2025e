package ui

import (
	"os"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shirou/gopsutil/v4/process"
)

// stats is what rtwatch itself takes of the machine. It is measured only while
// it is shown, by commands: Update reads neither a clock nor the system.
type stats struct {
	on      bool          // the reader asked for it
	hidden  bool          // not to be seen, though the histogram is open
	running bool          // a measurement is under way, or waits for its time
	taken   []usageMsg    // the last ones, oldest first
	text    string        // what is shown
	stop    chan struct{} // closed at the end; nil: nothing was measured yet
}

// usageMsg is one measurement.
type usageMsg struct {
	memory uint64        // that is resident, in bytes
	cpu    time.Duration // that was used since the start, of all cores
	at     time.Time
}

// measureSelf asks the system. What it does not tell is 0.
func measureSelf() tea.Msg {
	u := usageMsg{at: time.Now()}
	self := process.Process{Pid: int32(os.Getpid())}
	if memory, err := self.MemoryInfo(); err == nil {
		u.memory = memory.RSS
	}
	if times, err := self.Times(); err == nil {
		u.cpu = time.Duration((times.User + times.System) * float64(time.Second))
	}
	return u
}

// showsStats reports whether rtwatch's own use is shown: also with the histogram,
// unless it was hidden since that was opened.
func (m *model) showsStats() bool { return m.stats.on || m.histogram.open && !m.stats.hidden }

// toggleStats shows rtwatch's own use, or hides it.
func (m *model) toggleStats() {
	shown := m.showsStats()
	m.stats.on, m.stats.hidden = !shown, shown
}

// startStats has it measured, if it is shown and is not measured yet.
func (m *model) startStats() {
	if m.showsStats() && !m.stats.running {
		m.stats = stats{on: m.stats.on, hidden: m.stats.hidden, running: true, stop: m.stats.stop}
		if m.stats.stop == nil {
			m.stats.stop = make(chan struct{})
		}
		m.do(measureSelf)
	}
}

// nextStats has it measured once more by and by, for as long as it is shown.
func (m *model) nextStats() tea.Cmd {
	if m.stats.running = m.showsStats(); !m.stats.running {
		return nil
	}
	stop := m.stats.stop
	return func() tea.Msg { // tea.Tick would outlive the screen
		timer := time.NewTimer(statsEvery)
		defer timer.Stop()
		select {
		case <-timer.C:
			return measureSelf()
		case <-stop:
			return nil
		}
	}
}

// close ends a measurement that waits for its time.
func (s *stats) close() {
	if s.stop != nil {
		close(s.stop)
		s.stop = nil
	}
}

// showUsage takes a measurement, and reports whether it changes what is shown.
func (m *model) showUsage(u usageMsg) bool {
	s := &m.stats
	s.taken = append(s.taken[max(len(s.taken)-statsOver, 0):], u)
	was := s.text
	s.text = strconv.FormatUint(u.memory>>20, 10) + " MiB"
	if first := s.taken[0]; u.at.After(first.at) {
		share := 100 * float64(u.cpu-first.cpu) / float64(u.at.Sub(first.at))
		s.text += " " + strconv.Itoa(int(share+0.5)) + " % CPU"
	}
	return s.text != was && m.showsStats()
}
