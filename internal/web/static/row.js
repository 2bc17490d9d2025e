import {element} from './element.js';
import {group} from './number.js';
import {write} from './token.js';

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
