import {$, element, framed} from './element.js';
import {VOLUME_EVERY} from './limits.js';
import {clock, group, length, stamp, ticks} from './time.js';
import {LEVELS} from './view.js';

/** A canvas with a time axis, as sharp as the screen, in the theme's colours. */
export class Chart {
	left = 0; // pixels around the plot
	right = 0;
	top = 4;
	foot = 18;
	from = 0; // the time at the left end, and at the right
	to = 1;
	#colours = new Map();

	/** Calls draw() when it must be drawn again, and picked(time) for a click. */
	constructor(canvas, draw, picked) {
		Object.assign(this, {canvas, draw, pen: canvas.getContext('2d')});
		new ResizeObserver(draw).observe(canvas);
		canvas.onclick = (e) => picked(this.time(e));
	}

	/** The theme has changed. */
	repaint() {
		this.#colours.clear();
		this.draw();
	}

	/** Begins a frame: clean, in CSS pixels. False if there is nothing to be seen. */
	begin(from, to) {
		const {canvas, pen} = this;
		const [width, height] = [canvas.clientWidth, canvas.clientHeight];
		Object.assign(this, {width, height, from, to, base: height - this.foot});
		if (!width || !height) return false;
		const ratio = devicePixelRatio;
		canvas.width = Math.round(width * ratio); // clears it, too
		canvas.height = Math.round(height * ratio);
		pen.scale(ratio, ratio);
		pen.font = `11px ${getComputedStyle(canvas).fontFamily}`;
		pen.textBaseline = 'middle';
		return true;
	}

	x(time) { return this.left + (time - this.from) / (this.to - this.from || 1) * (this.width - this.left - this.right); }

	/** The time under a pointer. */
	time(e) {
		const part = (e.offsetX - this.left) / (this.canvas.clientWidth - this.left - this.right);
		return this.from + Math.max(0, Math.min(part, 1)) * (this.to - this.from);
	}

	/** The colour of a class, which a canvas cannot find out itself. */
	colour(name) {
		if (!this.#colours.has(name)) {
			const probe = element('span', name);
			this.canvas.after(probe);
			this.#colours.set(name, getComputedStyle(probe).color);
			probe.remove();
		}
		return this.#colours.get(name);
	}

	line(x1, y1, x2, y2, colour) {
		const {pen} = this;
		pen.strokeStyle = this.colour(colour);
		pen.lineWidth = 1;
		pen.beginPath();
		pen.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
		pen.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
		pen.stroke();
	}

	text(text, x, y, align) {
		this.pen.fillStyle = this.colour('low');
		this.pen.textAlign = align;
		this.pen.fillText(text, x, y);
	}

	axis() {
		for (const t of ticks(this.from, this.to, Math.max(2, (this.width - this.left) / 90))) {
			const x = this.x(t);
			if (x > this.left + 26 && x < this.width - 28) this.text(clock(t), x, this.height - 8, 'center');
		}
	}

	/** The time cursor. */
	mark(time) {
		if (time >= this.from && time <= this.to) this.line(this.x(time), this.top, this.x(time), this.base, 'c-cursor');
	}
}

const BAR = 4; // pixels of a bar with its gap
const sum = (numbers) => numbers.reduce((a, n) => a + n, 0);

/** How many lines of which level there are, over all of time. */
export class Histogram {
	seen = [NaN, NaN]; // times of the first and the last line in sight
	cursor = NaN;
	draw = framed(() => this.#draw());
	#box = $('volume');
	#canvas = this.#box.querySelector('canvas');
	#timer = 0;
	#data = {from: 0, to: 0, buckets: []}; // counts by level, those without one first

	/** history is asked; picked takes a time. */
	constructor(history, picked) {
		Object.assign(this, {history, picked});
		this.chart = new Chart(this.#canvas, this.draw, (time) => this.#data.buckets.length && picked(time));
		this.#canvas.onkeydown = (e) => this.#pressed(e);
	}

	/** Asks again: lines came, or, at once, the view is another. */
	refresh(soon = false) {
		if (soon) clearTimeout(this.#timer);
		else if (this.#timer) return;
		this.#timer = setTimeout(() => this.#load(), soon ? 0 : VOLUME_EVERY);
	}

	async #load() {
		this.#timer = 0;
		if (document.hidden || this.#box.hidden) return;
		try {
			const {from, to, buckets} = await this.history.ask('volume', {n: Math.max(20, Math.floor(this.#canvas.clientWidth / BAR))});
			this.#data = {from, to, buckets: buckets || []};
			this.draw();
		} catch { /* it is asked again with the next lines */ }
	}

	/** A slider for keys: an arrow goes to the bar beside. */
	#pressed(e) {
		const way = {ArrowLeft: -1, ArrowRight: 1}[e.key];
		const {from, to, buckets} = this.#data;
		if (!way || !buckets.length) return;
		e.preventDefault();
		e.stopPropagation();
		this.picked(Math.max(from, Math.min((this.cursor || to) + way * (to - from) / buckets.length, to)));
	}

	#draw() {
		const {chart} = this;
		const {from, to, buckets} = this.#data;
		if (!chart.begin(from, to) || !buckets.length) return;
		const {pen, width, base} = chart;
		const most = Math.max(1, ...buckets.map(sum));
		const wide = width / buckets.length;
		buckets.forEach((counts, i) => {
			let y = base;
			for (let level = counts.length - 1; level >= 0; level--) { // the gravest at the bottom, as in the terminal
				if (!counts[level]) continue;
				const tall = Math.max(1, counts[level] / most * (base - chart.top));
				pen.fillStyle = chart.colour(`v-${LEVELS[level - 1] || 'none'}`);
				pen.fillRect(i * wide, y -= tall, Math.max(1, wide - 1), tall);
			}
		});
		chart.line(0, base, width, base, 'c-grid');
		chart.axis();
		const [first, last] = this.seen.map((t) => chart.x(t));
		pen.fillStyle = chart.colour('c-cursor');
		if (first <= last) pen.fillRect(Math.min(first, width - 3), base, Math.max(3, last - first), 3);
		chart.mark(this.cursor);
		this.#tell();
	}

	#tell() {
		const {from, to, buckets} = this.#data;
		const parts = ['none', ...LEVELS].map((name, level) => [name, sum(buckets.map((b) => b[level] || 0))]).filter(([, n]) => n).reverse();
		$('each').textContent = to > from ? `each ${length((to - from) / buckets.length)}` : '';
		$('counts').replaceChildren(...parts.map(([name, n]) => element('span', `v-${name}`, `${name} ${group(n)}`)));
		this.#canvas.ariaValueText = `${stamp(this.cursor || to)}; ${$('counts').textContent}`;
	}
}
