package ui

// glyphs are the signs that rtwatch draws with, each one column wide unless
// it says otherwise.
type glyphs struct {
	horizontal, vertical                       string
	topLeft, topRight, bottomLeft, bottomRight string
	axis, tick, corner                         string
	more                                       string // a line goes on to the right
	half                                       string // a line's end has not come yet
	live, paused, ended                        string
	scrolled, waiting, failed                  string
	between                                    string // stands between what is counted
	below                                      string
	ellipsis                                   string // any width
	rule                                       string // on both sides of a notice; any width
	current                                    string // beside the line under the cursor
	mark, selected                             string // beside lines that are
	times                                      string // before how often a line came
	span                                       string // of an axis, below what the log shows
	cursor                                     string
	up                                         string
	rise, fall                                 string    // before a change
	least                                      string    // not below
	instant                                    string    // through a graph, at the time that is looked at
	limit                                      string    // across a graph, at a threshold
	chosen                                     string    // of an axis, where the log is filtered by time
	left, right                                string    // of an axis, around what the graphs show
	shared                                     string    // any width
	bars                                       [9]string // by eighths of a row
}

var unicodeGlyphs = glyphs{
	horizontal: "─", vertical: "│",
	topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯",
	axis: "─", tick: "┬", corner: "└",
	more: "›", half: "~", live: "●", paused: "⏸", ended: "■",
	scrolled: "‖", waiting: "○", failed: "×", between: "·",
	below: "↓", ellipsis: "…", rule: "──", current: "▌", mark: "◆", selected: "▎", times: "×", span: "━", cursor: "▲", least: "≥", up: "↑", rise: "▲", fall: "▼",
	shared: "⇄", instant: "┊", limit: "┈", chosen: "═", left: "[", right: "]",
	bars: [9]string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
}

// asciiGlyphs are for terminals and locales without UTF-8.
var asciiGlyphs = glyphs{
	horizontal: "-", vertical: "|",
	topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
	axis: "-", tick: "+", corner: "+",
	more: ">", half: "~", live: "*", paused: "=", ended: ".",
	scrolled: "^", waiting: "o", failed: "x", between: "|",
	below: "v", ellipsis: "...", rule: "--", current: ">", mark: "#", selected: ":", times: "x", span: "=", cursor: "^", least: ">=", up: "up", rise: "+", fall: "-",
	shared: "<>", instant: "|", limit: ".", chosen: "#", left: "[", right: "]",
	bars: [9]string{" ", "_", "_", ".", ".", ":", ":", "|", "#"},
}
