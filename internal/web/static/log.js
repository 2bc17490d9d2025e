import {AHEAD, MARGIN} from './limits.js';
import {$, element, framed} from './element.js';
import {hitOf, makeRow} from './row.js';

/**
 * The log's rows: only those near what is seen are in the page, and only their heights are known. One line, the
 * anchor, is held where it is while lines come, go or grow around it. It tells on.near(end) when an end of the
 * lines comes close, on.moved(), on.opened(line), and on.drawn(first, last) of those in sight.
 */
export class Log {
	following = true;
	current = null; // the line that keys move
	names = []; // of the sources
	query = ''; // what is marked
	box = $('log');
	draw = framed(() => this.#draw());
	#block = element('div', {class: 'rows', role: 'presentation'});
	#pad = element('div', {class: 'pad', role: 'presentation'}, this.#block);
	#rows = new Map(); // line → its row
	#drawn = []; // the lines that have one, in order
	#anchor = null; // {line, off: pixels below the upper edge, far: it was not drawn}; null: what is seen now
	#y = 0; // where the block begins
	#top = 0; // where we scrolled to last
	#high = 18; // pixels of a row that does not wrap
	#held = false; // the pointer is down on a row, which must not slip away

	constructor(lines, on) {
		Object.assign(this, {lines, on});
		const {box} = this;
		box.append(this.#pad);
		box.onscroll = () => this.#scrolled();
		box.onclick = (e) => this.#clicked(e);
		box.onpointerdown = (e) => { this.#held = Boolean(e.target.closest('.row')); };
		for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => this.#release());
		new ResizeObserver(this.draw).observe(box);
	}

	/** Draws a line's row anew, or all of them. */
	repaint(line) {
		for (const one of line ? [line] : this.#drawn) {
			this.#rows.get(one)?.remove();
			this.#rows.delete(one);
		}
		this.draw();
	}

	set wrap(on) {
		this.box.classList.toggle('wrap', on);
		this.draw();
	}

	get wrap() { return this.box.classList.contains('wrap'); }

	/** Marks what is looked for, '' for nothing. */
	search(query) {
		if (query === this.query) return;
		this.query = query;
		$('found').textContent = query && `/${query}`;
		this.repaint();
	}

	/** The current line, or the first in sight. */
	get place() { return this.current || this.#seen().line; }

	/** The time of that line; NaN while the log follows. */
	get time() { return this.following ? NaN : this.place?.time ?? NaN; }

	/** Rows that fit. */
	get page() { return Math.max(1, Math.floor(this.box.clientHeight / this.#high)); }

	/** Makes a line the current one and brings it into sight; in its middle if it was far away. */
	go(line) {
		this.following = false;
		this.current = line;
		const row = this.#rows.get(line);
		if (row) {
			this.#anchor = null;
			row.scrollIntoView({block: 'nearest', inline: 'nearest'});
			this.#top = this.box.scrollTop;
		} else this.#anchor = {line, off: this.box.clientHeight / 2, far: true};
		this.draw();
		this.on.moved();
	}

	/** Moves the current line by rows; the first step begins in sight. */
	move(by) {
		const {all} = this.lines;
		let i = all.indexOf(this.current);
		if (i >= 0) i += by;
		else i = this.following ? all.length - 1 : all.indexOf(this.place);
		if (all.length) this.go(all[Math.max(0, Math.min(i, all.length - 1))]);
	}

	/** Scrolls to the newest line and stays there, or stays where it is. */
	follow(on) {
		this.following = on;
		this.#anchor = null;
		if (on) this.current = null;
		this.draw();
		this.on.moved();
	}

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
		if (scrollTop !== this.#top) this.#anchor = null;
		this.#top = scrollTop;
		this.draw();
		if (was !== this.following) this.on.moved();
	}

	/** Text that was selected is not to move, either. */
	#release() {
		if (!this.#held) return;
		this.#held = false;
		if (this.following && !getSelection().isCollapsed) this.follow(false);
		this.draw();
	}

	#clicked({target}) {
		const row = target.closest('.row');
		if (!row || target.closest('a') || !getSelection().isCollapsed) return;
		const line = this.#drawn.find((one) => this.#rows.get(one) === row);
		if (line === this.current) this.on.opened(line);
		this.go(line);
	}

	/** The first line in sight, as an anchor. Beyond the rows that are drawn it is guessed. */
	#seen() {
		const {all} = this.lines;
		const {scrollTop} = this.box;
		const top = (line) => this.#y + this.#rows.get(line)?.offsetTop - scrollTop;
		const line = this.#drawn.find((one) => top(one) + this.#rows.get(one)?.offsetHeight > 0);
		if (line && (top(line) <= 0 || line === all[0])) return {line, off: top(line)};
		const i = Math.max(0, Math.min(Math.floor(scrollTop / this.#high), all.length - 1));
		return {line: all[i], off: i * this.#high - scrollTop};
	}

	#draw() {
		const {box, lines: {all}, following} = this;
		if (following && this.#held) return;
		const high = box.clientHeight;
		this.#high = parseFloat(getComputedStyle(box).lineHeight);
		const anchor = this.#anchor ||= this.#seen();
		const at = following || !anchor.line ? all.length - 1 : this.lines.indexOf(anchor.line);
		const span = this.page + MARGIN;
		const first = Math.max(0, at - span);
		const end = Math.min(all.length, at + span);
		this.#fill(all.slice(first, end));
		const top = following ? Infinity : (this.#rows.get(all[at])?.offsetTop ?? 0) - anchor.off;
		// Rows that were not seen count as one high, so the block's place is a guess, which is set right where it matters.
		this.#y = first * this.#high;
		const drift = box.scrollTop - top - this.#y;
		if (first && !anchor.far && this.#y + drift > 0 && Math.abs(drift) < 4 * high) this.#y += drift;
		anchor.far = false;
		this.#pad.style.height = `${this.#y + this.#block.offsetHeight + (all.length - end) * this.#high}px`;
		this.#block.style.transform = `translateY(${this.#y}px)`;
		if (Math.abs(this.#y + top - box.scrollTop) >= 1) this.#scroll(following ? box.scrollHeight : this.#y + top);
		if (!following && first < AHEAD && !this.lines.first) this.on.near('before');
		if (end > all.length - AHEAD && !this.lines.last) this.on.near('after');
		this.on.drawn(following ? all[Math.max(0, all.length - this.page)] : all[at], all[Math.min(following ? end : at + this.page, all.length) - 1]);
	}

	/** Puts just these lines' rows into the block, and leaves those that stay untouched. */
	#fill(wanted) {
		const keep = new Set(wanted);
		for (const line of this.#drawn) {
			if (keep.has(line)) continue;
			this.#rows.get(line)?.remove();
			this.#rows.delete(line);
		}
		this.#drawn = wanted;
		const hit = hitOf(this.query);
		let next = this.#block.firstChild;
		for (const line of wanted) {
			let row = this.#rows.get(line);
			if (!row) this.#rows.set(line, row = makeRow(line, this.names, hit));
			if (row === next) next = next.nextSibling;
			else this.#block.insertBefore(row, next);
			row.id = line === this.current ? 'current' : '';
			row.ariaSelected = line === this.current;
		}
		this.box.setAttribute('aria-activedescendant', keep.has(this.current) ? 'current' : '');
	}
}
