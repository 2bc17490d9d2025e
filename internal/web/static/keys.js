import {$, make} from './element.js';

const NAMES = {space: ' ', '↓': 'ArrowDown', '↑': 'ArrowUp', '←': 'ArrowLeft', '→': 'ArrowRight', PgDn: 'PageDown', PgUp: 'PageUp', enter: 'Enter', esc: 'Escape'};

// A row: keys, words, do(way, key), and a button's id and text. Every second key is the way back, -1.
export function listen(rows) {
	const bound = new Map(rows.flatMap(([keys, , does]) => keys.split(' ').map((key, i) => [NAMES[key] || key, () => does(i % 2 ? -1 : 1, key)])));
	window.onkeydown = (e) => {
		// Keys with ctrl are the browser's own.
		if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector('dialog[open]')) return;
		// What was just hidden, as in a dialog, may keep the focus until the next frame.
		const at = e.target.checkVisibility() ? e.target : document.body;
		if (at.closest('input, select') || at.closest('button, a') && /^(Enter| )$/.test(e.key)) return;
		if (at.closest('.scroll') && /^(Arrow|Page|Home|End)/.test(e.key) || !bound.has(e.key)) return;
		e.preventDefault();
		bound.get(e.key)();
	};
	const kbd = (key) => [make('kbd', '', key), ' '];
	for (const [keys, words, onclick, id, text = id] of [...rows, ['tab', 'next pane']]) {
		$('keys').append(make('tr', '', make('th', '', ...keys.split(' ').flatMap(kbd)), make('td', '', words)));
		if (id) $('hints').append(make('button', {id, title: words, onclick}, ...kbd(keys === 'enter' ? '⏎' : keys), text));
	}
}
