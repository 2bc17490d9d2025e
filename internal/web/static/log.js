import {AHEAD, MARGIN} from './limits.js';
import {$, element, framed} from './element.js';
import {Heights} from './lines.js';
import {makeRow} from './row.js';

/**
 * The log's rows: only those that are seen are in the page. It tells on.near(end) when an end of the
 * lines comes into sight, on.moved(), on.opened(line), and on.drawn(first, last) of those in sight.
 */
export class Log {
	following = true;
	current = null; // the line that keys move
	hit = null; // what is marked
	names = []; // of the sources
	box = $('log');
	block = element('div', {class: 'rows', role: 'presentation'});
	pad = element('div', {class: 'pad', role: 'presentation'}, this.block);
	draw = framed(() => this.#draw());
	#rows = new Map(); // line → its row
	#heights = new Heights();
	#top = 0; // where we scrolled to last
	#wrap = false;

	constructor(lines, on) {
		Object.assign(this, {lines, on});
		this.box.append(this.pad);
		this.box.onscroll = () => this.#scrolled();
		this.box.onclick = (e) => this.#clicked(e);
		new ResizeObserver(() => this.changed()).observe(this.box);
		this.#heights.reset(lines.all);
	}

	/** The lines are others now; gone of them went before the first one seen. */
	changed(gone = 0) {
		const shift = this.#heights.top(gone);
		this.#measure();
		this.#heights.reset(this.lines.all);
		if (shift && !this.following) this.#scroll(this.box.scrollTop - shift);
		this.draw();
	}

	/** Lines came before the first one: what is seen stays where it is. */
	prepended(count) {
		this.#heights.reset(this.lines.all);
		this.#size();
		this.#scroll(this.box.scrollTop + this.#heights.top(count));
		this.draw();
	}

	/** Draws every row anew, as after another search. */
	repaint() {
		this.#rows.clear();
		this.block.replaceChildren();
		this.changed();
	}

	set wrap(on) {
		this.#wrap = on;
		this.box.classList.toggle('wrap', on);
		const {first} = this;
		this.repaint();
		if (!this.following) this.#scroll(this.#heights.top(first));
	}

	get wrap() { return this.#wrap; }

	/** The index of the first row in sight. */
	get first() { return Math.max(0, Math.min(this.#heights.at(this.box.scrollTop), this.lines.length - 1)); }

	/** The current line, or the first in sight. */
	get place() { return this.current || this.lines.all[this.first]; }

	/** The time of that line; NaN while the log follows. */
	get time() { return this.following ? NaN : this.place?.time ?? NaN; }

	/** Rows that fit. */
	get page() { return Math.max(1, Math.floor(this.box.clientHeight / this.#heights.row)); }

	/** Makes a line the current one and brings it into sight; in its middle if it was far away. */
	go(line) {
		const i = this.lines.all.indexOf(line);
		if (i < 0) return;
		this.current = line;
		this.#size();
		const {scrollTop, clientHeight} = this.box;
		const top = this.#heights.top(i);
		const least = this.#heights.top(i + 1) - clientHeight;
		if (Math.abs(top - scrollTop - clientHeight / 2) > 2.5 * clientHeight) this.#scroll(top - clientHeight / 2);
		else if (top < scrollTop) this.#scroll(top);
		else if (least > scrollTop) this.#scroll(least);
		this.draw();
		this.on.moved();
	}

	/** Moves the current line by rows; the first step begins in sight. */
	move(by) {
		const {all} = this.lines;
		let i = all.indexOf(this.current);
		if (i < 0) i = this.following ? all.length - 1 : this.first;
		else i += by;
		if (by < 0) this.following = false;
		this.go(all[Math.max(0, Math.min(i, all.length - 1))]);
	}

	/** Scrolls to the newest line and stays there, or stays where it is. */
	follow(on) {
		this.following = on;
		if (on) this.current = null;
		this.draw();
		this.on.moved();
	}

	#measure() {
		const style = getComputedStyle(this.block);
		this.#heights.row = parseFloat(style.lineHeight);
		this.#heights.columns = 0;
		if (!this.#wrap) return;
		const pen = element('canvas').getContext('2d');
		pen.font = `${style.fontSize} ${style.fontFamily}`;
		const beside = this.block.querySelector('.source')?.offsetWidth || 0;
		this.#heights.columns = Math.max(8, Math.floor((this.box.clientWidth - 24 - beside) / pen.measureText('0').width));
	}

	#size() { this.pad.style.height = `${this.#heights.top(this.lines.length)}px`; }

	#scroll(top) {
		this.box.scrollTop = top;
		this.#top = this.box.scrollTop;
	}

	#scrolled() {
		const {scrollTop, clientHeight, scrollHeight} = this.box;
		const was = this.following;
		const end = scrollTop + clientHeight >= scrollHeight - 2;
		if (scrollTop < this.#top - 1 && !end) this.following = false; // at the end, the box has only grown
		else if (scrollTop > this.#top + 1 && end && this.lines.last) this.following = true;
		this.#top = scrollTop;
		this.draw();
		if (was !== this.following) this.on.moved();
	}

	#clicked({target}) {
		const row = target.closest('.row');
		if (!row || target.closest('a') || !getSelection().isCollapsed) return;
		const [line] = [...this.#rows].find(([, made]) => made === row);
		if (line === this.current) this.on.opened(line);
		this.following = false;
		this.go(line);
	}

	#draw() {
		const {box, lines} = this;
		const h = this.#heights;
		this.#size();
		if (this.following) this.#scroll(box.scrollHeight);
		const first = Math.max(0, h.at(box.scrollTop) - MARGIN);
		const end = Math.min(lines.length, h.at(box.scrollTop + box.clientHeight) + 1 + MARGIN);
		this.#fill(lines.all.slice(first, end));
		if (h.columns) this.#correct();
		this.block.style.transform = `translateY(${h.top(first)}px)`;
		if (first < AHEAD && !lines.first) this.on.near('before');
		if (end > lines.length - AHEAD && !lines.last) this.on.near('after');
		this.on.drawn(lines.all[h.at(box.scrollTop)], lines.all[end - 1]);
	}

	/** Puts just these lines' rows into the block, and leaves those that stay untouched. */
	#fill(wanted) {
		const keep = new Set(wanted);
		for (const [line, row] of this.#rows) {
			if (keep.has(line)) continue;
			row.remove();
			this.#rows.delete(line);
		}
		let next = this.block.firstChild;
		for (const line of wanted) {
			let row = this.#rows.get(line);
			if (!row) this.#rows.set(line, row = makeRow(line, this.names, this.hit));
			if (row === next) next = next.nextSibling;
			else this.block.insertBefore(row, next);
			row.id = line === this.current ? 'current' : '';
			row.ariaSelected = line === this.current;
		}
		this.box.setAttribute('aria-activedescendant', keep.has(this.current) ? 'current' : '');
	}

	/** Sets guessed heights right by what was drawn; what is seen does not jump. */
	#correct() {
		const h = this.#heights;
		const anchor = h.at(this.box.scrollTop);
		const off = this.box.scrollTop - h.top(anchor);
		let wrong = false;
		for (const [line, row] of this.#rows) wrong = h.seen(line, row.offsetHeight) || wrong;
		if (!wrong) return;
		this.#size();
		this.#scroll(this.following ? this.box.scrollHeight : h.top(anchor) + off);
	}
}
