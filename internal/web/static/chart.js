import {make} from './element.js';
import {ticks} from './text.js';

const FOOT = 18; // pixels for the times

// The window is told of the time that was picked, in ms.
export const pick = (detail) => dispatchEvent(new CustomEvent('picked', {detail}));

export class Chart {
	left = 0;
	from = 0;
	to = 0; // until it is drawn
	legend = make('span', 'legend');
	canvas = make('canvas');

	constructor(parent, title, unit, draw) {
		const {canvas, legend} = this;
		this.box = make('section', {className: 'pane graph', ariaLabel: `graph ${title}`}, make('header', '', make('h2', '', title), make('small', '', unit), legend), canvas);
		parent.append(this.box);
		new ResizeObserver(draw).observe(canvas);
		canvas.onclick = (e) => pick(this.time(e));
	}

	time({offsetX}) { return this.from + Math.max(0, (offsetX - this.left) / (this.canvas.clientWidth - this.left)) * (this.to - this.from); }

	// Levels are [value, text], bars [from, to, look][], curves [time, value, apart][].
	paint({from, to, low = 0, high, levels, bars = [], curves = [], cursor}) {
		const {canvas, left} = this;
		const {clientWidth: width, clientHeight: height} = canvas;
		Object.assign(this, {from, to});
		if (!width) return;
		canvas.width = width * devicePixelRatio;
		canvas.height = height * devicePixelRatio;
		const pen = canvas.getContext('2d');
		pen.scale(devicePixelRatio, devicePixelRatio);
		pen.font = `11px ${getComputedStyle(canvas).fontFamily}`;
		pen.textBaseline = 'middle';
		const colours = {};
		const colour = (look) => {
			canvas.className = look;
			return colours[look] ||= getComputedStyle(canvas).color;
		};
		const base = height - FOOT;
		const x = (time) => left + (time - from) / (to - from) * (width - left);
		const y = (value) => base - (value - low) / (high - low) * (base - 6);
		const fill = (x, y, wide, tall, look) => {
			pen.fillStyle = colour(look);
			pen.fillRect(x, y, wide, tall);
		};
		const write = (text, x, y, align) => {
			pen.fillStyle = colour('low');
			pen.textAlign = align;
			pen.fillText(text, x, y);
		};
		for (const time of ticks(from, to, Math.max(2, width / 90))) {
			if (x(time) > left + 26 && x(time) < width - 28) write(new Date(time).toLocaleTimeString('sv'), x(time), height - 8, 'center');
		}
		for (const [value, text] of levels) {
			fill(left, Math.round(y(value)), width, 1, 'grid');
			write(text, left - 6, y(value), 'right');
		}
		const wide = (width - left) / bars.length;
		bars.forEach((parts, i) => {
			for (const [lower, upper, look] of parts) fill(left + i * wide, Math.min(y(upper), y(lower) - 1), Math.max(1, wide - 1), Math.max(1, y(lower) - y(upper)), look);
		});
		curves.forEach((points, i) => {
			pen.strokeStyle = colour(`hue${i}`);
			pen.lineWidth = 1.5;
			pen.beginPath();
			for (const [time, value, apart] of points) {
				if (apart) pen.moveTo(x(time) - 1, y(value)); // a point by itself is seen, too
				pen.lineTo(x(time), y(value));
			}
			pen.stroke();
		});
		if (cursor >= from && cursor <= to) fill(Math.round(x(cursor)), 6, 1, base - 6, 'hue0');
	}

	// Parts are pairs, a look and a text.
	tell(parts) {
		this.legend.replaceChildren(...parts.map(([look, text]) => make('span', look, text)));
		return parts.map(([, text]) => text).join(', ');
	}
}
