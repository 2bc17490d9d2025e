import {$, element, framed} from './element.js';
import {Chart} from './chart.js';
import {LEGEND, POINTS, SPAN} from './limits.js';
import {short} from './time.js';

const CPU = ['user', 'system', 'iowait', 'steal']; // what is shown of it, in this order

/** The graphs above the log, all with one time axis and one time cursor. */
export class Graphs {
	draw = framed(() => this.#draw());
	#series = new Map(); // name → {name, unit, points: [ms, value][], past: the same, of a time looked at}
	#panes = new Map(); // title and unit → {box, legend, chart, group}
	#cursor = NaN; // the time that is looked at
	#hover = NaN;
	#to = 0; // the right end; 0 is now

	/** picked takes a time that was clicked. */
	constructor(picked) { this.picked = picked; }

	/** Takes the set of series as it is now. */
	set(list) {
		this.#series = new Map(list.map((s) => [s.name, {...s, points: this.#series.get(s.name)?.points || [], past: []}]));
		const groups = this.#groups();
		for (const [key, pane] of this.#panes) {
			if (groups.has(key)) continue;
			pane.box.remove();
			this.#panes.delete(key);
		}
		for (const [key, group] of groups) {
			if (!this.#panes.has(key)) this.#panes.set(key, this.#make(group));
			this.#panes.get(key).group = group;
		}
		$('graphs').hidden = !groups.size;
		this.draw();
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
	async show(time, history) {
		this.#cursor = time;
		this.draw();
		if (!(time < this.#newest - SPAN)) this.#to = 0;
		else if (Math.abs(time + SPAN / 2 - this.#to) > SPAN / 4) {
			const [from, to] = [time - SPAN / 2, this.#to = time + SPAN / 2];
			await Promise.all([...this.#series.values()].map(async (one) => {
				const {buckets} = await history.ask('series', {name: one.name, from: new Date(from).toISOString(), to: new Date(to).toISOString(), n: 300});
				one.past = buckets.filter(Boolean).map(([t, , mean]) => [t, mean]);
			})).catch(() => {}); // a graph without a past is empty there
			this.draw();
		}
	}

	repaint() { for (const {chart} of this.#panes.values()) chart.repaint(); }

	get #newest() { return Math.max(0, ...[...this.#series.values()].map((s) => s.points.at(-1)?.[0] || 0)); }

	/** Which series share a graph, as in the terminal. */
	#groups() {
		const groups = new Map();
		for (const one of this.#series.values()) {
			let [, title, label] = /^(.*)\.(.*)$/s.exec(one.name) || ['', one.name, one.name];
			if (title === 'cpu' && !CPU.includes(label)) continue;
			if (title.startsWith('disk.')) {
				if (label !== 'util') continue;
				[title, label] = ['disk util', title.slice(5)];
			}
			const key = `${title} ${one.unit}`;
			if (!groups.has(key)) groups.set(key, {title, unit: one.unit, members: []});
			const {members} = groups.get(key);
			if (members.length < LEGEND) members.push({label, one});
			if (title === 'cpu') members.sort((a, b) => CPU.indexOf(a.label) - CPU.indexOf(b.label));
		}
		return groups;
	}

	#make({title, unit}) {
		const legend = element('span', 'legend');
		const canvas = element('canvas', {role: 'img', 'aria-label': title});
		const box = element('section', {class: 'pane graph', 'aria-label': `graph ${title}`},
			element('header', '', element('h2', '', title, ' ', element('small', '', unit)), legend), canvas);
		$('graphs').append(box);
		const chart = Object.assign(new Chart(canvas, this.draw, this.picked), {left: 38, right: 8, top: 8});
		const hover = (time) => {
			this.#hover = time;
			this.draw();
		};
		canvas.onpointermove = (e) => hover(chart.time(e));
		canvas.onpointerleave = () => hover(NaN);
		return {box, legend, chart};
	}

	#draw() {
		const to = this.#to || this.#newest || 1;
		for (const pane of this.#panes.values()) this.#plot(pane, to - SPAN, to, this.#hover || this.#cursor);
	}

	#plot({chart, legend, group}, from, to, at) {
		const seen = group.members.map(({label, one}) => ({label, points: (this.#to ? one.past : one.points).filter(([t]) => t >= from - 5000 && t <= to)}));
		this.#tell(chart.canvas, legend, group, seen, at);
		if (!chart.begin(from, to)) return;
		const {pen, width, height, left, base} = chart;
		const [low, high] = bounds(seen.flatMap((m) => m.points.map((p) => p[1])), group.unit);
		const y = (v) => base - (v - low) / (high - low) * (base - chart.top);
		for (const v of height > 110 ? [low, (low + high) / 2, high] : [low, high]) {
			chart.line(left, y(v), width - chart.right, y(v), 'c-grid');
			chart.text(short(v), left - 5, y(v), 'right');
		}
		chart.axis();
		pen.lineWidth = 1.5;
		seen.forEach(({points}, i) => {
			const gap = 2.5 * interval(points);
			pen.strokeStyle = chart.colour(`series${i}`);
			pen.beginPath();
			points.forEach(([t, v], k) => {
				if (!k || t - points[k - 1][0] > gap) pen.moveTo(chart.x(t) - 1, y(v)); // a point by itself is seen, too
				pen.lineTo(chart.x(t), y(v));
			});
			pen.stroke();
		});
		chart.mark(at);
	}

	#tell(canvas, legend, {title, unit}, seen, at) {
		const parts = seen.map(({label, points}) => {
			const p = at ? nearest(points, at) : points.at(-1);
			return `${label} ${p ? short(p[1]) : '–'}`;
		});
		const label = `${title}${unit && ` in ${unit}`}: ${parts.join(', ')}`;
		if (canvas.ariaLabel === label) return;
		canvas.ariaLabel = label;
		legend.replaceChildren(...parts.map((text, i) => element('span', `series${i}`, text)));
	}
}

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
