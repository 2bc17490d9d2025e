// The lines around the view, each with `seq`, its place, and `time`, that of its record; more are loaded.

import {ask} from './link.js';

const KEEP = 20000; // lines held: more would only cost memory
const DROP = 2000; // lines dropped at once: the array moves once, not a line
const PAGE = 5000; // lines in a page of the past: all that one answer gives, for few are answered
const CONTEXT = 100; // lines before one that is gone to
const LATE = 5000; // lines kept that came while a page was on its way
const GAP = 10000; // ms without a line that make a gap, as in the terminal
const MOST = 2 ** 49; // no line has a greater number
const COLOURS = /\x1b\[[\d;:]*m/g;

export let all = [];
export let first = false;
export let last = true; // nothing is behind them: what comes is added
let loading = '';
let turn = 0; // a page that was asked for before is not wanted any more
let late = []; // lines that came while a page was on its way
let regrown;

export const onRegrown = (call) => { regrown = call; };

const seqOf = (line) => parseInt(line.c?.split('.')[1], 10);

// What has no number or time of its own has those of the line before.
function number(lines, before) {
	for (const line of lines) {
		if (line.x.includes('\x1b')) line.x = line.x.replace(COLOURS, '');
		const time = line.cont && before ? before.time : Date.parse(line.t || line.at);
		line.seq = line.c ? seqOf(line) : before?.seq ?? -Infinity;
		line.time = time || before?.time || 0;
		before = line;
	}
	return lines;
}

export function replace(lines, isFirst = false) {
	turn++;
	loading = '';
	all = number(lines);
	first = isFirst;
	last = true;
}

// Takes lines that came. Unless the log follows none go for them: where there is no room, the end is not held any more.
export function come(lines, follow) {
	if (loading && loading !== 'before' && late.length <= LATE) late.push(...lines);
	if (!follow && all.length + lines.length > KEEP) last = false;
	if (last) append(lines);
}

// A line that comes again had not ended before: it takes its own place.
function append(lines) {
	for (const line of number(lines, all.at(-1))) {
		const held = line.c && line.seq <= all.at(-1)?.seq ? at(line.seq) : null;
		if (held === null) all.push(line);
		else if (held && held !== line) regrown(Object.assign(held, line, line.cont && {time: held.time}));
	}
	if (all.length <= KEEP) return;
	all.splice(0, all.length - KEEP + DROP);
	first = false;
}

// Loads the page at an end, before or after, unless one is on its way. Returns whether it did.
export async function extend(end) {
	const edge = end === 'before' ? all.find((line) => line.c) : all.findLast((line) => line.c);
	const got = !loading && edge && await load(end, {[end]: edge.c});
	if (!got) return false;
	if (end === 'after') {
		append(got.lines);
		join(got);
		return true;
	}
	all = number(got.lines).concat(all);
	first = got.first || !got.lines.length;
	if (all.length > KEEP) last = false;
	all.length = Math.min(all.length, KEEP);
	return true;
}

// The page that is asked for, or null if it is not wanted any more when it is there.
async function load(what, span) {
	const mine = ++turn;
	loading = what;
	late = [];
	try {
		const got = await ask('lines', {...span, n: PAGE});
		return mine === turn ? got : null;
	} finally {
		if (mine === turn) loading = '';
	}
}

// Where the end is reached, what came in the meantime goes behind it; if that was too much, some is missing.
function join(page) {
	last = page.last && late.length <= LATE;
	if (last) append(late);
}

// Replaces the lines by those of a span; returns the first, undefined if there is none, null if it is not wanted any more.
async function jump(span) {
	const got = await load('jump', span);
	if (!got?.lines.length) return got && undefined;
	replace(got.lines, got.first);
	join(got);
	return all[0];
}

// Loads the lines around a cursor and returns its own, or the next; undefined and null as for a moment in milliseconds.
export async function jumpTo(cursor) {
	const [epoch, seq] = cursor.split('.');
	const found = await jump({after: `${epoch}.${seq - CONTEXT - 1}`});
	return found && (all[index(+seq)] || all.at(-1));
}
export const jumpToTime = (time) => jump({time: new Date(time).toISOString()});

// The same for a part of everything, from 0 to 1, or so many lines behind it.
export async function jumpBy(part, more = 0) {
	const epoch = all.find((line) => line.c)?.c.split('.')[0];
	if (!epoch) return;
	const ends = await Promise.all([{after: `${epoch}.${-MOST}`}, {before: `${epoch}.${MOST}`}].map((end) => ask('lines', {...end, n: 1})));
	const [from, to] = ends.map(({lines: [line]}) => line ? seqOf(line) : 0);
	return jumpTo(`${epoch}.${Math.min(Math.round(from + (to - from) * part) + more, to)}`);
}

function index(seq) {
	let [from, to] = [0, all.length];
	while (from < to) {
		const mid = (from + to) >> 1;
		if (all[mid].seq >= seq) to = mid;
		else from = mid + 1;
	}
	return from;
}

export function at(seq) {
	const line = all[index(seq)];
	return line?.seq === seq ? line : undefined;
}

// The index of a line; where it is not held, of one near it.
export function indexOf(line) {
	const near = index(line.seq);
	const found = all.indexOf(line, near);
	return found < 0 ? Math.min(near, all.length - 1) : found;
}

// The line at the next gap in time, or at the one before with a way of -1.
export function gap(line, way) {
	let i = all.indexOf(line) + way;
	while (i > 0 && i < all.length && all[i].time - all[i - 1].time < GAP) i += way;
	return all[i > 0 ? i : -1];
}

// The record that a line is of: its head and what continues it.
export function record(line) {
	let from = all.indexOf(line);
	if (from < 0) return [line];
	let to = from + 1;
	while (from > 0 && all[from].cont) from--;
	while (all[to]?.cont) to++;
	return all.slice(from, to);
}
