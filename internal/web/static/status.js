import {$, put} from './element.js';
import {count, group, last, short} from './text.js';
import {view} from './view.js';

const SAY = 6000; // ms
const SLOW = 500; // ms until connecting is worth a word
const SIGNS = {live: '●', ended: '■', failed: '×', refused: '×', scrolled: '‖'};

let lost = false;
let said = 0;
let slow = 0;
const now = {names: '', link: 'connecting', following: true, below: 0, state: {sources: [], lines: 0, rate: 0}};

export function linked(kind, text) {
	const open = kind === 'open';
	if (open && lost) say('connected again');
	lost = !open && (lost || kind !== 'connecting');
	clearTimeout(slow);
	slow = setTimeout(() => {
		put('away', text);
		$('away').hidden = open;
	}, kind === 'connecting' ? SLOW : 0);
	put('way', open && text !== 'WebSocket' ? `by ${text}` : '');
	tell({link: kind});
}

export function say(text) {
	clearTimeout(said);
	put('said', text);
	if (text) said = setTimeout(say, SAY, '');
}

// Takes what has changed of now; state is the server's message.
export function tell(some) {
	const {names, link, following, below, state: {state, sources, rate, progress, lost, lines, matched, done}} = Object.assign(now, some);
	const open = link === 'open';
	const kind = !open ? link : state === 'live' && !following ? 'scrolled' : state || 'waiting';
	$('state').className = kind;
	put('state', `${SIGNS[kind] || '○'} ${kind}`);
	put('names', names);
	put('empty', !open ? '' : view.chosen ? 'no line is like that yet' : `waiting for lines of ${names}`);
	put('rate', `${short(rate)} lines/s`);
	const parts = sources.flatMap(({state, name}) => /failed|waiting/.test(state) ? `${state}: ${last(name)}` : []);
	if (progress < 1 && progress > 0) parts.unshift(`indexing ${Math.floor(progress * 100)} %`);
	if (lost) parts.push(`lost ${group(lost)}`);
	parts.push((view.chosen && matched < lines ? `${done ? '' : matched ? '≥ ' : '…'}${matched || done ? group(matched) : ''} of ` : '') + count(lines, 'line'));
	put('counters', parts.join(' · '));
	put('below', `↓ ${group(below)} new below`);
	$('below').hidden = following || !below;
	$('follow').ariaPressed = following;
}
