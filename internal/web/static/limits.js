// Every tunable, with its unit and its reason.

export const KEEP = 20000; // lines held around the view: more would only cost memory
export const DROP = 2000; // lines dropped at once: the array moves once, not a line
export const BEGIN = 500; // lines to begin with: there at once, and some screens of them
export const PAGE = 5000; // lines in a page of the past: all that one answer gives, for few are answered
export const AHEAD = 1000; // lines left before the end when the next page is asked for
export const CONTEXT = 100; // lines before one that is gone to
export const LATE = 5000; // lines kept that came while a page was on its way
export const MARGIN = 10; // rows drawn outside of what is seen: scrolling shows no white
export const COLOURED = 4000; // characters of a line that are coloured
export const HELLO = 3000; // ms until a way that has not said hello counts as blocked
export const SLOW = 500; // ms until connecting is worth a word
export const RETRY_FIRST = 500; // ms between the first two tries
export const RETRY_LAST = 10000; // ms between two tries at the most
export const BUSY = 250; // ms until a server is asked again that has too much to do
export const SPAN = 5 * 60000; // ms of the past that graphs show
export const POINTS = 1200; // points kept of a series: twice what is sent first
export const LEGEND = 6; // series that one graph can tell apart by colour
export const VOLUME_EVERY = 2000; // ms between two looks at the volume of lines
export const SPARK = 16; // scores kept of a table's row
export const NOTIFY_EVERY = 5000; // ms between two notifications
export const SAY = 6000; // ms a message stays in the status line
export const GAP = 10000; // ms without a line that make a gap, as in the terminal
export const TYPING = 200; // ms of quiet typing until a search is tried
export const FIELDS = 200; // fields of a record that are shown
