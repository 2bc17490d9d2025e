import {LEGEND, POINTS} from './limits.js';

/** The numbers that are watched: their points, and which share a graph. */
export class Series {
	#all = new Map(); // name → {name, unit, points: [ms, value][]}
	#past = new Map(); // name → points

	/** Takes the set as it is now. */
	set(list) {
		const had = this.#all;
		this.#all = new Map(list.map((s) => [s.name, {...s, points: had.get(s.name)?.points || []}]));
	}

	/** Takes new points; older ones than those there are begin anew. */
	add(samples) {
		for (const [name, all] of Object.entries(samples)) {
			const points = all.filter((p) => p[1] !== null);
			const one = this.#all.get(name);
			if (!one) continue;
			const end = one.points.at(-1)?.[0] ?? -Infinity;
			if (points.length && points[0][0] < end) one.points = points.slice();
			else for (const p of points) if (p[0] > end) one.points.push(p);
			if (one.points.length > POINTS * 1.2) one.points.splice(0, one.points.length - POINTS);
		}
	}

	/** Loads the points of a time that is past. */
	async load(from, to, history) {
		await Promise.all(this.groups().flatMap((g) => g.members).map(async ({name}) => {
			const {buckets} = await history.ask('series', {name, from: new Date(from).toISOString(), to: new Date(to).toISOString(), n: 300});
			this.#past.set(name, buckets.filter(Boolean).map(([t, , mean]) => [t, mean]));
		}));
	}

	/** @returns {number[][]} what load() has found of a series */
	past(name) { return this.#past.get(name) || []; }

	/** @returns {number} the time of the newest point, 0 without any */
	get newest() {
		let at = 0;
		for (const {points} of this.#all.values()) at = Math.max(at, points.at(-1)?.[0] || 0);
		return at;
	}

	/** @returns {{title: string, unit: string, members: {label: string, points: Array}[]}[]} as in the terminal */
	groups() {
		const groups = new Map();
		for (const one of this.#all.values()) {
			const cut = one.name.lastIndexOf('.');
			let [title, label] = cut < 0 ? [one.name, one.name] : [one.name.slice(0, cut), one.name.slice(cut + 1)];
			if (title.startsWith('disk.')) {
				if (label !== 'util') continue;
				[title, label] = ['disk util', title.slice(5)];
			}
			const key = `${title} ${one.unit}`;
			if (!groups.has(key)) groups.set(key, {title, unit: one.unit, members: []});
			groups.get(key).members.push({label, name: one.name, points: one.points});
		}
		const cpu = ['user', 'system', 'iowait', 'steal'];
		for (const g of groups.values()) {
			if (g.title === 'cpu') {
				g.members = g.members.filter((m) => cpu.includes(m.label)).sort((a, b) => cpu.indexOf(a.label) - cpu.indexOf(b.label));
			}
			g.members.length = Math.min(g.members.length, LEGEND);
		}
		return [...groups.values()].filter((g) => g.members.length);
	}
}
