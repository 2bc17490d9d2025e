import {$, element, options} from './element.js';
import {FIELDS} from './limits.js';
import {write} from './row.js';
import {stamp} from './time.js';
import {LEVELS} from './view.js';

/** The choice of sources, of alerts, and what is posted. */
export class Dialogs {
	#names = [];

	/** parts: settings, view, link, say(text), and changed() of the view. */
	constructor(parts) {
		Object.assign(this, parts);
		this.#alerts();
		$('post').onclick = () => $('posting').showModal();
		$('unpost').onclick = () => $('posting').close();
		$('from').value = this.settings.name;
		$('note').onsubmit = (e) => {
			e.preventDefault();
			this.#post();
		};
	}

	/** Takes what the server says of itself. */
	hello({names, post}) {
		this.#names = names;
		$('post').hidden = !post;
		$('sources').hidden = names.length < 2;
		this.#count();
	}

	#count() {
		const n = this.view.sources.length;
		$('sources').textContent = n ? `sources ${n}/${this.#names.length}` : 'sources';
	}

	/** Opens the choice of sources. */
	sources() {
		const {view} = this;
		const boxes = this.#names.map((name) => element('input', {type: 'checkbox', checked: !view.sources.length || view.sources.includes(name)}));
		$('names-of').replaceChildren(...boxes.map((box, i) => element('label', '', box, ' ', this.#names[i])));
		$('names-of').onchange = () => {
			view.sources = boxes.every((b) => b.checked) ? [] : this.#names.filter((_, i) => boxes[i].checked);
			this.#count();
			this.changed();
		};
		$('muting').showModal();
	}

	#alerts() {
		const {settings} = this;
		const [level, rule] = [$('alert-level'), $('rule')];
		level.append(...options('off', 'off', LEVELS));
		level.value = settings.alert;
		rule.value = settings.rule;
		const show = () => $('alert').ariaPressed = level.value !== 'off' || rule.value !== '';
		level.onchange = rule.onchange = async () => {
			settings.set({alert: level.value, rule: rule.value.trim()});
			if (!show()) return;
			$('alert-state').textContent = await window.Notification?.requestPermission() === 'granted' ? 'this browser will notify you' :
				'the browser does not let this page notify: the count in the title has to do';
		};
		$('alert').onclick = () => $('alerting').showModal();
		show();
	}

	async #post() {
		const name = $('from').value.trim();
		this.settings.set({name});
		try {
			await this.link.post(`feed?source=${encodeURIComponent(name)}`, 'text/plain', `${$('words').value}\n`);
			$('words').value = '';
			this.say('posted to all');
		} catch (e) {
			this.say(e.message);
		}
		$('posting').close();
	}
}

/** The JSON object or list in a line, which may stand behind other text; undefined if there is none. */
function json(text) {
	for (const from of [text.search(/\S/), text.indexOf('{')]) {
		if (from < 0 || !'{['.includes(text[from])) continue;
		try {
			return JSON.parse(text.slice(from));
		} catch { /* not from there */ }
	}
}

/** Names and values of a line's JSON, inner ones with dots, or of its name=value. */
function fieldsOf(text, value) {
	const all = [];
	const flatten = (value, before) => {
		for (const [key, inner] of Object.entries(value)) {
			if (all.length >= FIELDS) return;
			if (inner && typeof inner === 'object' && !Array.isArray(inner)) flatten(inner, `${before}${key}.`);
			else all.push([before + key, typeof inner === 'string' ? inner : JSON.stringify(inner)]);
		}
	};
	if (value) flatten(value, '');
	else {
		for (const [, name, quoted, plain] of text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)) {
			all.push([name, quoted?.replace(/\\(["\\])/g, '$1') ?? plain]);
		}
	}
	return all.slice(0, FIELDS);
}

const written = (name, text) => {
	const made = element(name, name === 'pre' ? {tabindex: 0} : '');
	write(made, text, null, 0);
	return made;
};
const list = (pairs) => element('dl', '', ...pairs.flatMap(([key, value]) => [element('dt', '', key), written('dd', value)]));
const part = (name, ...inside) => [element('h3', '', name), ...inside];

/** Shows a record in full: when and from where, its fields, its JSON, its lines. */
export function showRecord(record) {
	const [head] = record;
	const text = record.map((line) => line.x).join('\n');
	const facts = [['time', stamp(head.time)], ['source', head.s || '']];
	if (head.l) facts.splice(1, 0, ['level', head.l]);
	if (head.t) facts.splice(1, 0, ['arrived', stamp(Date.parse(head.at))]);
	const value = json(head.x);
	const fields = fieldsOf(head.x, value);
	$('record').replaceChildren(list(facts), ...fields.length ? part('fields', list(fields)) : [],
		...value ? part('JSON', written('pre', JSON.stringify(value, null, 2))) : [], ...part('text', written('pre', text)));
	$('copy').textContent = 'copy';
	$('copy').onclick = () => navigator.clipboard?.writeText(text).then(() => 'copied', () => 'not allowed').then((said) => { $('copy').textContent = said; });
	$('detail').showModal();
}
