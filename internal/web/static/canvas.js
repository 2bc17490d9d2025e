/**
 * A canvas that is as sharp as the screen and knows the theme's colours.
 * Colours are read from elements of the style sheet's classes: a canvas cannot
 * resolve them itself.
 */
export class Canvas {
	#colours = new Map();

	/** @param {HTMLCanvasElement} canvas @param {function(): void} resized is called when it must be drawn again */
	constructor(canvas, resized) {
		this.canvas = canvas;
		this.pen = canvas.getContext('2d');
		new ResizeObserver(resized).observe(canvas);
	}

	/** Begins a frame: clean, in CSS pixels. @returns {boolean} false if there is nothing to be seen */
	begin() {
		const {canvas, pen} = this;
		this.width = canvas.clientWidth;
		this.height = canvas.clientHeight;
		if (!this.width || !this.height) return false;
		const ratio = devicePixelRatio || 1;
		const [w, h] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
		if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, {width: w, height: h});
		pen.setTransform(ratio, 0, 0, ratio, 0, 0);
		pen.clearRect(0, 0, this.width, this.height);
		pen.font = `11px ${getComputedStyle(canvas).fontFamily}`;
		return true;
	}

	/** @param {string} name a class of the style sheet @returns {string} its colour in the theme of now */
	colour(name) {
		if (!this.#colours.has(name)) {
			const probe = document.createElement('span');
			probe.className = name;
			this.canvas.after(probe);
			this.#colours.set(name, getComputedStyle(probe).color);
			probe.remove();
		}
		return this.#colours.get(name);
	}

	/** Forgets the colours: the theme has changed. */
	repaint() { this.#colours.clear(); }

	line(x1, y1, x2, y2, colour) {
		const {pen} = this;
		pen.strokeStyle = colour;
		pen.lineWidth = 1;
		pen.beginPath();
		pen.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
		pen.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
		pen.stroke();
	}

	text(text, x, y, align, colour) {
		const {pen} = this;
		pen.fillStyle = colour;
		pen.textAlign = align;
		pen.textBaseline = 'middle';
		pen.fillText(text, x, y);
	}
}
