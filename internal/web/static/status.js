import {SAY, SLOW} from './limits.js';
import {$} from './element.js';
import {clock, count, group, last, short} from './text.js';

const SIGNS = {live: '●', ended: '■', failed: '×', refused: '×', scrolled: '‖'};

/** What stands above and below the panes: how it goes, and what has just happened. */
export class Status {
	chosen = false; // some lines are left out
	names = []; // of the sources
	#lost = false; // the link, since it was open last
	#said = 0; // timers
	#slow = 0;
	#link = 'connecting';
	#state = {};
	#following = true;

	/** How the connection is: connecting, open, waiting or refused. */
	link(kind, text) {
		const open = kind === 'open';
		if (open && this.#lost) this.say('connected again');
		this.#lost = !open && (this.#lost || kind !== 'connecting');
		this.#link = kind;
		clearTimeout(this.#slow);
		this.#slow = setTimeout(() => {
			document.body.classList.toggle('stale', !open);
			$('away').textContent = text;
			$('away').hidden = open;
		}, kind === 'connecting' ? SLOW : 0); // no word of what is done at once
		$('way').textContent = open && text !== 'WebSocket' ? `by ${text}` : '';
		this.#draw();
	}

	/** What the server says of its sources. */
	state(state) {
		this.#state = state;
		this.#draw();
	}

	/** Says something once; a screen reader reads it out. */
	say(text) {
		clearTimeout(this.#said);
		$('said').textContent = text;
		if (text) this.#said = setTimeout(() => this.say(''), SAY);
	}

	/** Whether the log follows, and how many new lines below are not seen. */
	follow(following, below) {
		this.#following = following;
		$('below').hidden = following || !below;
		$('below').textContent = `↓ ${group(below)} new below`;
		$('follow').ariaPressed = following;
		this.#draw();
	}

	/** The time of the newest line. */
	newest(time) { if (time) $('newest').textContent = `last line ${clock(time)}`; }

	#draw() {
		const {sources = [], progress, lost, matched, lines, rate, state} = this.#state;
		const {chosen} = this;
		let kind = state || 'waiting';
		if (this.#link !== 'open') kind = this.#link;
		else if (kind === 'live' && !this.#following) kind = 'scrolled';
		$('state').className = `s-${kind}`;
		$('state').textContent = `${SIGNS[kind] || '○'} ${kind}`;
		$('empty').textContent = this.#link !== 'open' ? '' : chosen ? 'no line is like that yet' : `waiting for lines of ${this.names.map(last).join(', ')}`;
		if (lines === undefined) return;
		$('rate').textContent = `${short(rate)} lines/s`;
		const parts = sources.filter((one) => /failed|waiting/.test(one.state)).map((one) => `${one.state}: ${last(one.name)}`);
		if (progress < 1 && progress > 0) parts.unshift(`indexing ${Math.floor(progress * 100)} %`);
		if (lost) parts.push(`lost ${group(lost)}`);
		parts.push((chosen && matched < lines ? `${group(matched)} of ` : '') + count(lines, 'line'));
		$('counters').textContent = parts.join(' · ');
	}
}
