import {$} from './element.js';
import {BUSY, LATE, PAGE} from './limits.js';
import {seqOf} from './lines.js';
import {hitOf} from './row.js';
import {group} from './time.js';

const MOST = 2 ** 50; // no line has a greater number

/** Brings the past, and what was passed over, into the lines that are held; finds lines there. */
export class History {
	query = ''; // what is looked for
	#busy = ''; // what is being loaded: before, after or jump
	#turn = 0; // pages asked for before a jump count no more
	#search = 0; // and so do searches
	#late = []; // lines that came while a page was on its way

	constructor(view, lines, log, say) { Object.assign(this, {view, lines, log, say}); }

	/** What the server answers at a path, of the view. */
	async ask(path, query) {
		await this.ready; // who is not let in yet is refused
		for (let tries = 0; ; tries++) {
			const answer = await fetch(`${path}?${this.view.query(query)}`, {cache: 'no-store'});
			const body = await answer.json().catch(() => ({}));
			if (answer.ok) return body;
			if (answer.status !== 429 || tries > 20) throw new Error(body.error || `${path}: ${answer.status}`);
			await new Promise((again) => setTimeout(again, BUSY));
		}
	}

	/** Forgets what is on its way: the lines are others now. */
	reset() {
		this.#turn++;
		this.#busy = '';
		this.#late = [];
	}

	/** Whether all lines are about to be replaced. */
	get jumping() { return this.#busy === 'jump'; }

	/** Keeps lines that came behind the ones that are held, for the page that is on its way. */
	came(lines) {
		if (this.#busy > '' && this.#busy !== 'before' && this.#late.length < LATE) this.#late.push(...lines);
	}

	/** Loads the page at an end, before or after, unless that is being done. */
	async extend(end) {
		const {lines, log} = this;
		const edge = lines.all.at(end === 'before' ? 0 : -1);
		if (this.#busy || !edge?.c) return;
		const turn = this.#turn;
		this.#busy = end;
		try {
			const got = await this.ask('lines', {[end]: edge.c, n: PAGE});
			if (turn !== this.#turn) return;
			if (end === 'before') {
				lines.prepend(got.lines);
				lines.first = got.first || !got.lines.length;
				log.prepended(got.lines.length);
			} else {
				const gone = lines.append(got.lines, true);
				this.#join(got);
				log.changed(gone);
			}
		} catch (e) {
			if (turn === this.#turn) this.say(e.message);
		} finally {
			if (turn === this.#turn) this.#busy = '';
		}
	}

	/** Where the end is reached, what came in the meantime goes behind it. */
	#join({last}) {
		const {lines} = this;
		const end = lines.all.at(-1)?.seq;
		lines.last = last && this.#late.length < LATE; // else some are missing
		if (lines.last) lines.append(this.#late.filter((line) => !(seqOf(line) <= end)), true);
		this.#late = [];
	}

	/** Replaces the lines by those around a cursor, and returns the first at or behind it. */
	async jump(cursor) {
		this.reset();
		const turn = this.#turn;
		this.#busy = 'jump';
		const [epoch, seq] = cursor.split('.');
		try {
			const [before, after] = await Promise.all([
				this.ask('lines', {before: cursor, n: PAGE}),
				this.ask('lines', {after: `${epoch}.${seq - 1}`, n: PAGE}),
			]);
			if (turn !== this.#turn) return null;
			const past = before.lines.filter((line) => seqOf(line) < seq);
			this.lines.replace(past.concat(after.lines), before.first, false);
			this.#join(after);
			this.log.repaint();
			return this.lines.all[past.length] || this.lines.all.at(-1);
		} finally {
			if (turn === this.#turn) this.#busy = '';
		}
	}

	/** The same for a moment, in milliseconds. */
	async jumpTo(time) {
		const {lines: [line]} = await this.ask('lines', {time: new Date(time).toISOString(), n: 1});
		return line && this.jump(line.c);
	}

	/** The same for a part of everything, from 0 to 1, or behind it for a number of lines. */
	async jumpBy(part, number = 0) {
		const epoch = this.lines.all.find((line) => line.c)?.c.split('.')[0];
		if (!epoch) return null;
		const [from, to] = (await Promise.all([
			this.ask('lines', {after: `${epoch}.${-MOST}`, n: 1}),
			this.ask('lines', {before: `${epoch}.${MOST}`, n: 1}),
		])).map(({lines: [line]}) => line ? seqOf(line) : 0);
		return this.jump(`${epoch}.${Math.min(Math.round(from + (to - from) * part) + number, to)}`);
	}

	/** Marks what is looked for, '' for nothing. */
	search(query) {
		if (query === this.query) return;
		this.query = query;
		this.#search++;
		this.log.hit = hitOf(query);
		this.log.repaint();
		$('found').textContent = query && `/${query}`;
	}

	/** The next line (way 1) that has it, or the one before (-1), from a cursor or from here. */
	async find(way, query = this.query, from = this.#here(way)) {
		if (!query || !from) return null;
		const turn = ++this.#search;
		const got = await this.ask('search', {q: query, [way > 0 ? 'after' : 'before']: from, n: 1});
		if (turn !== this.#search) return null;
		if (query === this.query && got.count !== undefined) {
			$('found').textContent = `/${query} · ${got.done === false ? '≥ ' : ''}${group(got.count)}`;
		}
		if (!got.lines.length) this.say(way > 0 ? 'nothing further down' : 'nothing further up');
		return got.lines.at(-1);
	}

	#here(way) {
		const {log, lines} = this;
		return (log.current || lines.all.at(way > 0 ? log.first : -1))?.c;
	}
}
