package relay

import (
	"errors"
	"fmt"
	"time"

	"github.com/rtwatch/rtwatch/internal/exchange"
)

// isDown says, once, that the server does not take what is sent.
func (s *sender) isDown(err error) {
	if !s.down.IsZero() {
		return
	}
	s.down = s.now()
	s.spool.taking(false)
	if errors.Is(err, errTaken) {
		s.options.Say(err.Error() + "; what comes waits in the spool")
		return
	}
	s.options.Say(fmt.Sprintf("%s is down: %s; what comes waits in the spool", s.options.To.Label, exchange.Reason(err)))
}

// isUp says, once, that it does.
func (s *sender) isUp() {
	switch {
	case !s.reached:
		s.options.Say(fmt.Sprintf("sends to %s as host %s", s.options.To.Label, s.options.Host))
	case !s.down.IsZero():
		s.options.Say(fmt.Sprintf("%s is back after %v; %s are still to be sent",
			s.options.To.Label, s.now().Sub(s.down).Round(time.Second/10), size(s.spool.waiting())))
	default:
		return
	}
	s.spool.taking(true)
	s.reached, s.down = true, time.Time{}
}

// sayDropped says what was dropped since it did so last.
func (s *sender) sayDropped(now bool) {
	n, fault := s.spool.droppedSoFar()
	if n == s.said || !now && s.now().Sub(s.saidAt) < sayEvery {
		return
	}
	why := "the spool is full"
	if fault != nil {
		why = fault.Error()
	}
	s.options.Say(fmt.Sprintf("%d lines and other records dropped: %s", n-s.said, why))
	s.said, s.saidAt = n, s.now()
}
