import {Chart, pick} from './chart.js';
import {$, framed} from './element.js';
import {ask} from './link.js';
import {group, stamp} from './text.js';

const BAR = 4; // pixels, with a gap
const EVERY = 2000; // ms
const sum = (numbers) => numbers.reduce((a, n) => a + n, 0);

let cursor = NaN;
let timer = 0;
let data = {buckets: []};

export const end = () => data.to;

export function point(time) {
	cursor = time;
	draw();
}

export function refresh() { timer ||= setTimeout(load, EVERY); }

export async function load() {
	clearTimeout(timer);
	timer = 0;
	if (document.hidden || $('volume').hidden) return;
	data = await ask('volume', {n: Math.max(20, chart.canvas.clientWidth / BAR | 0)}).catch(() => data);
	if (!data.done) refresh();
	draw();
}

const draw = framed(() => {
	const {from, to, levels: names, buckets} = data;
	if (!buckets.length) return;
	const bars = buckets.map((counts) => { // the gravest at the bottom
		let upper = 0;
		return counts.map((n, level) => [n, names[level]]).reverse().filter(([n]) => n).map(([n, look]) => [upper, upper += n, look]);
	});
	chart.paint({from, to, high: Math.max(1, ...buckets.map(sum)), levels: [[0, '']], bars, cursor});
	const sums = names.map((name, level) => [name, sum(buckets.map((counts) => counts[level] || 0))]).filter(([, n]) => n).reverse();
	const told = chart.tell(sums.map(([name, n]) => [name, `${name} ${group(n)}`]));
	canvas.ariaValueText = `${stamp(cursor || to)}; ${told}`;
	canvas.ariaValueNow = Math.round(((cursor || to) - from) / (to - from || 1) * 100);
	chart.box.querySelector('h2').textContent = data.filtered ? 'matching records' : 'records';
});

const chart = new Chart($('volume'), 'records', '', draw);
const {canvas} = chart;
Object.assign(canvas, {role: 'slider', tabIndex: 0, ariaLabel: 'time', ariaValueNow: 100});
canvas.onkeydown = (e) => {
	const way = {ArrowLeft: -1, ArrowRight: 1}[e.key];
	const {from, to, buckets} = data;
	if (!way) return;
	e.preventDefault();
	e.stopPropagation();
	pick(Math.max(from, Math.min((cursor || to) + way * (to - from) / buckets.length, to)));
};
