import {byId} from './element.js';
import {hitOf} from './row.js';
import {group} from './time.js';

/** Looks for lines, everywhere the server has any. */
export class Search {
	query = '';
	#turn = 0;

	/**
	 * @param {Log} log
	 * @param {History} history
	 * @param {{show: function(string): Promise, say: function(string): void}} on show(cursor) goes to a line
	 */
	constructor(log, history, on) { Object.assign(this, {log, history, on}); }

	/** Marks what is looked for, '' for nothing. */
	set(query) {
		if (query === this.query) return;
		this.query = query;
		this.#turn++;
		this.log.hit = hitOf(query);
		this.log.repaint();
		byId('found').textContent = query ? `/${query}` : '';
	}

	/**
	 * Goes to the next line that has it, or the one before.
	 * @param {number} way 1 or -1
	 * @param {string} [query] another one, just this time
	 * @param {string} [from] the cursor to begin at; else the current line, or what is in sight
	 */
	async step(way, query = this.query, from = this.#here(way)) {
		if (!query || !from) return;
		const turn = ++this.#turn;
		try {
			const got = await this.history.ask('search', {q: query, [way > 0 ? 'after' : 'before']: from, n: 1});
			if (turn !== this.#turn) return;
			const line = way > 0 ? got.lines[0] : got.lines.at(-1);
			if (query === this.query && got.count !== undefined) {
				byId('found').textContent = `/${query} · ${got.done === false ? '≥ ' : ''}${group(got.count)}`;
			}
			if (line) await this.on.show(line.c);
			else this.on.say(way > 0 ? 'nothing further down' : 'nothing further up');
		} catch (e) {
			if (turn === this.#turn) this.on.say(e.message);
		}
	}

	#here(way) {
		const {current, lines, first} = this.log;
		if (current?.c) return current.c;
		return (way > 0 ? lines.all[first] : lines.all.at(-1))?.c;
	}
}
