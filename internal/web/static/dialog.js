import {$, element} from './element.js';
import {LEVELS} from './view.js';

/** The choice of sources and of alerts, what is posted, and the token that is asked for. */
export class Dialogs {
	#names = [];

	/** parts: settings, view, link, say(text), and changed() of the view. */
	constructor(parts) {
		Object.assign(this, parts);
		for (const button of document.querySelectorAll('[data-opens]')) button.onclick = () => $(button.dataset.opens).showModal();
		for (const [id, first, text] of [['level', '', 'all'], ['alert-level', 'off', 'off']]) {
			$(id).append(element('option', {value: first}, text), ...LEVELS.map((l) => element('option', {value: l}, `≥ ${l}`)));
		}
		this.#alerts();
		$('sources').onclick = () => this.sources();
		$('from').value = this.settings.name;
		const submit = (id, does) => {
			$(id).onsubmit = (e) => {
				e.preventDefault();
				does();
			};
		};
		submit('note', () => this.#post());
		submit('entry', () => this.#enter());
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
		level.value = settings.alert;
		rule.value = settings.rule;
		const show = () => $('alert').ariaPressed = level.value !== 'off' || rule.value !== '';
		level.onchange = rule.onchange = async () => {
			settings.set({alert: level.value, rule: rule.value.trim()});
			if (!show()) return;
			$('alert-state').textContent = await window.Notification?.requestPermission() === 'granted' ? 'this browser will notify you' :
				'the browser does not let this page notify: the count in the title has to do';
		};
		show();
	}

	async #post() {
		const name = $('from').value.trim();
		this.settings.set({name});
		try {
			await this.link.post(`feed?source=${encodeURIComponent(name)}`, 'text/plain', `${$('words').value}\n`);
			$('words').value = '';
			$('posting').close();
			this.say('posted to all');
		} catch (e) {
			if (e.cause === 401) this.enter('to post, the token is needed once more');
			else $('posted').textContent = e.message;
		}
	}

	/** Asks for the token, and says why; without a reason it is not needed any more. */
	enter(why) {
		$('why').textContent = why;
		if (why && !$('entering').open) $('entering').showModal();
		else if (!why) $('entering').close();
	}

	async #enter() {
		const text = $('token').value.trim();
		$('token').value = '';
		if (await this.link.start(text.split(/[#&]token=/).pop().split('&')[0])) $('entering').close();
		else $('why').textContent = 'that is not the token of this rtwatch, which has a new one each time it starts';
	}
}
