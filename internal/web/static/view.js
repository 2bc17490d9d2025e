/** The levels, the least first. */
export const LEVELS = ['trace', 'debug', 'info', 'notice', 'warn', 'error', 'fatal'];

/** What of the log this viewer wants to see, and how the address bar says so. */
export class View {
	filters = []; // expressions; all must hold
	off = false; // filters are kept but not used
	level = ''; // the least level, '' for all
	sources = []; // names; none means all

	/** @returns {string} the filters as one expression */
	get filter() {
		if (this.off || !this.filters.length) return '';
		return this.filters.length > 1 ? this.filters.map((f) => `(${f})`).join(' and ') : this.filters[0];
	}

	/** @returns {boolean} whether some lines are left out */
	get chosen() { return Boolean(this.filter || this.level || this.sources.length); }

	/** @returns {{filter: string, level: string, sources: string[]}} as the server takes it over a socket */
	get message() { return {filter: this.filter, level: this.level, sources: this.sources}; }

	/** @returns {URLSearchParams} the same for an address */
	query(more = {}) {
		const q = new URLSearchParams();
		if (this.filter) q.set('filter', this.filter);
		if (this.level) q.set('level', this.level);
		for (const s of this.sources) q.append('source', s);
		for (const [key, value] of Object.entries(more)) {
			if (value !== undefined && value !== '') q.set(key, value);
		}
		return q;
	}

	/**
	 * Takes what a fragment says of the view.
	 * @param {string} hash
	 * @returns {{time: number, token: string}} what else it says; NaN and '' if it does not
	 */
	read(hash) {
		const q = new URLSearchParams(hash.replace(/^#/, ''));
		this.filters = q.getAll('filter').filter(Boolean);
		this.level = LEVELS.includes(q.get('level')) ? q.get('level') : '';
		this.sources = q.getAll('source').filter(Boolean);
		this.off = false;
		return {time: Date.parse(q.get('time') || ''), token: q.get('token') || ''};
	}

	/**
	 * Writes the view into the address bar, without a new entry in the history.
	 * @param {number} time where the log stands; NaN while it follows
	 */
	write(time) {
		const q = new URLSearchParams();
		for (const f of this.filters) q.append('filter', f);
		if (this.level) q.set('level', this.level);
		for (const s of this.sources) q.append('source', s);
		if (!Number.isNaN(time)) q.set('time', new Date(time).toISOString());
		const hash = String(q);
		if (location.hash.slice(1) !== hash) history.replaceState(null, '', hash ? `#${hash}` : location.pathname);
	}
}
