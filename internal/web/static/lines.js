import {DROP, GAP, KEEP} from './limits.js';

const COLOURS = /\x1b\[[\d;:]*m/g; // the page has its own

/** The least i in 0..n that is ok, where all behind it are. */
function least(n, ok) {
	let from = 0;
	while (from < n) {
		const mid = (from + n) >> 1;
		if (ok(mid)) n = mid;
		else from = mid + 1;
	}
	return from;
}

/** Where each row stands, in pixels. Heights of wrapped lines are guessed until they were seen. */
export class Heights {
	row = 18;
	columns = 0; // characters that fit beside each other; 0: lines do not wrap
	#tops = null;

	/** Forgets the places of these lines: they are found again when asked for. */
	reset(lines) {
		this.lines = lines;
		this.#tops = null;
	}

	#find() {
		const tops = new Float64Array(this.lines.length + 1);
		this.lines.forEach((line, i) => {
			if (line.columns !== this.columns) {
				line.columns = this.columns;
				line.height = this.row * Math.max(1, Math.ceil(line.x.length / this.columns));
			}
			tops[i + 1] = tops[i] + line.height;
		});
		return tops;
	}

	/** The upper edge of the i-th row. */
	top(i) { return this.columns ? (this.#tops ||= this.#find())[i] : i * this.row; }

	/** The row at a height. */
	at(y) { return this.columns ? least(this.lines.length, (i) => this.top(i + 1) > y) : Math.floor(y / this.row); }

	/** Corrects a guess, and says whether it was wrong. */
	seen(line, height) {
		if (!height || line.height === height) return false;
		line.height = height;
		this.#tops = null;
		return true;
	}
}

/** A line's number in the log; NaN without one. */
export const seqOf = (line) => parseInt(line.c?.split('.')[1], 10);

/** Up to KEEP lines around the view, each with `seq`, its place, and `time`, that of its record. */
export class Lines {
	all = [];
	first = false; // nothing is before it
	last = true; // nothing is behind it: what comes is added

	get length() { return this.all.length; }

	replace(lines, first, last) { Object.assign(this, {all: number(lines), first, last}); }

	/** Adds lines behind; returns how many before went for them, or -1 if they may not and there is no room. */
	append(lines, follow) {
		const over = this.length + lines.length - KEEP;
		if (over > 0 && !follow) {
			this.last = false;
			return -1;
		}
		for (const line of number(lines, this.all.at(-1))) {
			const at = this.index(line.seq);
			if (line.c && line.c === this.all[at]?.c) this.all[at] = line; // it had not ended before
			else this.all.push(line);
		}
		if (over <= 0) return 0;
		this.first = false;
		return this.all.splice(0, over + DROP).length;
	}

	/** Adds lines before the others; those at the far end make room. */
	prepend(lines) {
		this.all = number(lines).concat(this.all);
		if (this.length <= KEEP) return;
		this.all.length = KEEP;
		this.last = false;
	}

	/** The index of the first line at or behind a place. */
	index(seq) { return least(this.length, (i) => this.all[i].seq >= seq); }

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
		line.x = line.x.replace(COLOURS, '');
		const seq = seqOf(line);
		const time = line.cont && before ? before.time : Date.parse(line.t || line.at);
		line.seq = Number.isNaN(seq) ? before?.seq ?? -Infinity : seq;
		line.time = Number.isNaN(time) ? before?.time ?? 0 : time;
		before = line;
	}
	return lines;
}
