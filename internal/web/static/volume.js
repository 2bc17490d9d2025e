// The histogram: how many lines of which level there are, over all of time.

import {Chart} from './chart.js';
import {$, framed} from './element.js';
import {ask} from './link.js';
import {group, length, stamp} from './text.js';
import {LEVELS} from './view.js';

const BAR = 4; // pixels of a bar with its gap
const EVERY = 2000; // ms between two looks
const NAMES = ['none', ...LEVELS];
const sum = (numbers) => numbers.reduce((a, n) => a + n, 0);

let seen = [];
let cursor = NaN;
let timer = 0;
let chart;
let data = {buckets: []};

export function start(picked) {
	chart = new Chart($('volume'), 'lines', draw, (time) => data.buckets.length && picked(time));
	const {canvas} = chart;
	Object.assign(canvas, {role: 'slider', tabIndex: 0, ariaLabel: 'time', ariaValueMin: 0, ariaValueMax: 100, ariaValueNow: 100});
	canvas.onkeydown = (e) => { // an arrow goes to the bar beside
		const way = {ArrowLeft: -1, ArrowRight: 1}[e.key];
		const {from, to, buckets} = data;
		if (!way || !buckets.length) return;
		e.preventDefault();
		e.stopPropagation();
		picked(Math.max(from, Math.min((cursor || to) + way * (to - from) / buckets.length, to)));
	};
}

export function see(...times) {
	seen = times;
	draw();
}

export function point(time) {
	cursor = time;
	draw();
}

export function repaint() {
	chart.forget();
	refresh(true);
}

// Asks again: lines came, or, at once, the view is another.
export function refresh(soon = false) {
	if (soon) clearTimeout(timer);
	else if (timer) return;
	timer = setTimeout(load, soon ? 0 : EVERY);
}

async function load() {
	timer = 0;
	if (document.hidden || $('volume').hidden) return;
	const got = await ask('volume', {n: Math.max(20, chart.canvas.clientWidth / BAR | 0)}).catch(() => {}); // it is asked again with the next lines
	if (got?.buckets) data = got;
	draw();
}

const draw = framed(() => {
	const {from, to, buckets} = data;
	if (!buckets.length || !chart.begin(from, to)) return;
	const {width, base, canvas, top} = chart;
	const wide = width / buckets.length;
	const most = Math.max(1, ...buckets.map(sum));
	buckets.forEach((counts, i) => {
		let y = base;
		for (let level = counts.length - 1; level >= 0; level--) { // the gravest at the bottom, as in the terminal
			const tall = counts[level] && Math.max(1, counts[level] / most * (base - top));
			if (tall) chart.bar(i * wide, y -= tall, Math.max(1, wide - 1), tall, `v-${NAMES[level]}`);
		}
	});
	chart.level(base);
	const [first, last] = seen.map((t) => chart.x(t));
	if (first <= last) chart.bar(Math.min(first, width - 3), base, Math.max(3, last - first), 3, 'c-cursor');
	chart.cursor(cursor);
	const sums = NAMES.map((_, level) => sum(buckets.map((counts) => counts[level] || 0)));
	const told = chart.tell(NAMES.map((name, level) => [`v-${name}`, `${name} ${group(sums[level])}`]).filter((_, level) => sums[level]).reverse());
	chart.note.textContent = to > from ? `each ${length((to - from) / buckets.length)}` : '';
	canvas.ariaValueText = `${stamp(cursor || to)}; ${told}`;
	canvas.ariaValueNow = Math.round(((cursor || to) - from) / (to - from || 1) * 100);
});
