import {element} from './element.js';
import {COLOURED} from './limits.js';
import {group, last} from './text.js';

// What is found in lines by itself, in the order in which it is tried, by the style sheet's names.
const KINDS = {
	link: /https?:\/\/[^\s"'<>\\^`{|}]+/,
	time: /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b/,
	quoted: /"(?:[^"\\]|\\.){0,400}"/,
	level: /\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRIT(?:ICAL)?|PANIC)\b/,
	method: /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/,
	address: /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/,
	id: /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/,
	key: /\b[A-Za-z_][\w.-]{0,60}=/,
	path: /(?<![\w/])\/[\w.@%+~-]+(?:\/[\w.@%+~-]*)*/,
	number: /(?<![\w.-])-?\d+(?:\.\d+)?(?:ns|µs|us|ms|s|m|h|%|[KMGT]i?B|B)?(?![\w.])/,
};
const FOUND = new RegExp(Object.entries(KINDS).map(([kind, part]) => `(?<${kind}>${part.source})`).join('|'), 'g');

/** Adds text to a parent: coloured, addresses as links, hits (a global expression, or null) marked. */
export function write(parent, text, hit, tab = -1) {
	const near = text.slice(0, COLOURED);
	const hits = hit ? [...near.matchAll(hit)].map((m) => [m.index, m.index + m[0].length]) : [];
	let from = 0;
	for (const found of near.matchAll(FOUND)) {
		const kind = Object.keys(KINDS).find((k) => found.groups[k] !== undefined);
		const part = kind === 'link' ? found[0].replace(/[.,;:!?)\]]+$/, '') : found[0];
		mark(parent, text, from, found.index, hits);
		const made = kind === 'link' ? element('a', {class: 't-link', href: part, rel: 'noopener noreferrer', target: '_blank', tabindex: tab}) :
			element('span', `t-${kind}`);
		mark(made, text, found.index, from = found.index + part.length, hits);
		parent.append(made);
	}
	mark(parent, text, from, text.length, hits);
}

/** Adds text[from:to], with what is in hits marked. */
function mark(parent, text, from, to, hits) {
	for (const [start, end] of hits) {
		if (end <= from || start >= to) continue;
		if (start > from) parent.append(text.slice(from, start));
		parent.append(element('mark', '', text.slice(Math.max(from, start), from = Math.min(end, to))));
	}
	if (from < to) parent.append(text.slice(from, to));
}

/** What of a search can be marked: a text or an /expression/, not a comparison; else null. */
export function hitOf(query) {
	const expression = /^\/(.+)\/$/.exec(query);
	if (!query || (!expression && /^(not |!|\()|[=<>~]|\w:| (and|or) /.test(query))) return null;
	const plain = query.replace(/^"(.*)"$/, '$1').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
	try {
		return new RegExp(expression ? expression[1] : plain, /[A-Z]/.test(query) && !expression ? 'g' : 'gi');
	} catch {
		return null; // the server's kind of expression is not quite this one
	}
}

/** The row of a line; names are those of all sources. */
export function makeRow(line, names, hit) {
	if (line.n) return element('div', {class: `row notice n-${line.n}`, role: 'option'}, `── ${line.x} ──`);
	const row = element('div', {class: `row l-${line.l || 'none'}`, role: 'option'});
	if (names.length > 1) {
		row.append(element('span', {class: `source name${Math.max(0, names.indexOf(line.s)) % 6}`, title: line.s}, line.cont ? '' : last(line.s)));
	}
	const text = element('span', 'text');
	write(text, line.x, hit);
	if (line.more) text.append(element('span', 'more', ` … +${group(line.more)} bytes`));
	row.append(text);
	return row;
}
