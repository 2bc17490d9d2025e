import {PAGE} from './limits.js';
import {seqOf} from './lines.js';

const LATE = 5000; // lines that came while a page was on its way
const MOST = 2 ** 50; // no line has a greater number
const BUSY = 250; // milliseconds until a server is asked again that has too much to do

/** Brings the past, and what was passed over, into the lines that are held. */
export class History {
	#busy = ''; // the end that is being loaded
	#turn = 0; // pages asked for before a jump count no more
	#late = [];

	/**
	 * @param {View} view
	 * @param {Lines} lines
	 * @param {{grown: function(number): void, jumped: function(): void, failed: function(string): void}} on
	 *   grown(n) after n lines were put before, or any behind (0)
	 */
	constructor(view, lines, on) { Object.assign(this, {view, lines, on}); }

	/** @returns {Promise<Object>} what the server answers at a path, of the view */
	async ask(path, query) {
		let answer;
		for (let tries = 0; tries < 20; tries++) {
			answer = await fetch(`${path}?${this.view.query(query)}`, {cache: 'no-store'});
			if (answer.status !== 429) break;
			await new Promise((again) => setTimeout(again, BUSY));
		}
		const body = await answer.json().catch(() => ({}));
		if (!answer.ok) throw new Error(body.error || `${path}: ${answer.status}`);
		return body;
	}

	/** Forgets what is on its way: the lines are others now. */
	reset() {
		this.#turn++;
		this.#busy = '';
		this.#late = [];
	}

	/** @returns {boolean} whether all lines are about to be replaced */
	get jumping() { return this.#busy === 'jump'; }

	/** Keeps lines that came behind the ones that are held, for the page that is on its way. */
	came(lines) {
		if (this.#busy !== '' && this.#busy !== 'before' && this.#late.length < LATE) this.#late.push(...lines);
	}

	/** Loads the page at an end, 'before' or 'after', unless that is being done. */
	async extend(end) {
		const {lines} = this;
		const edge = end === 'before' ? lines.all[0] : lines.all.at(-1);
		if (this.#busy || !edge?.c) return;
		const turn = this.#turn;
		this.#busy = end;
		try {
			const got = await this.ask('lines', {[end]: edge.c, n: PAGE});
			if (turn !== this.#turn) return;
			if (end === 'before') {
				lines.prepend(got.lines);
				lines.first = got.first || !got.lines.length;
				this.on.grown(got.lines.length);
			} else this.#behind(got);
		} catch (e) {
			if (turn === this.#turn) this.on.failed(e.message);
		} finally {
			if (turn === this.#turn) this.#busy = '';
		}
	}

	#behind(got) {
		const gone = this.lines.append(got.lines, true);
		if (got.last) this.#join();
		this.#late = [];
		this.on.grown(-gone);
	}

	/** The end is reached: what came in the meantime goes behind it. */
	#join() {
		const {lines} = this;
		const end = lines.all.at(-1)?.seq ?? -Infinity;
		lines.last = this.#late.length < LATE; // else some are missing
		if (lines.last) lines.append(this.#late.filter((line) => !(seqOf(line) <= end)), true);
	}

	/**
	 * Replaces the lines by those around a place, and returns the first at or behind it.
	 * @param {string} cursor of a line
	 */
	async jump(cursor) {
		this.reset();
		const turn = this.#turn;
		this.#busy = 'jump';
		const [epoch, seq] = cursor.split('.');
		let before, after;
		try {
			[before, after] = await Promise.all([
				this.ask('lines', {before: cursor, n: PAGE}),
				this.ask('lines', {after: `${epoch}.${seq - 1}`, n: PAGE}),
			]);
		} finally {
			if (turn === this.#turn) this.#busy = '';
		}
		if (turn !== this.#turn) return null;
		const past = before.lines.filter((line) => seqOf(line) < seq);
		this.lines.replace(past.concat(after.lines), before.first, false);
		if (after.last) this.#join();
		this.#late = [];
		this.on.jumped();
		return this.lines.all[past.length] || this.lines.all.at(-1);
	}

	/** The same for a moment, in milliseconds. */
	async jumpTo(time) {
		const {lines} = await this.ask('lines', {time: new Date(time).toISOString(), n: 1});
		return lines.length ? this.jump(lines[0].c) : null;
	}

	/** The same for a part of everything, from 0 to 1, or for the number of a line. */
	async jumpBy(part, number) {
		const [epoch] = (this.lines.all.find((line) => line.c)?.c || '').split('.');
		if (!epoch) return null;
		const least = await this.ask('lines', {after: `${epoch}.${-MOST}`, n: 1});
		const most = await this.ask('lines', {before: `${epoch}.${MOST}`, n: 1});
		const [from, to] = [least.lines[0], most.lines[0]].map((line) => line ? seqOf(line) : 0);
		const seq = part === null ? from + number - 1 : from + (to - from) * part;
		return this.jump(`${epoch}.${Math.max(from, Math.min(Math.round(seq), to))}`);
	}
}
