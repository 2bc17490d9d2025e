import {TYPING} from './limits.js';
import {byId} from './element.js';

/** The line that is typed into: a search, a filter or a place. One at a time. */
export class Prompt {
	#kind = null;
	#timer = 0;

	constructor() {
		this.form = byId('prompt');
		this.field = byId('typed');
		this.form.addEventListener('submit', (e) => {
			e.preventDefault();
			const kind = this.#kind;
			const text = this.field.value.trim();
			this.close();
			kind?.done(text);
		});
		this.field.addEventListener('keydown', (e) => {
			if (e.key !== 'Escape') return;
			e.stopPropagation();
			this.#kind?.left?.();
			this.close();
		});
		this.field.addEventListener('input', () => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => this.#kind?.typed?.(this.field.value.trim()), TYPING);
		});
	}

	/**
	 * Opens it.
	 * @param {{sign: string, name: string, text?: string, done: function(string): void,
	 *   typed?: function(string): void, left?: function(): void}} kind
	 */
	open(kind) {
		this.#kind = kind;
		byId('sign').textContent = kind.sign;
		this.field.setAttribute('aria-label', kind.name);
		this.field.placeholder = kind.name;
		this.field.value = kind.text || '';
		this.form.hidden = false;
		this.field.focus();
		this.field.select();
	}

	close() {
		clearTimeout(this.#timer);
		this.#kind = null;
		this.form.hidden = true;
		byId('log').focus({preventScroll: true});
	}
}
