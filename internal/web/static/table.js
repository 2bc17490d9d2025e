import {$, element} from './element.js';
import {SPARK} from './limits.js';
import {short} from './time.js';

const BARS = '▁▂▃▄▅▆▇█';
const NUMBER = /^[-+▲▼]?\s?\d[\d\u202f .,]*\s?[%a-zA-Z/µ]{0,6}$/; // is aligned right

/** The tables beside the log: their rows, how scores change, and a spark line of each. */
export class Tables {
	#all = new Map(); // source and name → {box, scores: id → numbers}
	#first = 0; // the one on top

	/** Takes a table as it is now. */
	put(table) {
		const key = `${table.source}\0${table.name}`;
		const one = this.#all.get(key) || {scores: new Map(), box: element('section', {class: 'pane table', 'aria-label': `table ${table.name}`})};
		if (table.gone && !table.rows?.length) {
			one.box.remove();
			this.#all.delete(key);
		} else {
			if (!this.#all.has(key)) $('tables').append(one.box);
			this.#all.set(key, one);
			one.scores = new Map(table.rows.map(({id, score}) => [id, [...one.scores.get(id) || [], score].slice(-SPARK)]));
			draw(one, table);
		}
		this.show();
	}

	/** Shows the tables or not; of many, the one chosen by step() first. */
	show(on = this.on) {
		this.on = on;
		const n = this.#all.size;
		$('tables').hidden = !on || !n;
		[...this.#all.values()].forEach(({box}, i) => { box.style.order = (i - this.#first + n) % n; });
	}

	/** Brings the next table, or the one before, to the top. */
	step(by) {
		const n = this.#all.size || 1;
		this.#first = (this.#first + by + n) % n;
		this.show();
		$('tables').scrollTop = 0;
	}
}

function draw({box, scores}, {name, columns, rows}) {
	const named = rows.some((r) => r.cells.includes(r.id)); // the rows name themselves in a cell
	const scored = columns.some((c) => /^score$/i.test(c));
	const changes = scored && !columns.some((c) => /^change$/i.test(c));
	const right = columns.map((_, i) => rows.every((r) => !r.cells[i] || NUMBER.test(r.cells[i])) ? 'right' : '');
	const head = (text, look) => element('th', {scope: 'col', class: look}, text);
	const heads = columns.map((text, i) => head(text, right[i]));
	if (!named) heads.unshift(element('td'));
	if (changes) heads.push(head('change', 'right'));
	if (scored) heads.push(head('trend', ''));
	const body = rows.map((r) => {
		const cells = r.cells.map((text, i) => element('td', right[i], text));
		if (!named) cells.unshift(element('th', {scope: 'row'}, r.id));
		if (changes) cells.push(change(scores.get(r.id)));
		if (scored) cells.push(element('td', {class: 'spark', 'aria-hidden': 'true'}, spark(scores.get(r.id))));
		return element('tr', '', ...cells);
	});
	box.replaceChildren(element('header', '', element('h2', '', name)),
		element('div', {class: 'scroll', tabindex: 0, role: 'group', 'aria-label': name},
			element('table', '', element('thead', '', element('tr', '', ...heads)), element('tbody', '', ...body))));
}

function change(all) {
	const by = all.at(-1) - all[0];
	if (!by) return element('td', 'right low', '·');
	return element('td', `right ${by > 0 ? 'rise' : 'fall'}`, `${by > 0 ? '▲' : '▼'} ${short(Math.abs(by))}`);
}

function spark(all) {
	const [low, high] = [Math.min(...all), Math.max(...all)];
	return all.map((v) => BARS[Math.round((v - low) / (high - low || 1) * 7)]).join('');
}
