import {$, element} from './element.js';
import {SPARK} from './limits.js';
import {short} from './text.js';

const BARS = '▁▂▃▄▅▆▇█';
const NUMBER = /^[-+▲▼]?\s?\d[\d\u202f .,]*\s?[%a-zA-Z/µ]{0,6}$/; // is aligned right

/** The tables beside the log: their rows, how scores change, and a spark line of each. */
export class Tables {
	#all = new Map(); // source and name → {box, scores: id → numbers}
	#first = 0; // the one on top

	/** Takes a table as it is now. */
	put(table) {
		const {source, name, rows, gone} = table;
		const key = `${source}\0${name}`;
		let one = this.#all.get(key);
		if (gone && !rows?.length) {
			one?.box.remove();
			this.#all.delete(key);
			return this.show();
		}
		if (!one) {
			this.#all.set(key, one = {scores: new Map(), box: element('section', {class: 'pane table', 'aria-label': `table ${name}`})});
			$('tables').append(one.box);
		}
		one.scores = new Map(rows.map(({id, score}) => [id, [...one.scores.get(id) || [], score].slice(-SPARK)]));
		draw(one, table);
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
	// Columns are a heading, a look and the cell of a row; what the table lacks is added.
	const cell = (look, text) => element('td', look, text);
	const all = columns.map((head, i) => {
		const look = rows.every(({cells}) => !cells[i] || NUMBER.test(cells[i])) ? 'right' : '';
		return [head, look, ({cells}) => cell(look, cells[i])];
	});
	const has = (name) => columns.some((c) => c.toLowerCase() === name);
	if (!rows.some(({id, cells}) => cells.includes(id))) all.unshift(['', '', ({id}) => element('th', {scope: 'row'}, id)]);
	if (has('score')) {
		if (!has('change')) all.push(['change', 'right', ({id}) => change(scores.get(id))]);
		all.push(['trend', '', ({id}) => element('td', {class: 'spark', 'aria-hidden': 'true'}, spark(scores.get(id)))]);
	}
	const head = all.map(([text, look]) => element(text ? 'th' : 'td', look, text));
	box.replaceChildren(element('header', '', element('h2', '', name)), element('div', {class: 'scroll', tabindex: 0, role: 'group', 'aria-label': name},
		element('table', '', element('thead', '', element('tr', '', ...head)),
			element('tbody', '', ...rows.map((row) => element('tr', '', ...all.map(([, , made]) => made(row))))))));
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
