import {AHEAD, MARGIN} from './limits.js';
import {element, framed} from './element.js';
import {Heights} from './lines.js';
import {makeRow} from './row.js';

/**
 * The log's rows: only those that are seen are in the page. It shows `lines`,
 * tells `near(end)` when one of their ends comes into sight, `moved()` when
 * what it shows or its current line has changed, and `opened(line)` when the
 * current line is pressed or Enter is.
 */
export class Log {
	following = true;
	current = null; // the line that keys move
	hit = null; // what is marked
	names = []; // of the sources
	#rows = new Map(); // line → its row
	#heights = new Heights();
	#top = 0; // where we scrolled to last
	#wrap = false;

	constructor(box, lines, on) {
		Object.assign(this, {box, lines, on});
		this.block = element('div', {class: 'rows', role: 'presentation'});
		this.pad = element('div', {class: 'pad', role: 'presentation'}, this.block);
		box.append(this.pad);
		this.draw = framed(() => this.#draw());
		box.addEventListener('scroll', () => this.#scrolled(), {passive: true});
		box.addEventListener('click', (e) => this.#clicked(e));
		new ResizeObserver(() => this.changed()).observe(box);
		this.#heights.reset(lines.all);
	}

	/** The lines are others now, or look otherwise; gone of them went before the first one seen. */
	changed(gone = 0) {
		const shift = gone > 0 ? this.#heights.top(gone) : 0;
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
		const first = this.lines.all[this.first];
		this.repaint();
		if (!this.following && first) this.#scroll(this.#heights.top(this.lines.index(first.seq)));
	}

	get wrap() { return this.#wrap; }

	/** @returns {number} the index of the first row in sight */
	get first() { return Math.max(0, Math.min(this.#heights.at(this.box.scrollTop), this.lines.length - 1)); }

	/** @returns {number} rows that fit */
	get page() { return Math.max(1, Math.floor(this.box.clientHeight / this.#heights.row)); }

	/** Makes a line the current one and brings it into sight; in its middle if it was far away. */
	go(line) {
		const i = this.lines.all.indexOf(line);
		if (i < 0) return;
		this.current = line;
		const {box} = this;
		this.#size();
		const top = this.#heights.top(i);
		const bottom = this.#heights.top(i + 1);
		if (top < box.scrollTop - 2 * box.clientHeight || top > box.scrollTop + 3 * box.clientHeight) {
			this.#scroll(top - box.clientHeight / 2);
		} else if (top < box.scrollTop) this.#scroll(top);
		else if (bottom > box.scrollTop + box.clientHeight) this.#scroll(bottom - box.clientHeight);
		this.draw();
		this.on.moved();
	}

	/** Moves the current line by rows; the first step begins in sight. */
	move(by) {
		const all = this.lines.all;
		if (!all.length) return;
		let i = this.current ? all.indexOf(this.current) : -1;
		if (i < 0) i = this.following ? all.length - 1 : this.first;
		else i += by;
		if (by < 0) this.following = false;
		this.go(all[Math.max(0, Math.min(i, all.length - 1))]);
	}

	/** Scrolls to the newest line, and stays there. */
	follow() {
		this.following = true;
		this.current = null;
		this.draw();
		this.on.moved();
	}

	pause() {
		this.following = false;
		this.on.moved();
	}

	#measure() {
		const style = getComputedStyle(this.block);
		const h = this.#heights;
		h.row = parseFloat(style.lineHeight) || 18;
		if (!this.#wrap) h.columns = 0;
		else {
			const pen = document.createElement('canvas').getContext('2d');
			pen.font = `${style.fontSize} ${style.fontFamily}`;
			const beside = this.block.querySelector('.source')?.offsetWidth || 0;
			h.columns = Math.max(8, Math.floor((this.box.clientWidth - 24 - beside) / pen.measureText('0').width));
		}
	}

	#size() {
		const height = this.#heights.top(this.lines.length);
		if (this.height !== height) this.pad.style.height = `${this.height = height}px`;
	}

	#scroll(top) {
		this.box.scrollTop = top;
		this.#top = this.box.scrollTop;
	}

	#scrolled() {
		const {scrollTop, clientHeight, scrollHeight} = this.box;
		const was = this.following;
		if (scrollTop < this.#top - 1) this.following = false;
		else if (scrollTop > this.#top + 1 && scrollTop + clientHeight >= scrollHeight - 2 && this.lines.last) this.following = true;
		this.#top = scrollTop;
		this.draw();
		if (was !== this.following) this.on.moved();
	}

	#clicked(event) {
		const row = event.target.closest('.row');
		if (!row || event.target.closest('a') || !getSelection().isCollapsed) return;
		for (const [line, made] of this.#rows) {
			if (made !== row) continue;
			if (line === this.current) this.on.opened(line);
			this.following = false;
			this.go(line);
		}
	}

	#draw() {
		const {box, lines} = this;
		const h = this.#heights;
		this.#size();
		if (this.following) this.#scroll(box.scrollHeight);
		const first = Math.max(0, h.at(box.scrollTop) - MARGIN);
		const end = Math.min(lines.length, h.at(box.scrollTop + box.clientHeight) + 1 + MARGIN);
		this.#fill(lines.all.slice(first, end));
		this.block.style.transform = `translateY(${h.top(first)}px)`;
		if (h.columns) this.#correct(first);
		if (first < AHEAD && !lines.first && lines.length) this.on.near('before');
		if (end > lines.length - AHEAD && !lines.last) this.on.near('after');
		this.on.drawn?.(lines.all[h.at(box.scrollTop)], lines.all[end - 1]);
	}

	/** Puts just these lines' rows into the block, and leaves those that stay untouched. */
	#fill(wanted) {
		const how = {many: this.names.length > 1, names: this.names, hit: this.hit};
		const keep = new Set(wanted);
		for (const [line, row] of this.#rows) {
			if (keep.has(line)) continue;
			row.remove();
			this.#rows.delete(line);
		}
		let next = this.block.firstChild;
		let current = '';
		wanted.forEach((line) => {
			let row = this.#rows.get(line);
			if (!row) this.#rows.set(line, row = makeRow(line, how));
			if (row === next) next = next.nextSibling;
			else this.block.insertBefore(row, next);
			const on = line === this.current;
			if (on) row.id = current = 'current';
			else row.removeAttribute('id');
			row.setAttribute('aria-selected', String(on));
		});
		if (current) this.box.setAttribute('aria-activedescendant', current);
		else this.box.removeAttribute('aria-activedescendant');
	}

	/** Sets guessed heights right by what was drawn; what is seen does not jump. */
	#correct(first) {
		const h = this.#heights;
		const anchor = h.at(this.box.scrollTop);
		const off = this.box.scrollTop - h.top(anchor);
		let wrong = false;
		for (const [line, row] of this.#rows) wrong = h.seen(line, row.offsetHeight) || wrong;
		if (!wrong) return;
		this.#size();
		this.block.style.transform = `translateY(${h.top(first)}px)`;
		this.#scroll(this.following ? this.box.scrollHeight : h.top(anchor) + off);
	}
}
