import {$, element} from './element.js';
import * as link from './link.js';
import {say} from './status.js';
import {remember, settings, view} from './view.js';

let names = [];
let answer; // to what is asked

export function start(changed) {
	for (const dialog of document.querySelectorAll('dialog')) {
		dialog.prepend(element('form', {method: 'dialog'}, element('h2', '', dialog.ariaLabel), element('button', '', 'close')));
	}
	for (const button of document.querySelectorAll('[data-opens]')) button.onclick = () => $(button.dataset.opens).showModal();
	$('from').value = settings.name;
	const sent = {note: post, entry: enter, prompt: answered};
	document.onsubmit = (e) => {
		if (!sent[e.target.id]) return;
		e.preventDefault();
		sent[e.target.id]();
	};
	$('typed').onkeydown = (e) => { if (e.key === 'Escape') leave(); };
	$('muting').onchange = () => {
		const boxes = [...document.querySelectorAll('#muting input')];
		changed({sources: boxes.every((box) => box.checked) ? [] : names.filter((_, i) => boxes[i].checked)});
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
		if (e.cause === 401) askToken('posting needs the token');
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
	else $('why').textContent = 'not the token: each run of rtwatch has a new one';
}

// Asks in one line, behind a sign, for what name says.
export function ask(sign, name, text, done) {
	answer = done;
	$('sign').textContent = sign;
	$('typed').ariaLabel = $('typed').placeholder = name;
	$('typed').value = text;
	$('prompt').hidden = false;
	$('typed').select();
}

function leave() {
	$('prompt').hidden = true;
	$('log').focus({preventScroll: true});
}

function answered() {
	leave();
	answer($('typed').value.trim());
}
