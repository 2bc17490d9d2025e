// Only rows near what is seen are in the page. The anchor stays in place while others come, go or grow.

import {$, framed, make, put} from './element.js';
import * as lines from './lines.js';
import {hitOf, makeRow} from './row.js';
import {say} from './status.js';

const AHEAD = 1000; // lines
const MARGIN = 10; // rows: scrolling shows no white
const NEAREST = {block: 'nearest', inline: 'nearest'};

export let following = true;
export let current = null;
export let query = '';
let names = [];
let drawn = [];
let anchor = null; // {line, off: pixels from the upper edge, far: not drawn before}; null: what is seen now
let blockTop = 0;
let scrolledTo = 0;
let rowHigh = 18; // pixels, unless it wraps
let marking = false; // so that the current line's mark is seen
let held = false; // a row under a pressed pointer does not slip away
let on; // moved(), opened()

const box = $('log');
const block = make('div', {className: 'rows', role: 'presentation'});
const pad = make('div', {className: 'pad', role: 'presentation'}, block);
box.append(pad);

export function start(handlers) {
	on = handlers;
	box.onscroll = scrolled;
	box.onclick = clicked;
	box.onpointerdown = (e) => { held = e.target.closest('.row') !== null; };
	window.onpointerup = window.onpointercancel = released;
	new ResizeObserver(draw).observe(box);
}

export function name(all) {
	if (`${names}` === `${all}`) return;
	names = all;
	repaint();
}

function repaint() {
	drawn.forEach(erase);
	draw();
}

function erase(line) {
	line.row?.remove();
	line.row = null;
}

export function wrap(is) {
	box.classList.toggle('wrap', is);
	draw();
}

export function search(text) {
	if (text === query) return;
	query = text;
	put('found', text && `/${text}`);
	repaint();
}

export const place = () => current || seen().line;

export const time = () => following ? NaN : place()?.time ?? NaN;

export const page = () => Math.max(1, Math.floor(box.clientHeight / rowHigh));

export function go(line) {
	following = false;
	current = line;
	marking = true;
	anchor = line.row ? null : {line, off: box.clientHeight / 2, far: true};
	line.row?.scrollIntoView(NEAREST);
	scrolledTo = box.scrollTop;
	draw();
	on.moved();
}

export function move(by) {
	const {all} = lines;
	const i = current ? lines.indexOf(current) + by : following ? all.length - 1 : all.indexOf(place());
	if (all.length) go(all[Math.max(0, Math.min(i, all.length - 1))]);
}

export function follow(is) {
	following = is;
	anchor = null;
	if (is) current = null;
	draw();
	on.moved();
}

function scrolled() {
	const {scrollTop, clientHeight, scrollHeight} = box;
	const was = following;
	const end = scrollTop + clientHeight >= scrollHeight - 2;
	if (scrollTop < scrolledTo - 1 && !end) following = false; // at the end, the box has only grown
	else if (scrollTop > scrolledTo + 1 && end && lines.last) following = true;
	if (scrollTop !== scrolledTo) anchor = null;
	scrolledTo = scrollTop;
	draw();
	if (was !== following) on.moved();
}

// Text that was selected does not move, either.
function released() {
	if (!held) return;
	held = false;
	if (following && !getSelection().isCollapsed) follow(false);
	draw();
}

function clicked({target}) {
	const row = target.closest('.row');
	if (!row || target.closest('a') || !getSelection().isCollapsed) return;
	const line = drawn.find((one) => one.row === row);
	const again = line === current;
	go(line);
	if (again) on.opened();
}

function seen() {
	const {all} = lines;
	const top = ({row}) => blockTop + row?.offsetTop - box.scrollTop;
	const line = drawn.find((one) => top(one) + one.row?.offsetHeight > 0);
	if (line && (top(line) <= 0 || line === all[0])) return {line, off: top(line)};
	const i = Math.max(0, Math.min(Math.floor(box.scrollTop / rowHigh), all.length - 1));
	return {line: all[i], off: i * rowHigh - box.scrollTop};
}

export const draw = framed(() => {
	if (following && held) return;
	const {all} = lines;
	rowHigh = parseFloat(getComputedStyle(box).lineHeight);
	anchor ||= seen();
	const at = following || !anchor.line ? all.length - 1 : lines.indexOf(anchor.line);
	const span = page() + MARGIN;
	const first = Math.max(0, at - span);
	const end = Math.min(all.length, at + span);
	fill(all.slice(first, end));
	const top = following ? Infinity : (all[at]?.row.offsetTop ?? 0) - anchor.off;
	// Others count as one high: the block's place is a guess, set right where it matters.
	blockTop = first * rowHigh;
	const drift = box.scrollTop - top - blockTop;
	if (first && !anchor.far && blockTop + drift > 0 && Math.abs(drift) < 4 * box.clientHeight) blockTop += drift;
	anchor.far = false;
	pad.style.height = `${blockTop + block.offsetHeight + (all.length - end) * rowHigh}px`;
	block.style.transform = `translateY(${blockTop}px)`;
	if (Math.abs(blockTop + top - box.scrollTop) >= 1) box.scrollTop = Math.min(blockTop + top, box.scrollHeight);
	if (marking) current?.row?.querySelector('mark')?.scrollIntoView(NEAREST);
	marking = false;
	scrolledTo = box.scrollTop;
	if (!following && first < AHEAD && !lines.first) more('before');
	if (end > all.length - AHEAD && !lines.last) more('after');
});

const more = (end) => lines.extend(end).then((came) => came && draw(), (e) => say(e.message));

function fill(wanted) {
	const keep = new Set(wanted);
	drawn.filter((line) => !keep.has(line)).forEach(erase);
	drawn = wanted;
	const hit = hitOf(query);
	let next = block.firstChild;
	for (const line of wanted) {
		const row = line.row ||= makeRow(line, names, hit);
		if (row === next) next = next.nextSibling;
		else block.insertBefore(row, next);
		row.id = line === current ? 'current' : '';
		row.ariaSelected = line === current;
	}
	box.setAttribute('aria-activedescendant', keep.has(current) ? 'current' : '');
}
