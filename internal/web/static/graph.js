import {$, framed} from './element.js';
import {Chart} from './chart.js';
import {LEGEND, POINTS, SPAN} from './limits.js';
import {short} from './text.js';

const CPU = ['user', 'system', 'iowait', 'steal']; // what is shown of it, in this order

/** The graphs above the log, all with one time axis and one time cursor. */
export class Graphs {
	draw = framed(() => this.#draw());
	#series = new Map(); // name → {name, unit, label, points: [ms, value][], past: the same, of a time looked at}
	#charts = new Map(); // title and unit → chart, with its members
	#cursor = NaN; // the time that is looked at
	#hover = NaN;
	#to = 0; // the right end; 0 is now

	/** picked takes a time that was clicked. */
	constructor(link, picked) { Object.assign(this, {link, picked}); }

	/** Takes the set of series as it is now. Which share a graph is as in the terminal. */
	set(list) {
		this.#series = new Map(list.map((s) => [s.name, {...s, points: this.#series.get(s.name)?.points || [], past: []}]));
		const groups = Map.groupBy([...this.#series.values()].filter((one) => this.#place(one)), (one) => `${one.title} ${one.unit}`);
		for (const [key, {box}] of this.#charts) {
			if (!groups.has(key) && this.#charts.delete(key)) box.remove();
		}
		for (const [key, members] of groups) {
			if (!this.#charts.has(key)) this.#charts.set(key, this.#make(members[0]));
			this.#charts.get(key).members = members.sort((a, b) => CPU.indexOf(a.label) - CPU.indexOf(b.label)).slice(0, LEGEND);
		}
		$('graphs').hidden = !groups.size;
		this.draw();
	}

	/** Finds a series' graph and its label there; false if it is not shown. */
	#place(one) {
		[, one.title, one.label] = /^(.*)\.(.*)$/s.exec(one.name) || ['', one.name, one.name];
		if (one.title === 'cpu') return CPU.includes(one.label);
		if (!one.title.startsWith('disk.')) return true;
		const shown = one.label === 'util';
		[one.title, one.label] = ['disk util', one.title.slice(5)];
		return shown;
	}

	/** Takes new points; older ones than those there are begin anew. */
	add(samples) {
		for (const [name, all] of Object.entries(samples)) {
			const one = this.#series.get(name);
			if (!one || !all.length) continue;
			const end = one.points.at(-1)?.[0] ?? 0;
			const had = all[0][0] < end ? [] : one.points;
			one.points = had.concat(all.filter((p) => p[1] !== null && !(had.length && p[0] <= end))).slice(-POINTS);
		}
		this.draw();
	}

	/** Shows a time, NaN for now; what is older than the points here is asked for. */
	async show(time) {
		this.#cursor = time;
		this.draw();
		if (!(time < this.#newest - SPAN)) this.#to = 0;
		else if (Math.abs(time + SPAN / 2 - this.#to) > SPAN / 4) {
			const [from, to] = [time - SPAN / 2, this.#to = time + SPAN / 2];
			await Promise.all([...this.#charts.values()].flatMap(({members}) => members).map(async (one) => {
				const {buckets} = await this.link.ask('series', {name: one.name, from: new Date(from).toISOString(), to: new Date(to).toISOString(), n: 300});
				one.past = buckets.filter(Boolean).map(([t, , mean]) => [t, mean]);
			})).catch(() => {}); // a graph without a past is empty there
			this.draw();
		}
	}

	repaint() { for (const chart of this.#charts.values()) chart.repaint(); }

	get #newest() { return Math.max(0, ...[...this.#series.values()].map((s) => s.points.at(-1)?.[0] || 0)); }

	#make({title, unit}) {
		const chart = new Chart($('graphs'), title, this.draw, this.picked);
		Object.assign(chart, {left: 40, right: 8, unit});
		chart.note.textContent = unit;
		chart.canvas.role = 'img';
		const hover = (time) => {
			this.#hover = time;
			this.draw();
		};
		chart.canvas.onpointermove = (e) => hover(chart.time(e));
		chart.canvas.onpointerleave = () => hover(NaN);
		return chart;
	}

	#draw() {
		const to = this.#to || this.#newest || 1;
		for (const chart of this.#charts.values()) this.#plot(chart, to - SPAN, to, this.#hover || this.#cursor);
	}

	#plot(chart, from, to, at) {
		const {title, unit, members} = chart;
		const seen = members.map((one) => (this.#to ? one.past : one.points).filter(([t]) => t >= from - 5000 && t <= to));
		const values = seen.map((points) => at ? nearest(points, at) : points.at(-1));
		const legend = members.map(({label}, i) => [`series${i}`, `${label} ${values[i] ? short(values[i][1]) : '–'}`]);
		chart.tell(legend, chart.canvas.ariaLabel = `${title}${unit && ` in ${unit}`}: ${legend.map(([, text]) => text).join(', ')}`);
		if (!chart.begin(from, to)) return;
		const {base, height, left, top} = chart;
		const [low, high] = bounds(seen.flatMap((points) => points.map((p) => p[1])), unit);
		const y = (v) => base - (v - low) / (high - low) * (base - top);
		for (const v of height > 80 ? [low, (low + high) / 2, high] : [low, high]) {
			chart.level(y(v));
			chart.text(short(v), left - 6, y(v), 'right');
		}
		seen.forEach((points, i) => {
			const gap = 2.5 * interval(points);
			chart.line(points.flatMap(([t, v], k) => {
				const point = [chart.x(t), y(v)];
				return k && t - points[k - 1][0] > gap ? [[NaN, NaN], point] : [point];
			}), `series${i}`, 1.5);
		});
		chart.cursor(at);
	}
}

/** Round numbers around values. */
function bounds(values, unit) {
	if (unit === '%') return [0, 100];
	const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
	if (high === low) return [low, low + 1];
	const step = 10 ** Math.floor(Math.log10(high - low));
	return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

/** The usual distance of points: the median, so that a gap does not count. */
function interval(points) {
	const all = points.slice(1).map((p, i) => p[0] - points[i][0]).sort((a, b) => a - b);
	return all[all.length >> 1] || 1000;
}

function nearest(points, at) {
	const far = (p) => Math.abs(p[0] - at);
	return points.reduce((best, p) => far(p) < (best ? far(best) : 30000) ? p : best, null);
}
