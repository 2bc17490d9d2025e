import {$, element} from './element.js';

const NAMES = {space: ' ', '↓': 'ArrowDown', '↑': 'ArrowUp', '←': 'ArrowLeft', '→': 'ArrowRight', PgDn: 'PageDown', PgUp: 'PageUp', enter: 'Enter', esc: 'Escape'};

/** Listens for keys, and fills the help with them: rows of keys, what they do in words, and do(key). */
export function listen(rows) {
	const bound = new Map(rows.flatMap(([keys, , does]) => keys.split(' ').map((key) => [NAMES[key] || key, does])));
	addEventListener('keydown', (e) => {
		// Keys with ctrl are the browser's own, and so is tab.
		if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector('dialog[open]')) return;
		const at = e.target;
		if (at.closest('input, select') || at.closest('button, a') && /^(Enter| )$/.test(e.key)) return;
		if (at.closest('.scroll') && /^(Arrow|Page|Home|End)/.test(e.key) || !bound.has(e.key)) return;
		e.preventDefault();
		bound.get(e.key)(e.key);
	});
	$('keys').replaceChildren(...[...rows, ['tab', 'next pane']].map(([keys, text]) => element('tr', '',
		element('th', {scope: 'row'}, ...keys.split(' ').flatMap((key) => [element('kbd', '', key), ' '])), element('td', '', text))));
}
