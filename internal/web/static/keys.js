import {byId, element} from './element.js';

/**
 * The keys, as in the terminal; what a row does is found by its name. Keys
 * with ctrl are the browser's own, and so is tab.
 */
const KEYS = [
	['F', 'follow', 'follow'],
	['space', 'pause', 'pause'],
	['w', 'wrap', 'wrap'],
	['i', 'histogram of all records', 'volume'],
	['&', 'filter', 'filter'],
	['^', 'filters on or off', 'filters'],
	['1-5', 'all, debug, info, warn, error', 'level'],
	['M', 'mute sources', 'sources'],
	['/', 'search', 'search'],
	['n', 'next match', 'next'],
	['N', 'previous match', 'previous'],
	['e', 'next error', 'nextError'],
	['E', 'previous error', 'previousError'],
	[':', 'go to line, 50%, 10:42, -5m', 'goto'],
	['}', 'next gap in time', 'nextGap'],
	['{', 'previous gap in time', 'previousGap'],
	['j ↓', 'down', 'down'],
	['k ↑', 'up', 'up'],
	['PgDn f', 'page down', 'pageDown'],
	['PgUp b', 'page up', 'pageUp'],
	['d', 'half a page down', 'halfDown'],
	['u', 'half a page up', 'halfUp'],
	['g Home', 'oldest line', 'oldest'],
	['G End', 'newest line', 'newest'],
	['h ←', 'left', 'left'],
	['l →', 'right', 'right'],
	['enter', 'the record in full', 'open'],
	['esc', 'end search, filters, zoom', 'leave'],
	['z', 'zoom the log', 'zoom'],
	['T', 'show or hide tables', 'tables'],
	[']', 'next table', 'nextTable'],
	['[', 'previous table', 'previousTable'],
	['? F1', 'help', 'help'],
	['tab', 'next pane', ''],
];

const NAMES = {space: ' ', '↓': 'ArrowDown', '↑': 'ArrowUp', '←': 'ArrowLeft', '→': 'ArrowRight', PgDn: 'PageDown', PgUp: 'PageUp', enter: 'Enter', esc: 'Escape'};

/**
 * Listens for keys, and fills the help with them.
 * @param {Object<string, function(string): void>} does what each does, by name; it gets the key
 */
export function listen(does) {
	const bound = new Map();
	for (const [keys, , name] of KEYS) {
		if (!name) continue;
		for (const key of keys === '1-5' ? ['1', '2', '3', '4', '5'] : keys.split(' ')) bound.set(NAMES[key] || key, name);
	}
	addEventListener('keydown', (e) => {
		if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector('dialog[open]')) return;
		const at = e.target;
		if (at.closest('input, textarea, select') || at.closest('button, a') && (e.key === 'Enter' || e.key === ' ')) return;
		if (at.closest('.scroll') && /^(Arrow|Page|Home|End)/.test(e.key)) return;
		const name = bound.get(e.key);
		if (!name) return;
		e.preventDefault();
		does[name](e.key);
	});
	byId('keys').replaceChildren(...KEYS.map(([keys, text]) => element('tr', {},
		element('th', {scope: 'row'}, ...keys.split(' ').flatMap((key) => [element('kbd', {}, key), ' '])), element('td', {}, text))));
}
