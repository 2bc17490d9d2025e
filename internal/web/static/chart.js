import {element} from './element.js';
import {clock, ticks} from './text.js';

const FOOT = 18; // pixels below the plot, for the times

// A pane with a canvas that has a time axis, as sharp as the screen, in the theme's colours.
export class Chart {
	left = 0;
	right = 0;
	from = 0;
	to = 1;
	legend = element('span', 'legend');
	note = element('small');
	canvas = element('canvas');
	#colours = new Map();

	// Calls draw() when it must be drawn again, and picked(time) for a click.
	constructor(parent, title, draw, picked) {
		const {canvas, legend, note} = this;
		this.box = element('section', {class: 'pane graph', 'aria-label': `graph ${title}`}, element('header', '', element('h2', '', title), note, legend), canvas);
		parent.append(this.box);
		new ResizeObserver(draw).observe(canvas);
		canvas.onclick = (e) => picked(this.time(e));
	}

	get #plot() { return this.canvas.clientWidth - this.left - this.right; }

	x(time) { return this.left + (time - this.from) / (this.to - this.from) * this.#plot; }

	// The time under a pointer.
	time({offsetX}) { return this.from + Math.max(0, Math.min((offsetX - this.left) / this.#plot, 1)) * (this.to - this.from); }

	// The theme has changed.
	forget() { this.#colours.clear(); }

	// The colour of a class, which a canvas cannot find out itself.
	#colour(look) {
		if (!this.#colours.has(look)) {
			const probe = element('span', look);
			this.canvas.after(probe);
			this.#colours.set(look, getComputedStyle(probe).color);
			probe.remove();
		}
		return this.#colours.get(look);
	}

	// Draws level lines at values, bars of [time, from, to, look], curves of [time, value], and a mark of two times and the cursor.
	paint({from, to, low = 0, high, levels, bars = [], curves = [], seen = [], cursor}) {
		const {canvas, left, right} = this;
		const {clientWidth: width, clientHeight: height} = canvas;
		Object.assign(this, {from, to});
		if (!width || !height) return;
		canvas.width = width * devicePixelRatio;
		canvas.height = height * devicePixelRatio;
		const pen = canvas.getContext('2d');
		pen.scale(devicePixelRatio, devicePixelRatio);
		pen.font = `11px ${getComputedStyle(canvas).fontFamily}`;
		pen.textBaseline = 'middle';
		const base = height - FOOT;
		const x = (time) => this.x(time);
		const y = (value) => base - (value - low) / (high - low) * (base - 6);
		const fill = (x, y, wide, tall, look) => {
			pen.fillStyle = this.#colour(look);
			pen.fillRect(x, y, wide, tall);
		};
		const write = (text, x, y, align) => {
			pen.fillStyle = this.#colour('low');
			pen.textAlign = align;
			pen.fillText(text, x, y);
		};
		for (const t of ticks(from, to, Math.max(2, width / 90))) {
			if (x(t) > left + 26 && x(t) < width - 28) write(clock(t), x(t), height - 8, 'center');
		}
		for (const [value, text] of levels) {
			fill(left, Math.round(y(value)), width - left - right, 1, 'c-grid');
			write(text, left - 6, y(value), 'right');
		}
		const wide = bars.length && this.#plot / bars.length;
		bars.forEach((parts, i) => {
			for (const [lower, upper, look] of parts) fill(left + i * wide, Math.min(y(upper), y(lower) - 1), Math.max(1, wide - 1), Math.max(1, y(lower) - y(upper)), look);
		});
		curves.forEach((points, i) => {
			pen.strokeStyle = this.#colour(`series${i}`);
			pen.lineWidth = 1.5;
			pen.beginPath();
			for (const [t, value, apart] of points) {
				if (apart) pen.moveTo(x(t) - 1, y(value)); // a point by itself is seen, too
				pen.lineTo(x(t), y(value));
			}
			pen.stroke();
		});
		const [first, last] = seen.map(x);
		if (first <= last) fill(Math.min(first, width - 3), base, Math.max(3, last - first), 3, 'c-cursor');
		if (cursor >= from && cursor <= to) fill(Math.round(x(cursor)), 6, 1, base - 6, 'c-cursor');
	}

	// Writes the legend, pairs of a look and a text; returns it as one text.
	tell(parts) {
		const told = parts.map(([, text]) => text).join(', ');
		if (told !== this.told) this.legend.replaceChildren(...parts.map(([look, text]) => element('span', look, text)));
		return this.told = told;
	}
}
