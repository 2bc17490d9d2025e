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
