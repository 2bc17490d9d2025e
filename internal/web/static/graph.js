import {byId, element, framed} from './element.js';
import {Canvas} from './canvas.js';
import {SPAN} from './limits.js';
import {clock, short, ticks} from './time.js';

const LEFT = 38, RIGHT = 8, TOP = 8, FOOT = 18; // pixels around the plot

/** The graphs above the log, all with one time axis and one time cursor. */
export class Graphs {
	#panes = new Map(); // title and unit → {box, canvas, legend, group}
	cursor = NaN; // the time that is looked at
	to = 0; // the right end; 0 is now

	/** @param {Series} series @param {function(number): void} picked takes a time that was clicked */
	constructor(series, picked) {
		Object.assign(this, {series, picked});
		this.box = byId('graphs');
		this.draw = framed(() => this.#draw());
	}

	/** The set of series has changed. */
	rebuild() {
		const groups = this.series.groups();
		const wanted = new Set(groups.map((g) => `${g.title} ${g.unit}`));
		for (const [key, pane] of this.#panes) {
			if (!wanted.has(key)) {
				pane.box.remove();
				this.#panes.delete(key);
			}
		}
		for (const g of groups) {
			const key = `${g.title} ${g.unit}`;
			if (!this.#panes.has(key)) this.#panes.set(key, this.#make(g));
			this.#panes.get(key).group = g;
		}
		this.box.hidden = !groups.length;
		this.draw();
	}

	/** Shows a time, NaN for now; what is older than the points here is asked for. */
	async show(time, history) {
		this.cursor = time;
		const {newest} = this.series;
		const past = newest && time < newest - SPAN;
		if (past && Math.abs(time + SPAN / 2 - this.to) > SPAN / 4) {
			this.to = time + SPAN / 2;
			await this.series.load(this.to - SPAN, this.to, history).catch(() => {});
		} else if (!past) this.to = 0;
		this.draw();
	}

	repaint() {
		for (const pane of this.#panes.values()) pane.canvas.repaint();
		this.draw();
	}

	#make(group) {
		const legend = element('span', {class: 'legend'});
		const canvas = element('canvas', {role: 'img', 'aria-label': group.title});
		const box = element('section', {class: 'pane graph', 'aria-label': `graph ${group.title}`},
			element('header', {}, element('h2', {}, group.title, ' ', element('small', {}, group.unit)), legend), canvas);
		this.box.append(box);
		const time = (e) => {
			const [from, to] = this.#range();
			const part = (e.offsetX - LEFT) / (canvas.clientWidth - LEFT - RIGHT);
			return from + Math.max(0, Math.min(part, 1)) * (to - from);
		};
		canvas.addEventListener('pointermove', (e) => {
			this.hover = time(e);
			this.draw();
		});
		canvas.addEventListener('pointerleave', () => {
			this.hover = NaN;
			this.draw();
		});
		canvas.addEventListener('click', (e) => this.picked(time(e)));
		return {box, legend, canvas: new Canvas(canvas, this.draw)};
	}

	#range() {
		const to = this.to || Math.max(this.series.newest, 1);
		return [to - SPAN, to];
	}

	#draw() {
		const at = Number.isNaN(this.hover ?? NaN) ? this.cursor : this.hover;
		for (const pane of this.#panes.values()) this.#plot(pane, at);
	}

	#plot({canvas, legend, group}, at) {
		const [from, to] = this.#range();
		const seen = group.members.map((m) => ({...m, points: (this.to ? this.series.past(m.name) : m.points).filter((p) => p[0] >= from - 5000 && p[0] <= to)}));
		this.#legend(legend, canvas.canvas, seen, group, at);
		if (!canvas.begin()) return;
		const {pen, width, height} = canvas;
		const values = seen.flatMap((m) => m.points.map((p) => p[1]));
		const [low, high] = bounds(values, group.unit);
		const x = (t) => LEFT + (t - from) / (to - from) * (width - LEFT - RIGHT);
		const y = (v) => height - FOOT - (v - low) / (high - low) * (height - FOOT - TOP);
		const [axis, text] = [canvas.colour('c-grid'), canvas.colour('c-axis')];
		for (const v of height > 110 ? [low, (low + high) / 2, high] : [low, high]) {
			canvas.line(LEFT, y(v), width - RIGHT, y(v), axis);
			canvas.text(short(v), LEFT - 5, y(v), 'right', text);
		}
		for (const t of ticks(from, to, Math.max(2, (width - LEFT) / 90))) {
			if (x(t) > LEFT + 24 && x(t) < width - 28) canvas.text(clock(t), x(t), height - 8, 'center', text);
		}
		pen.lineWidth = 1.5;
		pen.lineJoin = 'round';
		seen.forEach((m, i) => {
			const gap = 2.5 * interval(m.points);
			pen.strokeStyle = canvas.colour(`series${i}`);
			pen.beginPath();
			m.points.forEach(([t, v], k) => {
				if (k && t - m.points[k - 1][0] <= gap) pen.lineTo(x(t), y(v));
				else pen.moveTo(x(t) - 1, y(v));
				if (!k) pen.lineTo(x(t), y(v));
			});
			pen.stroke();
		});
		if (at >= from && at <= to) canvas.line(x(at), TOP, x(at), height - FOOT, canvas.colour('c-cursor'));
	}

	#legend(legend, canvas, seen, group, at) {
		const parts = seen.map((m) => {
			const p = Number.isNaN(at) ? m.points.at(-1) : nearest(m.points, at);
			return `${m.label} ${p ? short(p[1]) : '–'}`;
		});
		const label = `${group.title}${group.unit ? ` in ${group.unit}` : ''}: ${parts.join(', ')}`;
		if (canvas.getAttribute('aria-label') === label) return;
		canvas.setAttribute('aria-label', label);
		legend.replaceChildren(...parts.map((text, i) => element('span', {class: `series${i}`}, text)));
	}
}

function bounds(values, unit) {
	if (unit === '%') return [0, 100];
	let [low, high] = [0, 0];
	for (const v of values) {
		low = Math.min(low, v);
		high = Math.max(high, v);
	}
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
	let best = null;
	for (const p of points) if (!best || Math.abs(p[0] - at) < Math.abs(best[0] - at)) best = p;
	return best && Math.abs(best[0] - at) < 30000 ? best : null;
}
