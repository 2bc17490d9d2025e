import {byId, element} from './element.js';
import {SPARK} from './limits.js';
import {isNumber, short} from './time.js';

const BARS = '▁▂▃▄▅▆▇█';

/** The tables beside the log: their rows, how scores change, and a spark line of each. */
export class Tables {
	#all = new Map(); // source and name → {table, scores: id → numbers, box}
	#shown = 0;

	constructor() { this.box = byId('tables'); }

	/** Takes a table as it is now. */
	put(table) {
		const key = `${table.source}\0${table.name}`;
		if (table.gone && !table.rows?.length) {
			this.#all.get(key)?.box.remove();
			this.#all.delete(key);
		} else {
			let one = this.#all.get(key);
			if (!one) {
				one = {scores: new Map(), box: element('section', {class: 'pane table', 'aria-label': `table ${table.name}`})};
				this.#all.set(key, one);
				this.box.append(one.box);
			}
			one.scores = keep(one.scores, table.rows);
			draw(one, table);
		}
		this.show();
	}

	/** Shows the tables, of many the one chosen by step() first. */
	show(on = this.on) {
		this.on = on;
		this.box.hidden = !on || !this.#all.size;
		[...this.#all.values()].forEach(({box}, i) => { box.style.order = (i - this.#shown + this.#all.size) % this.#all.size; });
	}

	/** Brings the next table, or the one before, to the top. */
	step(by) {
		if (!this.#all.size) return;
		this.#shown = (this.#shown + by + this.#all.size) % this.#all.size;
		this.show();
		this.box.scrollTop = 0;
	}
}

/** The last scores of each row that is still there. */
function keep(had, rows) {
	const scores = new Map();
	for (const {id, score} of rows) {
		const all = had.get(id) || [];
		all.push(score);
		scores.set(id, all.slice(-SPARK));
	}
	return scores;
}

function draw({box, scores}, table) {
	const {columns, rows} = table;
	const named = rows.some((r) => r.cells.includes(r.id)); // the rows name themselves in a cell
	const own = columns.some((c) => c.toLowerCase() === 'change');
	const scored = columns.some((c) => c.toLowerCase() === 'score');
	const heads = [...(named ? [] : ['']), ...columns, ...(scored && !own ? ['change'] : []), ...(scored ? ['trend'] : [])];
	const right = columns.map((_, i) => rows.every((r) => !r.cells[i] || isNumber(r.cells[i])));
	const body = rows.map((r) => {
		const all = scores.get(r.id);
		const cells = r.cells.map((text, i) => cell(text, right[i]));
		if (!named) cells.unshift(element('th', {scope: 'row'}, r.id));
		if (scored && !own) cells.push(change(all));
		if (scored) cells.push(element('td', {class: 'spark', 'aria-hidden': 'true'}, spark(all)));
		return element('tr', {}, ...cells);
	});
	box.replaceChildren(
		element('header', {}, element('h2', {}, table.name)),
		element('div', {class: 'scroll', tabindex: '0', role: 'group', 'aria-label': table.name}, element('table', {},
			element('thead', {}, element('tr', {}, ...heads.map((text, i) => {
				const number = right[i - (named ? 0 : 1)] || text === 'change';
				return element('th', {scope: 'col', class: number ? 'right' : ''}, text);
			}))),
			element('tbody', {}, ...body))));
}

const cell = (text, right) => element('td', {class: right ? 'right' : ''}, text);

function change(all) {
	const by = all.at(-1) - all[0];
	if (!by) return element('td', {class: 'right low'}, '·');
	return element('td', {class: `right ${by > 0 ? 'rise' : 'fall'}`}, `${by > 0 ? '▲' : '▼'} ${short(Math.abs(by))}`);
}

function spark(all) {
	const [low, high] = [Math.min(...all), Math.max(...all)];
	return all.map((v) => BARS[high > low ? Math.round((v - low) / (high - low) * 7) : 0]).join('');
}
