import {Ask} from './ask.js';
import {Histogram} from './chart.js';
import {Dialogs, showRecord} from './dialog.js';
import {$, options} from './element.js';
import {Graphs} from './graph.js';
import {History} from './history.js';
import {listen} from './keys.js';
import {PAGE} from './limits.js';
import {Lines} from './lines.js';
import {Link} from './link.js';
import {Log} from './log.js';
import {last} from './row.js';
import {Alert, Status} from './status.js';
import {Tables} from './table.js';
import {LEVELS, Settings, View} from './view.js';

let below = 0; // lines that came while the log did not follow
let arrived = 0; // the time of the newest line
let staying = false; // the next reset leaves the log where it is
let writing = 0; // the timer of the address bar
let presented = null; // what the presenter showed last

const settings = new Settings(apply);
const view = new View();
const lines = new Lines();
const status = new Status();
const alert = new Alert(settings);
const tables = new Tables();
const say = (text) => status.say(text);
const log = new Log(lines, {
	near: (end) => history.extend(end),
	moved: () => {
		if (log.following && !lines.last) return newest();
		if (log.following) below = 0;
		point(log.current ? log.time : NaN);
		status.follow(log.following, below);
		address();
	},
	opened: (line) => showRecord(lines.record(line)),
	drawn: (first, end) => {
		histogram.seen = [first?.time, end?.time];
		histogram.draw();
	},
});
const history = new History(view, lines, log, say);
const graphs = new Graphs(goTo);
const histogram = new Histogram(history, goTo);
const link = new Link(view, (m) => takes[m.type]?.(m), (kind, text) => status.link(kind, text));
const dialogs = new Dialogs({settings, view, link, say, changed});
const ask = new Ask({view, log, lines, history, say, go, goTo, find, changed, newest: () => arrived});

/** What is done with a message of the server, by its type. */
const takes = {
	hello(m) {
		$('names').textContent = m.names.map(last).join('  ');
		log.names = m.names;
		alert.name(m.title);
		dialogs.hello(m);
		ask.chips(m.filters || []);
	},
	lines(m) {
		const got = m.lines;
		if (m.skipped) got.unshift({n: 'warn', x: `${m.skipped} lines skipped`});
		if (!m.reset) added(got);
		else if (!staying) {
			history.reset();
			lines.replace(got, false, true);
			log.repaint();
			if (log.following) log.follow(true);
		}
		if (m.reset) staying = false;
		if (got.length) status.newest(arrived = Date.parse(got.at(-1).at) || arrived);
		histogram.refresh();
	},
	state(m) {
		status.state(m);
		histogram.refresh();
	},
	series: (m) => graphs.set(m.series),
	samples: (m) => graphs.add(m.samples),
	table: (m) => tables.put(m),
	error: (m) => say(m.error),
	present(m) {
		presented = m;
		$('present').hidden = false;
		if (!settings.present) return;
		if (m.filter !== view.filter) {
			view.filters = m.filter ? [m.filter] : [];
			view.off = false;
			changed();
		}
		if (m.cursor) show(m.cursor);
		else newest();
	},
};

function added(got) {
	alert.came(got);
	const gone = lines.last && !history.jumping ? lines.append(got, log.following) : -1;
	if (gone < 0) history.came(got);
	else log.changed(gone);
	if (log.following) return;
	below += got.length;
	status.follow(false, below);
}

/** What is asked for has changed: the server sends it anew; the log stays where it stood. */
function changed() {
	const from = log.following ? '' : log.place?.c;
	status.chosen = view.chosen;
	staying = Boolean(from);
	link.renew(PAGE);
	if (from) show(from);
	ask.chips();
	histogram.refresh(true);
	address();
}

/** Keeps the address bar in step, so that the view can be sent to somebody. */
function address() {
	clearTimeout(writing);
	writing = setTimeout(() => view.write(log.time), 250);
}

/** Moves the time cursor that all panes share. */
function point(time) {
	graphs.show(time, history);
	histogram.cursor = time;
	histogram.draw();
}

/** Goes to the line of a cursor, which is loaded if it is not held. */
function show(cursor) {
	const seq = +cursor.split('.')[1];
	const held = lines.all[lines.index(seq)];
	return go(held?.seq === seq && !staying ? held : history.jump(cursor));
}

/** Goes to a line that is on its way, or says why it does not come. */
async function go(coming, none = '') {
	log.following = false;
	try {
		const line = await coming;
		if (line) log.go(line);
		else if (none) say(none);
	} catch (e) {
		say(e.message);
	}
}

/** Goes to a time, from any pane. */
function goTo(time) {
	point(time);
	return go(history.jumpTo(time), 'no line at that time');
}

