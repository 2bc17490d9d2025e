import {$, make, put} from './element.js';
import * as link from './link.js';
import {say} from './status.js';
import {remember, settings, view} from './view.js';

let answer; // takes what is typed

for (const dialog of document.querySelectorAll('dialog')) {
	dialog.prepend(make('form', {method: 'dialog'}, make('h2', '', dialog.ariaLabel), make('button', '', 'close')));
}
for (const id of ['alert', 'post', 'help']) $(id).onclick = () => $(`${id}ing`).showModal();
$('from').value = settings.name;
$(settings.name ? 'words' : 'from').autofocus = true;
for (const [id, does] of [['note', post], ['entry', enter], ['prompt', () => answer()]]) {
	$(id).onsubmit = (e) => {
		e.preventDefault();
		does();
	};
}
$('typed').onkeydown = (e) => {
	if (e.key !== 'Escape') return;
	e.stopPropagation();
	leave();
};
$('sources').onclick = sources;

const boxes = () => [...document.querySelectorAll('#muting input')];

// Who is new comes last: boxes stay in place while it is open.
export function name(names) {
	const known = boxes().map((box) => box.value);
	const some = names.filter((name) => !known.includes(name));
	$('muting').append(...some.map((value) => make('label', '', make('input', {type: 'checkbox', value, checked: !view.mute.includes(value)}), value)));
	$('sources').hidden = names.length < 2;
}

export const muted = () => boxes().flatMap((box) => box.checked ? [] : box.value);

export function sources() {
	for (const box of boxes()) box.checked = !view.mute.includes(box.value);
	$('muting').showModal();
}

async function post() {
	const name = $('from').value.trim();
	remember({name});
	try {
		await link.post(`feed?source=${encodeURIComponent(name)}`, 'text/plain', `${$('words').value}\n`);
		$('words').value = put('posted', '');
		$('posting').close();
		say('posted to all');
	} catch (e) {
		if (e.cause === 401) askToken('posting needs the token');
		else put('posted', e.message);
	}
}

export function askToken(why = 'rtwatch asks for a token') {
	put('why', link.stale ? 'this token is not (any more) right: rtwatch was started anew' : why);
	if (!$('entering').open) $('entering').showModal();
}

async function enter() {
	const text = $('token').value.trim().split(/[#&]token=/).pop().split('&')[0];
	$('token').value = '';
	if (await link.enter(text)) $('entering').close();
	else askToken();
}

// Asks behind a sign for what name says; again where done fails.
export function ask(sign, name, text, done) {
	answer = async () => {
		const typed = $('typed').value.trim();
		leave();
		try {
			await done(typed);
		} catch (e) {
			ask(sign, name, typed, done);
			say(e.message);
		}
	};
	put('sign', sign);
	const field = Object.assign($('typed'), {ariaLabel: name, placeholder: name, value: text});
	$('prompt').hidden = false;
	field.focus(); // to select is not to focus, but in Chromium
	field.select();
}

function leave() {
	$('prompt').hidden = true;
	$('log').focus({preventScroll: true});
}
