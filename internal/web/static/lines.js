import {DROP, GAP, KEEP} from './limits.js';
import {timeOf} from './time.js';

/** Where each row stands, in pixels. Rows of wrapped lines are guessed until they were seen. */
export class Heights {
	row = 18; // a row's height
	columns = 0; // characters that fit beside each other; 0: lines do not wrap
	#tops = null;

	/** @param {Object[]} lines forgets the places; they are found again when asked for */
	reset(lines) {
		this.lines = lines;
		this.#tops = null;
	}

	#find() {
		if (this.#tops) return this.#tops;
		const tops = new Float64Array(this.lines.length + 1);
		for (let i = 0; i < this.lines.length; i++) tops[i + 1] = tops[i] + this.#height(this.lines[i]);
		return this.#tops = tops;
	}

	#height(line) {
		if (line.columns !== this.columns) {
			line.columns = this.columns;
			line.height = this.row * Math.max(1, Math.ceil(line.x.length / this.columns));
		}
		return line.height;
	}

	/** @returns {number} the upper edge of the i-th row */
	top(i) { return this.columns ? this.#find()[i] : i * this.row; }

	/** @returns {number} the row at a height */
	at(y) {
		if (!this.columns) return Math.floor(y / this.row);
		const tops = this.#find();
		let from = 0;
		let to = this.lines.length;
		while (from < to) {
			const mid = (from + to) >> 1;
			if (tops[mid + 1] > y) to = mid;
			else from = mid + 1;
		}
		return from;
	}

	/** Corrects a guess. @returns {boolean} whether it was wrong */
	seen(line, height) {
		if (!this.columns || !height || line.height === height) return false;
		line.height = height;
		this.#tops = null;
		return true;
	}
}

const COLOURS = /\x1b\[[\d;:]*m/g; // the page has its own

/** @param {{c?: string}} line @returns {number} its number in the log; NaN without one */
export const seqOf = (line) => parseInt((line.c || '').split('.')[1], 10);

/**
 * The piece of the log that is held here: up to KEEP lines around the view.
 * Each line gets `seq`, its place, and `time`, that of its record.
 */
export class Lines {
	all = [];
	first = false; // nothing is before it
	last = true; // nothing is behind it: what comes is added

	get length() { return this.all.length; }

	/** Forgets what there was. */
	replace(lines, first, last) {
		this.all = number(lines, null);
		this.first = first;
		this.last = last;
	}

	/**
	 * Adds lines behind the others.
	 * @param {boolean} follow whether those before may go to make room
	 * @returns {number} how many went before, or -1 if the new ones had no room
	 */
	append(lines, follow) {
		const over = this.length + lines.length - KEEP;
		if (over > 0 && !follow) {
			this.last = false;
			return -1;
		}
		for (const line of number(lines, this.all.at(-1))) this.all.push(line);
		if (over <= 0) return 0;
		const gone = Math.min(this.length, over + DROP);
		this.all.splice(0, gone);
		this.first = false;
		return gone;
	}

	/** Adds lines before the others; those at the far end make room. */
	prepend(lines) {
		this.all = number(lines, null).concat(this.all);
		if (this.length > KEEP) {
			this.all.length = KEEP;
			this.last = false;
		}
	}

	/** @returns {number} the index of the first line at or behind a place */
	index(seq) { return this.#search((line) => line.seq >= seq); }

	/** @returns {number} the index of the first line at or after a time */
	at(time) { return this.#search((line) => line.time >= time); }

	#search(reached) {
		let from = 0;
		let to = this.length;
		while (from < to) {
			const mid = (from + to) >> 1;
			if (reached(this.all[mid])) to = mid;
			else from = mid + 1;
		}
		return from;
	}

	/** @returns {?Object} the line behind the next gap in time, or before it with a way of -1 */
	gap(line, way) {
		let i = this.all.indexOf(line) + way;
		while (i > 0 && i < this.length && this.all[i].time - this.all[i - 1].time < GAP) i += way;
		return i > 0 ? this.all[i] : null;
	}

	/** @returns {Object[]} the record that a line is of: its head and what continues it */
	record(line) {
		let from = this.all.indexOf(line);
		if (from < 0) return [line];
		while (from > 0 && this.all[from].cont) from--;
		let to = from + 1;
		while (to < this.length && this.all[to].cont) to++;
		return this.all.slice(from, to);
	}
}

/** What has no number or time of its own has those of the line before. */
function number(lines, before) {
	for (const line of lines) {
		line.x = line.x.replace(COLOURS, '');
		const seq = seqOf(line);
		const time = line.cont && before ? before.time : timeOf(line);
		line.seq = Number.isNaN(seq) ? before?.seq ?? -Infinity : seq;
		line.time = Number.isNaN(time) ? before?.time ?? 0 : time;
		before = line;
	}
	return lines;
}
