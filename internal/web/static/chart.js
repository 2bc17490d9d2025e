import {element} from './element.js';
import {clock, ticks} from './text.js';

/** A pane with a canvas that has a time axis, as sharp as the screen, in the theme's colours. */
export class Chart {
	left = 0; // pixels around the plot
	right = 0;
	top = 6;
	legend = element('span', 'legend');
	note = element('small');
	canvas = element('canvas');
	#colours = new Map();
	#pen = this.canvas.getContext('2d');

	/** Calls draw() when it must be drawn again, and picked(time) for a click. */
	constructor(parent, title, draw, picked) {
		Object.assign(this, {draw, title});
		this.box = element('section', {class: 'pane graph', 'aria-label': `graph ${title}`},
			element('header', '', element('h2', '', title), this.note, this.legend), this.canvas);
		parent.append(this.box);
		new ResizeObserver(draw).observe(this.canvas);
		this.canvas.onclick = (e) => picked(this.time(e));
	}

	/** The theme has changed. */
	repaint() {
		this.#colours.clear();
		this.draw();
	}

	/** Begins a frame: clean, in CSS pixels, with the axis of a span of time. False if there is nothing to be seen. */
	begin(from, to) {
		const {canvas, left} = this;
		const [width, height] = [canvas.clientWidth, canvas.clientHeight];
		Object.assign(this, {width, height, from, to, base: height - 18});
		if (!width || !height) return false;
		canvas.width = width * devicePixelRatio; // clears it, too
		canvas.height = height * devicePixelRatio;
		this.#pen.scale(devicePixelRatio, devicePixelRatio);
		this.#pen.font = `11px ${getComputedStyle(canvas).fontFamily}`;
		this.#pen.textBaseline = 'middle';
		for (const t of ticks(from, to, Math.max(2, (width - left) / 90))) {
			const x = this.x(t);
			if (x > left + 26 && x < width - 28) this.text(clock(t), x, height - 8, 'center');
		}
		return true;
	}

	x(time) { return this.left + (time - this.from) / (this.to - this.from || 1) * (this.width - this.left - this.right); }

	/** The time under a pointer. */
	time(e) {
		const part = (e.offsetX - this.left) / (this.width - this.left - this.right);
		return this.from + Math.max(0, Math.min(part, 1)) * (this.to - this.from);
	}

	/** The colour of a class, which a canvas cannot find out itself. */
	#colour(name) {
		if (!this.#colours.has(name)) {
			const probe = element('span', name);
			this.canvas.after(probe);
			this.#colours.set(name, getComputedStyle(probe).color);
			probe.remove();
		}
		return this.#colours.get(name);
	}

	/** A line through points; one of NaN parts it. */
	line(points, look, width = 1) {
		const pen = this.#pen;
		pen.strokeStyle = this.#colour(look);
		pen.lineWidth = width;
		pen.beginPath();
		let gap = true;
		for (const [x, y] of points) {
			if (gap) pen.moveTo(x - 1, y); // a point by itself is seen, too
			pen.lineTo(x, y);
			gap = Number.isNaN(y);
		}
		pen.stroke();
	}

	/** A level line: between pixels it would be blurred. */
	level(y, look = 'c-grid') {
		const sharp = Math.round(y) + 0.5;
		this.line([[this.left, sharp], [this.width - this.right, sharp]], look);
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

	/** The time cursor. */
	cursor(time) {
		const x = Math.round(this.x(time)) + 0.5;
		if (time >= this.from && time <= this.to) this.line([[x, this.top], [x, this.base]], 'c-cursor');
	}

	/** Says what is seen, in the legend and to a screen reader: pairs of a look and a text. */
	tell(parts, spoken) {
		if (this.told === spoken) return;
		this.told = spoken;
		this.legend.replaceChildren(...parts.map(([look, text]) => element('span', look, text)));
	}
}
