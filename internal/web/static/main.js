import {Alert} from './alert.js';
import {Ask, Chips} from './ask.js';
import {Detail} from './detail.js';
import {Dialogs} from './dialog.js';
import {byId, element} from './element.js';
import {Graphs} from './graph.js';
import {Histogram} from './histogram.js';
import {History} from './history.js';
import {listen} from './keys.js';
import {PAGE} from './limits.js';
import {Lines} from './lines.js';
import {Link} from './link.js';
import {Log} from './log.js';
import {Prompt} from './prompt.js';
import {last} from './row.js';
import {Search} from './search.js';
import {Series} from './series.js';
import {Settings} from './settings.js';
import {Status} from './status.js';
import {Tables} from './table.js';
import {LEVELS, View} from './view.js';

const settings = new Settings();
const view = new View();
const lines = new Lines();
const status = new Status();
const alert = new Alert(settings);
const series = new Series();
const tables = new Tables();
const detail = new Detail();
let below = 0; // lines that came while the log did not follow
let arrived = 0; // the time of the newest line
let staying = false; // the next reset leaves the log where it is

const log = new Log(byId('log'), lines, {
	near: (end) => history.extend(end),
	moved: () => {
		if (log.following && !lines.last) return newest();
		if (log.following) below = 0;
		point(log.following ? NaN : log.current?.time ?? NaN);
		status.follow(log.following, below);
		address();
	},
	opened: (line) => detail.open(lines.record(line)),
	drawn: (first, end) => {
		histogram.seen = [first?.time ?? NaN, end?.time ?? NaN];
		histogram.draw();
	},
});
const history = new History(view, lines, {
	grown: (n) => n > 0 ? log.prepended(n) : log.changed(-n),
	jumped: () => log.repaint(),
	failed: (text) => status.say(text),
});
const search = new Search(log, history, {show: (cursor) => show(cursor), say: (text) => status.say(text)});
const graphs = new Graphs(series, goTo);
const histogram = new Histogram((path, q) => history.ask(path, q), goTo);
const link = new Link(view, take, (kind, text) => status.link(kind, text));
const dialogs = new Dialogs({settings, view, link, status, changed: () => changed()});

const ask = new Ask({
	prompt: new Prompt(), view, log, lines, history, search, status, goTo, changed: () => changed(), newest: () => arrived,
});

const chips = new Chips(view, {edit: (i) => ask.filter(i), changed: () => changed()});

/** Takes one message of the server. */
function take(m) {
	switch (m.type) {
		case 'hello':
			byId('names').textContent = m.names.map(last).join('  ');
			log.names = m.names;
			alert.name(m.title);
			dialogs.hello(m);
			chips.draw(m.filters || []);
			break;
		case 'lines': return came(m);
		case 'state':
			status.state(m);
			return histogram.refresh();
		case 'series':
		case 'samples':
			if (m.series) series.set(m.series);
			else series.add(m.samples);
			return graphs.rebuild();
		case 'table': return tables.put(m);
		case 'present': return presented(m);
		case 'error': return status.say(m.error);
	}
}

function came(m) {
	const got = m.lines;
	if (m.skipped) got.unshift({n: 'warn', x: `${m.skipped} lines skipped`});
	if (m.reset) {
		if (staying) {
			staying = false;
			return;
		}
		history.reset();
		lines.replace(got, false, true);
		log.repaint();
		if (log.following) log.follow();
	} else {
		alert.came(got);
		const gone = lines.last && !history.jumping ? lines.append(got, log.following) : -1;
		if (gone < 0) history.came(got);
		else log.changed(gone);
		if (!log.following) {
			below += got.length;
			status.follow(log.following, below);
		}
	}
	if (got.length) status.newest(arrived = Date.parse(got.at(-1).at) || arrived);
	histogram.refresh();
}

/** What is asked for has changed: the server sends it anew; the log stays where it stood. */
function changed() {
	const from = log.following ? null : log.current || lines.all[log.first];
	status.filtered = view.chosen;
	staying = Boolean(from?.c);
	link.renew(PAGE);
	if (from?.c) show(from.c);
	chips.draw();
	histogram.refresh(true);
	address();
}

/** Keeps the address bar in step, so that the view can be sent to somebody. */
let writing = 0;
function address() {
	clearTimeout(writing);
	writing = setTimeout(() => view.write(log.following ? NaN : (log.current || lines.all[log.first])?.time ?? NaN), 250);
}

/** Moves the time cursor that all panes share. */
function point(time) {
	graphs.show(time, history);
	histogram.cursor = time;
	histogram.draw();
}

/** Goes to a line, which is loaded if it is not held. */
async function show(cursor) {
	log.following = false;
	const seq = Number(cursor.split('.')[1]);
	const held = lines.all[lines.index(seq)];
	await go(held?.seq === seq && !staying ? held : history.jump(cursor), '');
}

