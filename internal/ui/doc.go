// Package ui is rtwatch's screen: it draws what the store has, and lets its
// reader move in it.
//
//	store ──Changed──▶ terminal ──FrameMsg──▶ model.Update ──Frame──▶ terminal
//	terminal ──KeysMsg, MouseMsg, PasteMsg──▶ model.Update
//
// Bubble Tea runs the loop of messages, internal/terminal does what there is to
// do with the terminal.
//
// The package must not parse lines, keep data of its own, or hold up the store.
// Update and frame do no IO, start no goroutine of their own and compile nothing a line; what
// takes its time is a command (model.do), whose message Update gets by and by.
//
// # Where is what
//
//	screen, model, frame            Open and Run; Update; what a frame is made of
//	model_keys, keys, key_names     who gets a key first; all keys; other names for them
//	mouse, layout_at                who gets a click, and where
//	layout, pane                    where panes are; showing, hiding, zooming them
//	options, settings               what can be chosen from the start
//	commands, command_*             what can be typed behind the colon
//	prompt*, paste, panel           the row in which it is typed; lists above it
//	title, status, stats, help      the first row, the last one, the help
//
//	log_*, row, ruler, time_column  the log: its lines, its cursor, what is beside them
//	line_view, line_held, fold*     which lines it shows: filtered, dropped, repeated
//	paint, markers, token_style     what is marked in their text
//	search, finder, goto, filter    finding lines, going to them, leaving them out
//	marks, copy, save*              taking them elsewhere
//	detail_*                        all of one record
//	table_*                         tables of sources
//	histogram_*                     records over the time of the whole log
//	graph_*, threshold, timeline    series over time; the time that all panes look at
//
//	share*, code                    others who look on: the link, its QR code
//	block, styles, glyphs, theme    what panes are drawn with
//	names, number                   writing names and numbers
//
// # A new pane
//
// It is a struct whose draw method returns a block and draws it anew only if
// something in its key has changed: histogram_pane.go is an example. It needs a
// name, a focus and a row in the table of panes (pane.go), which give it its
// commands, its key and the mouse; a place (layout.go, rect in layout_at.go); a
// line in drawBands or drawBottom (frame.go); and a golden of every size. What
// has the whole screen for itself, as what is shared, is no pane.
package ui
