import {byId, framed} from './element.js';
import {Canvas} from './canvas.js';
import {VOLUME_EVERY} from './limits.js';
import {clock, group, length, stamp, ticks} from './time.js';
import {LEVELS} from './view.js';

const BAR = 4, FOOT = 18, TOP = 4; // pixels: a bar with its gap; below and above the bars

/** How many lines of which level there are, over all of time. */
export class Histogram {
	#timer = 0;
	#data = null; // {from, to, buckets: counts by level, those without one first}
	seen = [NaN, NaN]; // times of the first and the last line in sight
	cursor = NaN;

	/** @param {function(string, Object): Promise<Object>} ask @param {function(number): void} picked takes a time */
	constructor(ask, picked) {
		Object.assign(this, {ask, picked});
		this.box = byId('volume');
		this.element = this.box.querySelector('canvas');
		this.draw = framed(() => this.#draw());
		this.canvas = new Canvas(this.element, this.draw);
		this.element.addEventListener('click', (e) => {
			if (this.#data) picked(this.#time(e.offsetX / this.element.clientWidth));
		});
		this.element.addEventListener('keydown', (e) => this.#pressed(e));
	}

	/** Asks again soon: lines came, or the view is another. */
	refresh(soon = false) {
		if (soon) {
			clearTimeout(this.#timer);
			this.#timer = 0;
		}
		if (this.#timer || this.box.hidden) return;
		this.#timer = setTimeout(() => this.#load(), soon ? 0 : VOLUME_EVERY);
	}

	repaint() {
		this.canvas.repaint();
		this.draw();
	}

	async #load() {
		this.#timer = 0;
		if (document.hidden) return;
		try {
			this.#data = await this.ask('volume', {n: Math.max(20, Math.floor(this.element.clientWidth / BAR))});
			this.#data.buckets ||= [];
			this.draw();
		} catch { /* it is asked again with the next lines */ }
	}

	#time(part) {
		const {from, to} = this.#data;
		return from + Math.max(0, Math.min(part, 1)) * (to - from);
	}

	/** A slider for keys: an arrow goes to the bar beside. */
	#pressed(e) {
		const way = {ArrowLeft: -1, ArrowRight: 1}[e.key];
		if (!way || !this.#data?.buckets.length) return;
		e.preventDefault();
		e.stopPropagation();
		const {from, to, buckets} = this.#data;
		const at = Number.isNaN(this.cursor) ? to : this.cursor;
		this.picked(Math.max(from, Math.min(at + way * (to - from) / buckets.length, to)));
	}

	#draw() {
		if (!this.#data || !this.canvas.begin()) return;
		const {from, to, buckets} = this.#data;
		const {pen, width, height} = this.canvas;
		const base = height - FOOT;
		const most = Math.max(1, ...buckets.map((b) => b.reduce((a, n) => a + n, 0)));
		const wide = width / Math.max(1, buckets.length);
		buckets.forEach((counts, i) => {
			let y = base;
			for (let level = counts.length - 1; level >= 0; level--) { // the gravest at the bottom, as in the terminal
				if (!counts[level]) continue;
				const tall = Math.max(1, counts[level] / most * (base - TOP));
				pen.fillStyle = this.canvas.colour(`v-${LEVELS[level - 1] || 'none'}`);
				pen.fillRect(i * wide, y - tall, Math.max(1, wide - 1), tall);
				y -= tall;
			}
		});
		this.canvas.line(0, base, width, base, this.canvas.colour('c-grid'));
		const x = (t) => (t - from) / (to - from || 1) * width;
		const text = this.canvas.colour('c-axis');
		for (const t of ticks(from, to, Math.max(2, width / 90))) {
			if (x(t) > 28 && x(t) < width - 28) this.canvas.text(clock(t), x(t), height - 8, 'center', text);
		}
		const [first, last] = this.seen.map(x);
		if (first <= last) {
			pen.fillStyle = this.canvas.colour('c-seen');
			pen.fillRect(Math.min(first, width - 3), base, Math.max(3, last - first), 3);
		}
		if (this.cursor >= from && this.cursor <= to) {
			this.canvas.line(x(this.cursor), TOP, x(this.cursor), base, this.canvas.colour('c-cursor'));
		}
		this.#tell();
	}

	#tell() {
		const {from, to, buckets} = this.#data;
		const sum = (level) => buckets.reduce((a, b) => a + (b[level] || 0), 0);
		const parts = [];
		for (let level = LEVELS.length; level >= 0; level--) {
			if (sum(level)) parts.push([LEVELS[level - 1] || 'none', group(sum(level))]);
		}
		const each = (to - from) / Math.max(1, buckets.length);
		byId('each').textContent = to > from ? `each ${length(each)}` : '';
		byId('counts').replaceChildren(...parts.map(([name, n]) => {
			const made = document.createElement('span');
			made.className = `v-${name}`;
			made.textContent = `${name} ${n}`;
			return made;
		}));
		this.element.setAttribute('aria-valuetext',
			`${Number.isNaN(this.cursor) ? stamp(to) : stamp(this.cursor)}; ${parts.map((p) => p.join(' ')).join(', ')}`);
	}
}
