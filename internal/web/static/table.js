import {$, make} from './element.js';
import {short} from './text.js';

const NUMBER = /^[-+▲▼·]?\s?(\d[\d\u202f .,]*\s?[%a-zA-Z/µ]{0,6})?$/;
const LOOKS = {'▲': 'rise', '▼': 'fall', '·': 'low'};

const all = new Map(); // source and name → {box, scores: id → the first seen}

export function putTable(table) {
	const {source, name, rows, gone} = table;
	const key = `${source}\0${name}`;
	const one = all.get(key) || {scores: new Map(), box: make('section', {className: 'pane', ariaLabel: `table ${name}`})};
	if (gone && !rows?.length) {
		one.box.remove();
		all.delete(key);
	} else {
		if (!all.has(key)) $('tables').append(one.box);
		all.set(key, one);
		one.scores = new Map(rows.map(({id, score}) => [id, one.scores.get(id) ?? score]));
		draw(one, table);
	}
}

// What a table lacks is added: the names of its rows, and how their scores have changed.
function draw({box, scores}, {name, columns, rows}) {
	const has = (name) => columns.some((text) => text.toLowerCase() === name);
	const named = rows.some(({id, cells}) => cells.includes(id));
	const scored = has('score') && !has('change');
	const fill = (first, cells, last) => [...named ? [] : [first], ...columns.map((_, i) => cells[i] || ''), ...scored ? [last] : []];
	const body = rows.map(({id, score, cells}) => fill(id, cells, change(score - scores.get(id))));
	const heads = fill('', columns, 'change');
	const looks = heads.map((_, i) => body.every((cells) => NUMBER.test(cells[i])) ? 'right' : '');
	const line = (kind) => (texts) => make('tr', '', ...texts.map((text, i) => make(kind, `${looks[i]} ${LOOKS[text[0]] || ''}`, text)));
	box.replaceChildren(make('header', '', make('h2', '', name)), make('div', {className: 'scroll', tabIndex: 0, role: 'group', ariaLabel: name},
		make('table', '', make('thead', '', line('th')(heads)), make('tbody', '', ...body.map(line('td'))))));
	box.style.minWidth = `min(40vw, ${box.offsetWidth}px)`; // numbers do not move the log
}

const change = (by) => by ? `${by > 0 ? '▲' : '▼'} ${short(Math.abs(by))}` : '·';
