export const LEVELS = ['trace', 'debug', 'info', 'notice', 'warn', 'error', 'fatal'];

export const view = {
	filters: [],
	off: false,
	level: '',
	mute: [], // sources

	get filter() { return this.off ? '' : all(this.filters); },
	get chosen() { return this.filter || this.level || this.mute.length; },
};

export const all = (filters) => filters.length > 1 ? filters.map((f) => `(${f})`).join(' and ') : filters[0] || '';

export function query(more, filters = [view.filter]) {
	const all = [...filters.map((f) => ['filter', f]), ['level', view.level], ...view.mute.map((s) => ['mute', s]), ...Object.entries(more)];
	return new URLSearchParams(all.filter(([, value]) => value !== ''));
}

// From the address bar; returns its time or NaN, and a token, which does not stay.
export function read() {
	const q = new URLSearchParams(location.hash.slice(1));
	const [filters, mute] = ['filter', 'mute'].map((name) => q.getAll(name).filter(Boolean));
	const level = LEVELS.find((l) => l === q.get('level')) || '';
	Object.assign(view, {filters, level, mute, off: false});
	const time = Date.parse(q.get('time'));
	write(time);
	return {time, token: q.get('token')};
}

// Into the address bar; time is NaN while the log follows.
export function write(time) {
	const hash = query({time: time ? new Date(time).toISOString() : ''}, view.filters);
	history.replaceState(null, '', hash.size ? `#${hash}` : location.pathname);
}

// And wrap and tables; without, they are as it suits the screen.
export const settings = {theme: 'auto', volume: true, present: false, alert: '', rule: '', name: ''};
try {
	Object.assign(settings, JSON.parse(localStorage.rtwatch));
} catch { /* none, or not ours */ }

export function remember(some) {
	Object.assign(settings, some);
	try {
		localStorage.rtwatch = JSON.stringify(settings);
	} catch { /* full or forbidden */ }
}
