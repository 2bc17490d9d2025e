import {NOTIFY_EVERY} from './limits.js';
import {hitOf} from './row.js';
import {count} from './text.js';
import {LEVELS} from './view.js';

/** Tells of lines by notifications and a count in the title, never with a line's text (TRUST.md, S17). */
export class Alert {
	#title = 'rtwatch';
	#unseen = 0;
	#found = 0; // since the last notification
	#timer = 0;

	constructor(settings) {
		this.settings = settings;
		document.addEventListener('visibilitychange', () => this.#tell(-this.#unseen));
	}

	/** Takes the name of what is watched. */
	name(title) {
		this.#title = title ? `${title} – rtwatch` : 'rtwatch';
		this.#tell(0);
	}

	/** Looks at lines that just came. */
	came(lines) {
		const rule = hitOf(this.settings.rule);
		const least = LEVELS.indexOf(this.settings.alert);
		const found = lines.filter(({n, l, x}) => !n && (least >= 0 && LEVELS.indexOf(l) >= least || rule && x.slice(0, 2000).search(rule) >= 0)).length;
		if (document.hidden) this.#tell(rule || least >= 0 ? found : lines.length);
		this.#found += found;
		if (!this.#timer) this.#notify();
	}

	#notify() {
		this.#timer = 0;
		if (!this.#found) return;
		const body = `${count(this.#found, 'line')} you asked to be told of`;
		this.#found = 0;
		this.#timer = setTimeout(() => this.#notify(), NOTIFY_EVERY);
		if (window.Notification?.permission !== 'granted') return;
		try {
			new Notification('rtwatch', {body, tag: 'rtwatch'}).onclick = () => window.focus();
		} catch { /* phones want a service worker for this: the title has to do */ }
	}

	#tell(more) {
		const n = this.#unseen += more;
		document.title = n ? `(${n > 999 ? '999+' : n}) ${this.#title}` : this.#title;
	}
}