function find(...what) { return history.find(...what).then((line) => line && show(line.c), (e) => say(e.message)); }

function newest() {
	if (lines.last) log.follow(true);
	else {
		log.following = true;
		link.renew(PAGE);
	}
}

/** Changes the view. */
function choose(some) {
	Object.assign(view, some);
	changed();
}

function open() {
	const line = log.current || lines.all.at(-1);
	if (line) showRecord(lines.record(line));
}

function leave() {
	if (document.body.classList.contains('zoom')) zoom();
	else if (history.query) history.search('');
	else if (view.filters.length || view.level) choose({filters: [], level: ''});
}

const zoom = () => document.body.classList.toggle('zoom');
const gap = (way) => go(lines.gap(log.place, way), 'no gap in time near here');
const help = () => $('helping').showModal();
const wrap = () => settings.set({wrap: !log.wrap});

listen([
	['F', 'follow', newest],
	['space', 'pause', () => log.following ? log.follow(false) : newest()],
	['w', 'wrap', wrap],
	['i', 'histogram of all records', () => settings.set({volume: !settings.volume})],
	['&', 'filter', () => ask.filter()],
	['^', 'filters on or off', () => choose({off: !view.off})],
	['1 2 3 4 5', 'all, debug, info, warn, error', (key) => choose({level: ['', 'debug', 'info', 'warn', 'error'][key - 1]})],
	['M', 'mute sources', () => dialogs.sources()],
	['/', 'search', () => ask.search()],
	['n', 'next match', () => find(1)],
	['N', 'previous match', () => find(-1)],
	['e', 'next error', () => find(1, 'level>=error')],
	['E', 'previous error', () => find(-1, 'level>=error')],
	[':', 'go to line, 50%, 10:42, -5m', () => ask.place()],
	['}', 'next gap in time', () => gap(1)],
	['{', 'previous gap in time', () => gap(-1)],
	['j ↓', 'down', () => log.move(1)],
	['k ↑', 'up', () => log.move(-1)],
	['PgDn f', 'page down', () => log.move(log.page - 1)],
	['PgUp b', 'page up', () => log.move(1 - log.page)],
	['d', 'half a page down', () => log.move(log.page >> 1)],
	['u', 'half a page up', () => log.move(-log.page >> 1)],
	['g Home', 'oldest line', () => go(lines.first ? lines.all[0] : history.jumpBy(0))],
	['G End', 'newest line', newest],
	['h ←', 'left', () => log.box.scrollBy(-64, 0)],
	['l →', 'right', () => log.box.scrollBy(64, 0)],
	['enter', 'the record in full', open],
	['esc', 'end search, filters, zoom', leave],
	['z', 'zoom the log', zoom],
	['T', 'show or hide tables', () => settings.set({tables: !tables.on})],
	[']', 'next table', () => tables.step(1)],
	['[', 'previous table', () => tables.step(-1)],
	['? F1', 'help', help],
]);

/** Makes the page look as the settings say. */
function apply() {
	const {theme} = settings;
	document.documentElement.className = theme;
	$('theme').ariaLabel = $('theme').title = `theme: ${theme}`;
	$('volume').hidden = !settings.volume;
	const narrow = matchMedia('(max-width: 600px)').matches;
	tables.show(settings.tables ?? !narrow);
	$('present').ariaPressed = settings.present;
	const wraps = settings.wrap ?? narrow;
	$('wrap').ariaPressed = wraps;
	if (wraps !== log.wrap) log.wrap = wraps;
	graphs.repaint();
	histogram.chart.repaint();
	histogram.refresh(true);
}

$('level').append(...options('', 'all', LEVELS));
$('level').onchange = (e) => choose({level: e.target.value});
$('theme').onclick = () => settings.set({theme: {auto: 'dark', dark: 'light', light: 'auto'}[settings.theme]});
$('present').onclick = () => {
	settings.set({present: !settings.present});
	takes.present(presented); // there is a button only since something was presented
};
const buttons = {below: newest, follow: newest, search: () => ask.search(), filter: () => ask.filter(), goto: () => ask.place(), wrap, open, help, sources: () => dialogs.sources()};
for (const [id, does] of Object.entries(buttons)) $(id).onclick = does;
matchMedia('(prefers-color-scheme: dark)').onchange = apply;
apply();

/** Takes the view that the address bar holds; a token does not stay in it. */
function read() {
	const held = view.read(location.hash);
	status.chosen = view.chosen;
	ask.chips();
	view.write(held.time);
	return held;
}

const begin = read();
link.start(begin.token).then(() => begin.time && goTo(begin.time));
addEventListener('hashchange', () => {
	const {time} = read();
	changed();
	if (time) goTo(time);
});
