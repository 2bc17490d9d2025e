import {$, put} from './element.js';
import {hitOf} from './row.js';
import {count} from './text.js';
import {LEVELS, remember, settings} from './view.js';

const EVERY = 5000; // ms

let title = 'rtwatch';
let unseen = 0;
let found = 0;
let timer = 0;

export function start() {
	const [level, rule] = [$('alert-level'), $('rule')];
	level.value = settings.alert;
	rule.value = settings.rule;
	const show = () => $('alert').ariaPressed = Boolean(level.value || rule.value);
	level.onchange = rule.onchange = async () => {
		remember({alert: level.value, rule: rule.value.trim()});
		if (show()) put('alert-state', await window.Notification?.requestPermission() === 'granted' ? 'this browser will notify you' : 'this browser only counts in the title');
	};
	document.onvisibilitychange = () => tell(-unseen);
	show();
}

export function name(text) {
	title = text ? `${text} – rtwatch` : 'rtwatch';
	tell(0);
}

export function came(lines) {
	const rule = hitOf(settings.rule);
	const levels = settings.alert ? LEVELS.slice(LEVELS.indexOf(settings.alert)) : [];
	const here = lines.filter(({n, l, x}) => !n && (levels.includes(l) || rule && x.slice(0, 2000).search(rule) >= 0)).length;
	if (document.hidden) tell(rule || levels.length ? here : lines.length);
	found += here;
	if (!timer) notify();
}

function notify() {
	timer = 0;
	if (!found) return;
	const body = `${count(found, 'line')} you asked to be told of`;
	found = 0;
	timer = setTimeout(notify, EVERY);
	if (window.Notification?.permission !== 'granted') return;
	try {
		// A line's text stays out of it (TRUST.md, S17).
		new Notification('rtwatch', {body, tag: 'rtwatch'}).onclick = () => window.focus();
	} catch { /* phones want a service worker for this */ }
}

function tell(more) {
	unseen += more;
	document.title = unseen ? `(${unseen > 999 ? '999+' : unseen}) ${title}` : title;
}
