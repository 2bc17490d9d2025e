import {Chart} from './chart.js';
import {$, framed} from './element.js';
import {ask} from './link.js';
import {short} from './text.js';

const SPAN = 5 * 60000; // ms
const POINTS = 1200; // of a series: twice what is sent first
const GAP = 30000; // ms that part a curve
const LEGEND = 6; // colours
const CPU = ['user', 'system', 'iowait', 'steal'];

let series = new Map(); // name → {name, unit, title, label, points: [ms, value][], past: points}
const charts = new Map();
let cursor = NaN;
let hover = NaN;
let until = 0; // the right end; 0 is now

export function set(list) {
	series = new Map(list.map((one) => [one.name, {...one, points: series.get(one.name)?.points || [], past: []}]));
	const groups = Map.groupBy([...series.values()].filter(named), (one) => `${one.title} ${one.unit}`);
	for (const [key, {box}] of charts) if (!groups.has(key) && charts.delete(key)) box.remove();
	for (const [key, members] of groups) {
		if (!charts.has(key)) charts.set(key, make(members[0]));
		charts.get(key).members = members.sort((a, b) => CPU.indexOf(a.label) - CPU.indexOf(b.label)).slice(0, LEGEND);
	}
	draw();
}

// Returns false if it is not shown.
function named(one) {
	const [, title, label] = /^(.*)\.(.*)$/s.exec(one.name) || ['', one.name, one.name];
	const disk = title.startsWith('disk.');
	Object.assign(one, disk ? {title: 'disk util', label: title.slice(5)} : {title, label});
	return disk ? label === 'util' : title !== 'cpu' || CPU.includes(label);
}

// Points older than those there are begin anew.
export function add(samples) {
	for (const [name, points] of Object.entries(samples)) {
		const one = series.get(name);
		if (!one) continue;
		if (points[0]?.[0] < newest([one])) one.points = [];
		const end = newest([one]);
		one.points = one.points.concat(points.filter(([time, value]) => value !== null && time > end)).slice(-POINTS);
	}
	draw();
}

const newest = (some = [...series.values()]) => Math.max(0, ...some.map((one) => one.points.at(-1)?.[0] || 0));

// NaN is now; what is older than the points is loaded.
export async function point(time) {
	cursor = time;
	draw();
	if (!(time < newest() - SPAN)) until = 0;
	else if (Math.abs(time + SPAN / 2 - until) > SPAN / 4) {
		const to = until = Math.trunc(time + SPAN / 2);
		for (const one of [...charts.values()].flatMap(({members}) => members)) { // in turn: the log asks, too
			const {buckets = []} = await ask('series', {name: one.name, from: to - SPAN, to, n: 300}).catch(() => ({})); // empty without a past
			if (until !== to) return;
			one.past = buckets.filter(Boolean).map(([ms, , mean]) => [ms, mean]);
			draw();
		}
	}
}

function make({title, unit}) {
	const chart = new Chart($('graphs'), title, unit, draw);
	const {canvas} = chart;
	chart.left = 40;
	canvas.role = 'img';
	canvas.onpointermove = canvas.onpointerleave = (e) => {
		hover = e.type === 'pointermove' ? chart.time(e) : NaN;
		draw();
	};
	return chart;
}

export const draw = framed(() => {
	const to = until || newest() || 1;
	for (const chart of charts.values()) plot(chart, to - SPAN, to, hover || cursor);
});

function plot(chart, from, to, cursor) {
	const {members, canvas} = chart;
	const [{title, unit}] = members;
	const curves = members.map((one) => (until ? one.past : one.points).filter(([time]) => time >= from && time <= to)
		.map(([time, value], i, all) => [time, value, !(time - all[i - 1]?.[0] < GAP)]));
	const told = chart.tell(members.map(({label}, i) => {
		const value = cursor ? nearest(curves[i], cursor) : curves[i].at(-1);
		return [`hue${i}`, `${label} ${value ? short(value[1]) : '–'}`];
	}));
	canvas.ariaLabel = `${title}${unit && ` in ${unit}`}: ${told}`;
	const [low, high] = bounds(curves.flat().map(([, value]) => value), unit);
	const levels = (canvas.clientHeight > 80 ? [low, (low + high) / 2, high] : [low, high]).map((value) => [value, short(value)]);
	chart.paint({from, to, low, high, levels, curves, cursor});
}

function bounds(values, unit) {
	if (unit === '%') return [0, 100];
	const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
	if (high === low) return [low, low + 1];
	const step = 10 ** Math.floor(Math.log10(high - low));
	return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

function nearest(points, time) {
	const far = ([at]) => Math.abs(at - time);
	return points.reduce((best, point) => far(point) < (best ? far(best) : GAP) ? point : best, null);
}
