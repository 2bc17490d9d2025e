/** The levels, the least first. */
export const LEVELS = ['trace', 'debug', 'info', 'notice', 'warn', 'error', 'fatal'];

/** What of the log this viewer wants to see, and how the address bar says so. */
export class View {
	filters = []; // expressions; all must hold
	off = false; // filters are kept but not used
	level = ''; // the least level, '' for all
	sources = []; // names; none means all

	/** The filters as one expression. */
	get filter() {
		if (this.off) return '';
		return this.filters.length > 1 ? this.filters.map((f) => `(${f})`).join(' and ') : this.filters[0] || '';
	}

	/** Whether some lines are left out. */
	get chosen() { return Boolean(this.filter || this.level || this.sources.length); }

	/** As the server takes it over a socket. */
	get message() { return {filter: this.filter, level: this.level, sources: this.sources}; }

	/** As the server takes it in an address, with more. */
	query(more, filters = [this.filter]) {
		const q = new URLSearchParams(filters.filter(Boolean).map((f) => ['filter', f]));
		if (this.level) q.set('level', this.level);
		for (const s of this.sources) q.append('source', s);
		for (const [key, value] of Object.entries(more)) if (value !== '') q.set(key, value);
		return q;
	}

	/** Takes what a fragment says of the view; returns what else it says: a time or NaN, and a token. */
	read(hash) {
		const q = new URLSearchParams(hash.slice(1));
		this.filters = q.getAll('filter').filter(Boolean);
		this.level = LEVELS.includes(q.get('level')) ? q.get('level') : '';
		this.sources = q.getAll('source').filter(Boolean);
		this.off = false;
		return {time: Date.parse(q.get('time')), token: q.get('token') || ''};
	}

	/** Writes the view into the address bar, with the time where the log stands; NaN while it follows. */
	write(time) {
		const hash = `#${this.query({time: time ? new Date(time).toISOString() : ''}, this.filters)}`;
		if ((location.hash || '#') !== hash) history.replaceState(null, '', hash === '#' ? location.pathname : hash);
	}
}

/** What this browser remembers. Where it may not, the page works all the same. */
export class Settings {
	theme = 'auto'; // auto, dark, light
	wrap = null; // null: as it suits the screen
	volume = true;
	tables = null;
	present = false; // follow the presenter
	alert = 'off'; // a level, or off
	rule = ''; // text or /expression/ that alerts
	name = ''; // whom a posted line is from

	/** changed() is called after each set(). */
	constructor(changed) {
		Object.defineProperty(this, 'changed', {value: changed});
		try {
			const kept = JSON.parse(localStorage.getItem('rtwatch')) || {};
			for (const key of Object.keys(this)) {
				if (key in kept && (this[key] === null || typeof kept[key] === typeof this[key])) this[key] = kept[key];
			}
		} catch { /* no storage, or not ours: begin anew */ }
	}

	set(some) {
		Object.assign(this, some);
		try {
			localStorage.setItem('rtwatch', JSON.stringify(this));
		} catch { /* full or forbidden: it holds for this visit */ }
		this.changed();
	}
}
