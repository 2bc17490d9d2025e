import {$, framed} from './element.js';
import {Chart} from './chart.js';
import {VOLUME_EVERY} from './limits.js';
import {group, length, stamp} from './text.js';
import {LEVELS} from './view.js';

const BAR = 4; // pixels of a bar with its gap
const LOOKS = ['none', ...LEVELS]; // of the counts in a bucket
const sum = (numbers) => numbers.reduce((a, n) => a + n, 0);

/** The histogram: how many lines of which level there are, over all of time. */
export class Volume {
	seen = []; // times of the first and the last line in sight
	cursor = NaN;
	draw = framed(() => this.#draw());
	#timer = 0;
	#data = {from: 0, to: 0, buckets: []};

	/** link is asked; picked takes a time. */
	constructor(link, picked) {
		Object.assign(this, {link, picked});
		this.chart = new Chart($('volume'), 'lines', this.draw, (time) => this.#data.buckets.length && picked(time));
		const {canvas} = this.chart;
		for (const [key, value] of Object.entries({role: 'slider', tabindex: 0, 'aria-label': 'time', 'aria-valuemin': 0, 'aria-valuemax': 100})) canvas.setAttribute(key, value);
		canvas.onkeydown = (e) => this.#pressed(e);
	}

	/** Asks again: lines came, or, at once, the view is another. */
	refresh(soon = false) {
		if (soon) clearTimeout(this.#timer);
		else if (this.#timer) return;
		this.#timer = setTimeout(() => this.#load(), soon ? 0 : VOLUME_EVERY);
	}

	async #load() {
		this.#timer = 0;
		if (document.hidden || $('volume').hidden) return;
		try {
			const {from, to, buckets} = await this.link.ask('volume', {n: Math.max(20, Math.floor(this.chart.canvas.clientWidth / BAR))});
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
		const {chart, cursor} = this;
		const {from, to, buckets} = this.#data;
		if (!buckets.length || !chart.begin(from, to)) return;
		const {width, base, canvas} = chart;
		const most = Math.max(1, ...buckets.map(sum));
		const wide = width / buckets.length;
		buckets.forEach((counts, i) => {
			let y = base;
			for (let level = counts.length - 1; level >= 0; level--) { // the gravest at the bottom, as in the terminal
				const tall = counts[level] && Math.max(1, counts[level] / most * (base - chart.top));
				if (tall) chart.bar(i * wide, y -= tall, Math.max(1, wide - 1), tall, `v-${LOOKS[level]}`);
			}
		});
		chart.level(base);
		const [first, last] = this.seen.map((t) => chart.x(t));
		if (first <= last) chart.bar(Math.min(first, width - 3), base, Math.max(3, last - first), 3, 'c-cursor');
		chart.cursor(cursor);
		const counts = LOOKS.map((name, level) => [`v-${name}`, `${name} ${group(sum(buckets.map((b) => b[level] || 0)))}`]).filter(([, text]) => !text.endsWith(' 0')).reverse();
		chart.note.textContent = to > from ? `each ${length((to - from) / buckets.length)}` : '';
		chart.tell(counts, canvas.ariaValueText = `${stamp(cursor || to)}; ${counts.map(([, text]) => text).join(' ')}`);
		canvas.ariaValueNow = to > from ? Math.round(((cursor || to) - from) / (to - from) * 100) : 100;
	}
}
