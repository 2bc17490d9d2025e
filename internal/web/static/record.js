import {$, element} from './element.js';
import {write} from './row.js';
import {stamp} from './text.js';

const FIELDS = 200; // of a record that are shown

// The JSON object or list in a line, which may stand behind other text; undefined if there is none.
function json(text) {
	for (const from of [text.search(/\S/), text.indexOf('{')]) {
		if (from < 0 || !'{['.includes(text[from])) continue;
		try {
			return JSON.parse(text.slice(from));
		} catch { /* not from there */ }
	}
}

function flat(value, before = '') {
	return Object.entries(value).slice(0, FIELDS).flatMap(([key, inner]) => inner && typeof inner === 'object' && !Array.isArray(inner) ?
		flat(inner, `${before}${key}.`) : [[before + key, typeof inner === 'string' ? inner : JSON.stringify(inner)]]);
}

const named = (text) => [...text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)]
	.map(([, name, quoted, plain]) => [name, quoted?.replace(/\\(["\\])/g, '$1') ?? plain]);

function written(name, text, has) {
	const made = element(name, has);
	write(made, text, null, '0');
	return made;
}

// Shows a record in full, its lines from the head on: when and from where, its fields, its JSON, its text.
export function showRecord(record) {
	const [head] = record;
	const text = record.map((line) => line.x).join('\n');
	const facts = [['time', stamp(head.time)], head.t && ['arrived', stamp(Date.parse(head.at))], head.l && ['level', head.l], ['source', head.s || '']];
	const value = json(head.x);
	const list = (pairs) => element('dl', '', ...pairs.flatMap(([key, value]) => [element('dt', '', key), written('dd', value)]));
	const block = (text) => written('pre', text, {tabindex: '0'});
	const parts = [list(facts.filter(Boolean))];
	const add = (name, part) => parts.push(element('h3', '', name), part);
	const fields = (value ? flat(value) : named(head.x)).slice(0, FIELDS);
	if (fields.length) add('fields', list(fields));
	if (value) add('JSON', block(JSON.stringify(value, null, 2)));
	add('text', block(text));
	$('record').replaceChildren(...parts);
	$('copy').textContent = 'copy';
	$('copy').onclick = () => navigator.clipboard?.writeText(text).then(() => 'copied', () => 'not allowed').then((said) => { $('copy').textContent = said; });
	$('detail').showModal();
}
