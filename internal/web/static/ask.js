import {byId, element} from './element.js';
import {moment} from './time.js';

/** The filters beside the log's name: those given to rtwatch, and the viewer's own. */
export class Chips {
	#fixed = [];

	/** @param {View} view @param {{edit: function(number): void, changed: function(): void}} on */
	constructor(view, on) { Object.assign(this, {view, on}); }

	/** @param {string[]} [fixed] what was given to rtwatch, if that is new */
	draw(fixed = this.#fixed) {
		const {view, on} = this;
		this.#fixed = fixed;
		byId('filters').replaceChildren(...fixed.map((f) => element('span', {class: 'chip', title: 'given to rtwatch'}, f)),
			...view.filters.map((f, i) => element('span', {class: view.off ? 'chip off' : 'chip'},
				element('button', {title: 'edit', onclick: () => on.edit(i)}, f),
				element('button', {'aria-label': `remove filter ${f}`, onclick: () => {
					view.filters.splice(i, 1);
					on.changed();
				}}, '×'))));
		byId('level').value = view.level;
	}
}

/** What is typed below the log: filters, searches and places. */
export class Ask {
	/**
	 * @param {Object} parts prompt, view, log, lines, history, search and status; changed() when the
	 *   view is another, goTo(time), and newest(), the time of the newest line
	 */
	constructor(parts) { Object.assign(this, parts); }

	/** @param {number} [i] the filter to change; else one more is added */
	filter(i = this.view.filters.length) {
		const {view} = this;
		this.prompt.open({sign: '&', name: 'filter, such as level>=warn and not healthz', text: view.filters[i], done: (text) => {
			view.filters.splice(i, 1, ...text ? [text] : []);
			view.off = false;
			this.changed();
		}});
	}

	find() {
		const {search} = this;
		const before = search.query;
		this.prompt.open({sign: '/', name: 'search', text: before, typed: (text) => search.set(text), left: () => search.set(before), done: (text) => {
			search.set(text);
			search.step(-1, text, this.lines.all.at(-1)?.c?.replace(/\d+$/, (n) => +n + 1)); // the last line may have it, too
		}});
	}

	place() {
		this.prompt.open({sign: ':', name: 'line, 50%, 10:42, -5m', done: (text) => this.#go(text).catch((e) => this.status.say(e.message))});
	}

	async #go(text) {
		const {log, lines, history} = this;
		const part = /^(\d+(?:\.\d+)?)%$/.exec(text);
		if (part || /^\d+$/.test(text)) {
			log.following = false;
			const line = await (part ? history.jumpBy(part[1] / 100) : history.jumpBy(null, +text));
			if (line) log.go(line);
			return;
		}
		const at = moment(text, (log.current || lines.all[log.first])?.time ?? Date.now(), this.newest() || Date.now());
		if (Number.isNaN(at)) this.status.say(`"${text}" is no line, share or time`);
		else await this.goTo(at);
	}
}
