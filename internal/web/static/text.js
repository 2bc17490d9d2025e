export const group = (n) => Math.round(n).toLocaleString('fr');

export const count = (n, noun) => `${group(n)} ${noun}${n === 1 ? '' : 's'}`;

export const last = (name) => name.slice(name.lastIndexOf('/') + 1) || name;

export function short(n) {
	const size = Math.abs(n);
	if (size < 1e4) return String(size < 100 ? +n.toPrecision(2) : Math.round(n));
	const power = Math.min(4, Math.floor(Math.log10(size) / 3));
	return +(n / 1000 ** power).toPrecision(3) + ' kMGT'[power];
}

export const stamp = (ms) => `${new Date(ms).toLocaleString('sv')}.${String(ms % 1000 | 0).padStart(3, 0)}`;

const UNITS = {d: 864e5, h: 36e5, m: 6e4, s: 1e3};

// Reads 10:42 or 10:42:07 of the day of near, -5m from end, or a date; NaN if it is none.
export function moment(text, near, end) {
	const [, back, unit] = /^-(\d+)([smhd])$/.exec(text) || [];
	if (back) return end - back * UNITS[unit];
	if (/^\d+:\d/.test(text)) return Date.parse(`${new Date(near).toLocaleDateString('en-US')} ${text}`);
	return /^\d{4}-/.test(text) ? Date.parse(text.replace(' ', 'T')) : NaN;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 10800, 21600, 43200, 86400].map((s) => s * 1e3);

// At most n round moments of the viewer's clock.
export function ticks(from, to, n) {
	const least = (to - from) / n;
	const step = STEPS.find((ms) => ms >= least) || least;
	const zone = new Date(from).getTimezoneOffset() * UNITS.m;
	const all = [];
	for (let time = Math.ceil((from - zone) / step) * step + zone; time <= to; time += step) all.push(time);
	return all;
}
