const KEY = 'rtwatch';
const DEFAULTS = {
	theme: 'auto', // auto, dark, light
	wrap: null, // null: as it suits the screen
	volume: true,
	tables: null,
	present: false, // follow the presenter
	alert: 'off', // a level, or off
	rule: '', // text or /expression/ that alerts
	name: '', // whom a posted line is from
};

/** What this browser remembers. Where it may not, the page works all the same. */
export class Settings extends EventTarget {
	#all = {...DEFAULTS};

	constructor() {
		super();
		try {
			const kept = JSON.parse(localStorage.getItem(KEY) || '{}');
			for (const [key, value] of Object.entries(DEFAULTS)) {
				if (key in kept && (value === null || typeof kept[key] === typeof value)) this.#all[key] = kept[key];
			}
		} catch { /* no storage, or not ours: begin anew */ }
	}

	get(key) { return this.#all[key]; }

	/** Sets and keeps a value, and tells listeners of `change`. */
	set(key, value) {
		this.#all[key] = value;
		try {
			localStorage.setItem(KEY, JSON.stringify(this.#all));
		} catch { /* full or forbidden: it holds for this visit */ }
		this.dispatchEvent(new CustomEvent('change', {detail: key}));
	}
}
