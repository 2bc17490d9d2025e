import {make} from './element.js';
import {group, last} from './text.js';

const COLOURED = 4000; // characters of a line

const KINDS = {
	link: /https?:\/\/[^\s"'<>\\^`{|}]+/,
	time: /(?:\d{4}-\d\d-\d\d[T ]|\b)\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/,
	quoted: /"(?:[^"\\]|\\.){0,400}"/,
	level: /\b(?:INFO|NOTICE)\b/, // the others colour the line
	key: /\b[A-Za-z_][\w.-]{0,60}=/,
	number: /(?<![\w.-])-?\d+(?:[.:]\d+)*(?:[a-zµ]{0,3}|%|[KMGT]i?B)(?![\w.])/,
};
const FOUND = new RegExp(Object.entries(KINDS).map(([kind, part]) => `(?<${kind}>${part.source})`).join('|'), 'g');

// Adds text to a parent: coloured, addresses as links, hits (a global expression, or null) marked.
export function write(parent, text, hit, tabIndex = -1) {
	const near = text.slice(0, COLOURED);
	const hits = hit ? [...near.matchAll(hit)].map((m) => [m.index, m.index + m[0].length]) : [];
	let from = 0;
	const add = (parent, to) => {
		for (const [start, end] of hits) {
			if (end <= from || start >= to) continue;
			if (start > from) parent.append(text.slice(from, start));
			parent.append(make('mark', '', text.slice(Math.max(from, start), from = Math.min(end, to))));
		}
		if (from < to) parent.append(text.slice(from, to));
		from = to;
	};
	for (const {0: found, index, groups} of near.matchAll(FOUND)) {
		const href = groups.link?.replace(/[.,;:!?)\]]+$/, '');
		const made = href ? make('a', {href, rel: 'noopener noreferrer', target: '_blank', tabIndex}) :
			make('span', Object.keys(KINDS).find((kind) => groups[kind]));
		add(parent, index);
		add(made, index + (href || found).length);
		parent.append(made);
	}
	add(parent, text.length);
}

// What of a search can be marked: a text or an /expression/, not a comparison; else null.
export function hitOf(query) {
	const expression = /^\/(.+)\/$/.exec(query)?.[1];
	if (!query || (!expression && /^(not |!|\()|[=<>~]|\w:| (and|or) /.test(query))) return null;
	const plain = query.replace(/^"(.*)"$/, '$1').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
	try {
		return new RegExp(expression || plain, /[A-Z]/.test(query) && !expression ? 'g' : 'gi');
	} catch {
		return null; // the server's kind of expression is not quite this one
	}
}

export function makeRow({n, l, s, x, more, cont}, names, hit) {
	if (n) return make('div', {className: `row low ${n}`, role: 'option'}, `── ${x} ──`);
	const row = make('div', {className: `row ${l || 'none'}`, role: 'option'});
	const text = make('span', 'text');
	write(text, x, hit);
	if (more) text.append(make('span', 'low', ` … +${group(more)} bytes`));
	if (names.length > 1) row.append(make('span', {className: `source hue${Math.max(0, names.indexOf(s)) % 6}`, title: s}, cont ? '' : last(s)));
	row.append(text);
	return row;
}
