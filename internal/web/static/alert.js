import {NOTIFY_EVERY} from './limits.js';
import {count} from './time.js';
import {hitOf} from './row.js';
import {LEVELS} from './view.js';

/**
 * Tells of lines that somebody waits for: by notifications, where they were
 * allowed, and by a count in the title while the page is hidden. What it says
 * never holds text of a line (TRUST.md, S17).
 */
export class Alert {
	title = 'rtwatch';
	#unseen = 0;
	#found = 0; // since the last notification
	#last = -Infinity;
	#timer = 0;

	/** @param {Settings} settings `alert` is a level or off, `rule` a text or an /expression/ */
	constructor(settings) {
		this.settings = settings;
		document.addEventListener('visibilitychange', () => {
			if (document.hidden) return;
			this.#unseen = 0;
			this.#tell();
		});
	}

	/** @returns {Promise<boolean>} whether the browser lets it notify; asks the first time */
	static async allowed() {
		if (!('Notification' in window)) return false;
		const answer = Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission;
		return answer === 'granted';
	}

	/** Looks at lines that just came. */
	came(lines) {
		const {alert, rule} = {alert: this.settings.get('alert'), rule: hitOf(this.settings.get('rule'))};
		const on = alert !== 'off' || rule;
		const found = on ? lines.filter((line) => !line.n && (LEVELS.indexOf(line.l) >= (LEVELS.indexOf(alert) + 1 || Infinity) - 1 ||
			rule && line.x.slice(0, 2000).search(rule) >= 0)).length : 0;
		if (document.hidden) {
			this.#unseen += on ? found : lines.length;
			this.#tell();
		}
		if (!found) return;
		this.#found += found;
		if (!this.#timer) this.#timer = setTimeout(() => this.#notify(), Math.max(0, this.#last + NOTIFY_EVERY - performance.now()));
	}

	#notify() {
		this.#timer = 0;
		this.#last = performance.now();
		const text = `${count(this.#found, 'line')} you asked to be told of`;
		this.#found = 0;
		if (!('Notification' in window) || Notification.permission !== 'granted') return;
		try {
			const note = new Notification('rtwatch', {body: text, tag: 'rtwatch'});
			note.onclick = () => {
				window.focus();
				note.close();
			};
		} catch { /* phones want a service worker for this: the title has to do */ }
	}

	/** Writes the title again. */
	#tell() {
		const n = this.#unseen;
		document.title = n ? `(${n > 999 ? '999+' : n}) ${this.title}` : this.title;
	}

	/** @param {string} title what is watched */
	name(title) {
		this.title = title ? `${title} – rtwatch` : 'rtwatch';
		this.#tell();
	}
}
