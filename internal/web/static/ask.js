import {$, element} from './element.js';
import {TYPING} from './limits.js';
import {moment} from './time.js';

/** The line that is typed into, a search, a filter or a place; and the chips of the filters there are. */
export class Ask {
	#kind = {}; // of what is typed: {sign, name, text, done(text), typed(text), left()}
	#timer = 0;
	#fixed = []; // filters given to rtwatch

	/** parts: view, log, lines, history, say(text), go(line), goTo(time), newest() its time, and changed() of the view. */
	constructor(parts) {
		Object.assign(this, parts);
		const field = $('typed');
		$('prompt').onsubmit = (e) => {
			e.preventDefault();
			this.#close();
			this.#kind.done(field.value.trim());
		};
		field.onkeydown = (e) => {
			if (e.key !== 'Escape') return;
			e.stopPropagation();
			this.#close();
			this.#kind.left?.();
		};
		field.oninput = () => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => this.#kind.typed?.(field.value.trim()), TYPING);
		};
	}

	#open(sign, name, text, kind) {
		this.#kind = kind;
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

	/** Draws the chips: of the viewer's filters, and of those given to rtwatch. */
	chips(fixed = this.#fixed) {
		const {view} = this;
		this.#fixed = fixed;
		$('filters').replaceChildren(...fixed.map((f) => element('span', {class: 'chip', title: 'given to rtwatch'}, f)),
			...view.filters.map((f, i) => element('span', view.off ? 'chip off' : 'chip',
				element('button', {title: 'edit', onclick: () => this.filter(i)}, f),
				element('button', {'aria-label': `remove filter ${f}`, onclick: () => this.#set(i, [])}, '×'))));
		$('level').value = view.level;
	}

	#set(i, filters) {
		this.view.filters.splice(i, 1, ...filters);
		this.view.off = false;
		this.changed();
	}

	/** Asks for the i-th filter, or for one more. */
	filter(i = this.view.filters.length) {
		this.#open('&', 'filter, such as level>=warn and not healthz', this.view.filters[i] || '', {done: (text) => this.#set(i, text ? [text] : [])});
	}

	search() {
		const {history} = this;
		const {query} = history;
		this.#open('/', 'search', query, {
			typed: (text) => history.search(text),
			left: () => history.search(query),
			done: (text) => {
				history.search(text);
				this.find(-1, text, this.lines.all.at(-1)?.c?.replace(/\d+$/, (n) => +n + 1)); // the last line may have it, too
			},
		});
	}

	place() {
		this.#open(':', 'line, 50%, 10:42, -5m', '', {done: (text) => {
			const {history, log} = this;
			const part = /^(\d+(?:\.\d+)?)%$/.exec(text);
			if (part) return this.go(history.jumpBy(part[1] / 100));
			if (/^\d+$/.test(text)) return this.go(history.jumpBy(0, text - 1));
			const at = moment(text, log.place?.time ?? Date.now(), this.newest() || Date.now());
			if (Number.isNaN(at)) this.say(`"${text}" is no line, share or time`);
			else this.goTo(at);
		}});
	}
}
