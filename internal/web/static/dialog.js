import {Alert} from './alert.js';
import {byId, element} from './element.js';
import {LEVELS} from './view.js';

/** The windows of the page: sources, alerts, and what is posted. */
export class Dialogs {
	#names = [];

	/** @param {{settings: Settings, view: View, link: Link, status: Status, changed: function(): void}} with */
	constructor(with_) {
		Object.assign(this, with_);
		this.#alerts();
		byId('post').addEventListener('click', () => byId('posting').showModal());
		byId('unpost').addEventListener('click', () => byId('posting').close());
		byId('from').value = this.settings.get('name');
		byId('note').addEventListener('submit', (e) => {
			e.preventDefault();
			this.#post();
		});
	}

	/** Takes what the server says of itself. */
	hello({names, post}) {
		this.#names = names;
		byId('post').hidden = !post;
		byId('sources').hidden = names.length < 2;
		this.#count();
	}

	#count() {
		const {sources} = this.view;
		byId('sources').textContent = sources.length ? `sources ${sources.length}/${this.#names.length}` : 'sources';
	}

	/** Opens the choice of sources. */
	sources() {
		const {view} = this;
		byId('names-of').replaceChildren(...this.#names.map((name) => {
			const box = element('input', {type: 'checkbox', checked: !view.sources.length || view.sources.includes(name), onchange: () => {
				const on = [...byId('names-of').querySelectorAll('input')].map((b) => b.checked);
				view.sources = on.every(Boolean) ? [] : this.#names.filter((_, i) => on[i]);
				this.#count();
				this.changed();
			}});
			return element('label', {}, box, ' ', name);
		}));
		byId('muting').showModal();
	}

	#alerts() {
		const {settings} = this;
		const [level, rule] = [byId('alert-level'), byId('rule')];
		level.append(...['off', ...LEVELS].map((l) => element('option', {value: l}, l === 'off' ? l : `≥ ${l}`)));
		level.value = settings.get('alert');
		rule.value = settings.get('rule');
		const set = async () => {
			settings.set('alert', level.value);
			settings.set('rule', rule.value.trim());
			const on = level.value !== 'off' || rule.value.trim();
			byId('alert').setAttribute('aria-pressed', String(Boolean(on)));
			if (!on) return;
			byId('alert-state').textContent = await Alert.allowed() ? 'this browser will notify you' :
				'the browser does not let this page notify: the count in the title has to do';
		};
		level.addEventListener('change', set);
		rule.addEventListener('change', set);
		byId('alert').setAttribute('aria-pressed', String(level.value !== 'off' || Boolean(rule.value)));
		byId('alert').addEventListener('click', () => byId('alerting').showModal());
	}

	async #post() {
		const {settings, status} = this;
		const [from, words] = [byId('from').value.trim(), byId('words')];
		settings.set('name', from);
		try {
			const answer = await fetch(`feed?source=${encodeURIComponent(from)}`, {
				method: 'POST', headers: {'Content-Type': 'text/plain', ...this.link.proof}, body: `${words.value}\n`,
			});
			if (answer.status === 401) throw new Error('to post, open the link that rtwatch shows again');
			if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error || `not taken: ${answer.status}`);
			words.value = '';
			byId('posting').close();
			status.say('posted to all');
		} catch (e) {
			status.say(e.message);
			byId('posting').close();
		}
	}
}
