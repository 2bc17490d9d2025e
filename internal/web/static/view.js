export const LEVELS = ['trace', 'debug', 'info', 'notice', 'warn', 'error', 'fatal'];

export const view = {
	filters: [],
	off: false,
	level: '',
	sources: [],

	get filter() {
		if (this.off) return '';
		return this.filters.length > 1 ? this.filters.map((f) => `(${f})`).join(' and ') : this.filters[0] || '';
	},

	get chosen() { return Boolean(this.filter || this.level || this.sources.length); },
};

export function query(more, filters = [view.filter]) {
	const all = [...filters.map((f) => ['filter', f]), ['level', view.level], ...view.sources.map((s) => ['source', s]), ...Object.entries(more)];
	return new URLSearchParams(all.filter(([, value]) => value !== ''));
}

// Takes the view from the address bar; returns its time or NaN, and a token, which does not stay.
export function read() {
	const q = new URLSearchParams(location.hash.slice(1));
	const [filters, sources] = ['filter', 'source'].map((name) => q.getAll(name).filter(Boolean));
	const level = LEVELS.find((l) => l === q.get('level')) || '';
	Object.assign(view, {filters, level, sources, off: false});
	const time = Date.parse(q.get('time'));
	write(time);
	return {time, token: q.get('token')};
}

// Writes the view and a time, NaN while the log follows, into the address bar.
export function write(time) {
	const hash = `#${query({time: time ? new Date(time).toISOString() : ''}, view.filters)}`;
	if ((location.hash || '#') !== hash) history.replaceState(null, '', hash === '#' ? location.pathname : hash);
}

// null: as it suits the screen
export const settings = {theme: 'auto', wrap: null, volume: true, tables: null, present: false, alert: '', rule: '', name: ''};
try {
	Object.assign(settings, JSON.parse(localStorage.rtwatch));
} catch { /* none, or not ours */ }

export function remember(some) {
	Object.assign(settings, some);
	try {
		localStorage.rtwatch = JSON.stringify(settings);
	} catch { /* full or forbidden */ }
}
