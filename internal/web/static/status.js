import {$, put} from './element.js';
import {count, group, last, short} from './text.js';
import {view} from './view.js';

const SAY = 6000; // ms
const SLOW = 500; // ms until connecting is worth a word
const SIGNS = {live: '●', ended: '■', failed: '×', refused: '×', scrolled: '‖'};

let lost = false;
let said = 0;
let slow = 0;
let linked = 'connecting';
let names = '';
let state = {};
let following = true;

export function link(kind, text) {
	const open = kind === 'open';
	if (open && lost) say('connected again');
	lost = !open && (lost || kind !== 'connecting');
	linked = kind;
	clearTimeout(slow);
	slow = setTimeout(() => {
		put('away', text);
		$('away').hidden = open;
	}, kind === 'connecting' ? SLOW : 0);
	put('way', open && text !== 'WebSocket' ? `by ${text}` : '');
	draw();
}

export function name(all) {
	names = put('names', all.map(last).join('  '));
	draw();
}

export function tell(now) {
	state = now;
	draw();
}

export function say(text) {
	clearTimeout(said);
	put('said', text);
	if (text) said = setTimeout(say, SAY, '');
}

export function follow(is, below) {
	following = is;
	$('below').hidden = is || !below;
	put('below', `↓ ${group(below)} new below`);
	$('follow').ariaPressed = is;
	draw();
}

function draw() {
	const {sources = [], progress, matched, lines = 0, rate = 0} = state;
	const open = linked === 'open';
	const kind = !open ? linked : state.state === 'live' && !following ? 'scrolled' : state.state || 'waiting';
	$('state').className = kind;
	put('state', `${SIGNS[kind] || '○'} ${kind}`);
	put('empty', !open ? '' : view.chosen ? 'no line is like that yet' : `waiting for lines of ${names}`);
	put('rate', `${short(rate)} lines/s`);
	const parts = sources.filter((one) => /failed|waiting/.test(one.state)).map((one) => `${one.state}: ${last(one.name)}`);
	if (progress < 1 && progress > 0) parts.unshift(`indexing ${Math.floor(progress * 100)} %`);
	if (state.lost) parts.push(`lost ${group(state.lost)}`);
	parts.push((view.chosen && matched < lines ? `${state.done ? '' : matched ? '≥ ' : '…'}${matched || state.done ? group(matched) : ''} of ` : '') + count(lines, 'line'));
	put('counters', parts.join(' · '));
}
