import {$} from './element.js';
import {TYPING} from './limits.js';

/** The line that is typed into: a search, a filter or a place. */
export class Prompt {
	#now = {}; // what is typed: {done(text), typed(text) after a pause, left()}
	#timer = 0;

	constructor() {
		const field = $('typed');
		const on = (name) => this.#now[name]?.(field.value.trim());
		$('prompt').onsubmit = (e) => {
			e.preventDefault();
			this.#close();
			on('done');
		};
		field.onkeydown = (e) => {
			if (e.key !== 'Escape') return;
			e.stopPropagation();
			this.#close();
			on('left');
		};
		field.oninput = () => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => on('typed'), TYPING);
		};
	}

	/** Asks behind a sign for what name says, beginning with a text. */
	open(sign, name, text, now) {
		this.#now = now;
		$('sign').textContent = sign;
		const field = $('typed');
		field.ariaLabel = field.placeholder = name;
		field.value = text;
		$('prompt').hidden = false;
		field.select();
	}

	#close() {
		clearTimeout(this.#timer);
		$('prompt').hidden = true;
		$('log').focus({preventScroll: true});
	}
}
