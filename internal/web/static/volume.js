// The histogram: how many records of which level there are, over all of time.

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
	chart = new Chart($('volume'), 'records', draw, (time) => data.buckets.length && picked(time));
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

// Marks the times of the first and the last line in sight, unless no pixel would change: it is called each frame.
export function see(...times) {
	if (times.every((t, i) => Math.abs(chart.x(t) - chart.x(seen[i])) < 1)) return;
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

// Asks no more until refresh(true): the view may be refused.
export function wait() {
	clearTimeout(timer);
	timer = -1;
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
	if (data.done === false) refresh(); // it may be counted without a line that comes
	draw();
}

const draw = framed(() => {
	const {from, to, buckets} = data;
	if (!buckets.length) return;
	const bars = buckets.map((counts) => { // the gravest at the bottom, as in the terminal
		let upper = 0;
		return counts.map((n, level) => [n, `v-${NAMES[level]}`]).reverse().filter(([n]) => n).map(([n, look]) => [upper, upper += n, look]);
	});
	chart.paint({from, to, high: Math.max(1, ...buckets.map(sum)), levels: [[0, '']], bars, seen, cursor});
	const sums = NAMES.map((_, level) => sum(buckets.map((counts) => counts[level] || 0)));
	const told = chart.tell(NAMES.map((name, level) => [`v-${name}`, `${name} ${group(sums[level])}`]).filter((_, level) => sums[level]).reverse());
	chart.box.querySelector('h2').textContent = data.filtered ? 'matching records' : 'records';
	chart.note.textContent = `each ${length((to - from) / buckets.length)}`;
	chart.canvas.ariaValueText = `${stamp(cursor || to)}; ${told}`;
	chart.canvas.ariaValueNow = Math.round(((cursor || to) - from) / (to - from || 1) * 100);
});
