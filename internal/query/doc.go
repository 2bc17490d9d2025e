// Package query is rtwatch's small language for search and filters. A query is
// compiled once and then matched against whole blocks of text; it knows
// nothing of files, stores and screens.
//
//	query   = or
//	or      = and { ("or" | "||") and }
//	and     = not { [ "and" | "&&" ] not }    two terms side by side: and
//	not     = { "not" | "!" } term
//	term    = "(" or ")" | text | "quoted" | /regexp/[i] | compare
//	text    = words side by side, which are one text, their blanks included
//	compare = level OP name      trace debug info notice warn error fatal none
//	        | time OP moment     10:30  2026-11-22T10:30  5m or -5m (before now)
//	        | source:text        part of the source's name; source:=name all of it
//	        | field OP value     OP is = != < <= > >= or ~ (a regexp)
//
// Text and regular expressions are matched line by line. A record is a line
// with the lines that continue it; a term matches a record if any line of it
// has it. What is all in lower case is matched without regard to case (simple
// folding as in Go's (?i)); a capital letter makes it exact.
//
// The words and, or and not (also AND, OR, NOT) are operators where an operator
// can stand, so "command not found" is a text, while "not found" negates; quotes
// make any of it a text. A parenthesis opens a group where a term can begin,
// and /…/ is a regular expression only if nothing but i is behind the second
// slash, so timed out (110) and /var/log/messages are texts.
//
// Fields are those of JSON and logfmt lines, and the pairs name=value among the
// words of other lines. A comparison needs the field: user!=root does not match
// records without a user, not user=root does. Numbers may have units (250ms,
// 1m30s, 4KiB, 12%); one without a unit counts bytes if the other does, else it
// is in the other's unit. A time is the instant it begins at; = and != mean the
// whole unit that is written, and a clock time alone the day of each record.
//
// ParseNumber compiles what is to be drawn as a graph: a field's name, or a
// regular expression in which a group is the number.
package query
