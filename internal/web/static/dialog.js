// The choice of sources, what is posted, the token that is asked for, and the line that is typed into.

import {$, element} from './element.js';
import * as link from './link.js';
import {say} from './status.js';
import {remember, settings, view} from './view.js';

const TYPING = 200; // ms of quiet typing until a search is tried

let names = [];
let asking = {}; // what is typed: {done(text), typed(text) after a pause, left()}
let timer = 0;

export function start(changed) {
	for (const dialog of document.querySelectorAll('dialog')) {
		dialog.prepend(element('form', {method: 'dialog'}, element('h2', '', dialog.ariaLabel), ...dialog.querySelectorAll(':scope > button'), element('button', '', 'close')));
	}
	for (const button of document.querySelectorAll('[data-opens]')) button.onclick = () => $(button.dataset.opens).showModal();
	$('from').value = settings.name;
	const field = $('typed');
	for (const [form, does] of [['note', post], ['entry', enter], ['prompt', () => answered('done')]]) {
		$(form).onsubmit = (e) => {
			e.preventDefault();
			does();
		};
	}
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
		view.sources = boxes.every((box) => box.checked) ? [] : names.filter((_, i) => boxes[i].checked);
		count();
		changed();
	};
	$('sources').onclick = sources;
}

export function hello(m) {
	$('post').hidden = !m.post;
	$('entering').close();
}

export function name(all) {
	names = all;
	$('sources').hidden = names.length < 2;
	count();
}

function count() { $('sources').textContent = view.sources.length ? `sources ${view.sources.length}/${names.length}` : 'sources'; }

export function sources() {
	const checked = (name) => !view.sources.length || view.sources.includes(name);
	$('names-of').replaceChildren(...names.map((name) => element('label', '', element('input', {type: 'checkbox', checked: checked(name)}), name)));
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
