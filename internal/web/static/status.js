import {NOTIFY_EVERY, SAY} from './limits.js';
import {$} from './element.js';
import {clock, count, group, short} from './time.js';
import {hitOf, last} from './row.js';
import {LEVELS} from './view.js';

const SIGNS = {live: '●', ended: '■', failed: '×', refused: '×', scrolled: '‖'};

/** What stands above and below the panes: how it goes, and what has just happened. */
export class Status {
	chosen = false; // some lines are left out
	#lost = false; // the link, since it was open last
	#timer = 0;
	#link = 'connecting';
	#state = {};
	#following = true;

	/** How the connection is. */
	link(kind, text) {
		const open = kind === 'open';
		if (open && !$('away').hidden && this.#lost) this.say('connected again');
		this.#lost = !open && (this.#lost || kind !== 'connecting');
		this.#link = kind;
		document.body.classList.toggle('stale', !open);
		$('away').hidden = open;
		$('away').textContent = text;
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
		clearTimeout(this.#timer);
		$('said').textContent = text;
		if (text) this.#timer = setTimeout(() => this.say(''), SAY);
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
		const s = this.#state;
		let kind = s.state || 'waiting';
		if (this.#link !== 'open') kind = this.#link;
		else if (kind === 'live' && !this.#following) kind = 'scrolled';
		$('state').className = `s-${kind}`;
		$('state').textContent = `${SIGNS[kind] || '○'} ${kind}`;
		if (s.lines === undefined) return;
		$('rate').textContent = `${short(s.rate)} lines/s`;
		const parts = (s.sources || []).filter((one) => /failed|waiting/.test(one.state)).map((one) => `${one.state}: ${last(one.name)}`);
		if (s.progress < 1 && s.progress > 0) parts.unshift(`indexing ${Math.floor(s.progress * 100)} %`);
		if (s.lost) parts.push(`lost ${group(s.lost)}`);
		parts.push((this.chosen && s.matched < s.lines ? `${group(s.matched)} of ` : '') + count(s.lines, 'line'));
		$('counters').textContent = parts.join(' · ');
	}
}

/** Tells of lines by notifications and a count in the title, never with a line's text (TRUST.md, S17). */
export class Alert {
	#title = 'rtwatch';
	#unseen = 0;
	#found = 0; // since the last notification
	#timer = 0;

	constructor(settings) {
		this.settings = settings;
		document.addEventListener('visibilitychange', () => this.#tell(-this.#unseen));
	}

	/** Takes the name of what is watched. */
	name(title) {
		this.#title = title ? `${title} – rtwatch` : 'rtwatch';
		this.#tell(0);
	}

	/** Looks at lines that just came. */
	came(lines) {
		const {alert} = this.settings;
		const rule = hitOf(this.settings.rule);
		const least = alert === 'off' ? Infinity : LEVELS.indexOf(alert);
		const found = lines.filter((line) => !line.n && (LEVELS.indexOf(line.l) >= least || rule && line.x.slice(0, 2000).search(rule) >= 0)).length;
		if (document.hidden) this.#tell(rule || least < Infinity ? found : lines.length);
		this.#found += found;
		if (this.#found && !this.#timer) this.#notify();
	}

	#notify() {
		const body = `${count(this.#found, 'line')} you asked to be told of`;
		this.#timer = setTimeout(() => {
			this.#timer = 0;
			if (this.#found) this.#notify();
		}, NOTIFY_EVERY);
		this.#found = 0;
		if (window.Notification?.permission !== 'granted') return;
		try {
			new Notification('rtwatch', {body, tag: 'rtwatch'}).onclick = () => window.focus();
		} catch { /* phones want a service worker for this: the title has to do */ }
	}

	#tell(more) {
		const n = this.#unseen += more;
		document.title = n ? `(${n > 999 ? '999+' : n}) ${this.#title}` : this.#title;
	}
}
