// The tables beside the log: their rows, and how scores have changed since they were first seen.

import {$, element} from './element.js';
import {short} from './text.js';

const NUMBER = /^[-+▲▼]?\s?\d[\d\u202f .,]*\s?[%a-zA-Z/µ]{0,6}$/;

const all = new Map(); // source and name → {box, scores: id → the first}
let shown = true;

export function put(table) {
	const {source, name, rows, gone} = table;
	const key = `${source}\0${name}`;
	if (!all.has(key)) all.set(key, {scores: new Map(), box: element('section', {class: 'pane table', 'aria-label': `table ${name}`})});
	const one = all.get(key);
	if (gone && !rows?.length) {
		one.box.remove();
		all.delete(key);
	} else {
		if (!one.box.isConnected) $('tables').append(one.box);
		one.scores = new Map(rows.map(({id, score}) => [id, one.scores.get(id) ?? score]));
		draw(one, table);
	}
	show();
}

export function show(is = shown) {
	shown = is;
	$('tables').hidden = !is || !all.size;
}

export const toggled = () => !shown;

export function step(way) {
	const box = $('tables');
	if (way > 0) box.append(...[box.firstChild].filter(Boolean));
	else box.prepend(...[box.lastChild].filter(Boolean));
}

function draw({box, scores}, {name, columns, rows}) {
	// Columns are a heading, a look and the cell of a row; what the table lacks is added.
	const made = columns.map((text, i) => {
		const look = rows.every(({cells}) => !cells[i] || NUMBER.test(cells[i])) ? 'right' : '';
		return [text, look, ({cells}) => element('td', look, cells[i])];
	});
	const has = (name) => columns.some((text) => text.toLowerCase() === name);
	if (!rows.some(({id, cells}) => cells.includes(id))) made.unshift(['', '', ({id}) => element('th', {scope: 'row'}, id)]);
	if (has('score') && !has('change')) made.push(['change', 'right', ({id, score}) => change(score - scores.get(id))]);
	const head = element('tr', '', ...made.map(([text, look]) => element(text ? 'th' : 'td', look, text)));
	const body = rows.map((row) => element('tr', '', ...made.map(([, , cell]) => cell(row))));
	box.replaceChildren(element('header', '', element('h2', '', name)), element('div', {class: 'scroll', tabindex: '0', role: 'group', 'aria-label': name},
		element('table', '', element('thead', '', head), element('tbody', '', ...body))));
}

function change(by) {
	if (!by) return element('td', 'right low', '·');
	return element('td', `right ${by > 0 ? 'rise' : 'fall'}`, `${by > 0 ? '▲' : '▼'} ${short(Math.abs(by))}`);
}
