import {moment} from './time.js';

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
