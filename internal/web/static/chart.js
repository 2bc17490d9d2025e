import {element} from './element.js';
import {clock, ticks} from './text.js';

// A pane with a canvas that has a time axis, as sharp as the screen, in the theme's colours.
export class Chart {
	left = 0;
	right = 0;
	top = 6;
	foot = 18;
	legend = element('span', 'legend');
	note = element('small');
	canvas = element('canvas');
	#colours = new Map();
	#pen = this.canvas.getContext('2d');

	// Calls draw() when it must be drawn again, and picked(time) for a click.
	constructor(parent, title, draw, picked) {
		const head = element('header', '', element('h2', '', title), this.note, this.legend);
		this.box = element('section', {class: 'pane graph', 'aria-label': `graph ${title}`}, head, this.canvas);
		parent.append(this.box);
		new ResizeObserver(draw).observe(this.canvas);
		this.canvas.onclick = (e) => picked(this.time(e));
	}

	// Begins a frame in CSS pixels, with the axis of a span of time. False if there is nothing to be seen.
	begin(from, to) {
		const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
		Object.assign(this, {width, height, from, to, base: height - this.foot});
		if (!width || !height) return false;
		this.canvas.width = width * devicePixelRatio;
		this.canvas.height = height * devicePixelRatio;
		this.#pen.scale(devicePixelRatio, devicePixelRatio);
		this.#pen.font = `11px ${getComputedStyle(this.canvas).fontFamily}`;
		this.#pen.textBaseline = 'middle';
		for (const t of ticks(from, to, Math.max(2, width / 90))) {
			const x = this.x(t);
			if (x > this.left + 26 && x < width - 28) this.text(clock(t), x, height - 8, 'center');
		}
		return true;
	}

	x(time) { return this.left + (time - this.from) / (this.to - this.from || 1) * (this.width - this.left - this.right); }

	time({offsetX}) {
		const part = (offsetX - this.left) / (this.width - this.left - this.right);
		return this.from + Math.max(0, Math.min(part, 1)) * (this.to - this.from);
	}

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

	// A line through points; one without a place parts it.
	line(points, look, width = 1) {
		const pen = this.#pen;
		pen.strokeStyle = this.#colour(look);
		pen.lineWidth = width;
		pen.beginPath();
		let apart = true;
		for (const [x, y] of points) {
			if (apart) pen.moveTo(x - 1, y); // a point by itself is seen, too
			pen.lineTo(x, y);
			apart = x === undefined;
		}
		pen.stroke();
	}

	// A level line; between pixels it would be blurred.
	level(y) {
		y = Math.round(y) + 0.5;
		this.line([[this.left, y], [this.width - this.right, y]], 'c-grid');
	}

	cursor(time) {
		const x = Math.round(this.x(time)) + 0.5;
		if (time >= this.from && time <= this.to) this.line([[x, this.top], [x, this.base]], 'c-cursor');
	}

	bar(x, y, width, height, look) {
		this.#pen.fillStyle = this.#colour(look);
		this.#pen.fillRect(x, y, width, height);
	}

	text(text, x, y, align) {
		this.#pen.fillStyle = this.#colour('low');
		this.#pen.textAlign = align;
		this.#pen.fillText(text, x, y);
	}

	// Writes the legend, pairs of a look and a text; returns it as one text.
	tell(parts) {
		const told = parts.map(([, text]) => text).join(', ');
		if (told !== this.told) this.legend.replaceChildren(...parts.map(([look, text]) => element('span', look, text)));
		return this.told = told;
	}
}
