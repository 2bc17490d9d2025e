import {CONTEXT, DROP, GAP, KEEP, LATE, PAGE} from './limits.js';

const COLOURS = /\x1b\[[\d;:]*m/g; // the page has its own
const MOST = 2 ** 49; // no line has a greater number

/** A line's number in the log; NaN without one. */
const seqOf = (line) => parseInt(line.c?.split('.')[1], 10);

/** Up to KEEP lines around the view, each with `seq`, its place, and `time`, that of its record; more are loaded. */
export class Lines {
	all = [];
	first = false; // nothing is before it
	last = true; // nothing is behind it: what comes is added
	#loading = ''; // before, after or jump
	#turn = 0; // a page that was asked for before is not wanted any more
	#late = []; // lines that came while a page was on its way

	/** regrown(line) is called for a line that comes again. */
	constructor(link, regrown) { Object.assign(this, {link, regrown}); }

	get length() { return this.all.length; }

	/** Holds these lines only. */
	replace(lines, first = false) {
		this.#turn++;
		this.#loading = '';
		Object.assign(this, {all: number(lines), first, last: true});
	}

	/** Takes lines that came. Without follow none go for them: where there is no room, the end is not held any more. */
	come(lines, follow) {
		if (this.#loading > '' && this.#loading !== 'before') this.#late.push(...lines.slice(0, LATE + 1 - this.#late.length));
		if (this.last && !follow && this.length + lines.length > KEEP) this.last = false;
		if (this.last) this.#append(lines);
	}

	/** A line that comes again had not ended before: it takes its own place. */
	#append(lines) {
		const {all} = this;
		for (const line of number(lines, all.at(-1))) {
			if (!line.c || !(line.seq <= all.at(-1)?.seq)) {
				all.push(line);
				continue;
			}
			const held = this.at(line.seq);
			if (!held || held === line) continue;
			const {time} = held;
			Object.assign(held, line);
			if (line.cont) held.time = time;
			this.regrown(held);
		}
		if (all.length <= KEEP) return;
		all.splice(0, all.length - KEEP + DROP);
		this.first = false;
	}

	/** Loads the page at an end, before or after, unless one is on its way. Returns whether it did. */
	async extend(end) {
		const {all} = this;
		const edge = end === 'before' ? all.find((line) => line.c) : all.findLast((line) => line.c);
		if (this.#loading || !edge) return false;
		const got = await this.#load(end, {[end]: edge.c, n: PAGE});
		if (!got) return false;
		if (end === 'before') {
			this.all = number(got.lines).concat(this.all);
			this.first = got.first || !got.lines.length;
			if (this.length > KEEP) {
				this.all.length = KEEP;
				this.last = false;
			}
		} else {
			this.#append(got.lines);
			this.#join(got);
		}
		return true;
	}

	/** What a page asks for, or null if it is not wanted any more when it is there. */
	async #load(what, query) {
		const turn = ++this.#turn;
		this.#loading = what;
		this.#late = [];
		try {
			const got = await this.link.ask('lines', query);
			return turn === this.#turn ? got : null;
		} finally {
			if (turn === this.#turn) this.#loading = '';
		}
	}

	/** Where the end is reached, what came in the meantime goes behind it; if that was too much, some is missing. */
	#join({last}) {
		this.last = last && this.#late.length <= LATE;
		if (this.last) this.#append(this.#late);
	}

	async #jump(query) {
		const got = await this.#load('jump', {...query, n: PAGE});
		if (!got?.lines.length) return got && undefined;
		this.replace(got.lines, got.first);
		this.#join(got);
		return this.all[0];
	}

	/** The line of a cursor or the next one, which is loaded if it is not held; null if something else came in between. */
	async jump(cursor) {
		const [epoch, seq] = cursor.split('.');
		return await this.#jump({after: `${epoch}.${seq - CONTEXT - 1}`}) && (this.all[this.index(+seq)] || this.all.at(-1));
	}

	/** The first line from a moment on, in milliseconds. */
	jumpTo(time) { return this.#jump({time: new Date(time).toISOString()}); }

	/** The line at a part of everything, from 0 to 1, or so many lines behind it. */
	async jumpBy(part, more = 0) {
		const epoch = this.all.find((line) => line.c)?.c.split('.')[0];
		if (!epoch) return null;
		const [from, to] = (await Promise.all([
			this.link.ask('lines', {after: `${epoch}.${-MOST}`, n: 1}),
			this.link.ask('lines', {before: `${epoch}.${MOST}`, n: 1}),
		])).map(({lines: [line]}) => line ? seqOf(line) : 0);
		return this.jump(`${epoch}.${Math.min(Math.round(from + (to - from) * part) + more, to)}`);
	}

	/** The index of the first line at or behind a place. */
	index(seq) {
		let [from, to] = [0, this.length];
		while (from < to) {
			const mid = (from + to) >> 1;
			if (this.all[mid].seq >= seq) to = mid;
			else from = mid + 1;
		}
		return from;
	}

	/** The line that is held at a place. */
	at(seq) {
		const line = this.all[this.index(seq)];
		return line?.seq === seq ? line : undefined;
	}

	/** The index of a line; where it is not held, of one near it. */
	indexOf(line) {
		const near = this.index(line.seq);
		const found = this.all.indexOf(line, near);
		return found < 0 ? Math.min(near, this.length - 1) : found;
	}

	/** The line at the next gap in time, or at the one before with a way of -1. */
	gap(line, way) {
		let i = this.all.indexOf(line) + way;
		while (i > 0 && i < this.length && this.all[i].time - this.all[i - 1].time < GAP) i += way;
		return i > 0 ? this.all[i] : null;
	}

	/** The record that a line is of: its head and what continues it. */
	record(line) {
		let from = this.all.indexOf(line);
		if (from < 0) return [line];
		let to = from + 1;
		while (from > 0 && this.all[from].cont) from--;
		while (this.all[to]?.cont) to++;
		return this.all.slice(from, to);
	}
}

/** What has no number or time of its own has those of the line before. */
function number(lines, before) {
	for (const line of lines) {
		if (line.x.includes('\x1b')) line.x = line.x.replace(COLOURS, '');
		const seq = seqOf(line);
		const time = line.cont && before ? before.time : Date.parse(line.t || line.at);
		line.seq = Number.isNaN(seq) ? before?.seq ?? -Infinity : seq;
		line.time = Number.isNaN(time) ? before?.time ?? 0 : time;
		before = line;
	}
	return lines;
}
