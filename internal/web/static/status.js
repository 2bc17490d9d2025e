// What stands above and below the panes: how it goes, and what has just happened.

import {$} from './element.js';
import {clock, count, group, last, short} from './text.js';
import {view} from './view.js';

const SAY = 6000; // ms a message stays
const SLOW = 500; // ms until connecting is worth a word
const SIGNS = {live: '●', ended: '■', failed: '×', refused: '×', scrolled: '‖'};

let lost = false;
let said = 0;
let slow = 0;
let linked = 'connecting';
let names = [];
let state = {};
let following = true;

export function link(kind, text) {
	const open = kind === 'open';
	if (open && lost) say('connected again');
	lost = !open && (lost || kind !== 'connecting');
	linked = kind;
	clearTimeout(slow);
	slow = setTimeout(() => {
		document.body.classList.toggle('stale', !open);
		$('away').textContent = text;
		$('away').hidden = open;
	}, kind === 'connecting' ? SLOW : 0);
	$('way').textContent = open && text !== 'WebSocket' ? `by ${text}` : '';
	draw();
}

export function tell(some) {
	if (some.names) names = some.names.map(last);
	else state = some;
	$('names').textContent = names.join('  ');
	draw();
}

// Says something once; a screen reader reads it out.
export function say(text) {
	clearTimeout(said);
	$('said').textContent = text;
	if (text) said = setTimeout(say, SAY, '');
}

export function follow(is, below) {
	following = is;
	$('below').hidden = is || !below;
	$('below').textContent = `↓ ${group(below)} new below`;
	$('follow').ariaPressed = is;
	draw();
}

export const newest = (time) => { $('newest').textContent = `last line ${clock(time)}`; };

function draw() {
	const {sources = [], progress, matched, lines = 0, rate = 0} = state;
	const open = linked === 'open';
	const kind = !open ? linked : state.state === 'live' && !following ? 'scrolled' : state.state || 'waiting';
	$('state').className = `s-${kind}`;
	$('state').textContent = `${SIGNS[kind] || '○'} ${kind}`;
	$('empty').textContent = !open ? '' : view.chosen ? 'no line is like that yet' : `waiting for lines of ${names.join(', ')}`;
	$('rate').textContent = `${short(rate)} lines/s`;
	const parts = sources.filter((one) => /failed|waiting/.test(one.state)).map((one) => `${one.state}: ${last(one.name)}`);
	if (progress < 1 && progress > 0) parts.unshift(`indexing ${Math.floor(progress * 100)} %`);
	if (state.lost) parts.push(`lost ${group(state.lost)}`);
	parts.push((view.chosen && matched < lines ? `${state.done ? '' : '≥ '}${group(matched)} of ` : '') + count(lines, 'line'));
	$('counters').textContent = parts.join(' · ');
}
