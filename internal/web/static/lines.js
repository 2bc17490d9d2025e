// The lines around the view, each with `seq`, its place, `time`, that of its record, and, while it is drawn, `row`.

import {ask} from './link.js';

const KEEP = 20000; // lines held: more only cost memory
const DROP = 2000; // lines dropped at once: the array moves once
const PAGE = 5000; // lines in a page of the past: few requests are answered
const CONTEXT = 100; // lines shown before one that is gone to
const GAP = 10000; // ms without a line that make a gap
const MOST = 2 ** 49; // no line has a greater number
const COLOURS = /\x1b\[[\d;:]*m/g;

export let all = [];
export let first = false; // nothing is before them
export let last = true; // or behind them
let loading = false;
let turn = 0; // a page of an earlier one is not wanted any more
let late = []; // came while a page was on its way

const split = (cursor) => cursor.split('.').map((part, i) => i ? +part : part);

// What has no number or time of its own has those of the line before.
function number(lines, before) {
	for (const line of lines) {
		line.x = line.x.replace(COLOURS, '');
		line.seq = line.c ? split(line.c)[1] : before?.seq ?? -Infinity;
		line.time = !(line.cont && before) && Date.parse(line.t || line.at) || before?.time || 0;
		before = line;
	}
	return lines;
}

export function replace(lines, isFirst = false) {
	turn++;
	loading = false;
	all = number(lines);
	first = isFirst;
	last = true;
}

// What comes does not follow on these lines: their end is loaded again.
export function part() { last = false; }

// Takes lines that came. Where there is no room, and the log does not follow, the end is not held any more.
export function come(lines, follow) {
	if (loading) late.push(...lines);
	if (!follow && all.length + lines.length > KEEP) last = false;
	if (last) append(lines);
}

// A line that comes again had not ended before: it takes its own place.
function append(lines) {
	for (const line of number(lines, all.at(-1))) {
		const known = line.c && line.seq <= all.at(-1)?.seq ? at(line.seq) : null;
		if (known === null) all.push(line);
		else if (known && known !== line) {
			known.row?.remove();
			Object.assign(known, line, {row: null}, line.cont && {time: known.time});
		}
	}
	if (all.length <= KEEP) return;
	all.splice(0, all.length - KEEP + DROP);
	first = false;
}

// Loads the page before or after the lines, unless one is on its way. Returns whether it did.
export async function extend(end) {
	const edge = end === 'before' ? all.find((line) => line.c) : all.findLast((line) => line.c);
	const got = !loading && edge && await load({[end]: edge.c});
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

// A page, or null if it is not wanted any more when it is there.
async function load(span) {
	const mine = ++turn;
	loading = true;
	late = [];
	try {
		const got = await ask('lines', {...span, n: PAGE});
		return mine === turn ? got : null;
	} finally {
		if (mine === turn) loading = false;
	}
}

// At the end, what came in the meantime goes behind a page.
function join(page) {
	last = page.last;
	if (last) append(late);
}

// Replaces the lines by a page; returns the first, undefined if there is none, null if it is not wanted any more.
async function jump(span) {
	const got = await load(span);
	if (!got?.lines.length) return got && undefined;
	replace(got.lines, got.first);
	join(got);
	return all[0];
}

// The same for a cursor and the lines around it; returns its own line or the next.
export async function jumpTo(cursor) {
	const [epoch, seq] = split(cursor);
	const found = await jump({after: `${epoch}.${seq - CONTEXT - 1}`});
	return found && (all[index(seq)] || all.at(-1));
}
export const jumpToTime = (time) => jump({time: new Date(time).toISOString()});

// The same for a part of everything, from 0 to 1, or lines behind it.
export async function jumpBy(part, more = 0) {
	const [epoch] = split(all.find((line) => line.c)?.c || '');
	if (!epoch) return;
	const ends = await Promise.all([{after: `${epoch}.${-MOST}`}, {before: `${epoch}.${MOST}`}].map((end) => ask('lines', {...end, n: 1})));
	const [from, to] = ends.map(({lines: [line]}) => line ? split(line.c)[1] : 0);
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

function at(seq) {
	const line = all[index(seq)];
	return line?.seq === seq ? line : undefined;
}

// The line that a cursor names, if it is held.
export const held = (cursor) => at(split(cursor)[1]);

// The index of a line; where it is not held, of one near it.
export function indexOf(line) {
	const near = index(line.seq);
	const found = all.indexOf(line, near);
	return found < 0 ? Math.min(near, all.length - 1) : found;
}

// The line at the next gap in time (way 1), or at the one before (-1).
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
