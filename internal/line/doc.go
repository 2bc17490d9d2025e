// Package line understands one line of text: it makes it safe to draw,
// measures and cuts it by terminal columns, and finds its time, its level and
// its fields without being told the format.
//
// Every function is pure: no goroutine, no file, no clock. What a time stamp
// leaves out comes from a reference time that the caller passes. All functions
// may be called from any number of goroutines at once, accept any bytes, and
// never panic. The store and the screens call them; this package knows neither.
//
// A Parser is for the many lines of one source: it gives the answers of TimeOf
// and LevelOf at a fraction of their cost, and tells records apart.
//
// The functions over raw lines (Clean, TimeOf, LevelOf, Fields) take the bytes
// as they are in the source, without the newline. The functions over clean text
// (Width, Cut, Wrap) take what Clean returned.
package line
