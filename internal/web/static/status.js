import {SAY} from './limits.js';
import {byId} from './element.js';
import {clock, count, group, short} from './time.js';
import {last} from './row.js';

const SIGNS = {live: '●', waiting: '○', ended: '■', failed: '×', connecting: '○', refused: '×', paused: '‖'};

/** What stands above and below the panes: how it goes, and what has just happened. */
export class Status {
	#timer = 0;
	#link = ['connecting', ''];
	#state = {};

	/** How the connection is. */
	link(kind, text) {
		const was = this.#link[0];
		this.#link = [kind, text];
		document.body.classList.toggle('stale', kind !== 'open');
		byId('away').hidden = kind === 'open';
		byId('away').textContent = kind === 'open' ? '' : text;
		if (kind === 'open' && was !== 'open' && was !== 'connecting') this.say('connected again');
		byId('way').textContent = kind === 'open' && text !== 'WebSocket' ? `by ${text}` : '';
		this.draw();
	}

	/** What the server says of its sources. */
	state(state) {
		this.#state = state;
		this.draw();
	}

	/** Says something once; a screen reader reads it out. */
	say(text) {
		clearTimeout(this.#timer);
		byId('said').textContent = text;
		this.#timer = setTimeout(() => { byId('said').textContent = ''; }, SAY);
	}

	/** @param {boolean} following @param {number} below new lines that are not seen */
	follow(following, below) {
		this.following = following;
		const more = byId('below');
		more.hidden = following || !below;
		more.textContent = `↓ ${group(below)} new below`;
		byId('follow').setAttribute('aria-pressed', String(following));
		this.draw();
	}

	/** @param {number} time of the newest line */
	newest(time) {
		if (time > 0) byId('newest').textContent = `last line ${clock(time)}`;
	}

	draw() {
		const s = this.#state;
		const kind = this.#link[0] !== 'open' ? this.#link[0] : s.state === 'live' && !this.following ? 'paused' : s.state || 'waiting';
		byId('state').className = `state s-${kind}`;
		byId('state').textContent = `${SIGNS[kind] || '○'} ${kind === 'paused' ? 'scrolled' : kind}`;
		byId('rate').textContent = s.rate === undefined ? '' : `${short(s.rate)} lines/s`;
		const parts = [];
		if (s.progress < 1 && s.progress > 0) parts.push(`indexing ${Math.floor(s.progress * 100)} %`);
		for (const one of s.sources || []) {
			if (one.state === 'failed' || one.state === 'waiting') parts.push(`${one.state}: ${last(one.name)}`);
		}
		if (s.lost) parts.push(`lost ${group(s.lost)}`);
		if (s.lines !== undefined) {
			const some = s.matched !== undefined && s.matched !== s.lines && this.filtered;
			parts.push(some ? `${group(s.matched)} of ${count(s.lines, 'line')}` : count(s.lines, 'line'));
		}
		byId('counters').textContent = parts.join(' · ');
	}
}
