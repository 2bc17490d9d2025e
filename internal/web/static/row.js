import {element} from './element.js';
import {group, last} from './text.js';

const COLOURED = 4000; // characters of a line that are looked at

// What is coloured, by the style sheet's names, in the order in which it is tried.
const KINDS = {
	link: /https?:\/\/[^\s"'<>\\^`{|}]+/,
	time: /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b/,
	quoted: /"(?:[^"\\]|\\.){0,400}"/,
	level: /\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRIT(?:ICAL)?|PANIC)\b/,
	address: /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/,
	id: /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/,
	key: /\b[A-Za-z_][\w.-]{0,60}=/,
	number: /(?<![\w.-])-?\d+(?:\.\d+)?(?:[nµum]?s|m|h|%|[KMGT]i?B|B)?(?![\w.])/,
};
const FOUND = new RegExp(Object.entries(KINDS).map(([kind, part]) => `(?<${kind}>${part.source})`).join('|'), 'g');

// Adds text to a parent: coloured, addresses as links, hits (a global expression, or null) marked.
export function write(parent, text, hit, tabindex = '-1') {
	const near = text.slice(0, COLOURED);
	const hits = hit ? [...near.matchAll(hit)].map((m) => [m.index, m.index + m[0].length]) : [];
	const add = (parent, from, to) => {
		for (const [start, end] of hits) {
			if (end <= from || start >= to) continue;
			if (start > from) parent.append(text.slice(from, start));
			parent.append(element('mark', '', text.slice(Math.max(from, start), from = Math.min(end, to))));
		}
		if (from < to) parent.append(text.slice(from, to));
	};
	let from = 0;
	for (const {0: found, index, groups} of near.matchAll(FOUND)) {
		const kind = Object.keys(KINDS).find((k) => groups[k]);
		const href = groups.link?.replace(/[.,;:!?)\]]+$/, '');
		add(parent, from, index);
		const made = href ? element('a', {class: 't-link', href, rel: 'noopener noreferrer', target: '_blank', tabindex}) : element('span', `t-${kind}`);
		add(made, index, from = index + (href || found).length);
		parent.append(made);
	}
	add(parent, from, text.length);
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
	if (n) return element('div', {class: `row notice n-${n}`, role: 'option'}, `── ${x} ──`);
	const text = element('span', 'text');
	write(text, x, hit);
	if (more) text.append(element('span', 'low', ` … +${group(more)} bytes`));
	const source = names.length > 1 ? [element('span', {class: `source name${Math.max(0, names.indexOf(s)) % 6}`, title: s}, cont ? '' : last(s))] : [];
	return element('div', {class: `row l-${l || 'none'}`, role: 'option'}, ...source, text);
}
