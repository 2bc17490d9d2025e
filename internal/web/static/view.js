/** The levels, the least first. */
export const LEVELS = ['trace', 'debug', 'info', 'notice', 'warn', 'error', 'fatal'];

/** What of the log this viewer wants to see. */
export const view = {
	filters: [], // expressions; all must hold
	off: false, // filters are kept but not used
	level: '', // the least level, '' for all
	sources: [], // names; none means all

	/** The filters as one expression. */
	get filter() {
		if (this.off) return '';
		return this.filters.length > 1 ? this.filters.map((f) => `(${f})`).join(' and ') : this.filters[0] || '';
	},

	/** Whether some lines are left out. */
	get chosen() { return Boolean(this.filter || this.level || this.sources.length); },
};

/** The view as a query, with more. */
export function query(more, filters = [view.filter]) {
	const q = new URLSearchParams(Object.entries({level: view.level, ...more}).filter(([, value]) => value !== ''));
	for (const f of filters) if (f) q.append('filter', f);
	for (const s of view.sources) q.append('source', s);
	return q;
}

/** Takes the view from the address bar; returns what else is there: a time or NaN, and a token, which does not stay. */
export function read() {
	const q = new URLSearchParams(location.hash.slice(1));
	const all = (name) => q.getAll(name).filter(Boolean);
	const level = LEVELS.includes(q.get('level')) ? q.get('level') : '';
	Object.assign(view, {filters: all('filter'), level, sources: all('source'), off: false});
	const time = Date.parse(q.get('time'));
	write(time);
	return {time, token: q.get('token') || ''};
}

/** Writes the view into the address bar, so that it can be sent, with the time where the log stands; NaN while it follows. */
export function write(time) {
	const hash = `#${query({time: time ? new Date(time).toISOString() : ''}, view.filters)}`;
	if ((location.hash || '#') !== hash) history.replaceState(null, '', hash === '#' ? location.pathname : hash);
}

/** What this browser remembers. Where it may not, the page works all the same. */
export const settings = {
	theme: 'auto', // auto, dark, light
	wrap: null, // null: as it suits the screen
	volume: true,
	tables: null,
	present: false, // follow the presenter
	alert: '', // a level
	rule: '', // text or /expression/ that alerts
	name: '', // whom a posted line is from
};
try {
	Object.assign(settings, JSON.parse(localStorage.getItem('rtwatch')));
} catch { /* no storage, or not ours: begin anew */ }

export function remember(some) {
	Object.assign(settings, some);
	try {
		localStorage.setItem('rtwatch', JSON.stringify(settings));
	} catch { /* full or forbidden: it holds for this visit */ }
}
