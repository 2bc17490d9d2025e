package terminal

// Frame is one picture of the whole terminal. Whoever fills it keeps the memory
// behind it, and leaves that alone until the next FrameMsg.
type Frame struct {
	Width, Height int
	Text          []byte // rows of Width columns, in which nothing but colours is a sequence
	Ends          []int  // of each row in Text
	// Drift says for each row whether terminals may differ about its width
	// (emoji, some scripts), and where its right border begins then.
	Drift []int

	Redraw bool // what is on the terminal is unknown: draw all of it
	Sync   bool // the terminal takes frames in one piece
	Mouse  bool // the mouse is told; else it is the terminal's
	Settle bool // a number in it goes on changing by itself
	Flood  bool // more has come since the last one than anybody reads
}

// Values of Frame.Drift that are no offset.
const (
	NoDrift = -1
	Drifts  = 0
)

// Rows returns the number of rows.
func (f *Frame) Rows() int { return len(f.Ends) }

// Row returns the bytes of row i.
func (f *Frame) Row(i int) []byte {
	start := 0
	if i > 0 {
		start = f.Ends[i-1]
	}
	return f.Text[start:f.Ends[i]]
}

// FrameMsg asks for a frame: Update draws it into Frame and closes Done.
type FrameMsg struct {
	Frame *Frame
	Done  chan<- struct{}
}
