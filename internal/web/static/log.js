// Only rows near what is seen are in the page, and only their heights are known. One line, the anchor, stays where
// it is while others come, go or grow around it.

import {$, element, framed} from './element.js';
import * as lines from './lines.js';
import {hitOf, makeRow} from './row.js';

const AHEAD = 1000; // lines left when the next page is asked for
const MARGIN = 10; // rows drawn out of sight: scrolling shows no white

export let following = true;
export let current = null;
export let query = '';
let names = [];
let rows = new Map();
let drawn = [];
let anchor = null; // {line, off: pixels below the upper edge, far: not drawn before}; null: what is seen now
let blockTop = 0;
let scrolledTo = 0;
let rowHigh = 18; // pixels of a row that does not wrap
let held = false; // the pointer is down on a row, which must not slip away
let on; // near(before or after: an end is close), moved(), opened(line), drawn(first, last in sight)

const box = $('log');
const block = element('div', {class: 'rows', role: 'presentation'});
const pad = element('div', {class: 'pad', role: 'presentation'}, block);
box.append(pad);

export function start(handlers) {
	on = handlers;
	box.onscroll = scrolled;
	box.onclick = clicked;
	box.onpointerdown = (e) => { held = e.target.closest('.row') !== null; };
	for (const end of ['pointerup', 'pointercancel']) addEventListener(end, released);
	lines.onRegrown(repaint);
	new ResizeObserver(draw).observe(box);
}

export function name(all) {
	if (`${names}` === `${all}`) return;
	names = all;
	repaint();
}

function repaint(...some) {
	for (const line of some.length ? some : drawn) {
		rows.get(line)?.remove();
		rows.delete(line);
	}
	draw();
}

export function wrap(is) {
	box.classList.toggle('wrap', is);
	draw();
}

export function search(text) {
	if (text === query) return;
	query = text;
	$('found').textContent = text && `/${text}`;
	repaint();
}

// The current line, or the first in sight.
export const place = () => current || seen().line;

export const time = () => following ? NaN : place()?.time ?? NaN;

export const page = () => Math.max(1, Math.floor(box.clientHeight / rowHigh));

// Makes a line the current one and brings it into sight; in its middle if it was far away.
export function go(line) {
	following = false;
	current = line;
	const row = rows.get(line);
	anchor = row ? null : {line, off: box.clientHeight / 2, far: true};
	row?.scrollIntoView({block: 'nearest', inline: 'nearest'});
	scrolledTo = box.scrollTop;
	draw();
	on.moved();
}

export function move(by) {
	const {all} = lines;
	let i = all.indexOf(current);
	if (i >= 0) i += by;
	else i = following ? all.length - 1 : all.indexOf(place());
	if (all.length) go(all[Math.max(0, Math.min(i, all.length - 1))]);
}

export const scroll = (by) => box.scrollBy(by, 0);

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

// Text that was selected is not to move, either.
function released() {
	if (!held) return;
	held = false;
	if (following && !getSelection().isCollapsed) follow(false);
	draw();
}

function clicked({target}) {
	const row = target.closest('.row');
	if (!row || target.closest('a') || !getSelection().isCollapsed) return;
	const line = drawn.find((one) => rows.get(one) === row);
	if (line === current) on.opened(line);
	go(line);
}

// The first line in sight, as an anchor. Beyond the rows that are drawn it is guessed.
function seen() {
	const {all} = lines;
	const top = (line) => blockTop + rows.get(line)?.offsetTop - box.scrollTop;
	const line = drawn.find((one) => top(one) + rows.get(one)?.offsetHeight > 0);
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
	const top = following ? Infinity : (rows.get(all[at])?.offsetTop ?? 0) - anchor.off;
	// Rows that are not drawn count as one high: so the block's place is a guess, which is set right where it matters.
	blockTop = first * rowHigh;
	const drift = box.scrollTop - top - blockTop;
	if (first && !anchor.far && blockTop + drift > 0 && Math.abs(drift) < 4 * box.clientHeight) blockTop += drift;
	anchor.far = false;
	pad.style.height = `${blockTop + block.offsetHeight + (all.length - end) * rowHigh}px`;
	block.style.transform = `translateY(${blockTop}px)`;
	if (Math.abs(blockTop + top - box.scrollTop) >= 1) box.scrollTop = Math.min(blockTop + top, box.scrollHeight);
	scrolledTo = box.scrollTop;
	if (!following && first < AHEAD && !lines.first) on.near('before');
	if (end > all.length - AHEAD && !lines.last) on.near('after');
	const from = following ? Math.max(0, end - page()) : at;
	on.drawn(all[from], all[Math.min(from + page(), end) - 1]);
});

function fill(wanted) {
	const keep = new Set(wanted);
	for (const line of drawn) {
		if (keep.has(line)) continue;
		rows.get(line)?.remove();
		rows.delete(line);
	}
	drawn = wanted;
	const hit = hitOf(query);
	let next = block.firstChild;
	for (const line of wanted) {
		let row = rows.get(line);
		if (!row) rows.set(line, row = makeRow(line, names, hit));
		if (row === next) next = next.nextSibling;
		else block.insertBefore(row, next);
		row.id = line === current ? 'current' : '';
		row.ariaSelected = line === current;
	}
	box.setAttribute('aria-activedescendant', keep.has(current) ? 'current' : '');
}