/** Goes to a line that is on its way, or says why it does not come. */
async function go(coming, none) {
	log.following = false;
	try {
		const line = await coming;
		if (line) log.go(line);
		else if (none) status.say(none);
	} catch (e) {
		status.say(e.message);
	}
}

/** Goes to a time, from any pane. */
function goTo(time) {
	point(time);
	return go(history.jumpTo(time), 'no line at that time');
}

function newest() {
	log.following = true;
	if (lines.last) log.follow();
	else link.renew(PAGE);
}

function presented(m) {
	byId('present').hidden = false;
	if (!settings.get('present')) return;
	if (m.filter !== view.filter) {
		view.filters = m.filter ? [m.filter] : [];
		view.off = false;
		changed();
	}
	if (m.cursor) show(m.cursor);
	else newest();
}

const gap = (way) => go(lines.gap(log.current || lines.all[log.first], way), 'no gap in time near here');
const oldest = () => go(lines.first ? lines.all[0] : history.jumpBy(0), '');
const toggle = (key) => settings.set(key, !settings.get(key));

function leave() {
	if (document.body.classList.contains('zoom')) return does.zoom();
	if (search.query) return search.set('');
	if (view.filters.length || view.level) {
		view.filters = [];
		view.level = '';
		changed();
	}
}

const does = {
	follow: newest, newest, oldest, leave,
	filter: () => ask.filter(),
	search: () => ask.find(),
	goto: () => ask.place(),
	pause: () => log.following ? log.pause() : newest(),
	wrap: () => settings.set('wrap', !log.wrap),
	volume: () => toggle('volume'),
	tables: () => settings.set('tables', !tables.on),
	filters: () => {
		view.off = !view.off;
		changed();
	},
	level: (key) => {
		view.level = ['', 'debug', 'info', 'warn', 'error'][key - 1];
		changed();
	},
	sources: () => dialogs.sources(),
	next: () => search.step(1),
	previous: () => search.step(-1),
	nextError: () => search.step(1, 'level>=error'),
	previousError: () => search.step(-1, 'level>=error'),
	nextGap: () => gap(1),
	previousGap: () => gap(-1),
	down: () => log.move(1),
	up: () => log.move(-1),
	pageDown: () => log.move(log.page - 1),
	pageUp: () => log.move(1 - log.page),
	halfDown: () => log.move(log.page >> 1),
	halfUp: () => log.move(-log.page >> 1),
	left: () => log.box.scrollBy(-64, 0),
	right: () => log.box.scrollBy(64, 0),
	open: () => {
		const line = log.current || lines.all.at(-1);
		if (line) detail.open(lines.record(line));
	},
	zoom: () => document.body.classList.toggle('zoom'),
	nextTable: () => tables.step(1),
	previousTable: () => tables.step(-1),
	help: () => byId('helping').showModal(),
};

function apply() {
	const theme = settings.get('theme');
	document.documentElement.classList.toggle('dark', theme === 'dark');
	document.documentElement.classList.toggle('light', theme === 'light');
	byId('theme').setAttribute('aria-label', `theme: ${theme}`);
	byId('theme').title = `theme: ${theme}`;
	byId('volume').hidden = !settings.get('volume');
	const narrow = matchMedia('(max-width: 600px)').matches;
	tables.show(settings.get('tables') ?? !narrow);
	byId('present').setAttribute('aria-pressed', String(settings.get('present')));
	const wrap = settings.get('wrap') ?? narrow;
	byId('wrap').setAttribute('aria-pressed', String(wrap));
	if (wrap !== log.wrap) log.wrap = wrap;
	graphs.repaint();
	histogram.repaint();
	histogram.refresh(true);
}

byId('level').append(...['', ...LEVELS].map((level) => element('option', {value: level}, level ? `≥ ${level}` : 'all')));
byId('level').addEventListener('change', (e) => {
	view.level = e.target.value;
	changed();
});
byId('below').addEventListener('click', newest);
byId('theme').addEventListener('click', () => {
	const all = ['auto', 'dark', 'light'];
	settings.set('theme', all[(all.indexOf(settings.get('theme')) + 1) % 3]);
});
byId('present').addEventListener('click', () => toggle('present'));
for (const name of ['follow', 'search', 'filter', 'goto', 'wrap', 'open', 'help', 'sources']) byId(name).addEventListener('click', () => does[name]());
settings.addEventListener('change', apply);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
listen(does);
apply();

/** Takes the view that the address bar holds. */
function read() {
	const held = view.read(location.hash);
	status.filtered = view.chosen;
	chips.draw();
	view.write(held.time); // a token does not stay in it
	return held;
}

const begin = read();
link.start(begin.token).then(() => Number.isNaN(begin.time) || goTo(begin.time));
addEventListener('hashchange', () => {
	const {time} = read();
	changed();
	if (!Number.isNaN(time)) goTo(time);
});
status.follow(log.following, below);
