// Every tunable, with its unit and its reason.

/** Lines kept around the view; more would only cost memory. */
export const KEEP = 20000;
/** Lines dropped at once when there are more: the array moves once, not a line. */
export const DROP = 2000;
/** Lines a page of the past holds: few requests, yet quick on a phone. */
export const PAGE = 2000;
/** Lines left before the window's end when the next page is asked for. */
export const AHEAD = 150;
/** Rows drawn above and below what is seen, so that scrolling shows no white. */
export const MARGIN = 12;
/** Characters of a line that are coloured; what is behind them stays plain. */
export const COLOURED = 4000;
/** Milliseconds until a transport that has not said hello counts as blocked. */
export const HELLO = 3000;
/** Milliseconds between two tries: from the first to the longest. */
export const RETRY_FIRST = 500;
export const RETRY_LAST = 10000;
/** Milliseconds of the past that graphs show. */
export const SPAN = 5 * 60000;
/** Points kept of a series: twice what is sent first. */
export const POINTS = 1200;
/** Series that one graph can tell apart by colour. */
export const LEGEND = 6;
/** Milliseconds between two looks at the volume of lines. */
export const VOLUME_EVERY = 2000;
/** Scores kept of a table's row, for its spark line. */
export const SPARK = 16;
/** Milliseconds between two notifications. */
export const NOTIFY_EVERY = 5000;
/** Milliseconds a message stays in the status line. */
export const SAY = 6000;
/** Milliseconds without a line that make a gap, as in the terminal. */
export const GAP = 10000;
/** Milliseconds of quiet typing until a search is tried. */
export const TYPING = 200;
