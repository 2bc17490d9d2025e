import {$, make} from './element.js';
import {write} from './row.js';
import {stamp} from './text.js';

const FIELDS = 200; // shown

function json(text) {
	for (const from of [text.search(/\S/), text.indexOf('{')]) {
		if (!/[{[]/.test(text[from])) continue;
		try {
			return JSON.parse(text.slice(from));
		} catch { /* not from there */ }
	}
}

function flat(value, before = '') {
	return Object.entries(value).flatMap(([key, inner]) => inner?.constructor === Object ?
		flat(inner, `${before}${key}.`) : [[before + key, typeof inner === 'string' ? inner : JSON.stringify(inner)]]);
}

const named = (text) => [...text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)]
	.map(([, name, quoted, plain]) => [name, quoted?.replace(/\\(["\\])/g, '$1') ?? plain]);

function written(name, text, has) {
	const made = make(name, has);
	write(made, text, null, 0);
	return made;
}

const list = (pairs) => make('dl', '', ...pairs.flatMap(([key, value]) => [make('dt', '', key), written('dd', value)]));

export function showRecord(record) {
	const [{x, t, at, l, s, time}] = record;
	const text = record.map((line) => line.x).join('\n');
	const value = json(x);
	const fields = (value ? flat(value) : named(x)).slice(0, FIELDS);
	const facts = [['time', stamp(time)], t && ['arrived', stamp(Date.parse(at))], l && ['level', l], ['source', s || '']].filter(Boolean);
	const part = (name, made) => [make('h3', '', name), made];
	const block = (name, text) => part(name, written('pre', text, {tabIndex: 0}));
	$('record').replaceChildren(list(facts),
		...fields.length ? part('fields', list(fields)) : [],
		...value ? block('JSON', JSON.stringify(value, null, 2)) : [],
		...block('text', text));
	$('detail').showModal();
}

// What is copied is seen: it is selected. navigator.clipboard would want TLS.
$('copy').onclick = () => {
	getSelection().selectAllChildren($('record').lastChild);
	document.execCommand('copy');
};
