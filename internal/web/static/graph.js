// The graphs above the log, all with one time axis and one time cursor.

import {Chart} from './chart.js';
import {$, framed} from './element.js';
import {ask} from './link.js';
import {short} from './text.js';

const SPAN = 5 * 60000; // ms of the past that are seen
const POINTS = 1200; // points kept of a series: twice what is sent first
const GAP = 30000; // ms without a point that part a curve
const LEGEND = 6; // series that one graph can tell apart by colour
const CPU = ['user', 'system', 'iowait', 'steal']; // what is shown of it, in this order

let series = new Map(); // name → {name, unit, title and label, points: [ms, value][], past: the same, of a time looked at}
const charts = new Map();
let cursor = NaN;
let hover = NaN;
let until = 0; // the right end; 0 is now
let picked;

export const onPicked = (call) => { picked = call; };

// Takes the set of series as it is now. Which share a graph is as in the terminal.
export function set(list) {
	series = new Map(list.map((one) => [one.name, {...one, points: series.get(one.name)?.points || [], past: []}]));
	const groups = Map.groupBy([...series.values()].filter(named), (one) => `${one.title} ${one.unit}`);
	for (const [key, {box}] of charts) if (!groups.has(key) && charts.delete(key)) box.remove();
	for (const [key, members] of groups) {
		if (!charts.has(key)) charts.set(key, make(members[0]));
		charts.get(key).members = members.sort((a, b) => CPU.indexOf(a.label) - CPU.indexOf(b.label)).slice(0, LEGEND);
	}
	$('graphs').hidden = !groups.size;
	draw();
}

// Finds a series' graph and its label there; false if it is not shown.
function named(one) {
	[, one.title, one.label] = /^(.*)\.(.*)$/s.exec(one.name) || ['', one.name, one.name];
	if (one.title === 'cpu') return CPU.includes(one.label);
	if (!one.title.startsWith('disk.')) return true;
	const shown = one.label === 'util';
	[one.title, one.label] = ['disk util', one.title.slice(5)];
	return shown;
}

// Takes new points; older ones than those there are begin anew.
export function add(samples) {
	for (const [name, all] of Object.entries(samples)) {
		const one = series.get(name);
		const end = one?.points.at(-1)?.[0] ?? 0;
		if (one && all[0]?.[0] < end) one.points = [];
		one?.points.push(...all.filter(([t, value]) => value !== null && !(one.points.length && t <= end)));
		one?.points.splice(0, one.points.length - POINTS);
	}
	draw();
}

const newest = () => Math.max(0, ...[...series.values()].map((one) => one.points.at(-1)?.[0] || 0));

// Shows a time, NaN for now; what is older than the points here is asked for.
export async function point(time) {
	cursor = time;
	draw();
	if (!(time < newest() - SPAN)) until = 0;
	else if (Math.abs(time + SPAN / 2 - until) > SPAN / 4) {
		until = time + SPAN / 2;
		const [from, to] = [until - SPAN, until].map((t) => new Date(t).toISOString());
		await Promise.all([...charts.values()].flatMap(({members}) => members).map(async (one) => {
			const {buckets} = await ask('series', {name: one.name, from, to, n: 300});
			one.past = buckets.filter(Boolean).map(([t, , mean]) => [t, mean]);
		})).catch(() => {}); // a graph without a past is empty there
		draw();
	}
}

export function repaint() {
	for (const chart of charts.values()) chart.forget();
	draw();
}

function make({title, unit}) {
	const chart = new Chart($('graphs'), title, draw, picked);
	Object.assign(chart, {left: 40, right: 8, title, unit});
	chart.note.textContent = unit;
	chart.canvas.role = 'img';
	const over = (time) => {
		hover = time;
		draw();
	};
	chart.canvas.onpointermove = (e) => over(chart.time(e));
	chart.canvas.onpointerleave = () => over(NaN);
	return chart;
}

const draw = framed(() => {
	const to = until || newest() || 1;
	for (const chart of charts.values()) plot(chart, to - SPAN, to, hover || cursor);
});

function plot(chart, from, to, at) {
	const {title, unit, members, canvas, top} = chart;
	const curves = members.map((one) => (until ? one.past : one.points).filter(([t]) => t >= from - 5000 && t <= to));
	const told = chart.tell(members.map(({label}, i) => {
		const value = at ? nearest(curves[i], at) : curves[i].at(-1);
		return [`series${i}`, `${label} ${value ? short(value[1]) : '–'}`];
	}));
	canvas.ariaLabel = `${title}${unit && ` in ${unit}`}: ${told}`;
	if (!chart.begin(from, to)) return;
	const {base, height, left} = chart;
	const [low, high] = bounds(curves.flat().map(([, value]) => value), unit);
	const y = (value) => base - (value - low) / (high - low) * (base - top);
	for (const value of height > 80 ? [low, (low + high) / 2, high] : [low, high]) {
		chart.level(y(value));
		chart.text(short(value), left - 6, y(value), 'right');
	}
	curves.forEach((points, i) => {
		const parted = (k) => points[k][0] - points[k - 1]?.[0] > GAP;
		chart.line(points.flatMap(([t, value], k) => [...parted(k) ? [[]] : [], [chart.x(t), y(value)]]), `series${i}`, 1.5);
	});
	chart.cursor(at);
}

function bounds(values, unit) {
	if (unit === '%') return [0, 100];
	const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
	if (high === low) return [low, low + 1];
	const step = 10 ** Math.floor(Math.log10(high - low));
	return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

function nearest(points, at) {
	const far = ([t]) => Math.abs(t - at);
	return points.reduce((best, p) => far(p) < (best ? far(best) : GAP) ? p : best, null);
}
