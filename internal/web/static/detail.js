import {byId, element} from './element.js';
import {write} from './row.js';
import {exact, stamp} from './time.js';

const DEEP = 6; // levels of nested objects that become names with dots
const MOST = 200; // fields shown

/** @returns {*} the JSON in a line, which may stand behind other text; undefined if there is none */
function json(text) {
	for (const from of [text.search(/\S/), text.indexOf('{')]) {
		if (from < 0 || !'{['.includes(text[from])) continue;
		try {
			return JSON.parse(text.slice(from));
		} catch { /* not from there */ }
	}
}

/** @param {string} text a line @returns {string[][]} its names and values, of JSON or of name=value */
export function fieldsOf(text) {
	const value = json(text);
	const all = [];
	if (value && typeof value === 'object') flatten(value, '', all, 0);
	else {
		for (const m of text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|\S*)/g)) all.push([m[1], unquote(m[2])]);
	}
	return all.slice(0, MOST);
}

function flatten(value, name, all, depth) {
	for (const [key, inner] of Object.entries(value)) {
		const full = name ? `${name}.${key}` : key;
		if (inner && typeof inner === 'object' && !Array.isArray(inner) && depth < DEEP) flatten(inner, full, all, depth + 1);
		else all.push([full, typeof inner === 'string' ? inner : JSON.stringify(inner)]);
		if (all.length >= MOST) return;
	}
}

function unquote(text) {
	try {
		return text.startsWith('"') ? JSON.parse(text) : text;
	} catch {
		return text;
	}
}

/** @param {string} text a line @returns {string} its JSON in rows, '' if it has none */
export function pretty(text) {
	const value = json(text);
	return value && typeof value === 'object' ? JSON.stringify(value, null, 2) : '';
}

/** A record in full: when and from where, its fields, its JSON, its lines. */
export class Detail {
	constructor() {
		this.box = byId('detail');
		this.body = byId('record');
		byId('copy').addEventListener('click', () => this.#copy());
	}

	/** @param {Object[]} record a line and those that continue it */
	open(record) {
		const [head] = record;
		this.text = record.map((line) => line.x).join('\n');
		const facts = [['time', stamp(head.time)]];
		if (head.t) facts.push(['arrived', exact(Date.parse(head.at))]);
		if (head.l) facts.push(['level', head.l]);
		facts.push(['source', head.s || '']);
		const fields = fieldsOf(head.x);
		const json = pretty(head.x);
		this.body.replaceChildren(list(facts));
		if (fields.length) this.body.append(element('h3', {}, 'fields'), list(fields));
		if (json) this.body.append(element('h3', {}, 'JSON'), block(json));
		this.body.append(element('h3', {}, 'text'), block(this.text));
		this.box.showModal();
		this.body.scrollTop = 0;
	}

	async #copy() {
		try {
			await navigator.clipboard.writeText(this.text);
			byId('copy').textContent = 'copied';
		} catch {
			byId('copy').textContent = 'not allowed';
		}
		setTimeout(() => { byId('copy').textContent = 'copy'; }, 1500);
	}
}

function block(text) {
	const made = element('pre', {tabindex: '0'});
	write(made, text, null, '0');
	return made;
}

function list(pairs) {
	return element('dl', {}, ...pairs.flatMap(([key, value]) => {
		const dd = element('dd');
		write(dd, value, null, '0');
		return [element('dt', {}, key), dd];
	}));
}
