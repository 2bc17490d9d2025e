import {ask, shift} from './link.js';

const KEEP = 20000; // lines: more only cost memory
const DROP = 2000; // lines at once: the array moves once
const PAGE = 5000; // lines: few requests are answered
const CONTEXT = 100; // lines before one that is gone to
const GAP = 10000; // ms
const COLOURS = /\x1b\[[\d;:]*m/g;

export let all = []; // as they came, with seq: their place, time: their record's, and row: while they are drawn
export let first = false; // nothing is before them
export let last = true; // nor behind them
let late = null; // what came while a page is on its way

const seqOf = (cursor) => +cursor.split('.')[1];

// What has no place or time of its own has those of the line before.
function number(lines, before) {
	for (const line of lines) {
		line.x = line.x.replace(COLOURS, '');
		line.seq = line.c ? seqOf(line.c) : before?.seq ?? -Infinity;
		line.time = !(line.cont && before) && Date.parse(line.t || line.at) || before?.time || 0;
		before = line;
	}
	return lines;
}

export function replace(lines, isFirst = false) {
	late = null;
	all = number(lines);
	first = isFirst;
	last = true;
}

// What comes does not follow on these lines: their end is loaded again.
export function part() { last = false; }

// A page that is on its way is not wanted any more.
export function stop() { late = null; }

// Where there is no room, and the log does not follow, the end is not held any more.
export function come(lines, follow) {
	late?.push(...lines);
	if (!follow && all.length + lines.length > KEEP) last = false;
	if (last) append(lines);
}

// A line that comes again had not ended before: it takes its own place.
function append(lines) {
	for (const line of number(lines, all.at(-1))) {
		if (!line.c || !(line.seq <= all.at(-1)?.seq)) {
			all.push(line);
			continue;
		}
		const half = all.findLast((one) => one.c && one.seq === line.seq);
		half?.row?.remove();
		if (half) Object.assign(half, line, {row: null, time: line.cont ? half.time : line.time});
	}
	if (all.length <= KEEP) return;
	all.splice(0, all.length - KEEP + DROP);
	first = false;
}

function appendPage(page) {
	append(page.lines);
	last = page.last;
	if (last) append(page.late);
}

// A page, or null if it is not wanted any more.
async function load(span) {
	const mine = late = [];
	try {
		let page;
		do page = await ask('lines', {...span, n: PAGE});
		while (page.sure === false && !page.lines.length && mine === late); // not all is searched yet
		return mine === late ? {...page, late} : null;
	} finally {
		if (mine === late) late = null;
	}
}

// Returns whether it has loaded the page; else one is on its way.
export async function extend(end) {
	const edge = end === 'before' ? all.find((line) => line.c) : all.findLast((line) => line.c);
	const page = !late && edge && await load({[end]: edge.c});
	if (!page) return false;
	if (end === 'after') appendPage(page);
	else {
		all = number(page.lines).concat(all);
		first = page.first || !page.lines.length;
		if (all.length > KEEP) last = false;
		all.length = Math.min(all.length, KEEP);
	}
	return true;
}

// Returns the first of the new lines, undefined if there is none, null if it is not wanted any more.
async function jump(span) {
	const page = await load(span);
	if (!page?.lines.length) return page && undefined;
	replace([], page.first);
	appendPage(page);
	return all[0];
}

export const jumpToTime = (time) => jump({time: new Date(time).toISOString()});

// By its number in the whole log, or its share, such as 50%.
export const jumpToLine = (line) => jump({line});

// Returns the cursor's line or the next.
export async function jumpTo(cursor) {
	const found = await jump({after: shift(cursor, -CONTEXT - 1)});
	return found && (all.find((line) => line.seq >= seqOf(cursor)) || all.at(-1));
}

export const held = (cursor) => all.find((line) => line.seq === seqOf(cursor));

export function indexOf(line) {
	const found = all.indexOf(line);
	return found < 0 ? all.findLastIndex(({seq}) => seq <= line.seq) : found;
}

export function gap(line, way) {
	let i = all.indexOf(line) + way;
	while (i > 0 && i < all.length && all[i].time - all[i - 1].time < GAP) i += way;
	return all[i > 0 ? i : -1];
}

export function record(line) {
	let from = all.indexOf(line);
	if (from < 0) return [line];
	let to = from + 1;
	while (from > 0 && all[from].cont) from--;
	while (all[to]?.cont) to++;
	return all.slice(from, to);
}
