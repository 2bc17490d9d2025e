
/** @param {number} n @returns {string} digits in groups, as in the terminal */
export const group = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** @param {number} n @param {string} noun @returns {string} such as "3 lines" */
export const count = (n, noun) => `${group(n)} ${noun}${n === 1 ? '' : 's'}`;

/** @param {number} n @returns {string} a value in about four characters */
export function short(n) {
	const size = Math.abs(n);
	for (const [unit, from] of [['T', 1e12], ['G', 1e9], ['M', 1e6], ['k', 1e4]]) {
		if (size >= from) return `${+(n / (unit === 'k' ? 1e3 : from)).toPrecision(3)}${unit}`;
	}
	return size >= 100 || Number.isInteger(n) ? String(Math.round(n)) : String(+n.toPrecision(2));
}

/** @param {string} text @returns {boolean} whether it is a number to be aligned right */
export const isNumber = (text) => /^[-+▲▼]?\s?[\d\u202f .,]+\s?[%a-zA-Z/µ]{0,6}$/.test(text) && /\d/.test(text);

const two = (n, width = 2) => String(n).padStart(width, '0');

/** @param {number} ms @returns {string} hh:mm:ss of the viewer's own day */
export function clock(ms) {
	const d = new Date(ms);
	return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** @param {number} ms @returns {string} hh:mm:ss.mmm */
export const exact = (ms) => `${clock(ms)}.${two(new Date(ms).getMilliseconds(), 3)}`;

/** @param {number} ms @returns {string} the date and the time */
export function stamp(ms) {
	const d = new Date(ms);
	return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${exact(ms)}`;
}

/** @param {{t?: string, at?: string}} line @returns {number} its own time, else that of its arrival; NaN if none */
export const timeOf = (line) => Date.parse(line.t || line.at);

const UNITS = {s: 1e3, m: 6e4, h: 36e5, d: 864e5};

/**
 * Reads what may be typed behind a colon: 10:42, 10:42:07, -5m or a date.
 * @param {string} text
 * @param {number} near a moment of the day that is looked at
 * @param {number} last the time of the last line, which -5m counts from
 * @returns {number} NaN if it is none of these
 */
export function moment(text, near, last) {
	let m = /^-(\d+)([smhd])$/.exec(text);
	if (m) return last - m[1] * UNITS[m[2]];
	m = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
	if (m) return new Date(near).setHours(m[1], m[2], m[3] || 0, 0);
	return /^\d{4}-/.test(text) ? Date.parse(text.replace(' ', 'T')) : NaN;
}

/** @param {number} ms @returns {string} a length of time, short */
export function length(ms) {
	for (const [unit, size] of [['d', 864e5], ['h', 36e5], ['m', 6e4], ['s', 1e3]]) {
		if (ms >= size) return `${+(ms / size).toFixed(ms < 10 * size && unit !== 's' ? 1 : 0)}${unit}`;
	}
	return `${Math.round(ms)}ms`;
}

/**
 * Round moments of the viewer's clock for an axis.
 * @returns {number[]} at most count of them
 */
export function ticks(from, to, count) {
	const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400]
		.map((s) => s * 1000).find((s) => (to - from) / s <= count) || Math.ceil((to - from) / count / 864e5) * 864e5;
	const zone = new Date(from).getTimezoneOffset() * 6e4;
	const all = [];
	for (let t = Math.ceil((from - zone) / step) * step + zone; t <= to; t += step) all.push(t);
	return all;
}
