import {element} from './element.js';
import {COLOURED} from './limits.js';
import {group} from './time.js';

// What is found in lines by itself, in the order in which it is tried; the
// names are those of the style sheet.
const KINDS = ['link', 'time', 'quoted', 'level', 'method', 'address', 'id', 'key', 'path', 'number'];
const FOUND = new RegExp([
	/https?:\/\/[^\s"'<>\\^`{|}]+/,
	/\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b/,
	/"(?:[^"\\]|\\.){0,400}"/,
	/\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRIT(?:ICAL)?|PANIC)\b/,
	/\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/,
	/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/,
	/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/,
	/\b[A-Za-z_][\w.-]{0,60}=/,
	/(?<![\w/])\/[\w.@%+~-]+(?:\/[\w.@%+~-]*)*/,
	/(?<![\w.-])-?\d+(?:\.\d+)?(?:ns|µs|us|ms|s|m|h|%|[KMGT]i?B|B)?(?![\w.])/,
].map((part) => `(${part.source})`).join('|'), 'g');

/**
 * Adds text to a parent, with what is known in it coloured, addresses as links
 * and hits marked.
 * @param {?RegExp} hit what a search looks for, global
 * @param {string} [tab] tabindex of links: none where the rows are one list
 */
export function write(parent, text, hit, tab = '-1') {
	const near = text.slice(0, COLOURED);
	const hits = hit ? [...near.matchAll(hit)].map((m) => [m.index, m.index + m[0].length]) : [];
	let from = 0;
	for (const found of near.matchAll(FOUND)) {
		const kind = KINDS[found.slice(1).findIndex((part) => part !== undefined)];
		const part = kind === 'link' ? found[0].replace(/[.,;:!?)\]]+$/, '') : found[0];
		mark(parent, text, from, found.index, hits);
		const made = kind === 'link' ? link(part, tab) : element('span', {class: `t-${kind}`});
		mark(made, text, found.index, from = found.index + part.length, hits);
		parent.append(made);
	}
	mark(parent, text, from, text.length, hits);
}

function link(to, tab) {
	return element('a', {class: 't-link', href: to, rel: 'noopener noreferrer', target: '_blank', tabindex: tab});
}

/** Adds text[from:to], with what is in hits marked. */
function mark(parent, text, from, to, hits) {
	for (const [start, end] of hits) {
		if (end <= from || start >= to) continue;
		if (start > from) parent.append(text.slice(from, start));
		parent.append(element('mark', {}, text.slice(Math.max(from, start), from = Math.min(end, to))));
	}
	if (from < to) parent.append(text.slice(from, to));
}

/**
 * What of a search can be marked: a text or an expression, not a comparison.
 * @param {string} query in the language of filters
 * @returns {?RegExp}
 */
export function hitOf(query) {
	const text = query.trim();
	const expression = /^\/(.+)\/$/.exec(text);
	if (!text || (!expression && /^(not |!|\()|[=<>~]|\w:| (and|or) /.test(text))) return null;
	const plain = text.replace(/^"(.*)"$/, '$1').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
	try {
		return new RegExp(expression ? expression[1] : plain, /[A-Z]/.test(text) && !expression ? 'g' : 'gi');
	} catch {
		return null; // the server's kind of expression is not quite this one
	}
}

/**
 * Makes the row of a line.
 * @param {Object} line
 * @param {{many: boolean, names: string[], hit: ?RegExp}} how whether to name sources, all of them, and what to mark
 * @returns {HTMLElement}
 */
export function makeRow(line, how) {
	if (line.n) {
		return element('div', {class: `row notice n-${line.n}`, role: 'option'}, `── ${line.x} ──`);
	}
	const row = element('div', {class: `row l-${line.l || 'none'}`, role: 'option'});
	if (how.many) {
		const tone = Math.max(0, how.names.indexOf(line.s)) % 6;
		row.append(element('span', {class: `source name${tone}`, title: line.s}, line.cont ? '' : last(line.s)));
	}
	const text = element('span', {class: 'text'});
	write(text, line.x, how.hit);
	if (line.more) text.append(element('span', {class: 'more'}, ` … +${group(line.more)} bytes`));
	row.append(text);
	return row;
}

/** @param {string} name @returns {string} the last element of a path */
export const last = (name) => name.slice(name.lastIndexOf('/') + 1) || name;
