import {$, element} from './element.js';
import * as link from './link.js';
import {say} from './status.js';
import {remember, settings, view} from './view.js';

const TYPING = 200; // ms

let names = [];
let asking = {}; // what is typed: {done(text), typed(text) after a pause, left()}
let timer = 0;

export function start(changed) {
	for (const dialog of document.querySelectorAll('dialog')) {
		dialog.prepend(element('form', {method: 'dialog'}, element('h2', '', dialog.ariaLabel), ...dialog.querySelectorAll(':scope > button'), element('button', '', 'close')));
	}
	for (const button of document.querySelectorAll('[data-opens]')) button.onclick = () => $(button.dataset.opens).showModal();
	$('from').value = settings.name;
	const sent = {note: post, entry: enter, prompt: () => answered('done')};
	document.onsubmit = (e) => {
		if (!sent[e.target.id]) return;
		e.preventDefault();
		sent[e.target.id]();
	};
	const field = $('typed');
	field.onkeydown = (e) => {
		if (e.key !== 'Escape') return;
		e.stopPropagation();
		answered('left');
	};
	field.oninput = () => {
		clearTimeout(timer);
		timer = setTimeout(() => asking.typed?.(field.value.trim()), TYPING);
	};
	$('muting').onchange = () => {
		const boxes = [...document.querySelectorAll('#muting input')];
		changed({sources: boxes.every((box) => box.checked) ? [] : names.filter((_, i) => boxes[i].checked)});
	};
	$('sources').onclick = sources;
}

export function hello(m) {
	names = m.names;
	$('post').hidden = !m.post;
	$('sources').hidden = names.length < 2;
	$('entering').close();
}

export function sources() {
	const box = (name) => element('input', {type: 'checkbox', checked: !view.sources.length || view.sources.includes(name)});
	$('names-of').replaceChildren(...names.map((name) => element('label', '', box(name), name)));
	$('muting').showModal();
}

async function post() {
	const name = $('from').value.trim();
	remember({name});
	try {
		await link.post(`feed?source=${encodeURIComponent(name)}`, 'text/plain', `${$('words').value}\n`);
		$('words').value = $('posted').textContent = '';
		$('posting').close();
		say('posted to all');
	} catch (e) {
		if (e.cause === 401) askToken('posting needs the token, which this tab does not have');
		else $('posted').textContent = e.message;
	}
}

export function askToken(why) {
	$('why').textContent = why;
	if (!$('entering').open) $('entering').showModal();
}

async function enter() {
	const text = $('token').value.trim().split(/[#&]token=/).pop().split('&')[0];
	$('token').value = '';
	if (await link.enter(text)) $('entering').close();
	else $('why').textContent = 'that is not the token: rtwatch has a new one each time it starts';
}

// Asks in one line, behind a sign, for what name says, beginning with a text.
export function ask(sign, name, text, now) {
	asking = now;
	$('sign').textContent = sign;
	$('typed').ariaLabel = $('typed').placeholder = name;
	$('typed').value = text;
	$('prompt').hidden = false;
	$('typed').select();
}

function answered(how) {
	clearTimeout(timer);
	$('prompt').hidden = true;
	$('log').focus({preventScroll: true});
	asking[how]?.($('typed').value.trim());
}
